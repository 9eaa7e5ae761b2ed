"""How much memory a process and its descendants take: in goes a process, out comes its peak.

PSS is counted: memory that processes share counts once, divided among them. Linux only.
"""

from __future__ import annotations

import subprocess
import time
from collections import defaultdict
from pathlib import Path


def _parents() -> dict[int, list[int]]:
    """The children of each process."""
    children = defaultdict(list)
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children[int(fields[1])].append(int(file.parent.name))
    return children


def _proportional_bytes(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return (
        next((int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:"), 0) * 1024
    )


def tree_bytes(root: int) -> int:
    """PSS of a process and all its descendants now, in bytes."""
    children = _parents()
    waiting, total = [root], 0
    while waiting:
        process = waiting.pop()
        total += _proportional_bytes(process)
        waiting.extend(children[process])
    return total


def peak_bytes(process: subprocess.Popen[bytes], every: float = 0.1) -> int:
    """The largest PSS of a process's tree until it ends, looked at every so many seconds."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, tree_bytes(process.pid))
        time.sleep(every)
    return peak
