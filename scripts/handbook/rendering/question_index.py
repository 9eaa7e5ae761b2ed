"""The page of all questions: in go the pages, out comes one list that a reader can filter.

The list is complete without scripts; `docs/assets/js/questions.js` makes the form above it work
and hides what does not match. What it matches stands in the `data-` attributes of each item.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from handbook.pages.page import Answer, Page
from handbook.rendering.lists import title_to_html
from handbook.rendering.questions import page_url
from handbook.rendering.slots import slot
from handbook.vocabulary import KINDS, LEVELS, PRIORITIES, Vocabulary

QUESTIONS_SLOT = "questions"
"""The name of the slot for the form and the list."""

QUESTIONS_PAGE = "questions.md"

_NAME = re.compile(r"(?<=\w\.)[A-Za-z_]\w{2,}")
"""What stands after a dot in code: the name of a function, a class, an attribute."""

BEYOND = "beyond"
"""What a reader chooses to see the answers that no question of the source asks for."""


def questions_page() -> str:
    """Markdown of the page; its list stands in a slot."""
    return (
        "---\ndescription: Every question of the handbook with its spoken answer, to filter by "
        "topic, level, kind, tag or source.\nscripts: [assets/js/questions.js]\n"
        "hide: [toc]\n---\n\n# All questions\n\n"
        f"Every question with the answer as one would say it aloud.\n\n{slot(QUESTIONS_SLOT)}\n"
    )


def _select(name: str, label: str, options: Iterable[tuple[str, str, int]]) -> str:
    """A choice; each option is its value, its words and how many answers it leaves."""
    items = "".join(
        f'<option value="{html.escape(value)}">{html.escape(words)} ({count})</option>'
        for value, words, count in options
        if count
    )
    return (
        f'<label>{label}<select name="{name}"><option value="">any</option>{items}</select></label>'
    )


def _form(pages: Sequence[Page], vocabulary: Vocabulary) -> str:
    answers = [(page, answer) for page in pages for answer in page.answers]
    metadata = [answer.metadata for _, answer in answers]
    topics = Counter(page.path for page, _ in answers)
    tags = Counter(tag for one in metadata for tag in one.tags)
    keyed = sum(bool(one.sources) for one in metadata)

    def closed(name: str, values: Iterable[str]) -> list[tuple[str, str, int]]:
        counts = Counter(getattr(one, name) for one in metadata)
        return [(value, value, counts[value]) for value in values]

    selects = [
        _select(
            "topic",
            "Topic",
            [
                (_topic_name(page.path), page.title.replace("`", ""), topics[page.path])
                for page in pages
            ],
        ),
        _select("level", "Level", closed("level", LEVELS)),
        _select("priority", "Priority", closed("priority", PRIORITIES)),
        _select("kind", "Kind", closed("kind", KINDS)),
        _select("tag", "Tag", [(tag, tag, tags[tag]) for tag in sorted(vocabulary.tags)]),
        _select(
            "source",
            "Source",
            [
                ("scraped", "asked by the source", keyed),
                (BEYOND, "beyond the source", len(metadata) - keyed),
            ],
        ),
    ]
    return (
        '<form class="hb-finder" role="search" aria-label="Filter the questions">'
        '<label class="hb-finder__text">Words, an API name, or a key such as q17'
        '<input type="search" name="text" autocomplete="off" spellcheck="false"></label>'
        f'<div class="hb-finder__choices">{"".join(selects)}</div>'
        '<p class="hb-finder__state"><output></output>'
        '<button type="reset">Show all</button></p></form>'
    )


def _topic_name(path: str) -> str:
    """How the address names a topic: `docs/pytorch/tensors.md` gives `pytorch-tensors`.

    With its area, because `implement/attention.md` and `architectures/attention.md` are two.
    """
    return path.removeprefix("docs/").removesuffix(".md").replace("/", "-")


def _item(page: Page, answer: Answer) -> str:
    metadata = answer.metadata
    words = [metadata.level, metadata.priority, metadata.kind]
    chips = "".join(f'<li class="hb-chip">{word}</li>' for word in words)
    chips += "".join(f'<li class="hb-chip hb-chip--tag">{tag}</li>' for tag in metadata.tags)
    chips += "".join(f'<li class="hb-chip hb-chip--source">{key}</li>' for key in metadata.sources)
    if not metadata.sources:
        chips += '<li class="hb-chip hb-chip--beyond">beyond the source</li>'
    data = {
        "topic": _topic_name(page.path),
        "level": metadata.level,
        "priority": metadata.priority,
        "kind": metadata.kind,
        "tag": " ".join(metadata.tags),
        "source": "scraped" if metadata.sources else BEYOND,
        "words": " ".join(_names(answer)),
    }
    attributes = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    return (
        f'<li class="hb-index__item"{attributes}>'
        f'<a href="{page_url(page.path)}#{answer.id}">{title_to_html(answer.title)}</a>'
        f"<p>{html.escape(answer.short)}</p>"
        f'<ul class="hb-chips" aria-label="About this question">{chips}</ul></li>'
    )


def _names(answer: Answer) -> list[str]:
    """The names by which an answer is found and that its item does not show: those in its code."""
    names = (name for example in answer.examples for name in _NAME.findall(example.code))
    return list(dict.fromkeys(names))


def question_list(pages: Sequence[Page], vocabulary: Vocabulary) -> str:
    """The form and the list, as HTML for a page at the site's root."""
    topics = [page for page in pages if page.answers]
    parts = [_form(topics, vocabulary)]
    for page in topics:
        items = "".join(_item(page, answer) for answer in page.answers)
        name = f"topic-{_topic_name(page.path)}"
        parts.append(
            f'<section class="hb-index"><h2 id="{name}">'
            f'<a href="{page_url(page.path)}">{title_to_html(page.title)}</a></h2>'
            f"<ul>{items}</ul></section>"
        )
    return "".join(parts)
