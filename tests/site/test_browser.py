"""The real site in a real browser: light and dark, wide and narrow, with and without scripts."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import BASE, visit
from playwright.sync_api import Browser, Request, Response, expect

from handbook.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
ALL_PAGES = sorted(
    {
        file.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        for pattern in ("**/*.md", "labs/*.ipynb")
        for file in (ROOT / "docs").glob(pattern)
    }
    | {
        "questions.html",
        "practice.html",
        "interview-sheet.html",
        "downloads.html",
        "map.html",
        "then-and-now.html",
        "tags.html",
        "glossary.html",
        "corrections.html",
        "corrected-source.html",
        "404.html",
    }
)
AREAS = read_vocabulary(ROOT / "scripts" / "vocabulary.yml").areas
TOPICS = [name for name in ALL_PAGES if name.partition("/")[0] in AREAS]
TYPES = (
    "index.html",
    "questions.html",
    "practice.html",
    "interview-sheet.html",
    "map.html",
    "then-and-now.html",
    "pytorch/autograd.html",
    "architectures/attention.html",
    "architectures/convolution.html",
    "downloads.html",
    "tags.html",
    "glossary.html",
    "reference/sheet.html",
    "corrections.html",
    "contributing/answers.html",
    "404.html",
)
"""Pages of each type."""


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_page_asks_no_other_host_reports_no_error_and_fits(
    browser: Browser, address: str, name: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    foreign: list[str] = []
    errors: list[str] = []

    def look(request: Request) -> None:
        if not request.url.startswith((address.removesuffix(BASE), "data:", "blob:")):
            foreign.append(request.url)

    page.on("request", look)
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + name, wait_until="networkidle")
    assert foreign == []
    # The 404 page is opened by its own name here, so its absolute addresses lead elsewhere.
    assert errors == [] or name == "404.html"
    for width in (1280, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        inner, outer = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert inner <= outer, f"{name} scrolls sideways at {width} px"
    context.close()


@pytest.mark.parametrize("name", ["index.html", "questions.html", *TOPICS])
def test_a_page_is_light(browser: Browser, address: str, name: str) -> None:
    """At most 250 KB on a first visit, 60 KB on the next page, compressed, without the search.

    The list of all questions holds the spoken answer of each: 300 bytes for one, compressed.
    """
    context = browser.new_context()
    page = context.new_page()
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.ok and "/search/" not in response.url and "workers/search" not in response.url:
            sizes[response.url] = len(gzip.compress(response.body()))

    page.on("response", weigh)
    page.goto(address + name, wait_until="networkidle")
    own = sum(
        size for url, size in sizes.items() if url.endswith(".html") or "/assets/figures/" in url
    )
    assert sum(sizes.values()) <= 250_000, sizes
    assert own <= (90_000 if name == "questions.html" else 60_000), sizes
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", TYPES)
def test_axe_finds_nothing(browser: Browser, address: str, name: str, scheme: str) -> None:
    page = visit(browser, address + name, scheme=scheme)
    if "search" in page.content():
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_follow_the_scheme(browser: Browser, address: str, scheme: str) -> None:
    page = visit(browser, address + "pytorch/autograd.html", scheme=scheme)
    shown = page.locator(f".hb-figure__{scheme}").first
    hidden = page.locator(f".hb-figure__{'dark' if scheme == 'light' else 'light'}").first
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert shown.is_visible()
    assert not hidden.is_visible()
    assert shown.evaluate("image => image.naturalWidth") > 0
    box = shown.bounding_box()
    assert box
    # The page reserves the figure's own proportions.
    proportion = shown.evaluate("image => image.naturalWidth / image.naturalHeight")
    assert box["width"] / box["height"] == pytest.approx(proportion, rel=0.02)
    page.context.close()


def test_a_click_copies_the_code_without_its_output(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + "pytorch/autograd.html")
    example = page.locator(".hb-example").first
    example.locator("button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("import torch\n")
    output = example.locator(".hb-output code").inner_text().strip()
    assert output
    assert output not in copied
    assert example.locator(".hb-output button").count() == 0
    context.close()


def test_without_scripts_all_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "pytorch/autograd.html")
    for selector in (".hb-spoken", ".hb-example", ".hb-output", ".hb-trap", ".hb-verified"):
        assert page.locator(selector).first.is_visible()
    assert page.locator("details.hb-source summary").first.is_visible()
    assert page.locator(".hb-figure__light").first.is_visible()
    context.close()


def test_files_work_without_a_server(browser: Browser, built: Path, tmp_path: Path) -> None:
    """Unpacked from an archive and opened from the file system, the search included."""
    copy = tmp_path / "unpacked"
    shutil.copytree(built, copy)
    page = visit(browser, (copy / "index.html").as_uri())
    page.get_by_role("link", name="Autograd", exact=True).first.click()
    page.wait_for_url((copy / "pytorch" / "autograd.html").as_uri() + "**")
    # The address is there before the page is.
    page.locator(".hb-spoken").first.wait_for(state="visible")
    page.keyboard.press("/")
    page.keyboard.type("q17", delay=20)
    result = page.locator(".md-search-result__link", has_text="What is a tensor").first
    result.wait_for(state="visible")
    result.click()
    page.wait_for_url("**/pytorch/tensors.html?h=q17#what-is-a-tensor")
    page.context.close()


SEARCHES = [
    ("what replaced variable", "pytorch/autograd.html"),
    ("q17", "pytorch/tensors.html?h=q17#what-is-a-tensor"),
    ("from_numpy", "pytorch/tensors.html?h=from_numpy#what-does-from-numpy-do"),
    ("nn.Conv2d", "architectures/convolution.html"),
    ("element 0 of tensors does not require grad", "require+grad#output-"),
    ("cross corelation", "#say-what-a-convolutional-layer-computes"),
    ("nn.CTCLoss", "pytorch/losses.html"),
    ("scaled_dot_product_attention", "architectures/attention.html"),
]
"""A question's words, a key, names, an error message, a misspelling: and where they lead."""


