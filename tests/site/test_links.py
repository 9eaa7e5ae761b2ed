"""Every link of the built site leads somewhere, ids stand once, images have a text."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Document(HTMLParser):
    """What matters of one HTML file."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    without_text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"] or "")
        for name in ("href", "src"):
            if name in found:
                self.links.append(found[name] or "")
        if tag == "img" and not (found.get("alt") or "").strip():
            self.without_text.append(str(found))


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        check=True,
    )
    found = {}
    for file in folder.rglob("*"):
        if file.is_file():
            document = Document()
            if file.suffix == ".html":
                document.feed(file.read_text(encoding="utf-8"))
            found[file.relative_to(folder).as_posix()] = document
    return found


def test_every_internal_link_leads_somewhere(documents: dict[str, Document]) -> None:
    dead = []
    checked = 0
    for name, document in documents.items():
        for link in document.links:
            if urlsplit(link).scheme or link.startswith("//") or name == "404.html":
                continue
            target, fragment = urldefrag(urljoin(f"/{name}", link))
            path = unquote(target).lstrip("/") or "index.html"
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
