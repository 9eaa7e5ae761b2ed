"""Jobs that wait for a worker: in go jobs, out they come in the order that suits the workers.

A worker that has imported little takes what needs little, while the server goes on importing for
the next one; so nobody waits for imports as long as there is something else to do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import Future

from handbook.running.job import Job, Outcome

Pair = tuple[Job, "Future[Outcome]"]


class WaitingJobs:
    """A queue for several threads."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._pairs: list[Pair] = []
        self._is_closed = False

    def __len__(self) -> int:
        with self._condition:
            return len(self._pairs)

    def add(self, pairs: Iterable[Pair]) -> None:
        """Let these jobs wait."""
        with self._condition:
            self._pairs.extend(pairs)
            self._condition.notify_all()

    def take(self, imported: frozenset[str]) -> Pair | None:
        """The next job for a worker that has imported these modules; None once it is closed.

        Of those for which it has everything, the one that needs most: the others are left to
        workers that have less. If there is none, any.
        """
        with self._condition:
            while not self._pairs and not self._is_closed:
                self._condition.wait()
            if not self._pairs:
                return None
            ready = [pair for pair in self._pairs if imported.issuperset(pair[0].needs)]
            chosen = max(ready or self._pairs, key=lambda pair: len(pair[0].needs))
            self._pairs.remove(chosen)
            return chosen

    def close(self) -> None:
        """Cancel what waits, and let nobody wait any more."""
        with self._condition:
            for _, future in self._pairs:
                future.cancel()
            self._pairs.clear()
            self._is_closed = True
            self._condition.notify_all()
