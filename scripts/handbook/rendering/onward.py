"""Ways on from an answer: in go pages, out come maps, what to read next, where to report."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from handbook.pages.page import Answer, Page
from handbook.rendering.lists import title_to_html
from handbook.rendering.questions import page_url

_STEP = 56
"""Units between two answers on the map."""
_RADIUS = 13


def _arrows(page: Page) -> list[tuple[int, int]]:
    """From which answer of the page to which, by their numbers from 0."""
    numbers = {answer.id: number for number, answer in enumerate(page.answers)}
    return [
        (number, numbers[follow_up])
        for number, answer in enumerate(page.answers)
        for follow_up in answer.metadata.follow_ups
        if follow_up in numbers
    ]


def _arc(start: int, end: int, middle: float) -> str:
    """An arc between two answers: forwards above the line, backwards below it."""
    left, right = start * _STEP + _STEP / 2, end * _STEP + _STEP / 2
    forwards = end > start
    height = _RADIUS + 12 * abs(end - start)
    side = -1 if forwards else 1
    lift = side * _RADIUS * 0.9
    shift = (_RADIUS * 0.55) * (1 if forwards else -1)
    return (
        f'<path d="M{left + shift:.1f} {middle + lift:.1f} '
        f"C{left + shift:.1f} {middle + lift + side * height:.1f} "
        f"{right - shift:.1f} {middle + lift + side * height:.1f} "
        f'{right - shift:.1f} {middle + lift + side * 4:.1f}" marker-end="url(#hb-map-arrow)"/>'
    )


def _node(number: int, answer: Answer, middle: float) -> str:
    x = number * _STEP + _STEP / 2
    return (
        f'<a href="#{answer.id}" aria-label="{number + 1}. {html.escape(answer.title)}">'
        f"<title>{html.escape(answer.title)}</title>"
        f'<circle cx="{x}" cy="{middle}" r="{_RADIUS}"/>'
        f'<text x="{x}" y="{middle}" dy="0.35em">{number + 1}</text></a>'
    )


def topic_map(page: Page) -> str:
    """A map of a page's answers, as HTML: numbers in reading order, arrows to what is asked next.

    Empty for a page with fewer than three answers, which needs no map.
    """
    if len(page.answers) < 3:
        return ""
    arrows = _arrows(page)
    farthest = max((abs(end - start) for start, end in arrows), default=0)
    middle = 24 + 10 * farthest + _RADIUS
    width, height = len(page.answers) * _STEP, 2 * middle
    arcs = "".join(_arc(start, end, middle) for start, end in arrows)
    nodes = "".join(_node(number, one, middle) for number, one in enumerate(page.answers))
    return (
        f'<figure class="hb-map"><svg viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}"><defs><marker id="hb-map-arrow" viewBox="0 0 6 6" refX="4" refY="3" '
        'markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 6 3 0 6z"/></marker></defs>'
        f'<g class="hb-map__arrows" aria-hidden="true">{arcs}</g>{nodes}</svg>'
        "<figcaption>The answers in reading order. Arrows lead to what is asked next: onwards "
        "above, back below.</figcaption></figure>"
    )


def read_next(page: Page, answers: Mapping[str, tuple[Page, Answer]], root: str) -> str:
    """Links to the answers on other pages that this page's answers lead to, as HTML.

    `answers` holds all answers of the site by their ids. Empty if there is none.
    """
    wanted = dict.fromkeys(
        follow_up for answer in page.answers for follow_up in answer.metadata.follow_ups
    )
    found = [answers[follow_up] for follow_up in wanted if follow_up in answers]
    items = "".join(
        f'<li><a href="{root}{page_url(other.path)}#{answer.id}">{title_to_html(answer.title)}</a>'
        f' <span class="hb-onward__topic">{title_to_html(other.title)}</span></li>'
        for other, answer in found
        if other.path != page.path
    )
    if not items:
        return ""
    return (
        '<nav class="hb-onward" aria-label="Read next"><p><strong>Read next.</strong></p>'
        f"<ul>{items}</ul></nav>"
    )


def index_answers(pages: Sequence[Page]) -> dict[str, tuple[Page, Answer]]:
    """All answers by their ids, each with its page."""
    return {answer.id: (page, answer) for page in pages for answer in page.answers}


def report_link(answer: Answer, issue_url: str) -> str:
    """A link to report an error in an answer, as HTML; empty where nobody takes reports.

    `issue_url` is an address to whose end the answer's id is put.
    """
    if not issue_url:
        return ""
    url = html.escape(issue_url + answer.id)
    return f'<p class="hb-report"><a href="{url}">Report an error in this answer</a></p>'
