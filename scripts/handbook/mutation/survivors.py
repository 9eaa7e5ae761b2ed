"""Mutants that are known to survive: in goes a YAML list, out come their changes with reasons.

A change that alters nothing that a page claims (the place of a label in a figure, a seed on which
nothing depends) is no gap in the checks. Each stands in the list, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from handbook.mutation.mutants import Mutant


@dataclass(frozen=True)
class Survivor:
    """One change that nobody has to notice."""

    path: str
    change: str
    """As a mutant says it: the old line, an arrow, the new line."""
    why: str

    def is_of(self, mutant: Mutant) -> bool:
        """Whether this is that mutant, wherever its line stands now."""
        return (self.path, self.change) == (mutant.path, mutant.change)


def read_survivors(file: Path) -> tuple[Survivor, ...]:
    """Read the list; none if there is no file. Raises OSError, ValueError."""
    if not file.exists():
        return ()
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        raise ValueError(f"{file.name}: {error}") from error
    if not isinstance(data, list):
        raise ValueError(f"{file.name}: a list of survivors is expected")
    survivors = []
    for entry in data:
        is_whole = isinstance(entry, dict) and set(entry) == {"path", "why", "changes"}
        if not is_whole or not str(entry["why"]).strip():
            raise ValueError(f"{file.name}: an entry has 'path', 'why' and 'changes': {entry!r}")
        survivors += [Survivor(entry["path"], str(one), entry["why"]) for one in entry["changes"]]
    return tuple(survivors)
