"""What a lab's prose holds: in goes the Markdown of a cell, out come its headings.

Code, in fences and between backticks, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from handbook.pages.links import CODE, LINK, Link
from handbook.pages.page import plain_text

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_ID = re.compile(r"[ \t]*\{[ \t]*#([a-z0-9-]+)[ \t]*\}$")


@dataclass(frozen=True)
class Heading:
    """A heading of a lab."""

    level: int
    text: str
    """In Markdown."""
    id: str
    """As written, `{ #id }`, or made from the text."""
    has_id: bool
    """Whether it is written."""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain_text(text).lower()).strip("-") or "section"


def outside_code(source: str, change: Callable[[str], str]) -> str:
    """The source with everything but its code changed."""
    parts, last = [], 0
    for match in CODE.finditer(source):
        parts += [change(source[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*parts, change(source[last:])])


def _without_fences(source: str) -> str:
    return re.sub(r"^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$", "", source, flags=re.DOTALL | re.MULTILINE)


def headings_of(source: str) -> tuple[Heading, ...]:
    """The headings of a cell."""
    found = []
    for match in _HEADING.finditer(_without_fences(source)):
        written = _ID.search(match[2])
        text = _ID.sub("", match[2])
        name = written[1] if written else _slug(text)
        found.append(Heading(len(match[1]), text, name, written is not None))
    return tuple(found)


def change_headings(source: str, change: Callable[[Heading], str]) -> str:
    """The cell's Markdown with each heading replaced."""

    def replace(match: re.Match[str]) -> str:
        (heading,) = headings_of(match[0])
        return change(heading)

    fence = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)
    parts, last = [], 0
    for match in fence.finditer(source):
        parts += [_HEADING.sub(replace, source[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*parts, _HEADING.sub(replace, source[last:])])


def change_links(source: str, change: Callable[[Link], str]) -> str:
    """The cell's Markdown with the target of each link replaced."""
    return outside_code(
        source,
        lambda text: LINK.sub(lambda match: f"{match[1]}{change(Link(match[2]))}{match[3]}", text),
    )
