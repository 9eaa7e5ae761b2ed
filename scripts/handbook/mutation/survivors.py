"""Mutants that are known to survive: in goes a folder of YAML files, out come changes with reasons.

A change that alters nothing that a page claims (the place of a label in a figure, a seed on which
nothing depends) is no gap in the checks. Each stands in the file of its page, with the reason:

    path: docs/pytorch/tensors.md
    survivors:
      - why: the look of a figure
        changes:
          - "axes.set_ylim(-4.5, 2.7)  ->  axes.set_ylim(-4.5, 3.7)"
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


def _read_file(file: Path) -> list[Survivor]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{file.name}: {error}") from error
    if not isinstance(data, dict) or set(data) != {"path", "survivors"}:
        raise ValueError(f"{file.name}: 'path' and 'survivors' are expected")
    if not isinstance(data["survivors"], list):
        raise ValueError(f"{file.name}: 'survivors' is a list")
    survivors = []
    for entry in data["survivors"]:
        is_whole = isinstance(entry, dict) and set(entry) == {"why", "changes"}
        if not is_whole or not str(entry["why"]).strip() or not isinstance(entry["changes"], list):
            raise ValueError(f"{file.name}: an entry has 'why' and a list of 'changes': {entry!r}")
        survivors += [Survivor(data["path"], str(one), entry["why"]) for one in entry["changes"]]
    return survivors


def read_survivors(folder: Path) -> tuple[Survivor, ...]:
    """Read the files of a folder; none if there is no folder. Raises OSError, ValueError."""
    files = sorted(folder.glob("*.yml"))
    return tuple(survivor for file in files for survivor in _read_file(file))
