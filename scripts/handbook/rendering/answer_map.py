"""The map of all answers: in go the pages, out comes a list of questions with arcs between them.

An arc leads from each question to those that are asked next. Rows have one height, so that the
drawing beside the list can be stretched to it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handbook.pages.page import Page
from handbook.rendering.lists import title_to_html
from handbook.rendering.questions import page_url
from handbook.rendering.slots import slot
from handbook.vocabulary import Vocabulary

MAP_SLOT = "answer map"
"""The name of the slot for the list and its arcs."""

MAP_PAGE = "map.md"

_WIDTH = 100
"""Units from the list to the farthest that an arc can reach."""


@dataclass(frozen=True)
class _Row:
    """One line of the list."""

    kind: str
    """`area`, `topic` or `answer`."""
    html: str
    answer: str | None = None
    """The id of the answer."""


def map_page() -> str:
    """Markdown of the page; list and arcs stand in a slot."""
    return (
        "---\ndescription: All questions of the handbook on one map, with arcs to what is asked "
        "next.\nscripts: [assets/js/map.js]\nhide: [toc]\n---\n\n# Map of all answers\n\n"
        "Every question in reading order. An arc joins it to each question that an interviewer "
        f"asks next; point at a question to see its own.\n\n{slot(MAP_SLOT)}\n"
    )


def _rows(pages: Sequence[Page], vocabulary: Vocabulary) -> list[_Row]:
    rows = []
    for area, title in vocabulary.areas.items():
        topics = [page for page in pages if page.answers and page.path.split("/")[1] == area]
        if topics:
            rows.append(_Row("area", title_to_html(title)))
        for page in topics:
            url = page_url(page.path)
            rows.append(_Row("topic", f'<a href="{url}">{title_to_html(page.title)}</a>'))
            rows += [
                _Row(
                    "answer",
                    f'<a href="{url}#{answer.id}">{title_to_html(answer.title)}</a>',
                    answer.id,
                )
                for answer in page.answers
            ]
    return rows


def _arc(start: int, end: int, rows: int) -> str:
    """An arc from the middle of one row to the middle of another."""
    reach = _WIDTH * math.log1p(abs(end - start)) / math.log1p(rows)
    return (
        f'<path data-from="{start}" data-to="{end}" '
        f'd="M0 {start + 0.5}C{reach:.1f} {start + 0.5} {reach:.1f} {end + 0.5} 0 {end + 0.5}"/>'
    )


def _pairs(pages: Sequence[Page], places: Mapping[str, int]) -> list[tuple[int, int]]:
    """The rows that an arc joins, each pair once."""
    found = {
        (min(places[answer.id], places[other]), max(places[answer.id], places[other]))
        for page in pages
        for answer in page.answers
        for other in answer.metadata.follow_ups
        if answer.id in places and other in places
    }
    return sorted(found)


def answer_map(pages: Sequence[Page], vocabulary: Vocabulary) -> str:
    """The list and its arcs, as HTML for a page at the site's root."""
    rows = _rows(pages, vocabulary)
    places = {row.answer: place for place, row in enumerate(rows) if row.answer}
    items = "".join(
        f'<li class="hb-atlas__{row.kind}" data-row="{place}">{row.html}</li>'
        for place, row in enumerate(rows)
    )
    arcs = "".join(_arc(start, end, len(rows)) for start, end in _pairs(pages, places))
    return (
        f'<div class="hb-atlas"><ol>{items}</ol>'
        f'<svg viewBox="0 0 {_WIDTH} {len(rows)}" preserveAspectRatio="none" aria-hidden="true">'
        f"{arcs}</svg></div>"
    )
