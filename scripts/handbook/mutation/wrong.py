"""Wrong solutions that a check has to catch: in goes a folder of YAML lists, out come replacements.

The way to know that the check of an exercise is worth something is to give it what people write.
Each entry names an answer and, for each wrong solution, why it is wrong and the text of the right
solution that it replaces:

    - answer: implement-softmax
      wrong:
        - why: no maximum is subtracted
          old: "x - x.amax(dim, keepdim=True)"
          new: "x"
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class WrongSolution:
    """One change that makes a solution wrong."""

    answer: str
    why: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.answer}: {self.why}"

    def spoil(self, solution: str) -> str:
        """The solution with the change. Raises ValueError unless its text stands there once."""
        number = solution.count(self.old)
        if number != 1:
            raise ValueError(f"{self}: {self.old!r} stands {number} times in the solution")
        return solution.replace(self.old, self.new)


def read_wrong_solutions(folder: Path) -> tuple[WrongSolution, ...]:
    """All wrong solutions, in the order of the files' names. Raises OSError, ValueError."""
    return tuple(one for file in sorted(folder.glob("*.yml")) for one in _read(file))


def _read(file: Path) -> list[WrongSolution]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{file.name}: {error}") from error
    found = []
    for entry in data or []:
        if not isinstance(entry, dict) or set(entry) != {"answer", "wrong"}:
            raise ValueError(f"{file.name}: an entry has 'answer' and 'wrong': {entry!r}")
        for one in entry["wrong"]:
            is_whole = isinstance(one, dict) and set(one) == {"why", "old", "new"}
            if not is_whole or not all(isinstance(value, str) for value in one.values()):
                raise ValueError(f"{file.name}: a wrong solution has 'why', 'old', 'new': {one!r}")
            found.append(WrongSolution(entry["answer"], **one))
    return found
