"""What the source said, and what is right: in goes the ledger, out comes HTML for readers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import markdown

from handbook.rendering.formulas import replace_formulas
from handbook.source import Correction, Reference, SourceQuestion

SHOWN_AT_ANSWERS = ("fact", "code", "outdated", "incoherent")
"""Kinds of errors that matter to who reads an answer; the others are on the corrections page."""

KIND_TITLES = {
    "fact": "Wrong facts",
    "outdated": "True once",
    "code": "Code that does not run",
    "incoherent": "Sentences without sense",
    "grammar": "Grammar",
    "spelling": "Spelling",
}
"""What the kinds of corrections are called on the site, in the order in which they are shown."""

_SENTENCE_END = re.compile(r"[.?!](?=\s)\s*|\n+")
_FENCE = re.compile(r"^```", re.MULTILINE)
_MOST_CONTEXT = 140
"""Characters of a sentence that are shown on either side of what is wrong in it."""

_EXTENSIONS = ("pymdownx.superfences", "pymdownx.highlight", "pymdownx.arithmatex", "tables")
_CONFIGURATION = {"pymdownx.arithmatex": {"generic": True}}


@cache
def _converter() -> markdown.Markdown:
    # Making one takes longer than most conversions.
    return markdown.Markdown(extensions=list(_EXTENSIONS), extension_configs=_CONFIGURATION)


def to_html(text: str) -> str:
    """Markdown as HTML, with formulas as MathML. Raises ValueError for a formula that is none."""
    return replace_formulas(_converter().reset().convert(text))


@dataclass(frozen=True)
class Claim:
    """An entry of the ledger with the words of the source around it."""

    correction: Correction
    number: int
    """Its place in the ledger, from 1."""
    left: str = ""
    """What stands before it in its sentence."""
    right: str = ""
    """What stands after it."""
    is_code: bool = False
    """Whether it stands in a fence."""


def _tail(text: str) -> str:
    """The unfinished sentence at the end of a text."""
    tail = _SENTENCE_END.split(text)[-1]
    return tail if len(tail) <= _MOST_CONTEXT else "… " + tail[-_MOST_CONTEXT:].partition(" ")[2]


def _head(text: str) -> str:
    """The rest of a sentence, with its full stop."""
    end = _SENTENCE_END.search(text)
    head = text[: end.start() + 1].rstrip() if end else text
    if len(head) > _MOST_CONTEXT:
        return head[:_MOST_CONTEXT].rpartition(" ")[0] + " …"
    return head


def find_claims(
    ledger: Sequence[Correction], questions: Iterable[SourceQuestion]
) -> tuple[Claim, ...]:
    """The entries with their surroundings in the questions as the source has them, uncorrected."""
    texts = {one.key: f"{one.question}\n\n{one.answer}" for one in questions}
    claims = []
    for number, correction in enumerate(ledger, start=1):
        left, found, right = texts[correction.key].partition(correction.before)
        is_code = len(_FENCE.findall(left)) % 2 == 1
        # Code and several lines need no surroundings.
        if found and not is_code and "\n" not in correction.before:
            claims.append(Claim(correction, number, _tail(left), _head(right)))
        else:
            claims.append(Claim(correction, number, is_code=is_code))
    return tuple(claims)


def wrong_side(claim: Claim) -> str:
    """The source's words as they stand, the wrong ones marked; raw text, with its line breaks."""
    before = html.escape(claim.correction.before.strip("\n"))
    if claim.is_code or "\n" in before:
        return f'<blockquote><pre tabindex="0">{before}</pre></blockquote>'
    left, right = html.escape(claim.left), html.escape(claim.right)
    if not left.strip() and not right.strip(" .?!:"):
        return f"<blockquote><p>{before}{right}</p></blockquote>"
    return f"<blockquote><p>{left}<mark>{before}</mark>{right}</p></blockquote>"


def _reference(reference: Reference) -> str:
    url = html.escape(reference.url)
    parts = urlsplit(reference.url)
    name = reference.text or f"{parts.netloc}{parts.path}".rstrip("/")
    return f'<a href="{url}">{html.escape(name)}</a>'


def footing(correction: Correction, answers: Mapping[str, str], root: str) -> str:
    """Where the right statement is documented, and what proves it."""
    parts = [_reference(reference) for reference in correction.references]
    if correction.proof in answers:
        parts.append(f'<a href="{root}{answers[correction.proof]}">the example that proves it</a>')
    return f'<p class="hb-claim__footing">{" · ".join(parts)}</p>' if parts else ""


def whole_sentence(claim: Claim, corrected: str) -> str:
    """The right words with the rest of their sentence, as the corrected text has it, in Markdown.

    `corrected` is the question with its answer. The words alone where they stand there twice, are
    code, or span lines.
    """
    after = claim.correction.after.strip("\n")
    if claim.is_code or "\n" in after or corrected.count(after) != 1:
        return after
    left, _, right = corrected.partition(after)
    return f"{_tail(left)}{after}{_head(right)}".strip()


def right_side(claim: Claim, words: str | None = None) -> str:
    """What is right in place of the wrong words, as HTML; `words` are to be shown instead."""
    after = (claim.correction.after if words is None else words).strip("\n")
    if not after.strip():
        right = "<p>(nothing: these words go)</p>"
    elif claim.is_code and not _FENCE.search(after):
        right = to_html(f"```python\n{after}\n```")
    else:
        right = to_html(after)
    label = '<span class="hb-claim__label">Right:</span>'
    return f'<div class="hb-claim__right">{label}{right}</div>'


def _show(claim: Claim, answers: Mapping[str, str], root: str) -> str:
    return (
        f"{wrong_side(claim)}{right_side(claim)}"
        f'<div class="hb-claim__why">{to_html(claim.correction.why)}</div>'
        f"{footing(claim.correction, answers, root)}"
    )


def source_claims(
    keys: Iterable[str], claims: Sequence[Claim], answers: Mapping[str, str], root: str
) -> str:
    """What the source said about an answer that carries these keys, folded; empty for nothing.

    `answers` maps ids of answers to their addresses from the site's root; `root` leads there.
    """
    wanted = frozenset(keys)
    found = [
        claim
        for claim in claims
        if claim.correction.key in wanted and claim.correction.kind in SHOWN_AT_ANSWERS
    ]
    if not found:
        return ""
    items = "".join(f"<li>{_show(claim, answers, root)}</li>" for claim in found)
    number = f"{len(found)} claim" if len(found) == 1 else f"{len(found)} claims"
    return (
        '<details class="hb-source"><summary>What the source said '
        f"({number} corrected)</summary><ul>{items}</ul></details>"
    )


def corrections_of_kind(
    kind: str, claims: Sequence[Claim], places: Mapping[str, str], answers: Mapping[str, str]
) -> str:
    """All corrections of a kind as HTML, for a page at the site's root.

    `places` maps source keys to the address where the question is answered, or else where the
    corrected source has it.
    """
    items = []
    for claim in claims:
        if claim.correction.kind == kind:
            key = claim.correction.key
            link = f'<a class="hb-chip hb-chip--source" href="{places[key]}">{key}</a>'
            items.append(
                f'<li id="correction-{claim.number}">{link}{_show(claim, answers, "")}</li>'
            )
    return f'<ol class="hb-corrections">{"".join(items)}</ol>'
