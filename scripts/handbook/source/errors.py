"""The one kind of error that bad input raises.

In: where the fault is and what it is. Out: `path:line: message`.
"""

from __future__ import annotations

from pathlib import Path


class SourceError(Exception):
    """Bad input: a source text or a ledger that cannot be used.

    Attributes:
        path: the file with the fault, as the caller named it.
        line: the line of the fault, counted from 1.
        message: what is wrong, in one line.
    """

    def __init__(self, path: str | Path, line: int, message: str) -> None:
        super().__init__(path, line, message)
        self.path = str(path)
        self.line = line
        self.message = message

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"
