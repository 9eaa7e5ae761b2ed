"""Repeat measurements in turns: in go named functions, out come series of seconds.

Machines drift: what is to be compared runs alternately in one session, and medians are compared.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Series:
    """Repeated measurements of one thing."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median in seconds."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return f"{self.median:6.2f} s  ({min(self.seconds):.2f} to {max(self.seconds):.2f})"


def time_of(action: Callable[[], object]) -> float:
    """How long an action takes, in seconds on the wall."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure_in_turns(measures: Mapping[str, Callable[[], float]], runs: int) -> dict[str, Series]:
    """Call each measure once a round, for as many rounds as asked; each gives its seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in measures}
    for round_ in range(1, runs + 1):
        for name, measure in measures.items():
            seconds[name].append(measure())
            print(f"round {round_} of {runs}: {name} {seconds[name][-1]:.2f} s", file=sys.stderr)
    return {name: Series(tuple(values)) for name, values in seconds.items()}
