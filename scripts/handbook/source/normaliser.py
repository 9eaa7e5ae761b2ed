"""The normaliser: from a scraped text to regular Markdown.

In: a source text and the corrections of the ledger. Out: the corrected questions, the Markdown,
and the account of the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from handbook.source.account import Account
from handbook.source.corrections import apply_corrections
from handbook.source.errors import SourceError
from handbook.source.fences import unclosed_fence
from handbook.source.layout import regular_blank_lines
from handbook.source.ledger import Correction
from handbook.source.lines import Kind, Lines, split_lines, write_lines
from handbook.source.rules import RULES, apply_rules


@dataclass(frozen=True)
class SourceQuestion:
    """A question of the source with its answer, corrected."""

    key: str
    """Its key, such as "q17" or "q28b"."""
    question: str
    """The question, in one line of Markdown."""
    answer: str
    """The answer in Markdown, without a newline at its end; empty if the source has none."""


@dataclass(frozen=True)
class Normalised:
    """What the normaliser makes of a text."""

    questions: tuple[SourceQuestion, ...]
    """The questions in the order of the source."""
    markdown: str
    """The whole text as regular Markdown."""
    report: str
    """The account: a line for each source line with text, then a summary."""


def _questions(lines: Lines) -> tuple[SourceQuestion, ...]:
    found: list[SourceQuestion] = []
    for key, group in groupby(lines, key=lambda line: line.key):
        if key is not None:
            heading, *answer = group
            text = "\n".join(line.text for line in answer).strip("\n")
            found.append(SourceQuestion(key, heading.text, text))
    return tuple(found)


def _missing(keys: Sequence[str]) -> list[str]:
    """The numbers that no key has, from 1 to the largest, as keys or ranges of keys."""
    numbers = sorted({int(re.sub(r"\D", "", key)) for key in keys})
    gaps: list[str] = []
    for below, above in zip([0, *numbers], numbers, strict=False):
        first, last = below + 1, above - 1
        if first <= last:
            gaps.append(f"q{first:02d}" if first == last else f"q{first:02d} to q{last:02d}")
    return gaps


def _report(source: Lines, lines: Lines, account: Account) -> str:
    """The account in words."""
    numbers = [line.origins[0] for line in source if line.text.strip()]
    entries = [f"{number}: {account.told(number)}" for number in numbers]
    removed = sum(number in account.removals for number in numbers)
    changed = sum(number in account.changes for number in numbers if number not in account.removals)
    kept = len(numbers) - changed - removed
    keys = [line.key for line in lines if line.kind is Kind.HEADING]
    repeated = [key for key in keys if not key[-1].isdigit()]
    summary = [
        f"{len(numbers)} lines with text: {kept} kept, {changed} changed, {removed} removed",
        f"{len(keys)} questions, {keys[0]} to {keys[-1]}",
        f"numbers that the source does not have: {', '.join(_missing(keys)) or 'none'}",
        f"questions that share their number with an earlier one: {', '.join(repeated) or 'none'}",
    ]
    return "\n".join([*entries, "", *summary]) + "\n"


def normalise(
    text: str, corrections: Sequence[Correction] = (), path: str | Path = "source"
) -> Normalised:
    """Normalise a source text.

    Args:
        text: the source text.
        corrections: the entries of the ledger; see `handbook.source.ledger.read_ledger`.
        path: name of the source text, for messages.

    Raises:
        SourceError: the text holds no question or a fence that is not closed, or an entry does
        not apply.
    """
    source = split_lines(text)
    account = Account()
    lines = apply_rules(source, RULES, account)
    opening = unclosed_fence(lines)
    if opening is not None:
        raise SourceError(path, opening.origins[0], "the fence that opens here is never closed")
    if not any(line.kind is Kind.HEADING for line in lines):
        raise SourceError(path, 1, "no question found")
    if corrections:
        lines = regular_blank_lines(apply_corrections(lines, corrections, account))
    return Normalised(_questions(lines), write_lines(lines), _report(source, lines, account))
