"""An Anki package: in go the answers, out comes a file that Anki imports, one deck for each area.

Note ids come from the stable ids of answers, so that importing a later release updates cards and
keeps their schedule. The same answers and the same time give the same file.
"""

from __future__ import annotations

import errno
import hashlib
import html
import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

import genanki

from handbook.pages.page import Answer, Page
from handbook.rendering.lists import title_to_html
from handbook.rendering.questions import page_url
from handbook.vocabulary import Vocabulary

ANKI_FILE = "downloads/pytorch-interview-handbook.apkg"

_CSS = """
.card { max-width: 40rem; margin: 0 auto; font: 1.1rem/1.5 system-ui, sans-serif; }
.card { text-align: left; }
h1 { font: 700 1.3rem/1.3 Georgia, serif; }
.about { color: #666; font-size: 0.8rem; }
.nightMode .about { color: #aaa; }
pre { padding: 0.6rem; overflow-x: auto; font: 0.8rem/1.5 ui-monospace, monospace; white-space: pre;
  background: rgb(128 128 128 / 15%); }
.output { border-left: 3px solid #0b6e4f; }
"""


def _number(text: str) -> int:
    """A stable id for a deck or a model, as Anki wants it: above 2³⁰, below 2³¹."""
    digest = hashlib.sha256(text.encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4], "big") % (1 << 30)


def _model() -> genanki.Model:
    return genanki.Model(
        _number("pytorch-interview-handbook model 1"),
        "PyTorch interview handbook",
        fields=[{"name": name} for name in ("Question", "About", "Answer", "Example", "Link")],
        templates=[
            {
                "name": "Answer aloud",
                "qfmt": '<h1>{{Question}}</h1><p class="about">{{About}}</p>',
                "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}{{Example}}<p>{{Link}}</p>",
            }
        ],
        css=_CSS,
    )


def _answer_html(answer: Answer) -> str:
    points = "".join(
        f"<li><b>{point.level}</b> {html.escape(point.text)}</li>"
        for point in answer.metadata.points
    )
    return f"<p>{html.escape(answer.short)}</p><ul>{points}</ul>"


def _example_html(answer: Answer) -> str:
    """The first example with an output; code keeps its lines, whatever Anki does to text."""
    example = next((one for one in answer.examples if one.expected and not one.not_run), None)
    if example is None:
        return ""
    code = "\n\n".join(fence.code.rstrip() for fence in example.fences)
    output = example.expected_text.rstrip()
    return (
        f"<pre><code>{html.escape(code)}</code></pre>"
        f'<pre class="output"><code>{html.escape(output)}</code></pre>'
    )


def _link_html(page: Page, answer: Answer, site_url: str) -> str:
    place = f"{page_url(page.path)}#{answer.id}"
    if not site_url:
        return html.escape(f"In the handbook: {place}")
    url = html.escape(f"{site_url.rstrip('/')}/{place}")
    return f'<a href="{url}">The whole answer</a>'


def _note(page: Page, answer: Answer, model: genanki.Model, site_url: str) -> genanki.Note:
    metadata = answer.metadata
    return genanki.Note(
        model=model,
        guid=f"pytorch-interview-handbook/{answer.id}",
        fields=[
            title_to_html(answer.title),
            html.escape(" · ".join([page.title.replace("`", ""), metadata.level])),
            _answer_html(answer),
            _example_html(answer),
            _link_html(page, answer, site_url),
        ],
        tags=[*metadata.tags, metadata.level, metadata.priority],
    )


def _decks(pages: Sequence[Page], vocabulary: Vocabulary, site_url: str) -> list[genanki.Deck]:
    model = _model()
    decks = []
    for area, title in vocabulary.areas.items():
        deck = genanki.Deck(
            _number(f"pytorch-interview-handbook deck {area}"),
            f"PyTorch interview handbook::{title}",
        )
        for page in pages:
            if page.path.split("/")[1] == area:
                for answer in page.answers:
                    deck.add_note(_note(page, answer, model, site_url))
        if deck.notes:
            decks.append(deck)
    return decks


def _collection(decks: Sequence[genanki.Deck], release: int) -> bytes:
    """The database of the decks. Raises OSError.

    genanki's own way to write a package leaves a file behind each time.
    """
    ids = count(1000 * release)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "collection.anki2"
        try:
            with closing(sqlite3.connect(file)) as connection:
                genanki.Package(decks).write_to_db(connection.cursor(), float(release), ids)
                connection.commit()
        except sqlite3.OperationalError as error:
            raise OSError(errno.ENOSPC, f"{error}: writing the Anki package") from error
        return file.read_bytes()


def anki_package(
    pages: Sequence[Page], vocabulary: Vocabulary, site_url: str, release: int
) -> bytes:
    """The bytes of the package. Raises OSError.

    `release` is when it is published, in seconds since 1970. Anki takes a changed answer only from
    a package with a later time than the one that it imported before.
    """
    collection = _collection(_decks(pages, vocabulary, site_url), release)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        # A member made from a bare name is dated 1980.
        for name, content in (("collection.anki2", collection), ("media", b"{}")):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return package.getvalue()
