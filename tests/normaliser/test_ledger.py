"""The project's own ledger: it applies, its code runs, its entries are whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handbook.pages.page import read_page
from handbook.rendering.claims import KIND_TITLES, to_html
from handbook.running.cache import OutcomeCache
from handbook.running.execution import run_examples
from handbook.running.pool import Pool
from handbook.source import KINDS, Normalised, normalise, read_ledger, read_source
from handbook.vocabulary import Vocabulary

FOLDER = Path(__file__).parents[2] / "scripts" / "source"
LEDGER = read_ledger(FOLDER / "corrections.yml")


@pytest.fixture(scope="module")
def corrected() -> Normalised:
    return normalise(read_source(FOLDER / "pytorch-interview-questions.txt"), LEDGER)


def test_all_questions_are_there(corrected: Normalised) -> None:
    keys = [question.key for question in corrected.questions]
    numbers = [number for number in range(1, 87) if number not in (6, 10)]
    expected = {f"q{number:02}" for number in numbers} | {"q28b", "q70b", "q75b"}
    assert len(keys) == len(set(keys)) == 87
    assert set(keys) == expected


def test_correcting_the_corrected_text_changes_nothing(corrected: Normalised) -> None:
    assert normalise(corrected.markdown, ()).markdown == corrected.markdown


def test_its_code_runs(
    corrected: Normalised, pool: Pool, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    page = read_page("corrected.md", corrected.markdown, vocabulary)
    assert page.problems == ()
    assert len(page.examples) >= 3
    # What it prints is not at stake here: the text shows no outputs.
    problems = [
        problem
        for problem in run_examples(page.examples, pool, OutcomeCache(tmp_path)).problems
        if problem.message != "it prints, and no expected output stands below it"
    ]
    assert problems == []


def test_every_kind_has_a_title() -> None:
    assert set(KIND_TITLES) == set(KINDS)
    assert {entry.kind for entry in LEDGER} == set(KINDS)


@pytest.mark.parametrize("entry", LEDGER, ids=lambda entry: f"{entry.key}-line-{entry.line}")
def test_an_entry_is_whole(entry) -> None:  # type: ignore[no-untyped-def]
    assert entry.before != entry.after
    assert len(entry.why.split()) >= 3
    to_html(entry.why)  # raises for a formula that can't be read
    if entry.kind in ("fact", "outdated", "code"):
        assert entry.references
    for reference in entry.references:
        assert re.match(r"https?://[a-z0-9.-]+/", reference.url), reference.url
        if "docs.pytorch.org/docs" in reference.url:
            assert "docs.pytorch.org/docs/2.13/" in reference.url


def test_formulas_of_the_corrected_text_can_be_read(corrected: Normalised) -> None:
    html = to_html(corrected.markdown)
    assert "<math" in html
    assert "arithmatex" not in html
