"""The account: what became of each line of the source.

In: the lines before and after each step. Out: for each source line with text, whether it was
kept, or changed or removed by what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from handbook.source.lines import Line, Lines


def _texts(lines: Iterable[Line]) -> dict[int, list[str]]:
    """What lines with text say, by the source lines that they come from."""
    texts: dict[int, list[str]] = {}
    for line in lines:
        if line.text.strip():
            for origin in line.origins:
                texts.setdefault(origin, []).append(line.written)
    return texts


@dataclass
class Account:
    """What was done to each source line so far."""

    changes: dict[int, list[str]] = field(default_factory=dict)
    """Names of the steps that changed a line, by its number, in order."""
    removals: dict[int, list[str]] = field(default_factory=dict)
    """Names of the steps that removed a line, by its number."""

    def enter(self, name: str, before: Lines, after: Lines) -> None:
        """Enter a step, found by comparing the lines before and after it."""
        for origin, removed in differences(before, after):
            self.enter_one(name, origin, removed=removed)

    def enter_one(self, name: str, origin: int, *, removed: bool) -> None:
        """Enter what a step did to one source line."""
        (self.removals if removed else self.changes).setdefault(origin, []).append(name)

    def told(self, origin: int) -> str:
        """What became of one line, in words."""
        if origin in self.removals:
            return f"removed by {', '.join(self.removals[origin])}"
        if origin in self.changes:
            return f"changed by {', '.join(self.changes[origin])}"
        return "kept"


def differences(before: Lines, after: Lines) -> list[tuple[int, bool]]:
    """The source lines whose text differs, in order, each with whether nothing is left of it."""
    if len(before) == len(after):  # most rules change lines where they stand
        pairs = [pair for pair in zip(before, after, strict=True) if pair[0] is not pair[1]]
        gone, come = [old for old, _ in pairs], [new for _, new in pairs]
    else:
        old_ids, new_ids = set(map(id, before)), set(map(id, after))
        gone = [line for line in before if id(line) not in new_ids]
        come = [line for line in after if id(line) not in old_ids]
    old, new = _texts(gone), _texts(come)
    changed = sorted(origin for origin in old.keys() | new.keys() if old.get(origin) != new.get(origin))
    silent = {origin for origin in changed if origin not in new}
    if silent:  # something else of the line may be left as it was
        silent -= _texts(after).keys()
    return [(origin, origin in silent) for origin in changed]
