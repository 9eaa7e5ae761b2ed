"""Golden files: how a case is read, and what the rules make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import yaml

from handbook.source.lines import Lines, split_lines
from handbook.source.rules import RULES, Rule


@dataclass(frozen=True)
class Golden:
    """One case of a golden file."""

    file: Path
    """The file; its name is that of the rule, or of the text."""
    name: str
    """What the case shows."""
    given: str
    """The text that goes in."""
    expected: str
    """The text that must come out."""

    def __str__(self) -> str:
        return f"{self.file.name}: {self.name}"


def read_goldens(folder: Path) -> Iterator[Golden]:
    """The cases of all golden files in a folder."""
    for file in sorted(folder.glob("*.yml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            assert set(case) == {"name", "input", "output"}, file
            yield Golden(file, case["name"], case["input"], case["output"])


def lines_before(rule: Rule, text: str) -> Lines:
    """The lines as they are when a rule that needs the marks of others begins."""
    lines = split_lines(text)
    for other in RULES:
        if other is rule:
            break
        if other.whole:
            lines = other.apply(lines)
    return lines


def lines_after(rule: Rule, lines: Lines) -> Lines:
    """The lines after a rule, given as the normaliser gives them: at once, or by question."""
    if rule.whole:
        return rule.apply(lines)
    parts = (rule.apply(tuple(part)) for _, part in groupby(lines, key=lambda line: line.key))
    return tuple(line for part in parts for line in part)


def output_of_rule(name: str, text: str) -> str:
    """The text that one rule makes of a text."""
    rule = next(rule for rule in RULES if rule.name == name)
    return "\n".join(line.written for line in lines_after(rule, lines_before(rule, text)))
