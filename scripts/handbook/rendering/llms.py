"""The handbook for language models: in go the pages, out come `llms.txt` and `llms-full.txt`.

The first lists every answer with its spoken form, the second holds the pages' own Markdown; the
form is that of https://llmstxt.org.
"""

from __future__ import annotations

from collections.abc import Sequence

from handbook.labs.lab import Lab
from handbook.pages.page import Page
from handbook.rendering.questions import page_url
from handbook.vocabulary import Vocabulary

_TITLE = "# PyTorch interview handbook"
_SUMMARY = (
    "> Answers to PyTorch interview questions. Every example on a page is executed when the site "
    "is built, and the output shown is what it printed."
)


def llms_index(
    pages: Sequence[Page], labs: Sequence[Lab], vocabulary: Vocabulary, site_url: str
) -> str:
    """Every answer with its address and its spoken form, by area; then the labs."""
    root = f"{site_url.rstrip('/')}/" if site_url else ""
    parts = [_TITLE, "", _SUMMARY, "", f"- [The questions as data]({root}questions.json)"]
    parts += [f"- [All pages as one text]({root}llms-full.txt)"]
    for area, title in vocabulary.areas.items():
        answers = [
            f"- [{answer.title}]({root}{page_url(page.path)}#{answer.id}): {answer.short}"
            for page in pages
            if page.path.split("/")[1] == area
            for answer in page.answers
        ]
        if answers:
            parts += ["", f"## {title}", "", *answers]
    if labs:
        parts += ["", "## Labs", ""]
        parts += [f"- [{lab.title}]({root}{lab.url}): {lab.question} {lab.answer}" for lab in labs]
    return "\n".join(parts) + "\n"


def llms_full(pages: Sequence[Page]) -> str:
    """The Markdown of all topic pages, one after another."""
    texts = [page.text.strip() for page in pages if page.answers]
    return "\n\n".join([_TITLE, _SUMMARY, *texts]) + "\n"
