"""Write files whole: in goes what one should hold, out comes the file, or the old one untouched."""

from __future__ import annotations

import os
import tempfile
import zipfile
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


def pack_folder(folder: Path, name: str) -> None:
    """Put all files of a folder into an archive in it, `name`, below one folder of its name.

    The same files give the same bytes: members are in order and dated 1980. Raises OSError.
    """
    archive = folder / name
    archive.parent.mkdir(parents=True, exist_ok=True)
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file != archive)
    partial = archive.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for file in files:
            if file == partial:
                continue
            member = zipfile.ZipInfo(f"{archive.stem}/{file.relative_to(folder).as_posix()}")
            member.external_attr = 0o644 << 16
            target.writestr(member, file.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=1)
    partial.replace(archive)
