"""Lists that scraping squashed into one line.

In and out: lines. A list is only taken apart where its form leaves no doubt: items numbered from 1,
bullets, or terms with their explanations below a line that introduces them. What needs
understanding ("Sigmoid Tanh ReLU Softmax") is left to the ledger.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from handbook.source.headings import is_structure
from handbook.source.lines import Kind, Line, Lines, is_paragraph
from handbook.source.words import NOT_FIRST_OF_TERM, VERBS

_NUMBER = re.compile(r"(?:^|(?<=\s))(?P<number>[0-9]{1,2})[.)][ ](?=\S)")
_BULLET = re.compile(r"(?:^|(?<=\s))[•●▪◦‣][ \t]{0,4}(?=\S)")
_ITEM = re.compile(r"[0-9]{1,3}[.)] ")
_TERM = re.compile(
    r"(?:^|(?<=[.!?)] ))(?P<term>[A-Z][\w/+-]{0,40}(?: [\w/+&-]{1,40}){0,3}(?: \([\w -]{1,30}\))?)"
    r"(?:(?P<colon>: )|- (?=[A-Z]))(?=\S)"
)


def _is_beside_item(lines: Lines, index: int) -> bool:
    """Whether the nearest line with text above or below is a numbered item."""
    for way in (range(index - 1, -1, -1), range(index + 1, len(lines))):
        near = next((lines[other] for other in way if not lines[other].is_blank), None)
        if near is not None and near.kind is Kind.PROSE and _ITEM.match(near.text):
            return True
    return False


def _may_be_list(lines: Lines, index: int) -> bool:
    """Whether the line is a paragraph by itself, but for a line above it that introduces it."""
    line = lines[index]
    if (
        not line.is_scraped_prose
        or line.is_blank
        or line.text.startswith((" ", ">", "|", "#", "<", "$"))
    ):
        return False
    introduced = index > 0 and lines[index - 1].text.rstrip().endswith(":")
    return is_paragraph(lines[index : index + 2], 0) if introduced else is_paragraph(lines, index)


def _laid_out(line: Line, parts: Sequence[str]) -> list[Line]:
    """Lines with these texts in place of a line; the line itself if one would not read as text."""
    if any(is_structure(part) for part in parts):
        return [line]
    return [replace(line, text=part) for part in parts]


def _rule(split: Callable[[str, bool], Sequence[str]]) -> Callable[[Lines], Lines]:
    """A rule that splits paragraphs; `split` is told whether a line above introduces the text.

    A paragraph next to a numbered item is one itself, whatever numbers stand in it.
    """

    def rule(lines: Lines) -> Lines:
        result: list[Line] = []
        introduced = False
        for index, line in enumerate(lines):
            suits = _may_be_list(lines, index)
            parts = split(line.text.strip(), introduced) if suits else ()
            if parts and _is_beside_item(lines, index):
                parts = ()
            result.extend(_laid_out(line, parts) if parts else [line])
            if not line.is_blank:
                introduced = line.kind is Kind.HEADING or (
                    line.kind is Kind.PROSE and line.text.rstrip().endswith(":")
                )
        return tuple(result)

    return rule


def _between(text: str, marks: Sequence[tuple[int, int]]) -> list[str]:
    """What stands behind each of these marks, up to the next one."""
    ends = [*(start for start, _ in marks[1:]), len(text)]
    return [text[mark[1] : end].strip() for mark, end in zip(marks, ends, strict=True)]


def _with_introduction(introduction: str, items: Sequence[str]) -> list[str]:
    """The items, below their introduction if there is one."""
    return [*([introduction.strip(), ""] if introduction.strip() else []), *items]


def _last_before(text: str, place: int) -> str:
    """The last character before a place that is not a blank; empty if there is none near."""
    return text[max(0, place - 4) : place].rstrip()[-1:]


def _numbered(text: str, _introduced: bool) -> Sequence[str]:
    """Items of "1. Open the page. 2. Press Enter.", with what introduces them.

    The number 2 of "1. Use version 2. Then stop. 2. Go on." is the one behind a full point.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for match in _NUMBER.finditer(text):
        found.setdefault(int(match["number"]), []).append(match.span())
    places = [
        place
        for place in found.get(1, [])
        if place[0] == 0 or _last_before(text, place[0]) in tuple(".:;!?")
    ][:1]
    while places:
        candidates = found.get(len(places) + 1, [])
        candidates = candidates[bisect_left(candidates, (places[-1][1] + 1, 0)) :]
        ended = (place for place in candidates if _last_before(text, place[0]) in tuple(".!?;:,)"))
        place = next(ended, candidates[0] if candidates else None)
        if place is None:
            break
        places.append(place)
    if len(places) < 2:
        return ()
    items = [f"{number}. {item}" for number, item in enumerate(_between(text, places), start=1)]
    return _with_introduction(text[: places[0][0]], items)


def _bulleted(text: str) -> Sequence[str]:
    """Items of "• Tensors • Autograd", with what introduces them."""
    places = [match.span() for match in _BULLET.finditer(text)]
    if not places:
        return ()
    items = [f"- {item}" for item in _between(text, places)]
    return _with_introduction(text[: places[0][0]], items)


def split_bullets(lines: Lines) -> Lines:
    """Lay out items that bullets part, and write the bullets as Markdown has them."""
    result: list[Line] = []
    for index, line in enumerate(lines):
        text = line.text.strip()
        is_item = line.is_scraped_prose and _BULLET.match(text) is not None
        parts = _bulleted(text) if is_item or _may_be_list(lines, index) else ()
        above = lines[index - 1] if is_item and index else None
        if above and above.is_scraped_prose and not above.is_blank:
            parts = parts if _BULLET.match(above.text.strip()) else ["", *parts]
        indent = line.text[: len(line.text) - len(line.text.lstrip())]
        parts = [indent + part if part.startswith("- ") else part for part in parts]
        result.extend(_laid_out(line, parts) if parts else [line])
    return tuple(result)


def _is_term(text: str) -> bool:
    """Whether a list may explain this, rather than a sentence say it."""
    words = text.lower().split()
    return words[0] not in NOT_FIRST_OF_TERM and not VERBS.intersection(words)


def _termed(text: str, introduced: bool) -> Sequence[str]:
    """Items of "Vector: one axis. Matrix: two axes." below an introduction."""
    terms = [match for match in _TERM.finditer(text) if _is_term(match["term"])]
    if not introduced or len(terms) < 2 or terms[0].start() != 0:
        return ()
    explanations = _between(text, [term.span() for term in terms])
    return [f"- {term['term']}: {said}" for term, said in zip(terms, explanations, strict=True)]


split_numbered = _rule(_numbered)
"""Lay out items that are numbered from 1 in one line."""
split_terms = _rule(_termed)
"""Lay out terms with their explanations below a line that introduces them."""
