"""Lines that remember where they come from.

In: the source text. Out: a tuple of `Line`; every rule maps such a tuple to another one. Because a
line carries the numbers of the source lines that it was made of, the account of what became of each
source line needs no help from the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Kind(Enum):
    """What a line is, as far as the rules care."""

    PROSE = "prose"
    """Everything outside fences: paragraphs, lists, tables, blank lines."""
    HEADING = "heading"
    """The question; its `text` is the question alone."""
    FENCE = "fence"
    """The line that opens or closes a fence."""
    CODE = "code"
    """A line between the two."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text on its way through the rules."""

    text: str
    """The line without its line end; of a heading the question alone."""
    origins: tuple[int, ...] = ()
    """Numbers (from 1) of the source lines that it was made of; none for a line that a rule
    added."""
    kind: Kind = Kind.PROSE
    key: str | None = None
    """Key of the question that it belongs to; none before the first question."""
    settled: bool = False
    """Whether it stands in text that is regular already, which rules for scraped text leave
    alone."""

    @property
    def written(self) -> str:
        """The line as it stands in the output."""
        if self.kind is Kind.HEADING:
            return f"## {self.text} {{ #{self.key} }}"
        return self.text

    @property
    def is_blank(self) -> bool:
        """Whether it is an empty line between blocks; a blank line of code is not."""
        return self.kind is Kind.PROSE and not self.text.strip()

    @property
    def is_scraped_prose(self) -> bool:
        """Whether rules for scraped prose may change it: not code, indented or not, not settled."""
        return (
            self.kind is Kind.PROSE
            and not self.settled
            and not self.text.startswith(("    ", "\t"))
        )

    def saying(self, text: str) -> Line:
        """The same line with another text; the very same object if the text is the same."""
        return self if text == self.text else replace(self, text=text)


Lines = tuple[Line, ...]


def plain_line_ends(text: str) -> str:
    """The text with LF at the end of its lines, where CRLF or CR may have stood."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split_lines(text: str) -> Lines:
    """Split a text at its line ends (LF, CRLF or CR), and at nothing else.

    `str.splitlines` would also split at form feeds and Unicode separators, and then line numbers
    would differ from those of an editor.
    """
    parts = plain_line_ends(text).split("\n")
    return tuple(Line(part, (number,)) for number, part in enumerate(parts, start=1))


def write_lines(lines: Iterable[Line]) -> str:
    """The text of the lines, with one newline at its end."""
    return "\n".join(line.written for line in lines) + "\n"


def is_paragraph(lines: Lines, index: int) -> bool:
    """Whether the line is a paragraph by itself: no other prose right above or below it."""
    return all(
        lines[beside].is_blank or lines[beside].kind is not Kind.PROSE
        for beside in (index - 1, index + 1)
        if 0 <= beside < len(lines)
    )
