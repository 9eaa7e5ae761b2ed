"""The normaliser: from a scraped text to regular Markdown.

In: a source text and the corrections of the ledger. Out: the corrected questions, the Markdown,
and the account of the lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from handbook.source.account import Account, text_of_origins
from handbook.source.corrections import correct_question
from handbook.source.errors import SourceError
from handbook.source.fences import unclosed_fence
from handbook.source.ledger import Correction
from handbook.source.lines import Kind, Lines, plain_line_ends, split_lines, write_lines
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


def _question(lines: Lines) -> SourceQuestion:
    """A question from its lines, of which the first is the heading."""
    answer = "\n".join(line.text for line in lines[1:]).strip("\n")
    return SourceQuestion(lines[0].key, lines[0].text, answer)


def _missing(keys: Sequence[str]) -> list[str]:
    """The numbers that no key has, from 1 to the largest, as keys or ranges of keys."""
    numbers = sorted({int(re.sub(r"\D", "", key)) for key in keys})
    gaps: list[str] = []
    for below, above in zip([0, *numbers], numbers, strict=False):
        first, last = below + 1, above - 1
        if first <= last:
            gaps.append(f"q{first:02d}" if first == last else f"q{first:02d} to q{last:02d}")
    return gaps


def _report(text: str, keys: Sequence[str], left: Container[int], account: Account) -> str:
    """The account in words: of each source line with text, then of all."""
    lines = enumerate(plain_line_ends(text).split("\n"), start=1)
    fates = [(number, account.fate(number, left)) for number, line in lines if line.strip()]
    counts = Counter(fate.partition(" ")[0] for _, fate in fates)
    repeated = [key for key in keys if not key[-1].isdigit()]
    summary = (
        f"{len(fates)} lines with text: {counts['kept']} kept, {counts['changed']} changed, "
        f"{counts['removed']} removed\n"
        f"{len(keys)} questions, {keys[0]} to {keys[-1]}\n"
        f"numbers that the source does not have: {', '.join(_missing(keys)) or 'none'}\n"
        f"questions that share a number with an earlier one: {', '.join(repeated) or 'none'}\n"
    )
    return "".join(f"{number}: {fate}\n" for number, fate in fates) + "\n" + summary


def _read(text: str, path: str | Path, account: Account) -> Lines:
    """The lines of a text, marked by the rules that need the whole of it."""
    lines = apply_rules(split_lines(text), [rule for rule in RULES if rule.whole], account)
    opening = unclosed_fence(lines)
    if opening is not None:
        raise SourceError(path, opening.origins[0], "the fence that opens here is never closed")
    if not any(line.kind is Kind.HEADING for line in lines):
        raise SourceError(path, 1, "no question found")
    return lines


def _entries_by_key(corrections: Sequence[Correction], lines: Lines) -> dict[str, list[Correction]]:
    """The entries of the ledger for each question, all of which the text has."""
    keys = {line.key for line in lines if line.kind is Kind.HEADING}
    entries: dict[str, list[Correction]] = {}
    for entry in corrections:
        if entry.key not in keys:
            raise entry.error(f"no such key: {entry.key!r}")
        entries.setdefault(entry.key, []).append(entry)
    return entries


def normalise(
    text: str, corrections: Sequence[Correction] = (), path: str | Path = "source"
) -> Normalised:
    """Normalise a source text.

    Args:
        text: the source text.
        corrections: the entries of the ledger; see `handbook.source.ledger.read_ledger`.
        path: name of the source text, for messages.

    Raises:
        SourceError: the text holds no question or a fence that is not closed, or an entry does not
            apply.
    """
    account = Account()
    lines = _read(text, path, account)
    entries = _entries_by_key(corrections, lines)
    rules = [rule for rule in RULES if not rule.whole]
    texts: list[str] = []
    left: set[int] = set()
    questions: list[SourceQuestion] = []
    for key, group in groupby(lines, key=lambda line: line.key):
        part = apply_rules(tuple(group), rules, account)
        if key in entries:
            part = correct_question(part, entries[key], account)
        if key is not None:
            questions.append(_question(part))
        if part:
            texts.append(write_lines(part))
            left.update(text_of_origins(part))
    report = _report(text, [question.key for question in questions], left, account)
    return Normalised(tuple(questions), "\n".join(texts), report)
