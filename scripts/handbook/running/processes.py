"""What the runner asks of the operating system about processes; Linux where it matters.

In go process ids and signals; nothing comes out but whether there is something left.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import signal
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_MADV_COLLAPSE = 25
_HUGE_PAGE = 2 << 20


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Get that signal when the parent dies; end at once if it is dead already."""
    _prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of all descendants whose own parents die."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _huge_pages() -> list[int]:
    """The addresses at which this process's own data could lie in a huge page."""
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found: list[int] = []
    for line in lines:
        place, access, _, _, inode, *name = line.split(maxsplit=5)
        if access != "rw-p" or inode != "0" or name not in ([], ["[heap]"]):
            continue
        start, end = (int(address, 16) for address in place.split("-"))
        first = -(-start // _HUGE_PAGE) * _HUGE_PAGE
        found += range(first, end - _HUGE_PAGE + 1, _HUGE_PAGE)
    return found


def gather_pages() -> None:
    """Ask the kernel to keep this process's data in huge pages, where it can (Linux 6.1).

    To fork, and to end afterwards, is to go through all pages. With 300 MB of imported modules
    that is 15 ms a child in small pages and 6 ms in huge ones; this itself lasts 500 ms.
    """
    if sys.platform != "linux" or mmap.PAGESIZE != 4096:
        return
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for address in _huge_pages():
        advise(address, _HUGE_PAGE, _MADV_COLLAPSE)


def children() -> list[int]:
    """The ids of this process's children, adopted ones included; empty where none can be listed."""
    try:
        text = Path("/proc/self/task", str(os.getpid()), "children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]


def _reap() -> bool:
    """Collect children that have ended; True while others live."""
    while True:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if not ended:
            return True


def kill_descendants(group: int) -> None:
    """Kill a process group and every child of this process, until none is left."""
    while True:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
        for child in children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        if not _reap():
            return
        time.sleep(0.001)


def has_descendants(grace: float) -> bool:
    """Whether children of this process live on; they have `grace` seconds to end by themselves."""
    end = time.monotonic() + grace
    while _reap():
        if time.monotonic() > end:
            return True
        time.sleep(0.002)
    return False
