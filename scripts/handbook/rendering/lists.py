"""Lists of what is there: in go pages, out comes the text of the home page's lists and of tags."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from handbook.pages.page import Page
from handbook.rendering.questions import page_url
from handbook.vocabulary import Vocabulary


def title_to_html(text: str) -> str:
    """A title in Markdown's `code` as HTML."""
    parts = html.escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def topic_list(pages: Sequence[Page], vocabulary: Vocabulary) -> str:
    """Every topic page with its beginning, by area, as HTML."""
    parts = []
    for area, title in vocabulary.areas.items():
        topics = [page for page in pages if page.answers and page.path.split("/")[1] == area]
        if not topics:
            continue
        items = "".join(
            f'<li><a href="{page_url(page.path)}">{title_to_html(page.title)}</a>'
            f' <span class="hb-topics__count">{count_of(len(page.answers), "answer")}</span>'
            f"<p>{html.escape(_first_sentence(page.description))}</p></li>"
            for page in topics
        )
        parts.append(
            f'<h3 id="area-{area}">{html.escape(title)}</h3><ul class="hb-topics">{items}</ul>'
        )
    return "".join(parts)


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "." if text else ""


def count_of(number: int, noun: str) -> str:
    """`1 answer`, `2 answers`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def ways_list(pages: Sequence[Page]) -> str:
    """Ways into the list of all questions, by level and by priority, as HTML for the home page."""
    metadata = [answer.metadata for page in pages for answer in page.answers]
    ways = [
        ("level=junior", "Junior", [one for one in metadata if one.level == "junior"]),
        ("level=mid", "Mid", [one for one in metadata if one.level == "mid"]),
        ("level=senior", "Senior", [one for one in metadata if one.level == "senior"]),
        ("priority=core", "Asked everywhere", [one for one in metadata if one.priority == "core"]),
        ("kind=code", "Code it yourself", [one for one in metadata if one.kind == "code"]),
        ("kind=debug", "Find the fault", [one for one in metadata if one.kind == "debug"]),
        ("source=beyond", "Beyond the source", [one for one in metadata if not one.sources]),
    ]
    items = "".join(
        f'<li><a href="questions.html?{query}">{name}</a> <span>{len(found)}</span></li>'
        for query, name, found in ways
        if found
    )
    return f'<ul class="hb-ways">{items}</ul>'


def missing_list(pages: Sequence[Page], questions: Mapping[str, str]) -> str:
    """The source's questions without an answer, folded; empty if there is none.

    `questions` maps their keys to their titles.
    """
    answered = {key for page in pages for answer in page.answers for key in answer.metadata.sources}
    missing = {key: title for key, title in questions.items() if key not in answered}
    if not missing:
        return ""
    items = "".join(
        f'<li><span class="hb-chip hb-chip--source">{key}</span> {title_to_html(title)}</li>'
        for key, title in missing.items()
    )
    return (
        f'<details class="hb-missing"><summary>{len(missing)} of {len(questions)} questions'
        f" of the source</summary><ul>{items}</ul></details>"
    )


def figures_list(
    pages: Sequence[Page], versions: Mapping[str, str], corrections: int, are_run: bool
) -> str:
    """The site in numbers, as HTML; `versions` are those that examples run with."""
    examples = [example for page in pages for example in page.examples]
    run = sum(example.not_run is None for example in examples)
    pairs = [
        ("answers", str(sum(len(page.answers) for page in pages))),
        ("examples run" if are_run else "examples, not run here", str(run)),
        ("corrections of the source", str(corrections)),
        ("PyTorch", versions["torch"].split("+")[0]),
    ]
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in pairs)
    return f'<dl class="hb-figures">{items}</dl>'


def tags_page(pages: Sequence[Page], vocabulary: Vocabulary) -> str:
    """Markdown of the page that lists answers by tag."""
    description = "description: The answers of the handbook by tag."
    parts = ["---", description, "---", "", "# Answers by tag", ""]
    for tag, gathers in sorted(vocabulary.tags.items()):
        found = [
            f"- [{answer.title}]({'/'.join(page.path.split('/')[1:])}#{answer.id})"
            for page in pages
            for answer in page.answers
            if tag in answer.metadata.tags
        ]
        if found:
            parts += [f"## {tag} {{ #{tag} }}", "", f"{gathers.capitalize()}.", "", *found, ""]
    return "\n".join(parts) + "\n"
