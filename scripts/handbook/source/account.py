"""The account: what became of each line of the source.

In: the lines before and after each step. Out: for each source line with text, whether it was
kept, or changed or removed by what.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from handbook.source.lines import Line, Lines


@dataclass
class Account:
    """What was done to each source line so far."""

    steps: dict[int, list[str]] = field(default_factory=dict)
    """Names of the steps that changed a line, by its number, in order."""

    def enter(self, name: str, before: Lines, after: Lines) -> None:
        """Enter a step, found by comparing the lines before and after it."""
        for origin in differing_origins(before, after):
            self.enter_line(name, origin)

    def enter_line(self, name: str, origin: int) -> None:
        """Enter that a step changed one source line."""
        self.steps.setdefault(origin, []).append(name)

    def fate(self, origin: int, left: Container[int]) -> str:
        """What became of one source line, in words; `left` holds those of which something is left."""
        steps = self.steps.get(origin, [])
        if origin not in left:
            return f"removed by {steps[-1]}"
        return f"changed by {', '.join(steps)}" if steps else "kept"


def text_of_origins(lines: Iterable[Line]) -> dict[int, list[str]]:
    """What lines with text say, by the source lines that they come from."""
    texts: dict[int, list[str]] = {}
    for line in lines:
        if line.text.strip():
            for origin in line.origins:
                texts.setdefault(origin, []).append(line.written)
    return texts


def differing_origins(before: Lines, after: Lines) -> list[int]:
    """The source lines whose text differs before and after a step, in order."""
    if len(before) == len(after):  # most rules change lines where they stand
        pairs = [pair for pair in zip(before, after, strict=True) if pair[0] is not pair[1]]
        gone, come = [old for old, _ in pairs], [new for _, new in pairs]
    else:
        old_ids, new_ids = set(map(id, before)), set(map(id, after))
        gone = [line for line in before if id(line) not in new_ids]
        come = [line for line in after if id(line) not in old_ids]
    old, new = text_of_origins(gone), text_of_origins(come)
    return sorted(
        origin for origin in old.keys() | new.keys() if old.get(origin) != new.get(origin)
    )
