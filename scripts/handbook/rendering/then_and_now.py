"""The page "Said then, say now": in goes the ledger, out come old truths and their heirs."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from handbook.rendering.claims import (
    Claim,
    footing,
    right_side,
    to_html,
    whole_sentence,
    wrong_side,
)
from handbook.rendering.slots import slot

THEN_SLOT = "then and now"
"""The name of the slot for the pairs."""

THEN_PAGE = "then-and-now.md"


def then_and_now_page() -> str:
    """Markdown of the page; its pairs stand in a slot."""
    return (
        "---\ndescription: What was once true of PyTorch and deep learning and is repeated to this "
        "day, beside what replaced it and since when.\n---\n\n# Said then, say now\n\n"
        "Not every wrong answer was always wrong. These sentences of the source were true once: "
        "beside each stands what to say today, and since when. All other errors are on the page "
        f"of [corrections](corrections.md).\n\n{slot(THEN_SLOT)}\n"
    )


def then_and_now_list(
    claims: Sequence[Claim],
    corrected: Mapping[str, str],
    places: Mapping[str, str],
    answers: Mapping[str, str],
) -> str:
    """The pairs as HTML for a page at the site's root.

    `corrected` maps source keys to the corrected question with its answer, `places` to where the
    question is answered; `answers` maps ids to addresses.
    """
    items = []
    for claim in claims:
        entry = claim.correction
        if entry.kind != "outdated" and not entry.since:
            continue
        since = ""
        if entry.since:
            since = f'<p class="hb-then__since">Since {html.escape(entry.since)}</p>'
        right = right_side(claim, whole_sentence(claim, corrected[entry.key]))
        items.append(
            f'<li id="then-{claim.number}"><div class="hb-then__pair">'
            f'<div><p class="hb-then__label">Said then</p>{wrong_side(claim)}</div>'
            f'<div><p class="hb-then__label">Say now</p>{right}{since}</div></div>'
            f'<a class="hb-chip hb-chip--source" href="{places[entry.key]}">{entry.key}</a>'
            f'<div class="hb-claim__why">{to_html(entry.why)}</div>'
            f"{footing(entry, answers, '')}</li>"
        )
    return f'<ol class="hb-corrections hb-then">{"".join(items)}</ol>'
