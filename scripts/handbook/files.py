"""Write files whole: in go a place and a text, out comes the file, or the old one untouched."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Replace a file's content in one step, keeping its permissions. Raises OSError."""
    file = file.resolve()
    mode = file.stat().st_mode if file.exists() else 0o666 & ~_umask()
    descriptor, partial = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(partial).chmod(mode & 0o777)
        Path(partial).replace(file)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _umask() -> int:
    # There is no way to read it but to set it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
