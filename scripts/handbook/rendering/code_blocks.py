"""Look for code that nobody ran: in go a page and its HTML, out comes what readers see otherwise.

Markdown has more ways to show code than fences (indented lines, HTML), and more ways to hide a
fence than a reader of lines knows. The HTML knows: each of its blocks of code has to be one of the
page's fences, or the signature of an exercise, and each fence one of its blocks.
"""

from __future__ import annotations

import html
import re
from collections import Counter

from handbook.pages.page import Page
from handbook.problem import Problem
from handbook.rendering.stubs import signature

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style)\b[^>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL | re.IGNORECASE,
)
_ID = re.compile(r"""(?:^|\s)id\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def _read_blocks(page: str) -> tuple[list[str], Counter[str]]:
    """The texts of all outer `pre` elements of a page's HTML, and how often each id stands in it.

    By expression, since `html.parser` needs a fifth of a whole build for what Pygments marks.
    """
    texts: list[str] = []
    ids: Counter[str] = Counter()
    depth = start = 0
    for tag in _TAG.finditer(page):
        rest = tag["rest"]
        if rest and not tag["end"] and "id" in rest.lower() and (found := _ID.search(rest)):
            ids[html.unescape(found[1] or found[2] or found[3] or "")] += 1
        if (tag["name"] or "").lower() != "pre":
            continue
        if not tag["end"]:
            depth += 1
            if depth == 1:
                start = tag.end()
        elif depth:
            depth -= 1
            if not depth:
                texts.append(html.unescape(_TAG.sub("", page[start : tag.start()])))
    if depth:
        texts.append(html.unescape(_TAG.sub("", page[start:])))
    ids.pop("", None)
    return texts, ids


def _content(text: str) -> str:
    """What is compared: a fence in a list is shown without its indent."""
    return "".join(text.split())


def check_code(page: Page, page_html: str) -> list[Problem]:
    """Find blocks of code in a page's HTML that are no fence, hidden fences, and doubled ids."""
    texts, ids = _read_blocks(page_html)
    shown = Counter(map(_content, texts))
    fenced = Counter(_content(fence.code) for fence in page.fences)
    # Those are taken from code that runs.
    exercises = [answer.exercise for answer in page.answers if answer.exercise]
    fenced += Counter(_content(signature(exercise)) for exercise in exercises)
    problems = [
        Problem(page.path, page.line_of(text), "code that stands in no fence: nobody runs it")
        for text in texts
        if shown[_content(text)] > fenced[_content(text)]
    ]
    problems += [
        Problem(page.path, fence.line, "this fence is not shown as code")
        for fence in page.fences
        if fenced[_content(fence.code)] > shown[_content(fence.code)]
    ]
    problems += [
        Problem(page.path, page.line_of(name), f"the id '{name}' stands twice on this page")
        for name, number in ids.items()
        if number > 1
    ]
    return problems
