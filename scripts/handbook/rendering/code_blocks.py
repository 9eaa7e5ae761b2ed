"""Look for code that nobody ran: in go a page and its HTML, out comes what readers see otherwise.

Markdown has more ways to show code than fences (indented lines, HTML), and more ways to hide a
fence than a reader of lines knows. The HTML knows: each of its blocks of code has to be one of the
page's fences, or the signature of an exercise, and each fence one of its blocks.
"""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from handbook.pages.page import Page
from handbook.problem import Problem
from handbook.rendering.stubs import signature


class _Blocks(HTMLParser):
    """Collects the texts of all `pre` elements, and all ids."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.ids: Counter[str] = Counter()
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids.update(value for name, value in attrs if name == "id" and value)
        if tag == "pre":
            self.depth += 1
            if self.depth == 1:
                self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


def _content(text: str) -> str:
    """What is compared: a fence in a list is shown without its indent."""
    return "".join(text.split())


def check_code(page: Page, html: str) -> list[Problem]:
    """Find blocks of code in a page's HTML that are no fence, hidden fences, and doubled ids."""
    found = _Blocks()
    found.feed(html)
    found.close()
    shown = Counter(map(_content, found.texts))
    fenced = Counter(_content(fence.code) for fence in page.fences)
    # Those are taken from code that runs.
    exercises = [answer.exercise for answer in page.answers if answer.exercise]
    fenced += Counter(_content(signature(exercise)) for exercise in exercises)
    problems = [
        Problem(page.path, page.line_of(text), "code that stands in no fence: nobody runs it")
        for text in found.texts
        if shown[_content(text)] > fenced[_content(text)]
    ]
    problems += [
        Problem(page.path, fence.line, "this fence is not shown as code")
        for fence in page.fences
        if fenced[_content(fence.code)] > shown[_content(fence.code)]
    ]
    problems += [
        Problem(page.path, page.line_of(name), f"the id '{name}' stands twice on this page")
        for name, number in found.ids.items()
        if number > 1
    ]
    return problems
