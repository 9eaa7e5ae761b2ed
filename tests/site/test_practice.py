"""A candidate's evening and an interviewer's morning, in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import visit
from playwright.sync_api import Browser, Page, expect

DAY = 86_400_000
CARD = {
    "state": "review",
    "step": None,
    "stability": 30.0,
    "difficulty": 5.0,
    "due": 1_800_000_000_000,
    "last": 1_760_000_000_000,
}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    found = visit(browser, address + "practice.html")
    yield found
    found.context.close()


def progress(page: Page) -> dict[str, dict[str, object]]:
    text = page.evaluate("localStorage.getItem(handbookProgress.KEY)")
    return json.loads(text)["cards"] if text else {}


def file_of(tmp_path: Path, content: object, version: object = 1) -> Path:
    file = tmp_path / "progress.json"
    data = {"kind": "pytorch-interview-handbook progress", "version": version, "cards": content}
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def test_an_evening_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_label("At most").fill("3")
    page.get_by_role("button", name="Start with 3").press("Enter")
    for key in ("4", "3", "1"):
        assert page.locator("#question").inner_text().strip()
        assert page.locator(".hb-practice__short").count() == 0
        page.keyboard.press("Space")
        expect(page.locator(".hb-practice__short")).to_be_visible()
        assert page.locator(".hb-practice__points li").count() >= 3
        page.keyboard.press(key)
    # "Good" on a new card and "again" come once more in the same session.
    expect(page.locator(".hb-practice__state")).to_contain_text("3 done, 1 to go")
    page.keyboard.press("Escape")
    expect(page.locator(".hb-practice__message")).to_contain_text(
        "3 reviews: 1 again, 0 hard, 1 good, 1 easy"
    )
    found = progress(page)
    assert sorted(card["state"] for card in found.values()) == ["learning", "learning", "review"]
    (easy,) = (card for card in found.values() if card["state"] == "review")
    assert easy["due"] - easy["last"] == 8 * DAY
    page.reload()
    assert progress(page) == found


def test_what_is_due_comes_first_and_areas_count(page: Page) -> None:
    page.evaluate(
        """() => handbookProgress.save(new Map([
          ["what-is-a-tensor", {state: "review", step: null, stability: 30, difficulty: 5,
                                due: Date.now() - 1000, last: Date.now() - 30 * 86400000}],
          ["what-is-an-answer-that-went", {state: "review", step: null, stability: 3, difficulty: 5,
                                due: 1, last: 1}]]))"""
    )
    page.reload()
    row = page.locator("tbody tr", has_text="PyTorch").first
    assert row.locator("td").all_inner_texts()[1:] == ["1", "1", "1"]
    page.get_by_label("Due today only").check()
    page.get_by_role("button", name="Start with 1").click()
    expect(page.locator("#question")).to_have_text("What is a tensor in PyTorch?")


def test_the_core_answers_are_at_most_forty(page: Page) -> None:
    page.get_by_label("Tonight: the 40 core answers").check()
    words = page.locator(".hb-practice__start").inner_text()
    core = page.evaluate("handbookCards.cards.filter(card => card.priority === 'core').length")
    assert words == f"Start with {min(40, core)}"


def test_guessing_what_an_example_prints(page: Page) -> None:
    page.get_by_label("What does it print?").check()
    page.locator(".hb-practice__start").click()
    code = page.locator("#practice pre").inner_text()
    output = page.evaluate(
        """code => handbookCards.cards.flatMap(card => card.puzzles)
             .find(puzzle => puzzle.code.trim() === code.trim()).output""",
        code,
    )
    page.get_by_label("Your guess").fill(output)
    page.get_by_role("button", name="Show the output").click()
    expect(page.locator("#question")).to_have_text("Right.")
    page.keyboard.press("Space")
    page.get_by_label("Your guess").fill("something else")
    page.get_by_role("button", name="Show the output").click()
    expect(page.locator("#question")).to_have_text("Not quite.")
    expect(page.locator("#practice tbody")).to_contain_text("✗ differs")
    assert progress(page) == {}


def test_export_and_import_bring_back_what_was_there(page: Page, tmp_path: Path) -> None:
    page.set_input_files(".hb-practice__file", file_of(tmp_path, {"what-is-a-tensor": CARD}))
    expect(page.locator(".hb-practice__message")).to_contain_text("Read 1 cards")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export progress").click()
    exported = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert exported["cards"] == {"what-is-a-tensor": CARD}
    # An older review of the same card changes nothing.
    older = {**CARD, "last": CARD["last"] - 5, "stability": 1.0}
    page.set_input_files(".hb-practice__file", file_of(tmp_path, {"what-is-a-tensor": older}))
    page.wait_for_timeout(200)
    assert progress(page) == {"what-is-a-tensor": CARD}
    page.get_by_role("button", name="Reset…").click()
    page.get_by_role("button", name="Keep it").click()
    assert progress(page) == {"what-is-a-tensor": CARD}
    page.get_by_role("button", name="Reset…").click()
    page.get_by_role("button", name="Forget it").click()
    assert progress(page) == {}


BROKEN = {
    "empty": b"",
    "no json": b"not json",
    "half": b'{"kind": "pytorch-interview-handbook progress", "version": 1, "cards": {"a": {"st',
    "list": b"[]",
    "null": b"null",
    "number": b"3",
    "binary": bytes(range(256)),
    "foreign": b'{"kind": "anki", "version": 1, "cards": {}}',
    "newer": b'{"kind": "pytorch-interview-handbook progress", "version": 2, "cards": {}}',
    "no version": b'{"kind": "pytorch-interview-handbook progress", "cards": {}}',
    "no cards": b'{"kind": "pytorch-interview-handbook progress", "version": 1}',
    "cards a list": b'{"kind": "pytorch-interview-handbook progress", "version": 1, "cards": []}',
    "huge": b" " * 2_000_001,
}
WRONG_CARDS = {
    "markup as id": {"<img src=x onerror=alert(1)>": CARD},
    "prototype": {"__proto__": CARD, "constructor": {}},
    "state": {"a": {**CARD, "state": "toString"}},
    "stability": {"a": {**CARD, "stability": -1}},
    "text": {"a": {**CARD, "difficulty": "5"}},
    "no due": {"a": {key: value for key, value in CARD.items() if key != "due"}},
    "due before last": {"a": {**CARD, "due": 5}},
    "step in review": {"a": {**CARD, "step": 1}},
    "far future": {"a": {**CARD, "due": 1e300}},
    "reviewed in the future": {"a": {**CARD, "last": 3_900_000_000_000, "due": 3_900_000_000_001}},
    "one of many": {"a": CARD, "b": None},
}


@pytest.mark.parametrize("name", [*BROKEN, *WRONG_CARDS])
def test_a_broken_file_is_refused_and_changes_nothing(
    page: Page, tmp_path: Path, name: str
) -> None:
    page.set_input_files(".hb-practice__file", file_of(tmp_path, {"what-is-a-tensor": CARD}))
    expect(page.locator(".hb-practice__message")).to_be_visible()
    if name in BROKEN:
        file = tmp_path / "broken.json"
        file.write_bytes(BROKEN[name])
    else:
        file = file_of(tmp_path, WRONG_CARDS[name])
    page.set_input_files(".hb-practice__file", file)
    expect(page.locator(".hb-practice__message")).to_contain_text("Nothing was changed.")
    assert page.locator("#practice img").count() == 0
    assert progress(page) == {"what-is-a-tensor": CARD}


def test_what_a_browser_kept_and_cannot_be_read_is_put_aside(page: Page) -> None:
    page.evaluate("localStorage.setItem(handbookProgress.KEY, 'broken')")
    page.reload()
    expect(page.locator(".hb-practice__message")).to_contain_text("was put aside")
    assert page.evaluate("localStorage.getItem(handbookProgress.KEY + '.damaged')") == "broken"


def test_practice_works_from_the_file_system(browser: Browser, built: Path) -> None:
    page = visit(browser, (built / "practice.html").as_uri())
    page.locator(".hb-practice__start").click()
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.locator(".hb-practice__state")).to_contain_text("1 done")
    page.evaluate("localStorage.clear()")
    page.context.close()


class TestInterview:
    QUERY = "interview-sheet.html?minutes=30&seed=42&levels=junior,mid"

    def titles(self, page: Page) -> list[str]:
        return page.locator(".hb-sheet-question h2").all_inner_texts()

    def test_the_address_holds_the_sheet(self, browser: Browser, address: str) -> None:
        one = visit(browser, address + self.QUERY)
        other = visit(browser, address + self.QUERY)
        assert len(self.titles(one)) >= 4
        assert self.titles(one) == self.titles(other)
        expect(one.locator(".hb-sheet-summary")).to_contain_text("of 30 minutes. Sheet number 42.")
        one.get_by_role("button", name="Make a sheet").click()
        assert "seed=42&" not in one.url
        for page in (one, other):
            page.context.close()

    def test_it_is_balanced_and_has_points_and_what_to_ask_next(
        self, browser: Browser, address: str
    ) -> None:
        page = visit(browser, address + "interview-sheet.html?minutes=60&seed=3")
        about = page.locator(".hb-practice__about").all_inner_texts()
        areas = {line.split(" · ")[0] for line in about}
        assert areas >= {"PyTorch", "Architectures"}
        first = page.locator(".hb-sheet-question").first
        assert first.locator("li input[type=checkbox]").count() >= 3
        assert first.locator("a").count() >= 1
        first.get_by_label("Notes").fill("knows it")
        page.context.close()

    @pytest.mark.parametrize(
        "query",
        ["minutes=-5&seed=x", "areas=<script>&seed=1", "seed=99999999999", "levels=,,&seed=2"],
    )
    def test_a_strange_address_does_no_harm(
        self, browser: Browser, address: str, query: str
    ) -> None:
        page = visit(browser, f"{address}interview-sheet.html?{query}")
        expect(page.get_by_role("button", name="Make a sheet")).to_be_visible()
        assert page.locator("#interview script").count() == 0
        page.context.close()
