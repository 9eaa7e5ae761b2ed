"""A browser for tests: the system's Chromium or Chrome, or Playwright's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

BASE = "/a/base/path/"
"""Below which the site is served in tests: it has to work below any."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless browser. Skips the test where there is none, unless REQUIRE_BROWSER is set."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(_OPTIONS))
        except Error as error:
            if os.environ.get("REQUIRE_BROWSER"):
                raise
            pytest.skip(f"there is no browser: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


def visit(browser: Browser, url: str, width: int = 1280, scheme: str = "light") -> Page:
    """A page in a context of its own; close that when done."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(url, wait_until="load")
    return page
