"""Run the examples of many pages: in go examples, out come outcomes and problems.

Started early and awaited late, so that whoever builds pages can go on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Self

from handbook.pages.example import Example
from handbook.problem import Problem
from handbook.running.cache import OutcomeCache, outcome_key
from handbook.running.environment import needed_modules
from handbook.running.job import Job, Outcome
from handbook.running.pool import Pool
from handbook.running.verdict import judge_outcome, padded_source

_PROGRESS_EVERY = 5.0
"""Seconds between two words on how far a run is."""


@dataclass(frozen=True)
class Results:
    """What came out of the examples of a build."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """By the places of the examples, `str(example)`."""
    problems: tuple[Problem, ...] = ()
    executed: int = 0
    """How many pieces of code ran in this build; the rest was known from earlier ones."""

    def outcome_of(self, example: Example) -> Outcome | None:
        """The outcome of an example; None if it was not run."""
        return self.outcomes.get(str(example))

    def problems_of(self, example: Example) -> tuple[Problem, ...]:
        """What is wrong with an example."""
        first, last = example.line, (example.expected or example.fences[-1]).end
        return tuple(
            problem
            for problem in self.problems
            if problem.path == example.path and first <= problem.line <= last
        )


@dataclass(frozen=True)
class Execution:
    """Examples that are being run."""

    places: dict[str, list[Example]]
    """Examples with equal code, by the key of their outcome; the first gives its name to it."""
    known: dict[str, Outcome]
    running: dict[str, Future[Outcome]]
    cache: OutcomeCache

    @classmethod
    def start(cls, examples: Iterable[Example], pool: Pool, cache: OutcomeCache) -> Self:
        """Begin to run those examples whose outcome is not known yet."""
        places: dict[str, list[Example]] = {}
        for example in examples:
            if example.not_run is None:
                places.setdefault(outcome_key(example), []).append(example)
        known = {key: found for key in places if (found := cache.get(key))}
        missing = [key for key in places if key not in known]
        jobs = [make_job(places[key][0]) for key in missing]
        running = dict(zip(missing, pool.submit(jobs), strict=True))
        return cls(places, known, running, cache)

    def wait(self, report: Callable[[int, int], None] | None = None) -> Results:
        """Wait for all outcomes and keep the good ones. Raises RunnerError, OSError.

        `report` is told every few seconds how many of how many have run.
        """
        pending = set(self.running.values())
        while pending:
            _, pending = wait(pending, timeout=_PROGRESS_EVERY)
            if pending and report:
                report(len(self.running) - len(pending), len(self.running))
        outcomes: dict[str, Outcome] = {}
        problems: list[Problem] = []
        for key, examples in self.places.items():
            outcome = self.known.get(key) or self.running[key].result()
            wrong = [
                problem
                for example in examples
                for problem in judge_outcome(example, outcome, examples[0])
            ]
            # What shows its own place in a page is not true for long: other lines may come above.
            is_lasting = examples[0].path not in outcome.stdout
            if key in self.running and not wrong and is_lasting:
                self.cache.put(key, outcome)
            outcomes.update((str(example), outcome) for example in examples)
            problems.extend(wrong)
        return Results(outcomes, tuple(sorted(problems)), len(self.running))


def make_job(example: Example) -> Job:
    """What the runner is asked for an example."""
    return Job(
        path=example.path,
        source=padded_source(example),
        time_limit=example.limits.time,
        memory=example.limits.memory,
        needs=needed_modules(example.code),
    )


def run_examples(examples: Sequence[Example], pool: Pool, cache: OutcomeCache) -> Results:
    """Run examples and wait for them. Raises RunnerError, OSError."""
    return Execution.start(examples, pool, cache).wait()
