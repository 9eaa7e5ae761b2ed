"""Terms on pages: in go the glossary and a page's HTML, out come its page, tooltips and links.

`abbr` of Python-Markdown marks every occurrence. A page full of dotted lines is no pleasure to
read, so only the first in each answer stays, and becomes a link to the answer that explains it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from handbook.glossary import Term
from handbook.rendering.slots import slot

GLOSSARY_SLOT = "glossary"
"""The name of the slot for the list of terms."""

_TOKEN = re.compile(
    r'<h2[^>]*\bid="(?P<section>[^"]+)"'
    r"|<(?P<open>a|h[1-6]|summary|figcaption)\b"
    r"|</(?P<close>a|h[1-6]|summary|figcaption)>"
    r'|<abbr title="[^"]*">(?P<form>[^<]+)</abbr>'
)


def abbreviations(terms: Sequence[Term]) -> str:
    """Lines of Markdown that make every form of every term an abbreviation."""
    return "\n\n".join(f"*[{form}]: {term.meaning}" for term in terms for form in term.forms)


def link_terms(page: str, terms: Sequence[Term], answers: Mapping[str, str], root: str) -> str:
    """Keep the first mark of each term in each answer, linked; take the others away.

    None is kept in headings, links and captions, nor in the answer that explains the term.
    `answers` maps ids to addresses from the site's root; `root` leads there.
    """
    by_form = {form: term for term in terms for form in term.forms}
    section, depth = "", 0
    seen: set[str] = set()

    def replace(match: re.Match[str]) -> str:
        nonlocal section, depth
        if match["section"]:
            section, depth = match["section"], depth + 1
            seen.clear()
        elif match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        elif term := by_form.get(html.unescape(match["form"])):
            if depth or term.term in seen or term.answer == section:
                return match["form"]
            seen.add(term.term)
            return (
                f'<a class="hb-term" href="{root}{answers[term.answer]}" '
                f'title="{html.escape(term.meaning)}">{match["form"]}</a>'
            )
        return match[0]

    return _TOKEN.sub(replace, page)


def glossary_page() -> str:
    """Markdown of the glossary's page; its list stands in a slot."""
    return (
        "---\ndescription: What the words mean that PyTorch interview answers use.\n---\n\n"
        "# Glossary\n\nWhat the words mean that our answers use, each with the answer that "
        f"explains it.\n\n{slot(GLOSSARY_SLOT)}\n"
    )


def glossary_list(
    terms: Sequence[Term], answers: Mapping[str, str], titles: Mapping[str, str]
) -> str:
    """The terms in the order of the alphabet, as HTML for a page at the site's root."""
    items = "".join(
        f'<dt id="{term.id}">{html.escape(term.term)}</dt><dd><p>{html.escape(term.meaning)}</p>'
        f'<p><a href="{answers[term.answer]}">{titles[term.answer]}</a></p></dd>'
        for term in sorted(terms, key=lambda term: term.term.lower())
        if term.answer in answers
    )
    return f'<dl class="hb-glossary">{items}</dl>'
