"""Ways to labs: in go labs, out come lists, links and entries of the search."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from handbook.labs.lab import Lab
from handbook.labs.prose import change_headings, headings_of
from handbook.pages.blocks import Fence, Prose
from handbook.pages.page import plain_text
from handbook.rendering.lists import title_to_html
from handbook.rendering.search import Entry, block_to_html


def lab_list(labs: Sequence[Lab]) -> str:
    """Every lab with its question, as HTML for the home page; empty without labs."""
    items = "".join(
        f'<li><a href="{lab.url}">{title_to_html(lab.title)}</a>'
        f"<p>{html.escape(lab.question)}</p></li>"
        for lab in labs
    )
    return f'<ul class="hb-topics">{items}</ul>' if items else ""


def deepened_links(answer: str, labs: Iterable[Lab], root: str) -> str:
    """Links from an answer to the labs that deepen it, as HTML; empty if none does."""
    links = [
        f'<a href="{root}{lab.url}">{title_to_html(lab.title)}</a>'
        for lab in labs
        if answer in lab.answers
    ]
    if not links:
        return ""
    noun = "lab" if len(links) == 1 else "labs"
    return f'<p class="hb-deepened">Deepened in the {noun} {" and ".join(links)}.</p>'


def lab_entries(lab: Lab) -> list[Entry]:
    """The entries of one lab: its beginning, and each section that has an id of its own."""
    entries: list[Entry] = [{"location": lab.url, "title": plain_text(lab.title), "text": ""}]
    for cell in lab.cells:
        if cell.is_code:
            block: Prose | Fence = Fence(1, 1, "python", cell.shown)
            entries[-1]["text"] = f"{entries[-1]['text']}{block_to_html(block)}"
            continue
        found = [one for one in headings_of(cell.source) if one.level > 1 and one.has_id]
        if found:
            title = plain_text(found[0].text)
            entries.append({"location": f"{lab.url}#{found[0].id}", "title": title, "text": ""})
        prose = Prose(1, 1, change_headings(cell.source, lambda _: "").strip())
        entries[-1]["text"] = f"{entries[-1]['text']}{block_to_html(prose)}"
    return entries
