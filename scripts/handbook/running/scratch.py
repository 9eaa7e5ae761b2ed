"""Folders for what runs: out comes an empty one, and those that killed servers left behind go.

Each holds a file that its server, and what the server forks, keep locked: a lock ends with the
processes that hold it, however they end, and no number of a process can be another one's by now.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "handbook-run-"
_LOCK = "lock"


def open_scratch() -> Path:
    """A new folder in the system's folder for temporary files. Raises OSError."""
    _remove_abandoned(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        # Never closed, and not inherited by the programs that examples start. It gets its name when
        # it is locked, or another server could take it for abandoned in between.
        lock = os.open(folder / "new", os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "new").rename(folder / _LOCK)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _remove_abandoned(parent: Path) -> None:
    for file in parent.glob(f"{_PREFIX}*/{_LOCK}"):
        with contextlib.suppress(OSError):  # somebody else's, or still in use
            lock = os.open(file, os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(file.parent, ignore_errors=True)
            finally:
                os.close(lock)
