"""Which processes belong to a project: in goes its folder, out come process ids. Linux only."""

from __future__ import annotations

import time
from pathlib import Path


def processes_of(root: Path) -> list[int]:
    """Processes whose command names the project's folder: builds, servers, workers, children."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(root).encode() in command:
            found.append(int(folder.name))
    return found


def wait_until_gone(root: Path, seconds: float = 5) -> list[int]:
    """Wait until no process of the project is left; those that are left after all."""
    end = time.monotonic() + seconds
    while (left := processes_of(root)) and time.monotonic() < end:
        time.sleep(0.02)
    return left