@pytest.mark.parametrize(("words", "place"), SEARCHES, ids=[words for words, _ in SEARCHES])
def test_search_finds_an_answer(browser: Browser, address: str, words: str, place: str) -> None:
    page = visit(browser, address + "index.html")
    page.keyboard.press("/")
    page.keyboard.type(words, delay=20)
    page.locator(".md-search-result__link").first.wait_for(state="visible")
    page.wait_for_timeout(300)
    found = page.locator(".md-search-result__link").evaluate_all(
        "links => links.slice(0, 6).map(link => link.getAttribute('href'))"
    )
    assert any(place in (link or "") for link in found), found
    page.context.close()


def test_the_scraped_text_is_not_for_search_engines(built: Path) -> None:
    text = (built / "corrected-source.html").read_text(encoding="utf-8")
    assert '<meta name="robots" content="noindex">' in text
    index = (built / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "corrected-source.html" not in index


def test_no_beginning_of_a_word_breaks_the_search(browser: Browser, address: str) -> None:
    """lunr's automaton can break, which shows where a query's words are completed."""
    page = visit(browser, address + "index.html")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.keyboard.press("/")
    field = page.locator(".md-search__input")
    for first in "abcdefghijklmnopqrstuvwxyz0123456789":
        field.fill(first)
        page.wait_for_timeout(150)
    assert said == []
    page.context.close()


def test_a_link_into_a_folded_part_opens_it(browser: Browser, address: str) -> None:
    page = visit(browser, address + "pytorch/autograd.html")
    inside = page.locator("details.hb-source li").first
    assert not inside.is_visible()
    inside.evaluate("element => { element.id = 'inside'; location.hash = 'inside'; }")
    inside.wait_for(state="visible")
    page.context.close()


def test_folded_parts_are_open_on_paper(browser: Browser, address: str) -> None:
    page = visit(browser, address + "pytorch/autograd.html")
    part = page.locator("details.hb-source").first
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert part.evaluate("part => part.open")
    page.emulate_media(media="print")
    assert part.locator("li").first.is_visible()
    assert not page.locator(".md-header").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not part.evaluate("part => part.open")
    page.context.close()


def test_a_solution_is_folded_and_its_check_is_not(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    name = "scaled-dot-product-attention"
    page.goto(f"{address}architectures/attention.html")
    task, solution = page.locator(".hb-task"), page.locator(f"#solution-{name}")
    assert task.get_by_text("def attend").is_visible()
    assert task.get_by_role("link", name=f"{name}.py").is_visible()
    assert not solution.locator("code").first.is_visible()
    assert page.locator("p", has_text="The check.").is_visible()
    assert page.locator(".hb-example[data-chain]").last.is_visible()
    page.locator(f"#hints-{name} summary").click()
    assert page.locator(f"#hints-{name} li").first.is_visible()
    assert not solution.locator("code").first.is_visible()
    page.emulate_media(media="print")
    assert solution.locator("code").first.is_visible()
    context.close()


def test_copying_a_check_copies_the_solution_that_it_checks(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}architectures/attention.html#scaled-dot-product-attention")
    page.locator(".hb-example[data-chain] button").locator("visible=true").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("import torch\n")
    assert copied.index("def attend") < copied.index("by_torch = ")
    context.close()


def test_a_link_to_a_solution_opens_it(browser: Browser, address: str) -> None:
    page = visit(browser, f"{address}architectures/attention.html")
    place = "solution-scaled-dot-product-attention"
    page.evaluate("place => { location.hash = place; }", place)
    page.locator(f"#{place} code").first.wait_for(state="visible")
    page.context.close()


def test_each_answer_takes_reports(browser: Browser, address: str) -> None:
    page = visit(browser, address + "pytorch/tensors.html")
    links = page.locator(".hb-report a")
    assert links.count() == page.locator(".hb-spoken").count()
    assert links.first.get_attribute("href") == (
        "https://example.org/repository/issues/new?template=wrong-answer.yml&answer=what-is-a-tensor"
    )
    page.context.close()
