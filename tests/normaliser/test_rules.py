"""Each rule, by golden files: one file for each, with what goes in and what must come out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from golden import Golden, lines_after, lines_before, output_of_rule, read_goldens

from handbook.source import normalise
from handbook.source.rules import RULES

HERE = Path(__file__).parent
OF_RULES = list(read_goldens(HERE / "rules"))
OF_TEXTS = list(read_goldens(HERE / "whole"))


@pytest.mark.parametrize("golden", OF_RULES, ids=str)
def test_rule(golden: Golden) -> None:
    assert output_of_rule(golden.file.stem, golden.given) == golden.expected


@pytest.mark.parametrize("golden", OF_TEXTS, ids=str)
def test_text(golden: Golden) -> None:
    assert normalise(golden.given).markdown == golden.expected


def test_each_rule_has_one_name_and_one_golden_file() -> None:
    names = [rule.name for rule in RULES]
    assert Counter(names) == Counter({golden.file.stem for golden in OF_RULES})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_golden_file_shows_what_the_rule_changes(rule) -> None:
    inputs = [golden.given for golden in OF_RULES if golden.file.stem == rule.name]
    before = [lines_before(rule, text) for text in inputs]
    changes = [
        [line.written for line in lines_after(rule, lines)] != [line.written for line in lines]
        for lines in before
    ]
    assert any(changes)


@pytest.mark.parametrize("golden", OF_TEXTS, ids=str)
def test_rules_do_not_fire_on_correct_text(golden: Golden) -> None:
    """Regular answers, put below scraped headings again, stay as they are."""
    questions = normalise(golden.given).questions
    scraped = "\n\n".join(
        f"**Q{index}: {question.question}**\n\n{question.answer}"
        for index, question in enumerate(questions, start=1)
    )
    again = normalise(scraped).questions
    assert [(one.question, one.answer) for one in again] == [
        (one.question, one.answer) for one in questions
    ]
