"""Rewrite expected outputs: in go a page and what its examples print, out comes the page's text."""

from __future__ import annotations

from collections.abc import Mapping

from handbook.pages.blocks import UNSHOWABLE, lines_of
from handbook.pages.example import Example
from handbook.pages.page import Page
from handbook.problem import Problem

_COMMENT = "<!--pytest-codeblocks:expected-output-->"


def _unshowable(example: Example, printed: str) -> Problem | None:
    """Why this output can't stand in a fence."""
    if printed and not printed.endswith("\n"):
        message = "it prints no line break at its end, which a fence can't show"
    elif any(line.lstrip().startswith("```") for line in lines_of(printed)):
        message = "it prints a line that begins with ```, which would end the fence"
    elif found := UNSHOWABLE.search(printed):
        message = f"it prints the character U+{ord(found[0]):04X}, which a page can't show"
    else:
        return None
    return Problem(example.path, example.line, message)


def rewrite_outputs(page: Page, printed: Mapping[str, str]) -> tuple[str, list[Problem]]:
    """The page's text with outputs as they were printed, and what could not be written.

    `printed` maps `str(example)` to what it printed; examples that are not in it stay as they are.
    """
    lines = lines_of(page.text)
    problems = []
    # From the last to the first, so that line numbers stay true.
    for example in reversed(page.examples):
        output = printed.get(str(example))
        if output is None or output == example.expected_text:
            continue
        if problem := _unshowable(example, output):
            problems.append(problem)
        elif example.expected is None:
            end = example.fences[-1].end
            lines[end:end] = ["", _COMMENT, "", "```text", *lines_of(output), "```"]
        elif output:
            lines[example.expected.line : example.expected.end - 1] = lines_of(output)
        else:
            # With the blank line that stood between the example and its output.
            del lines[example.fences[-1].end : example.expected.end]
    return "\n".join(lines) + "\n", problems
