"""The pages about the source: in go the ledger and the corrected text, out comes Markdown.

What is HTML already stands in slots, so that no Markdown renderer touches it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handbook.rendering.claims import KIND_TITLES
from handbook.rendering.slots import slot
from handbook.source import Correction, Normalised

_INTRODUCTION = (
    "This handbook began with a list of questions and answers that is copied all over the web. "
    "Here is every error that we found in it: what it said, what is right, why, and where that "
    "is documented. The [corrected text](corrected-source.md) has all of them applied."
)
_HEADING = re.compile(r"^## .*\{ #(?P<key>q\d+[a-z]?) \}$", re.MULTILINE)


def corrections_page(ledger: Sequence[Correction]) -> str:
    """The page of all corrections, grouped by kind."""
    counts = {kind: sum(entry.kind == kind for entry in ledger) for kind in KIND_TITLES}
    rows = "\n".join(
        f"| [{title}](#{kind}) | {counts[kind]} |"
        for kind, title in KIND_TITLES.items()
        if counts[kind]
    )
    parts = [
        "---",
        "description: Every error of a much-copied list of PyTorch interview answers, corrected.",
        "---",
        "",
        "# Corrections of the source",
        "",
        _INTRODUCTION,
        "",
        "| Kind | Corrections |",
        "| --- | ---: |",
        rows,
        f"| All | {len(ledger)} |",
    ]
    for kind, title in KIND_TITLES.items():
        if counts[kind]:
            parts += ["", f"## {title} ({counts[kind]}) {{ #{kind} }}", "", slot(f"kind {kind}")]
    return "\n".join(parts) + "\n"


def corrected_source_page(source: Normalised, answers: Mapping[str, str]) -> str:
    """The whole corrected text; `answers` maps source keys to pages with fragments, in docs/."""

    def link(match: re.Match[str]) -> str:
        target = answers.get(match["key"])
        line = f"[Our answer]({target})" if target else "*Not answered by this handbook yet.*"
        return f"{match[0]}\n\n{line}"

    _, _, body = source.markdown.partition("\n## ")
    text = _HEADING.sub(link, "## " + body)
    return (
        "---\ndescription: The scraped questions and answers, put in order and corrected.\n"
        "robots: noindex\n---\n\n"
        "# The corrected source\n\n"
        '!!! warning "Third-party material"\n\n'
        "    This is the scraped text, put in order and with the [corrections](corrections.md) "
        "applied. It is not ours, is under none of our licences, and says less than our answers "
        "do, to which each question links.\n\n"
        f"{text}"
    )
