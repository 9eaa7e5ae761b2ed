"""What stands at addresses that moved: in go moves, out come pages and sentences that lead on."""

from __future__ import annotations

import html
from collections.abc import Iterable

from handbook.moved import Move

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
<title>This page has moved</title>
<link rel="canonical" href="{url}">
</head>
<body>
<p>This page has moved: <a href="{url}">{name}</a></p>
</body>
</html>
"""


def moved_pages(moves: Iterable[Move]) -> Iterable[tuple[str, str]]:
    """Names and HTML of pages that stand where pages were. They need no script."""
    for move in moves:
        if move.is_page:
            url = html.escape("../" * move.old.count("/") + move.new)
            yield move.old, _PAGE.format(url=url, name=html.escape(move.new))


def moved_answers(page_url: str, moves: Iterable[Move], root: str) -> str:
    """HTML for the end of a page: where the answers went that stood on it once; empty for none.

    `page_url` is the page's address from the site's root, `root` leads there.
    """
    return "".join(
        f'<p class="hb-moved" id="{html.escape(move.old.partition("#")[2])}">The answer that stood '
        f'here has moved: <a href="{root}{html.escape(move.new)}">{html.escape(move.new)}</a></p>'
        for move in moves
        if not move.is_page and move.old.partition("#")[0] == page_url
    )
