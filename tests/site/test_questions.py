"""The page of all questions: filters, their address, the keyboard, three hundred answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browsers import visit
from playwright.sync_api import Browser, Page, expect

SHOWN = ".hb-index__item:not([hidden])"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    found = visit(browser, address + "questions.html")
    yield found
    found.context.close()


def titles(page: Page) -> list[str]:
    return page.locator(f"{SHOWN} > a").all_text_contents()


def test_words_and_choices_filter_together(page: Page) -> None:
    everything = len(titles(page))
    page.get_by_label("Words").fill("Padding")
    some = titles(page)
    assert 0 < len(some) < everything
    page.get_by_label("Level").select_option("junior")
    fewer = titles(page)
    assert 0 < len(fewer) <= len(some)
    assert f"{len(fewer)} of {everything} questions" in page.locator("output").inner_text()
    # A topic with nothing left is not shown.
    assert page.locator(".hb-index:not([hidden])").count() < page.locator(".hb-index").count()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("output")).to_contain_text(f"All {everything}")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("q17", "What is a tensor in PyTorch?"),
        ("from_numpy", "What does torch.from_numpy do?"),
        ("7x7 kernel", "What does a 7×7 kernel give on a 5×5 input?"),
    ],
)
def test_keys_and_names_are_found(page: Page, words: str, title: str) -> None:
    page.get_by_label("Words").fill(words)
    assert title in titles(page)


def test_a_view_can_be_shared(page: Page, browser: Browser) -> None:
    page.get_by_label("Words").fill("kernel")
    page.get_by_label("Topic").select_option(
        label=page.locator("option", has_text="Convolution").first.inner_text()
    )
    page.wait_for_url("**?text=kernel&topic=architectures-convolution")
    shown = titles(page)
    other = visit(browser, page.url)
    assert titles(other) == shown
    assert other.get_by_label("Words").input_value() == "kernel"
    other.context.close()


@pytest.mark.parametrize("query", ["level=nonsense", "tag=%3Cscript%3E", "text=%00zzz"])
def test_an_address_from_elsewhere_does_no_harm(browser: Browser, address: str, query: str) -> None:
    page = visit(browser, f"{address}questions.html?{query}")
    assert page.locator("output").inner_text()
    page.context.close()


def test_the_keyboard_walks_from_the_words_to_an_answer(page: Page) -> None:
    page.get_by_label("Words").focus()
    page.keyboard.type("stride")
    first, second = titles(page)[:2]
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == second
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.press("Escape")
    expect(page.locator("output")).to_have_text(re.compile("^All"))


def test_without_scripts_the_list_is_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "questions.html")
    assert page.locator(".hb-index__item").first.is_visible()
    assert page.locator(".hb-index__item[hidden]").count() == 0
    assert not page.locator(".hb-finder").is_visible()
    context.close()
