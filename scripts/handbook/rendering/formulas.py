"""Formulas without scripts: in goes HTML with TeX in it, out comes HTML with MathML."""

from __future__ import annotations

import html
import re
from functools import cache

from latex2mathml.converter import convert

_FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\(?P<open>[(\[])(?P<tex>.*?)\\[)\]]</(?P=tag)>',
    re.DOTALL,
)


@cache
def to_mathml(tex: str, display: bool) -> str:
    """MathML for a formula in TeX. Raises ValueError if it can't be read."""
    try:
        return convert(tex, display="block" if display else "inline")
    except Exception as error:
        raise ValueError(f"the formula {tex!r} can't be read: {error!r}") from error


def unreadable_formulas(page: str) -> list[str]:
    """The TeX of those formulas in a page's HTML that can't be read."""
    unreadable = []
    for match in _FORMULA.finditer(page):
        tex = html.unescape(match["tex"]).strip()
        try:
            to_mathml(tex, match["tag"] == "div")
        except ValueError:
            unreadable.append(tex)
    return unreadable


def replace_formulas(page: str) -> str:
    """Replace what `pymdownx.arithmatex` marks as TeX. Raises ValueError."""

    def replace(match: re.Match[str]) -> str:
        display = match["tag"] == "div"
        mathml = to_mathml(html.unescape(match["tex"]).strip(), display)
        # Scrolls inside itself on a narrow screen, with the keyboard too.
        return f'<div class="hb-formula" tabindex="0">{mathml}</div>' if display else mathml

    return _FORMULA.sub(replace, page)
