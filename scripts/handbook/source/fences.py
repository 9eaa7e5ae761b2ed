"""Fences: where code begins and ends.

In: lines. Out: the same lines marked as fence, code or prose. Follows CommonMark: a fence closes
with a line of the same character, at least as long, and nothing after it; so longer fences hold
shorter ones. Indented fences count as well, for they stand in list items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from handbook.source.lines import Kind, Line, Lines

_OPENING = re.compile(r"(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})(?P<info>.*)")
# "Answer: ```python": the label shares the line of the fence.
_LABEL = re.compile(
    r"[ \t]*(?:\*\*|__)?(?:answer|ans|solution)[ \t]?[:.-]{0,2}(?:\*\*|__)?[ \t]*"
    r"(?=```|~~~)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fence:
    """The opening line of a fence, taken apart."""

    indent: str
    """Blanks before it."""
    marks: str
    """Its run of backticks or tildes."""
    info: str
    """What stands after the marks, stripped: the language and its options."""


def read_fence(text: str) -> Fence | None:
    """The fence that the line opens, if it does."""
    match = _OPENING.fullmatch(text)
    if match is None or (match["marks"][0] == "`" and "`" in match["info"]):
        return None
    return Fence(match["indent"], match["marks"], match["info"].strip())


def closes(text: str, fence: Fence) -> bool:
    """Whether the line closes that fence."""
    mark = text.strip()
    return len(mark) >= len(fence.marks) and not mark.strip(fence.marks[0])


def opens_fence(text: str) -> bool:
    """Whether the line opens a fence, alone or behind an answer's label."""
    label = _LABEL.match(text)
    return read_fence(text[label.end() :] if label else text) is not None


def mark_fences(lines: Lines) -> Lines:
    """Mark the lines of fences; a label in front of a fence gets a line of its own.

    A fence that is never closed reaches to the last line: `unclosed_fence` finds it.
    """
    marked: list[Line] = []
    fence: Fence | None = None
    for line in lines:
        if fence is not None:
            closing = closes(line.text, fence)
            marked.append(replace(line, kind=Kind.FENCE if closing else Kind.CODE))
            fence = None if closing else fence
            continue
        label = _LABEL.match(line.text)
        text = line.text[label.end() :] if label else line.text
        fence = read_fence(text)
        if fence is None:
            marked.append(line)
            continue
        if label:
            marked.append(line.saying(line.text[: label.end()].rstrip()))
        marked.append(replace(line, text=text, kind=Kind.FENCE))
    return tuple(marked)


@dataclass(frozen=True)
class Block:
    """A fence with its code, or a run of other lines."""

    opening: Line | None
    """The line that opens the fence; none for other lines."""
    content: Lines
    """The code in the fence, or the other lines."""
    closing: Line | None
    """The line that closes the fence; none for other lines and for a fence that is never closed."""

    @property
    def lines(self) -> Lines:
        """All its lines."""
        edges = (
            () if self.opening is None else (self.opening,),
            () if self.closing is None else (self.closing,),
        )
        return edges[0] + self.content + edges[1]


def blocks_of(lines: Lines) -> Iterator[Block]:
    """Take marked lines apart into fences and what lies between them, in their order."""
    opening: Line | None = None
    content: list[Line] = []
    for line in lines:
        if line.kind is not Kind.FENCE:
            content.append(line)
            continue
        if opening is not None:
            yield Block(opening, tuple(content), line)
            opening = None
        else:
            if content:
                yield Block(None, tuple(content), None)
            opening = line
        content = []
    if opening is not None or content:
        yield Block(opening, tuple(content), None)


def has_fence(lines: Lines) -> bool:
    """Whether there is a fence among marked lines."""
    return any(line.kind is Kind.FENCE for line in lines)


def unclosed_fence(lines: Lines) -> Line | None:
    """The line that opens a fence which nothing closes, if there is one."""
    for block in blocks_of(lines):
        if block.opening is not None and block.closing is None:
            return block.opening
    return None


def on_fences(rewrite: Callable[[Block], Block]) -> Callable[[Lines], Lines]:
    """A rule that applies `rewrite` to each closed fence of scraped text."""

    def rule(lines: Lines) -> Lines:
        if not has_fence(lines):
            return lines
        result: list[Line] = []
        for block in blocks_of(lines):
            scraped = block.closing is not None and not block.opening.settled
            result.extend((rewrite(block) if scraped else block).lines)
        return tuple(result)

    return rule
