"""The real site in a real browser: light and dark, wide and narrow, with and without scripts."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import open_browser
from playwright.sync_api import Browser, Page, Request

ROOT = Path(__file__).parents[2]
BASE = "/a/base/path/"
ALL_PAGES = sorted(
    {
        file.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        for file in ROOT.glob("docs/**/*.md")
    }
    | {"tags.html", "corrections.html", "corrected-source.html", "404.html"}
)
TYPES = ("index.html", "pytorch/autograd.html", "tags.html", "corrections.html", "404.html")
"""One page of each type."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real site, built as CI builds it, below a base path."""
    folder = tmp_path_factory.mktemp("built")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--site-dir",
            folder / BASE.strip("/"),
        ],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SITE_URL": f"https://example.org{BASE}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(built))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{BASE}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as found:
        yield found


def visit(browser: Browser, url: str, width: int = 1280, scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(url, wait_until="load")
    return page


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_page_asks_no_other_host_and_reports_no_error(
    browser: Browser, address: str, name: str
) -> None:
    context = browser.new_context()
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
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", ALL_PAGES)
def test_nothing_scrolls_sideways(browser: Browser, address: str, name: str, width: int) -> None:
    page = visit(browser, address + name, width)
    inner, outer = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert inner <= outer
    page.context.close()


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
    page.wait_for_function("element => element.complete", arg=shown.element_handle())
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
    """Unpacked from an archive and opened from the file system."""
    copy = tmp_path / "unpacked"
    shutil.copytree(built / BASE.strip("/"), copy)
    page = visit(browser, (copy / "index.html").as_uri())
    page.get_by_role("link", name="Autograd", exact=True).first.click()
    page.wait_for_url((copy / "pytorch" / "autograd.html").as_uri() + "**")
    # The address is there before the page is.
    page.locator(".hb-spoken").first.wait_for(state="visible")
    page.context.close()


def test_search_finds_a_question(browser: Browser, address: str) -> None:
    page = visit(browser, address + "index.html")
    page.keyboard.press("/")
    page.keyboard.type("what replaced variable", delay=20)
    result = page.locator(".md-search-result__link", has_text="Variable").first
    result.wait_for(state="visible")
    assert "pytorch/autograd.html" in (result.get_attribute("href") or "")
    page.context.close()


def test_the_scraped_text_is_not_for_search_engines(built: Path) -> None:
    text = (built / BASE.strip("/") / "corrected-source.html").read_text(encoding="utf-8")
    assert '<meta name="robots" content="noindex">' in text
    index = (built / BASE.strip("/") / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "corrected-source.html" not in index
