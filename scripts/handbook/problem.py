"""What is wrong, and where: in goes a place and a message, out comes one `path:line: message`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """Something that an author has to mend."""

    path: str
    """The file, relative to the project, with forward slashes."""
    line: int
    """The line in that file, counted from 1; of a notebook the cell."""
    message: str
    """What happened, in one line."""
    detail: str = ""
    """What helps to mend it (a diff, a short traceback), in lines of their own."""
    cell: str = ""
    """Of a notebook, the id of the cell."""

    def __str__(self) -> str:
        place = f"cell {self.line} ({self.cell})" if self.cell else str(self.line)
        head = f"{self.path}:{place}: {self.message}"
        if not self.detail:
            return head
        return head + "\n" + "\n".join(f"    {line}".rstrip() for line in self.detail.splitlines())
