"""Fill in what only the run can tell: in go a rendered page and results, out comes the page whole.

A slot is an empty element that a Markdown renderer leaves alone, so slots can be filled before or
after Markdown has become HTML.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from handbook.pages.example import Example
from handbook.pages.page import Page
from handbook.problem import Problem
from handbook.rendering.figures import Figure, name_figures
from handbook.rendering.lists import count_of
from handbook.running.execution import Results


def slot(name: str) -> str:
    """An empty element that is filled later; `name` holds no markup."""
    return f'<div data-hb-slot="{html.escape(name)}"></div>'


FOOT = slot("foot")
"""Where the page's foot goes."""

HEAD = slot("head")
"""Where it goes what is wrong with how the page is written."""

NOT_VERIFIED = (
    '<div class="hb-unverified" role="note" data-search-exclude>The examples were not run in this '
    "build: outputs are as their authors wrote them, and figures are missing.</div>"
)
"""What every page says where nothing was run."""

_SLOT = re.compile(r'<div data-hb-slot="(?P<name>[^"]*)"></div>')


def example_slot(example: Example) -> str:
    """The slot below an example, for its figures and its failures."""
    return slot(str(example))


def failure_box(lead: str, problems: Iterable[Problem]) -> str:
    """What is wrong, in place, as HTML; empty where nothing is."""
    parts = []
    for problem in problems:
        place = html.escape(str(replace(problem, detail="")))
        detail = f"<pre>{html.escape(problem.detail)}</pre>" if problem.detail else ""
        parts.append(f"<p><strong>{lead}</strong> {place}</p>{detail}")
    return f'<div class="hb-failure" role="alert">{"".join(parts)}</div>' if parts else ""


def picture(figure: Figure, root: str) -> str:
    """A figure for light and dark, as HTML."""

    def image(name: str, kind: str) -> str:
        return (
            f'<img class="hb-figure__{kind}" src="{root}{name}" alt="{html.escape(figure.alt)}" '
            f'width="{figure.width}" height="{figure.height}" loading="lazy">'
        )

    images = image(figure.light_name, "light") + image(figure.dark_name, "dark")
    return f'<figure class="hb-figure">{images}</figure>'


def versions_text(versions: Mapping[str, str]) -> str:
    """Names and versions of what ran."""
    return " · ".join(
        f"{'Python' if name == 'python' else name} {versions[name]}" for name in versions
    )


def verified_with(page: Page, results: Results) -> str:
    """One sentence on what the examples of a page ran with, from the run itself."""
    outcomes = [results.outcome_of(example) for example in page.examples]
    versions: dict[str, str] = {}
    for outcome in filter(None, outcomes):
        versions.update(outcome.versions)
    used = versions_text(versions)
    run = sum(outcome is not None for outcome in outcomes)
    not_run = Counter(example.not_run for example in page.examples if example.not_run)
    text = f"{count_of(run, 'example')} run" + (f" with {used}" if used else "")
    if not_run:
        reasons = "; ".join(f"{number} × {reason}" for reason, number in not_run.items())
        text += f". {count_of(sum(not_run.values()), 'example')} not run: {reasons}"
    return text + "."


def fill_slots(text: str, content: Callable[[str], str]) -> str:
    """Replace each slot of a page by what `content` gives for its name."""
    return _SLOT.sub(lambda match: content(html.unescape(match["name"])), text)


def page_content(
    page: Page, results: Results | None, root: str, page_problems: Iterable[Problem]
) -> dict[str, str]:
    """What belongs into the slots of a page, by their names.

    `results` are None where nothing was run (EXAMPLES=off); `root` is the way from the page to the
    site's root, such as `../`; `page_problems` are what is wrong with how the page is written.
    """
    content = {
        "head": (NOT_VERIFIED if results is None else "")
        + failure_box("This page is not right.", page_problems),
        "foot": _foot(page, results),
    }
    figures = name_figures(page, results)
    for example in page.examples:
        name = str(example)
        wrong = results.problems_of(example) if results else ()
        pictures = "".join(picture(figure, root) for figure in figures.get(name, ()))
        content[name] = pictures + failure_box("This example fails.", wrong)
    return content


def _foot(page: Page, results: Results | None) -> str:
    if results is None or not page.examples:
        return ""
    failing = {problem.path for problem in results.problems}
    lead = "Not verified: an example fails. " if page.path in failing else "Verified: "
    text = html.escape(lead + verified_with(page, results))
    return f'<footer class="hb-verified" data-search-exclude>{text}</footer>'
