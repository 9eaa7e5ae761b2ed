"""Compare what came out with what the page shows: in go example and outcome, out come problems."""

from __future__ import annotations

import difflib

from handbook.pages.example import Example
from handbook.problem import Problem
from handbook.running.job import Failure, Outcome


def padded_source(example: Example) -> str:
    """The code of an example, each line at the number that it has in its page."""
    lines: list[str] = []
    for number, line in zip(example.line_numbers, example.code.split("\n"), strict=False):
        lines.extend(["\n"] * (number - 1 - len(lines)))
        lines.append(line + "\n")
    return "".join(lines)


def _place(example: Example, failure: Failure, ran_as: Example) -> int:
    """The line of a failure in the page of `example`, whose code ran as another's."""
    if failure.line in ran_as.line_numbers:
        return example.line_numbers[ran_as.line_numbers.index(failure.line)]
    return example.line


def _diff(expected: str, printed: str) -> str:
    return "".join(
        difflib.unified_diff(
            expected.splitlines(keepends=True),
            [line if line.endswith("\n") else line + "\n" for line in printed.splitlines(True)],
            "expected",
            "printed",
        )
    )


def judge_outcome(example: Example, outcome: Outcome, ran_as: Example) -> list[Problem]:
    """What is wrong with an example, given what came out when its code ran as `ran_as`."""
    if failure := outcome.failure:
        line = _place(example, failure, ran_as)
        return [Problem(example.path, line, failure.message, failure.traceback)]
    problems = []
    if outcome.stdout != example.expected_text:
        if example.expected is None:
            message = "it prints, and no expected output stands below it"
        elif not outcome.stdout:
            message = "it prints nothing, and expected output stands below it"
        elif outcome.stdout.rstrip("\n") == example.expected_text.rstrip("\n"):
            message = "it prints another number of line breaks at its end than expected"
        else:
            message = "it prints something else than expected"
        line = example.expected.line if example.expected else example.line
        detail = _diff(example.expected_text, outcome.stdout)
        problems.append(Problem(example.path, line, message, detail))
    if len(outcome.figures) != len(example.alternatives):
        message = (
            f"it draws {len(outcome.figures)} figures, and {len(example.alternatives)} text "
            "alternatives (<!-- figure: … -->) stand below it"
        )
        problems.append(Problem(example.path, example.line, message))
    return problems
