"""Run labs: in go notebooks, out come what their cells printed and drew, and problems.

A lab is one job whose cells run one after another in one process, side by side with the examples
and under their rules. A Jupyter kernel (nbclient) was not taken: each one starts for a second or
two and imports torch anew, where a fork takes milliseconds; and it knows neither our limits nor
what a lab's processes leave behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Self

from handbook.labs.lab import Cell, Lab
from handbook.problem import Problem
from handbook.running.cache import OutcomeCache
from handbook.running.environment import fingerprint, needed_modules
from handbook.running.job import Job, Outcome, Part, PartOutcome
from handbook.running.pool import Pool


@dataclass(frozen=True)
class LabResults:
    """What came out of the labs of a build."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """By the labs' paths."""
    problems: tuple[Problem, ...] = ()
    executed: int = 0
    """How many ran in this build; the rest was known from earlier ones."""

    def part_of(self, lab: Lab, cell: Cell) -> PartOutcome | None:
        """What came out of a cell; None if it did not run."""
        outcome = self.outcomes.get(lab.path)
        place = lab.code.index(cell)
        return outcome.parts[place] if outcome and place < len(outcome.parts) else None

    def problems_of(self, lab: Lab, cell: Cell) -> tuple[Problem, ...]:
        """What is wrong with a cell."""
        return tuple(
            problem
            for problem in self.problems
            if problem.path == lab.path and problem.cell == cell.id
        )


@dataclass(frozen=True)
class LabExecution:
    """Labs that are being run."""

    labs: tuple[Lab, ...]
    known: dict[str, Outcome]
    """By the labs' paths, as is `running`."""
    running: dict[str, Future[Outcome]]
    cache: OutcomeCache

    @classmethod
    def start(cls, labs: Iterable[Lab], pool: Pool, cache: OutcomeCache) -> Self:
        """Begin to run those labs whose outcome is not known yet."""
        with_code = tuple(lab for lab in labs if lab.code)
        known = {lab.path: found for lab in with_code if (found := cache.get(lab_key(lab)))}
        missing = [lab for lab in with_code if lab.path not in known]
        futures = pool.submit([lab_job(lab) for lab in missing])
        running = {lab.path: future for lab, future in zip(missing, futures, strict=True)}
        return cls(with_code, known, running, cache)

    def wait(self) -> LabResults:
        """Wait for all outcomes and keep the good ones. Raises RunnerError, OSError."""
        outcomes: dict[str, Outcome] = {}
        problems: list[Problem] = []
        for lab in self.labs:
            outcome = self.known.get(lab.path) or self.running[lab.path].result()
            wrong = judge_lab(lab, outcome)
            # What shows its own place is not true for long: the file may get another name.
            if lab.path in self.running and not wrong and lab.path not in outcome.stdout:
                self.cache.put(lab_key(lab), outcome)
            outcomes[lab.path] = outcome
            problems.extend(wrong)
        return LabResults(outcomes, tuple(sorted(problems)), len(self.running))


def lab_key(lab: Lab) -> str:
    """The name of a lab's outcome: its prose and the names of its cells don't count."""
    parts = ("lab", *(cell.source for cell in lab.code), repr(lab.limits), fingerprint())
    return hashlib.sha256("\0".join(parts).encode("utf-8", errors="surrogatepass")).hexdigest()


def lab_job(lab: Lab) -> Job:
    """What the runner is asked for a lab."""
    return Job(
        path=lab.path,
        source="",
        time_limit=lab.limits.time,
        memory=lab.limits.memory,
        needs=needed_modules("\n".join(cell.source for cell in lab.code)),
        parts=tuple(
            Part(f"{lab.path}:cell {cell.number} ({cell.id})", cell.source) for cell in lab.code
        ),
    )


def judge_lab(lab: Lab, outcome: Outcome) -> list[Problem]:
    """What is wrong with a lab, given what came out of it."""
    if failure := outcome.failure:
        cell = lab.code[min(failure.part or 0, len(lab.code) - 1)]
        where = f" (line {failure.line} of the cell)" if failure.line else ""
        return [lab.problem(cell, failure.message + where, failure.traceback)]
    problems = []
    for cell, part in zip(lab.code, outcome.parts, strict=True):
        drawn, told = len(part.figures), len(cell.alternatives)
        if drawn != told:
            message = f"it draws {drawn} figures, and {told} text alternatives (# figure: …) end it"
            problems.append(lab.problem(cell, message))
    return problems
