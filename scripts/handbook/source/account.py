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

    steps: dict[int, str] = field(default_factory=dict)
    """Names of the steps that changed a line, in order, by its number."""

    def enter(self, name: str, before: Lines, after: Lines) -> None:
        """Enter a step, found by comparing the lines before and after it."""
        for origin in differing_origins(before, after):
            self.enter_line(name, origin)

    def enter_line(self, name: str, origin: int) -> None:
        """Enter that a step changed one source line."""
        earlier = self.steps.get(origin)
        self.steps[origin] = f"{earlier}, {name}" if earlier else name

    def fate(self, origin: int, left: Container[int]) -> str:
        """What became of a source line, in words; `left` holds those that are not all gone."""
        steps = self.steps.get(origin)
        if origin not in left:
            return f"removed by {(steps or 'no rule').rpartition(', ')[2]}"
        return f"changed by {steps}" if steps else "kept"


def text_of_origins(lines: Iterable[Line]) -> dict[int, str]:
    """What lines with text say, by the source lines that they come from."""
    texts: dict[int, str] = {}
    several: dict[int, list[str]] = {}  # of the few lines that were taken apart
    for line in lines:
        if line.text.strip():
            written = line.written
            for origin in line.origins:
                if origin in texts:
                    several.setdefault(origin, [texts[origin]]).append(written)
                else:
                    texts[origin] = written
    texts.update((origin, "\n".join(written)) for origin, written in several.items())
    return texts


def differing_origins(before: Lines, after: Lines) -> list[int]:
    """The source lines whose text differs before and after a step, in order."""
    if before is after:
        return []
    if len(before) == len(after):  # most rules change lines where they stand
        pairs = [pair for pair in zip(before, after, strict=True) if pair[0] is not pair[1]]
        before, after = [old for old, _ in pairs], [new for _, new in pairs]
    old, new = text_of_origins(before), text_of_origins(after)
    if old == new:
        return []
    return sorted(
        origin for origin in old.keys() | new.keys() if old.get(origin) != new.get(origin)
    )
