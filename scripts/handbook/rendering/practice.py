"""The question bank for the scripts of the site: in go the pages, out come cards and their pages.

Browsers read no JSON from the file system, so the cards stand in a script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from handbook.pages.example import Example
from handbook.pages.page import Answer, Page
from handbook.rendering.questions import page_url
from handbook.vocabulary import Vocabulary

CARDS_FILE = "assets/data/cards.js"
PRACTICE_PAGE = "practice.md"
INTERVIEW_PAGE = "interview-sheet.md"

_MOST_CODE, _MOST_OUTPUT = 24, 10
"""Lines that one takes in at a glance."""

_NEEDS_SCRIPTS = (
    '<p class="hb-needs-scripts">This page needs scripts. Without them, '
    '<a href="questions.html">all questions</a> are there to read.</p>'
)


def _page(title: str, description: str, scripts: list[str], text: str, place: str) -> str:
    """Markdown of a page that scripts fill; `place` is the id of the element that they fill."""
    return (
        f"---\ndescription: {description}\nscripts: [{', '.join(scripts)}]\nhide: [toc]\n---\n\n"
        f'# {title}\n\n{text}\n\n{_NEEDS_SCRIPTS}\n\n<div id="{place}"></div>\n'
    )


def practice_page() -> str:
    """Markdown of the page on which one practises."""
    return _page(
        "Practise",
        "Practise interview questions with spaced repetition, in your browser.",
        [CARDS_FILE, *(f"assets/js/{name}.js" for name in ("fsrs", "progress", "practice"))],
        "A question, time to think, then the spoken answer and what a complete one contains. What "
        "you find hard comes back soon, what you find easy late. Your progress stays in this "
        "browser; nothing is sent anywhere.",
        "practice",
    )


def interview_page() -> str:
    """Markdown of the page that makes a sheet for an interview."""
    return _page(
        "Interview sheet",
        "A balanced sheet of interview questions with the points of a good answer, to print.",
        [CARDS_FILE, "assets/js/interview.js"],
        "For who asks: choose areas, levels and time, and get questions with what a good answer "
        "contains and what to ask next. The address holds the choice: who opens it gets the same "
        "sheet.",
        "interview",
    )


def _is_puzzle(example: Example) -> bool:
    """Whether one can be asked what an example prints."""
    if not example.expected or example.alternatives or example.not_run:
        return False
    # Nobody knows the wording of messages by heart.
    if re.search(r"\bexcept\b|\bwarnings\.", example.code):
        return False
    code, output = example.code.count("\n"), example.expected_text.count("\n")
    return code <= _MOST_CODE and 1 <= output <= _MOST_OUTPUT


def _puzzles(answer: Answer) -> list[dict[str, str]]:
    return [
        {
            "code": "\n\n".join(fence.code.rstrip() for fence in example.fences),
            "output": example.expected_text.rstrip(),
        }
        for example in answer.examples
        if _is_puzzle(example)
    ]


def cards_script(pages: Sequence[Page], vocabulary: Vocabulary) -> str:
    """A script that defines `handbookCards`: `{areas, cards}`, in reading order."""
    cards = [
        {
            "id": answer.id,
            "title": answer.title.replace("`", ""),
            "url": f"{page_url(page.path)}#{answer.id}",
            "area": page.path.split("/")[1],
            "topic": page.title.replace("`", ""),
            "level": answer.metadata.level,
            "priority": answer.metadata.priority,
            "kind": answer.metadata.kind,
            "short": answer.short,
            "points": [[point.level, point.text] for point in answer.metadata.points],
            "followUps": list(answer.metadata.follow_ups),
            "puzzles": _puzzles(answer),
        }
        for page in pages
        for answer in page.answers
    ]
    used = {card["area"] for card in cards}
    areas = {name: title for name, title in vocabulary.areas.items() if name in used}
    data = json.dumps({"areas": areas, "cards": cards}, ensure_ascii=False, separators=(",", ":"))
    # A script in a page would end at "</"; one in a file does not, but costs nothing to be safe.
    return f"var handbookCards = {data.replace('</', '<' + chr(92) + '/')};\n"
