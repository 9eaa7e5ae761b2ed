"""Reading text from files.

In: a path. Out: the text, or a `SourceError` that says what is wrong with the file.
"""

from __future__ import annotations

from pathlib import Path

from handbook.source.errors import SourceError
from handbook.source.lines import plain_line_ends


def read_text(path: str | Path) -> str:
    """Read a file of UTF-8 text; line ends are left as they are.

    Raises:
        SourceError: the file cannot be read, or is not UTF-8; the line is that of the first bad
        byte.
    """
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(path, 1, f"cannot be read: {reason}") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = plain_line_ends(data[: error.start].decode("utf-8"))
        raise SourceError(
            path,
            good.count("\n") + 1,
            f"not UTF-8: byte 0x{data[error.start]:02x} ({error.reason})",
        ) from None


def read_source(path: str | Path) -> str:
    """Read a source text.

    Raises:
        SourceError: the file cannot be read, is not UTF-8, or holds nothing but blanks.
    """
    text = read_text(path)
    if not text.strip("\ufeff \t\r\n"):
        raise SourceError(path, 1, "the text is empty")
    return text
