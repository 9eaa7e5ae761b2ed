"""What the site's search knows: in go pages and the glossary, out come entries of its index.

Each answer is one entry. It is made from the page's Markdown, not from its HTML: Material's own
plugin parses the HTML of each page a second time, a quarter of a build that runs nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from handbook.glossary import Term
from handbook.pages.blocks import Comment, Fence, Heading, Prose
from handbook.pages.page import Answer, Page, plain_text
from handbook.rendering.answer_page import output_id, spoken_id
from handbook.rendering.questions import page_url

Entry = dict[str, str | float | list[str]]
"""What Material's search expects: `location`, `title`, `text` (HTML), perhaps `tags`, `boost`."""

_RAISED, _LOWERED = 1.3, 0.2
"""How much more a misspelling counts than an answer, how much less other pages do."""

_MOST_TITLE = 100
"""Characters of a message in the list of results."""

_BRITISH = re.compile(r"\b\w{3,}is(?:e[drs]?|es|ers|ing|ation|ations)\b")

_INLINE_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+", re.MULTILINE)


def _prose_to_html(markdown: str) -> str:
    """Prose as HTML with nothing but `code` in it."""
    parts = []
    text = _ITEM.sub("", _MARKUP.sub("", markdown))
    last = 0
    for match in _INLINE_CODE.finditer(text):
        parts.append(html.escape(plain_text(f"\0{text[last : match.start()]}\0"), quote=False))
        parts.append(f"<code>{html.escape(match[2].strip(), quote=False)}</code>")
        last = match.end()
    parts.append(html.escape(plain_text(f"\0{text[last:]}\0"), quote=False))
    return "".join(parts).replace("\0", "")


def block_to_html(block: Prose | Fence) -> str:
    """Prose or code for an entry of the index."""
    if isinstance(block, Fence):
        return f"<pre><code>{html.escape(block.code.rstrip(), quote=False)}</code></pre>"
    return "".join(f"<p>{_prose_to_html(part)}</p>" for part in block.text.split("\n\n"))


def _sections(page: Page) -> Iterator[tuple[Heading | None, list[Prose | Fence]]]:
    """The parts of a page below each heading that has an id; what stands before comes first."""
    heading: Heading | None = None
    blocks: list[Prose | Fence] = []
    for block in page.blocks:
        if isinstance(block, Heading) and block.id:
            yield heading, blocks
            heading, blocks = block, []
        elif not isinstance(block, Comment | Heading):
            blocks.append(block)
    yield heading, blocks


def _misspelt_entries(answer: Answer, url: str, terms: Iterable[Term]) -> Iterator[Entry]:
    """What people type for the terms that an answer explains; each leads to its spoken form."""
    found = [term for term in terms if term.answer == answer.id and term.misspelt]
    words = [f"{', '.join(term.misspelt)}: {term.term}" for term in found]
    # Not everybody writes British English.
    british = sorted(set(_BRITISH.findall(f"{answer.title} {answer.short}".lower())))
    words += [f"{word.replace('is', 'iz')}: {word}" for word in british]
    if words:
        yield {
            "location": f"{url}#{spoken_id(answer.id)}",
            "title": "; ".join([*(term.term for term in found), plain_text(answer.title)]),
            "text": f"<p>{html.escape('; '.join(words), quote=False)}</p>",
            "boost": _RAISED,
        }


def _message_entries(answer: Answer, url: str) -> Iterator[Entry]:
    """The messages that examples catch and print; each leads to its output.

    In an entry of its own a message outweighs pages on which its words stand here and there.
    """
    for example in answer.examples:
        if not re.search(r"\bexcept\b|\bwarnings\.", example.code):
            continue
        lines = [line for line in example.expected_text.splitlines() if len(line.split()) >= 6]
        if lines:
            text = html.escape("\n".join(lines), quote=False)
            yield {
                "location": f"{url}#{output_id(example)}",
                # The message is what is looked for; the answer's words have entries of their own.
                "title": html.escape(lines[0][:_MOST_TITLE], quote=False),
                "text": f"<pre><code>{text}</code></pre>",
            }


def page_entries(page: Page, terms: Sequence[Term]) -> list[Entry]:
    """The entries of one page: the page itself, and each of its sections that has an id."""
    answers = {answer.id: answer for answer in page.answers}
    entries = []
    for heading, blocks in _sections(page):
        url = page_url(page.path)
        answer = answers.get(heading.id or "") if heading else None
        entry: Entry = {
            "location": f"{url}#{heading.id}" if heading else url,
            "title": plain_text(heading.text if heading else page.title),
            "text": "".join(map(block_to_html, blocks)),
        }
        if not page.answers:
            entry["boost"] = _LOWERED
        if answer and answer.metadata.sources:
            entry["tags"] = list(answer.metadata.sources)
        entries.append(entry)
        if answer:
            entries.extend(_misspelt_entries(answer, url, terms))
            entries.extend(_message_entries(answer, url))
    return entries


def glossary_entries(terms: Iterable[Term], url: str) -> list[Entry]:
    """An entry for each term; `url` is the glossary's address."""
    return [
        {
            "location": f"{url}#{term.id}",
            "title": f"{html.escape(term.term)} (glossary)",
            "text": f"<p>{html.escape(term.meaning, quote=False)}</p>"
            + (f"<p>{html.escape(', '.join(term.also), quote=False)}</p>" if term.also else ""),
        }
        for term in terms
    ]
