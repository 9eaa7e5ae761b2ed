"""Blank lines: one between blocks, none at the ends.

In: lines. Out: the same lines, regularly spaced. The only rule that runs on all text, scraped or
regular, and once more after the ledger: applied twice it does what it does once.
"""

from __future__ import annotations

import re

from handbook.source.lines import Kind, Line, Lines

_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,3}[.)]) ")


def _is_item(text: str) -> bool:
    return _ITEM.match(text) is not None


def regular_blank_lines(lines: Lines) -> Lines:
    """Put one blank line between blocks, and drop other blank lines and trailing blanks."""
    result: list[Line] = []
    gap = False  # a blank line is due before the next line
    inside = False  # between the two lines of a fence
    for line in lines:
        if line.kind is Kind.CODE:
            result.append(line)
            continue
        if line.is_blank:
            gap = True
            continue
        last = result[-1] if result else None
        at_margin = line.kind is Kind.FENCE and not line.text[:1].isspace()
        if line.kind is Kind.PROSE:
            line = line.saying(line.text.rstrip())
            introduced = last is not None and last.kind is Kind.PROSE and last.text.endswith(":")
            gap = gap or (introduced and _is_item(line.text) and not _is_item(last.text))
        elif line.kind is Kind.HEADING or (at_margin and not inside):
            gap = True
        if gap and last is not None and not inside:
            result.append(Line("", key=last.key, settled=last.settled))
        result.append(line)
        if line.kind is Kind.FENCE:
            inside = not inside
        gap = line.kind is Kind.HEADING or (line.kind is Kind.FENCE and not inside and at_margin)
    return tuple(result)
