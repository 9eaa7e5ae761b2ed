"""Every link of the built site leads somewhere, ids stand once, images have a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import html5lib
import pytest
from browsers import BASE


@dataclass
class Document(HTMLParser):
    """What matters of one HTML file."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    without_text: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    """Elements that Markdown should have gone into."""
    description: str = ""
    canonical: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "markdown" in found:
            self.unfinished.append(self.get_starttag_text() or "")
        if tag == "meta" and found.get("name") == "description":
            self.description = found.get("content") or ""
        if tag == "link" and found.get("rel") == "canonical":
            self.canonical = found.get("href") or ""
        if "id" in found:
            self.ids.append(found["id"] or "")
        for name in ("href", "src"):
            if name in found:
                self.links.append(found[name] or "")
        if tag == "img" and not (found.get("alt") or "").strip():
            self.without_text.append(str(found))


@pytest.fixture(scope="session")
def documents(built: Path) -> dict[str, Document]:
    found = {}
    for file in built.rglob("*"):
        if file.is_file():
            document = Document()
            if file.suffix == ".html":
                document.feed(file.read_text(encoding="utf-8"))
            found[file.relative_to(built).as_posix()] = document
    return found


def test_every_internal_link_leads_somewhere(documents: dict[str, Document]) -> None:
    dead = []
    checked = 0
    for name, document in documents.items():
        for link in document.links:
            if urlsplit(link).scheme or link.startswith("//") or name == "404.html":
                continue
            target, fragment = urldefrag(urljoin(f"/{name}", link))
            path = unquote(urlsplit(target).path).lstrip("/") or "index.html"
            path += "index.html" if path.endswith("/") else ""
            checked += 1
            if path not in documents:
                dead.append(f"{name}: {link}")
            elif fragment and unquote(fragment) not in documents[path].ids:
                dead.append(f"{name}: {link} (no such id)")
    assert dead == []
    assert checked > 100


def test_ids_stand_once(documents: dict[str, Document]) -> None:
    doubled = {
        name: sorted({one for one in document.ids if document.ids.count(one) > 1})
        for name, document in documents.items()
    }
    assert {name: ids for name, ids in doubled.items() if ids} == {}


def test_images_have_a_text(documents: dict[str, Document]) -> None:
    missing = {
        name: document.without_text for name, document in documents.items() if document.without_text
    }
    assert missing == {}


def test_markdown_has_become_html(documents: dict[str, Document]) -> None:
    assert {name: one.unfinished for name, one in documents.items() if one.unfinished} == {}


def test_every_page_has_a_description_and_a_canonical_address(
    documents: dict[str, Document],
) -> None:
    pages = {name: one for name, one in documents.items() if name.endswith(".html")}
    del pages["404.html"]
    for name, document in pages.items():
        assert document.canonical == f"https://example.org{BASE}{name}"
        assert 20 <= len(document.description) <= 200, name
    described = [document.description for document in pages.values()]
    assert len(set(described)) == len(described), "two pages have one description"


def test_the_html_can_be_parsed_without_an_error(built: Path) -> None:
    wrong = {}
    for file in built.rglob("*.html"):
        parser = html5lib.HTMLParser()
        parser.parse(file.read_text(encoding="utf-8"))
        if parser.errors:
            wrong[file.relative_to(built).as_posix()] = parser.errors[:3]
    assert wrong == {}
