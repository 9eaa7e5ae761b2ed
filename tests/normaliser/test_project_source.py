"""The project's own source text, and its ledger."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from benchmark_normaliser import copies
from handbook.source import Normalised, normalise, read_ledger, read_source

FOLDER = Path(__file__).parents[2] / "scripts" / "source"
SOURCE = FOLDER / "pytorch-interview-questions.txt"
SUFFIXED = ["q28b", "q70b", "q75b"]


@pytest.fixture(scope="module")
def text() -> str:
    return read_source(SOURCE)


@pytest.fixture(scope="module")
def mechanical(text: str) -> Normalised:
    return normalise(text)


def test_the_source_is_as_it_was_given() -> None:
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()
    assert digest == "794bdc85c3c099fa1c7e8af37584fc503a56e985c592700ef18a6574f8e31c46"


def test_keys(mechanical: Normalised) -> None:
    numbers = [number for number in range(1, 87) if number not in (6, 10)]
    expected = sorted([*(f"q{number:02d}" for number in numbers), *SUFFIXED])
    assert sorted(question.key for question in mechanical.questions) == expected
    assert len(expected) == 87


def test_says_what_is_missing_and_doubled(mechanical: Normalised) -> None:
    summary = mechanical.report.partition("\n\n")[2]
    assert "numbers that the source does not have: q06, q10\n" in summary
    assert "earlier one: q28b, q70b, q75b\n" in summary


def test_each_question_has_a_question_and_an_answer(mechanical: Normalised) -> None:
    for question in mechanical.questions:
        assert question.question, question.key
        assert "**" not in question.question
        assert question.answer, question.key
        assert not re.match(r"\W*answer\b", question.answer, re.IGNORECASE)


def test_debris_is_gone(mechanical: Normalised) -> None:
    for debris in ("interview question 2", "/p>", "’", "“", "Answer:", "\n>", ":-", "\n1\n2\n"):
        assert debris not in mechanical.markdown
    fences = re.findall(r"^```(.*)$", mechanical.markdown, re.MULTILINE)
    assert fences == ["python", "", "python", "", "python", "", "console", ""]
    assert mechanical.markdown.count("torch.floatTensor([2])") == 1


def test_fused_answers_are_split(mechanical: Normalised) -> None:
    answers = {question.key: question for question in mechanical.questions}
    assert answers["q33"].question == "How do we find the derivatives of the function in PyTorch?"
    assert answers["q33"].answer.startswith("The derivatives of the function are calculated")
    assert answers["q80"].answer.startswith("The key here is")


def test_the_ledger_applies_and_the_result_is_regular(text: str) -> None:
    result = normalise(text, read_ledger(FOLDER / "corrections.yml"), SOURCE)
    again = normalise(result.markdown)
    assert again.markdown == result.markdown
    assert again.questions == result.questions


def test_renumbered_copies_give_the_same_answers(text: str, mechanical: Normalised) -> None:
    result = normalise(copies(text, 3))
    assert [question.answer for question in result.questions[87:174]] == [
        question.answer for question in mechanical.questions
    ]
    assert result.questions[87].key == "q101"


def test_rules_do_not_fire_on_the_corrected_text(text: str) -> None:
    """Were the corrected answers scraped again, nothing of them would change."""
    questions = normalise(text, read_ledger(FOLDER / "corrections.yml"), SOURCE).questions
    scraped = "\n\n".join(
        f"**Q{index}: {question.question}**\n\n{question.answer}"
        for index, question in enumerate(questions, start=1)
    )
    assert [(again.question, again.answer) for again in normalise(scraped).questions] == [
        (question.question, question.answer) for question in questions
    ]
