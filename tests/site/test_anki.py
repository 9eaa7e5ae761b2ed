"""The Anki package, read by Anki's own library."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from handbook.pages.page import Page, read_page
from handbook.rendering.anki import anki_package
from handbook.vocabulary import Vocabulary

anki_collection = pytest.importorskip("anki.collection")

ROOT = Path(__file__).parents[2]
SITE = "https://example.org/handbook/"


@pytest.fixture
def pages(vocabulary: Vocabulary) -> list[Page]:
    paths = ("docs/pytorch/tensors.md", "docs/architectures/convolution.md")
    return [
        read_page(path, (ROOT / path).read_text(encoding="utf-8"), vocabulary) for path in paths
    ]


def read(collection: object, package: bytes, folder: Path) -> object:
    file = folder / "deck.apkg"
    file.write_bytes(package)
    request = anki_collection.ImportAnkiPackageRequest(package_path=str(file))
    return collection.import_anki_package(request).log


def test_a_later_package_updates_answers_and_keeps_the_schedule(
    pages: list[Page], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    collection = anki_collection.Collection(str(tmp_path / "collection.anki2"))
    answers = [answer for page in pages for answer in page.answers]
    log = read(collection, anki_package(pages, vocabulary, SITE, 1_800_000_000), tmp_path)
    assert len(log.new) == len(answers)
    decks = {deck.name for deck in collection.decks.all_names_and_ids()}
    assert "PyTorch interview handbook::PyTorch" in decks
    assert "PyTorch interview handbook::Architectures" in decks

    (note_id,) = collection.find_notes('"Question:What is a tensor in PyTorch?"')
    (card,) = collection.get_note(note_id).cards()
    collection.decks.select(card.did)
    collection.sched.set_due_date([card.id], "12")
    before = collection.get_card(card.id)
    assert (before.ivl, before.queue) == (12, 2)

    first = answers[0]
    assert first.id == "what-is-a-tensor"
    changed = replace(
        pages[0], answers=(replace(first, short="A better answer."), *pages[0].answers[1:])
    )
    log = read(
        collection, anki_package([changed, pages[1]], vocabulary, SITE, 1_800_086_400), tmp_path
    )
    assert len(log.new) == 0
    assert len(log.updated) >= 1
    note = collection.get_note(note_id)
    assert "A better answer." in note["Answer"]
    after = collection.get_card(card.id)
    assert (after.ivl, after.due, after.queue) == (before.ivl, before.due, before.queue)
    assert len(collection.find_notes("")) == len(answers)
    collection.close()


def test_a_card_shows_code_as_it_is_and_leads_back(
    pages: list[Page], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    collection = anki_collection.Collection(str(tmp_path / "collection.anki2"))
    read(collection, anki_package(pages, vocabulary, SITE, 1_800_000_000), tmp_path)
    (note_id,) = collection.find_notes('"Question:What is stride?"')
    note = collection.get_note(note_id)
    (card,) = note.cards()
    back = card.answer()
    assert "<pre><code>import" in back
    assert "\n" in back.split("<pre><code>")[1].split("</code>")[0]
    assert f'href="{SITE}architectures/convolution.html#what-is-stride"' in back
    assert "<h1>What is stride?</h1>" in card.question()
    collection.close()


def test_the_same_answers_give_the_same_package(pages: list[Page], vocabulary: Vocabulary) -> None:
    one = anki_package(pages, vocabulary, SITE, 1_800_000_000)
    assert one == anki_package(pages, vocabulary, SITE, 1_800_000_000)


def test_nothing_is_left_in_the_folder_for_temporary_files(
    pages: list[Page], vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, second = (anki_package(pages, vocabulary, SITE, 1_800_000_000) for _ in range(2))
    assert first == second
    assert list(tmp_path.iterdir()) == []
