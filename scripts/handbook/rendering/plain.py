"""Markdown for a place without markup: in goes prose of a page, out come lines for a docstring."""

from __future__ import annotations

import re
import textwrap

_WIDTH = 76

_STARS = re.compile(r"(`[^`]*`)|\*+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FORMULA = re.compile(r"\$\$?(.+?)\$\$?", re.DOTALL)
_KEEPS_LINES = re.compile(r"\s*(?:\||[-*+] |\d+[.)] )")
"""How lines of tables and lists begin, which are not to be joined."""

_TEX = [
    (r"\\(?:mathbf|mathrm|mathcal|mathit|text|operatorname|bar|hat)\s*\{([^{}]*)\}", r"\1"),
    (r"\\(?:bar|hat|tilde)\s*(\w)", r"\1"),
    (r"\\frac\{(\w*)\}\{(\w*)\}", r"\1/\2"),
    (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1) / (\2)"),
    (r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)"),
    (r"\^\{?\\top\}?", "ᵀ"),
    (r"\\(?:left|right|[Bb]igg?[lr]?)(?![a-zA-Z])", ""),
    (r",?\s*\\q?quad(?![a-zA-Z])", ", "),
    (r"\\[,;:! ]|~", " "),
    (r"\\times(?![a-zA-Z])", "×"),
    (r"\\cdot(?![a-zA-Z])", "·"),
    (r"\\[lc]?dots(?![a-zA-Z])", "…"),
    (r"\\(?:le|leq)(?![a-zA-Z])", "≤"),
    (r"\\(?:ge|geq)(?![a-zA-Z])", "≥"),
    (r"\\lt(?![a-zA-Z])", "<"),
    (r"\\gt(?![a-zA-Z])", ">"),
    (r"\\neq?(?![a-zA-Z])", "≠"),
    (r"\\(?:to|rightarrow)(?![a-zA-Z])", "→"),
    (r"\\in(?![a-zA-Z])", "∈"),
    (r"\\infty(?![a-zA-Z])", "∞"),
    (r"\\sum(?![a-zA-Z])", "Σ"),
    (r"\\([a-zA-Z]+)", r"\1"),  # Greek letters and functions are told by their names
    (r"\\([{}|])", r"\1"),
    (r"\{(\w)\}", r"\1"),
    (r"[ \t]{2,}", " "),
    (r"(?<=[(\[]) | (?=[)\]])", ""),
]


def plain_formula(tex: str) -> str:
    """A formula on one line, as one types it."""
    text = " ".join(tex.split())
    for _ in range(2):  # what stands in braces may have been in braces itself
        for pattern, new in _TEX:
            text = re.sub(pattern, new, text)
    return text.strip()


def plain_lines(markdown: str) -> str:
    """Paragraphs wrapped, lists and tables line by line, without links, emphasis and formulas."""
    text = _FORMULA.sub(lambda match: plain_formula(match[1]), markdown)
    text = _STARS.sub(lambda match: match[1] or "", _LINK.sub(r"\1", text))
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text):
        if _KEEPS_LINES.match(paragraph):
            paragraphs.append(paragraph.rstrip())
        else:
            paragraphs.append(textwrap.fill(" ".join(paragraph.split()), _WIDTH))
    return "\n\n".join(paragraphs)
