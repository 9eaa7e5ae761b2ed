"""Questions: where each begins, which key it gets, and where its answer begins.

In: lines marked by `fences`. Out: lines in which each question is one heading line with its key,
and every line knows its question.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from itertools import islice

from handbook.source.fences import opens_fence
from handbook.source.headings import (
    Heading,
    begins_answer,
    is_structure,
    key_of,
    read_heading,
    read_label,
)
from handbook.source.lines import Kind, Line, Lines
from handbook.source.words import IMPERATIVES, INTERROGATIVES

_UNDERLINE = re.compile(r"={3,}|-{3,}")
_LONGEST_QUESTION = 4  # lines below the first, over which a question in bold may run
_BIDDING = IMPERATIVES | INTERROGATIVES
_SENTENCE_END = re.compile(r"[.!?][\"'”’)*]{0,3}(?=[ \t]|$)")


def _letters(index: int) -> str:
    """Suffix of the index-th question (from 0) with one number: "", b, c, ..., z, aa, ab, ..."""
    letters, rank = "", index + 1 if index else 0
    while rank:
        rank, digit = divmod(rank - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


class _Keys:
    """Hands out keys, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[int, int] = {}

    def claim(self, heading: Heading) -> str:
        """The key that the heading asks for, or the next free one with its number."""
        key = key_of(heading.number, heading.suffix)
        while key in self._taken:
            count = self._counts.get(heading.number, 0)
            self._counts[heading.number] = count + 1
            key = key_of(heading.number, _letters(count))
        self._taken.add(key)
        return key


def _stands_alone(above: Line | None, below: Line | None) -> bool:
    """Whether a line between these two is a paragraph of its own."""
    return (above is None or above.is_blank or above.kind is Kind.HEADING) and (
        below is None or below.is_blank or begins_answer(below.text)
    )


def _number_fits(heading: Heading, previous: int, *, labels: bool) -> bool:
    """Whether a heading without a label is one, by its number and those of the others.

    Where other questions have labels, a number may also be that of an item in an answer.
    """
    is_next = heading.number == previous + 1
    asks = heading.question.endswith(("?", "？", "؟"))
    if labels:
        rises = heading.number > previous
        return not heading.listed and (is_next or (rises and asks and not heading.rest))
    return is_next or (asks and not heading.listed)


def _stands_fit(heading: Heading, above: Line | None, ahead: deque[Line]) -> bool:
    """Whether a heading with a label that may as well begin a sentence is one where it stands."""
    if heading.marked or heading.first_word in _BIDDING:
        return True
    return _stands_alone(above, ahead[0] if ahead else None)


def _question_below(line: Line, ahead: deque[Line]) -> tuple[Heading | None, list[Line]]:
    """The heading of a line that holds a label only, with the lines up to its question."""
    label = read_label(line.text)
    if label is None:
        return None, []
    taken: list[Line] = []
    for below in ahead:
        taken.append(below)
        if not below.is_blank:
            break
    text = taken[-1].text.strip() if taken and taken[-1].kind is Kind.PROSE else ""
    question = text.strip("#*_ ")
    if not question or read_heading(text) or read_label(text) or begins_answer(text):
        return None, []
    number, marked = label
    heading = Heading(number, question, certain=False)
    asks = question.endswith("?") or (marked and heading.first_word in _BIDDING)
    return (heading, taken) if asks else (None, [])


def _continued(line: Line, heading: Heading, ahead: deque[Line]) -> tuple[Heading, list[Line]]:
    """The heading as it goes on in the lines below, and those lines.

    It goes on if its emphasis closes there, or if a question without marks finds its question
    mark there.
    """
    wraps = heading.is_open or (not heading.marked and heading.first_word in INTERROGATIVES)
    if not wraps or "?" in heading.question:
        return heading, []
    text, taken = line.text, []
    for below in islice(ahead, _LONGEST_QUESTION if heading.is_open else 1):
        ordinary = below.kind is Kind.PROSE and not below.is_blank and not begins_answer(below.text)
        if not ordinary or is_structure(below.text):
            break
        text, taken = f"{text.rstrip()} {below.text.strip()}", [*taken, below]
        longer = read_heading(text)
        if longer is None:
            break
        closed = not longer.is_open and not longer.rest
        if closed and (heading.is_open or longer.question.endswith("?")):
            return longer, taken
    return heading, []


def _first_certain(lines: Lines) -> Heading | None:
    """The first heading in a text that the line alone decides: it has a label or a key."""
    headings = (read_heading(line.text) for line in lines if line.kind is Kind.PROSE)
    return next((heading for heading in headings if heading and heading.certain), None)


def _heading_here(
    line: Line, above: Line | None, ahead: deque[Line], previous: int, *, labels: bool
) -> tuple[Heading | None, list[Line]]:
    """The heading that begins with a line of scraped text, and the lines on which it goes on."""
    heading = read_heading(line.text)
    if heading is not None and not heading.certain:
        if heading.labelled:
            fits = _stands_fit(heading, above, ahead)
        else:
            fits = _number_fits(heading, previous, labels=labels)
        heading = heading if fits else None
    if heading is None:
        return _question_below(line, ahead)
    return _continued(line, heading, ahead)


def mark_questions(lines: Lines) -> Lines:
    """Turn each question into a heading line with its key; tell every other line its question.

    Text below a heading of our own form is regular already, and so is what stands above the first
    heading if that has our form: their lines are settled. There only certain headings count.
    """
    first = _first_certain(lines)
    settled = first is not None and first.regular
    result: list[Line] = []
    keys = _Keys()
    key: str | None = None
    previous = 0
    ahead = deque(lines)
    while ahead:
        line = ahead.popleft()
        heading, taken = None, []
        if line.kind is Kind.PROSE and settled:
            heading = read_heading(line.text)
            heading = heading if heading and heading.certain else None
        elif line.kind is Kind.PROSE:
            above = result[-1] if result else None
            heading, taken = _heading_here(line, above, ahead, previous, labels=first is not None)
        if heading is None:
            result.append(replace(line, key=key, settled=settled))
            continue
        for _ in taken:
            ahead.popleft()
        key, previous, settled = keys.claim(heading), heading.number, heading.regular
        origins = tuple(origin for part in (line, *taken) for origin in part.origins)
        question, rest = heading.question, heading.rest
        if rest and opens_fence(rest):
            question, rest = f"{question} {rest}", ""
        result.append(Line(question, origins, Kind.HEADING, key, settled))
        if rest:  # read again, for it may be a heading itself
            ahead.appendleft(Line(rest, origins))
        elif not settled and ahead and _UNDERLINE.fullmatch(ahead[0].text.strip()):
            ahead.popleft()
    return tuple(result)


def _end_of_question(text: str) -> int:
    """Where the leading sentences that ask end; the length of the text if all or none do."""
    end = 0
    for sentence in _SENTENCE_END.finditer(text):
        if text[sentence.start()] != "?":
            break
        end = sentence.end()
    return end or len(text)


def split_fused(lines: Lines) -> Lines:
    """Split off the answer that begins within the heading, after the question mark."""
    result: list[Line] = []
    for line in lines:
        end = _end_of_question(line.text) if line.kind is Kind.HEADING else len(line.text)
        answer = line.text[end:].strip()
        if not answer or line.settled or answer.startswith(("(", "[")) or is_structure(answer):
            result.append(line)
            continue
        result.append(line.saying(line.text[:end]))
        result.append(replace(line, text=answer, kind=Kind.PROSE))
    return tuple(result)
