"""Applying the ledger.

In: the regular lines of a question, and its corrections. Out: the corrected lines.

The text of a question is its heading's words, a blank line, and its answer, as the mechanical
rules leave them. All entries are matched against that text before any is applied, so their order
does not matter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from handbook.source.account import Account, differing_origins
from handbook.source.fences import mark_fences, unclosed_fence
from handbook.source.headings import is_structure
from handbook.source.layout import regular_blank_lines
from handbook.source.ledger import Correction
from handbook.source.lines import Kind, Line, Lines


@dataclass(frozen=True)
class _Match:
    """Where an entry applies in the text of its question."""

    start: int
    end: int
    entry: Correction


def _match(text: str, entry: Correction) -> _Match:
    start = text.find(entry.before)
    if start < 0:
        raise entry.error(f"`before` is not found in {entry.key}: {_shown(entry.before)}")
    if text.find(entry.before, start + 1) >= 0:
        raise entry.error(
            f"`before` is found more than once in {entry.key}: {_shown(entry.before)}"
        )
    return _Match(start, start + len(entry.before), entry)


def _shown(text: str) -> str:
    """A text as a message can show it: in one line, not too long."""
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else line[:57] + "...")


def _matches(text: str, entries: Iterable[Correction]) -> list[_Match]:
    """Where the entries apply, in the order of the text."""
    matches = sorted(
        (_match(text, entry) for entry in entries), key=lambda match: (match.start, match.end)
    )
    furthest: _Match | None = None
    for match in matches:
        if furthest is not None and match.start < furthest.end:
            first, second = sorted((furthest.entry, match.entry), key=lambda entry: entry.line)
            raise second.error(
                f"`before` overlaps that of the entry in line {first.line}: {_shown(second.before)}"
            )
        if furthest is None or match.end > furthest.end:
            furthest = match
    return matches


@dataclass(frozen=True)
class _Span:
    """Neighbouring lines, from first to last, that some entries change."""

    first: int
    last: int
    matches: tuple[_Match, ...]


def _spans(matches: Sequence[_Match], starts: Sequence[int]) -> list[_Span]:
    """Group matches by the lines that they touch; `starts` are the places where lines begin."""
    spans: list[_Span] = []
    for match in matches:
        first = bisect_right(starts, match.start) - 1
        last = bisect_right(starts, match.end - 1) - 1
        if spans and first <= spans[-1].last:
            spans[-1] = _Span(spans[-1].first, last, (*spans[-1].matches, match))
        else:
            spans.append(_Span(first, last, (match,)))
    return spans


def _replaced(text: str, start: int, end: int, matches: Sequence[_Match]) -> str:
    """The text between two places with its matches replaced."""
    parts: list[str] = []
    for match in matches:
        parts += [text[start : match.start], match.entry.after]
        start = match.end
    return "".join(parts) + text[start:end]


def _corrected_lines(lines: Lines, span: _Span, starts: Sequence[int], text: str) -> list[Line]:
    """The lines in place of those of a span."""
    old = lines[span.first : span.last + 1]
    end = starts[span.last] + len(old[-1].text)
    new = _replaced(text, starts[span.first], end, span.matches).split("\n")
    entry = span.matches[0].entry
    if old[0].kind is Kind.HEADING:
        if len(old) > 1 or len(new) > 1 or not new[0].strip():
            raise entry.error("the question must stay one line of text, without any of its answer")
        return [old[0].saying(new[0].strip())]
    kept = old
    if not any(match.entry.after for match in span.matches):
        # Of a line that deletions cover whole, nothing is left.
        places = zip(starts[span.first :], old, strict=False)
        kept = tuple(
            line
            for start, line in places
            if not any(
                match.start <= start and start + len(line.text) <= match.end
                for match in span.matches
            )
        )
    origins = tuple(dict.fromkeys(origin for line in kept for origin in line.origins))
    return [Line(part, origins, key=old[0].key) for part in new]


def _check(answer: Lines, entries: Sequence[Correction]) -> None:
    """Refuse corrections after which the answer would not be read as the same answer again."""
    if unclosed_fence(answer) is not None:
        fencing = (entry for entry in entries if "```" in entry.before + entry.after)
        raise next(fencing, entries[0]).error("leaves a fence that is not closed")
    for line in answer:
        if line.kind is Kind.PROSE and is_structure(line.text):
            saying = (entry for entry in entries if line.text.strip() in entry.after)
            raise next(saying, entries[0]).error(
                f"leaves a line that reads as a question: {_shown(line.text)}"
            )


def _touched(lines: Lines, match: _Match, starts: Sequence[int]) -> set[int]:
    """The source lines of the lines that a match reaches."""
    first = bisect_right(starts, match.start) - 1
    last = bisect_right(starts, match.end - 1) - 1
    return {origin for line in lines[first : last + 1] for origin in line.origins}


def correct_question(lines: Lines, entries: Sequence[Correction], account: Account) -> Lines:
    """Apply the entries for a question, and enter into the account which lines each changed.

    Args:
        lines: the question's lines; the first is the heading.
        entries: its entries in the ledger.
        account: what was done to the source lines so far.

    Raises:
        SourceError: the text of an entry is not found just once, it overlaps that of another, or
            what an entry leaves is no regular text.
    """
    starts = list(accumulate((len(line.text) + 1 for line in lines), initial=0))[:-1]
    text = "\n".join(line.text for line in lines)
    matches = _matches(text, entries)
    result: list[Line] = []
    position = 0
    for span in _spans(matches, starts):
        result.extend(lines[position : span.first])
        result.extend(_corrected_lines(lines, span, starts, text))
        position = span.last + 1
    result.extend(lines[position:])
    answer = mark_fences(tuple(replace(line, kind=Kind.PROSE) for line in result[1:]))
    _check(answer, entries)
    corrected = regular_blank_lines((result[0], *answer))
    differing = set(differing_origins(lines, corrected))
    for match in matches:
        for origin in sorted(differing & _touched(lines, match, starts)):
            account.enter_line(f"ledger {match.entry.place}", origin)
    return corrected
