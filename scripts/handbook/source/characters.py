"""Characters that cannot be seen, or that look like others.

In: lines. Out: the same lines without invisible characters, with plain blanks. All text, code as
well: a no-break space in code is a syntax error.
"""

from __future__ import annotations

from handbook.source.lines import Lines

_BLANKS = (
    "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_INVISIBLE = (
    "\ufeff\u200b\u2060\xad\ufffe"
    + "".join(
        chr(code) for code in range(0x20) if chr(code) not in "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
    )
    + "\x7f"
)
_TABLE = str.maketrans(dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_INVISIBLE, None))


def plain_text(text: str) -> str:
    """The text without invisible characters, every kind of blank but the tab as a space."""
    return text.translate(_TABLE)


def plain_characters(lines: Lines) -> Lines:
    """Drop invisible characters; replace special blanks by plain ones."""
    return tuple(line.saying(plain_text(line.text)) for line in lines)
