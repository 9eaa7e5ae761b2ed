"""Import once, fork often: the process between the build and its workers.

In go requests from the build, each `{"modules": […], "for_many": …}` with a socket for the new
worker; out comes a worker for each. The server imports, and forks, and does nothing else: after a
tensor operation the threads that it started would be missing in the forked process, which would
hang.

Where a child's time goes, besides the example: about 6 ms to fork and to end, 4 ms to become
fresh, to be watched and to finish, and 5 to 10 ms to copy the pages that it writes to, for Python
writes to what it reads. What a child has to import by itself costs most: 500 ms for an
`assert_close`, 1.1 s for an optimiser. So everything is imported here, and cleared for them once.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import weakref
from pathlib import Path

from handbook.running.processes import adopt_orphans, children, die_with_parent, gather_pages
from handbook.running.scratch import open_scratch
from handbook.running.worker import serve_jobs


def _import(modules: list[str]) -> None:
    for module in modules:
        # What is missing fails in the example that needs it, with its own message.
        with contextlib.suppress(ImportError):
            importlib.import_module(module)


def _spare_children(for_many: bool) -> None:
    """Do once, when everything is imported, what each child would have to do or has no use for."""
    # Torch has each of its libraries taken down at exit, which touches 30 MB and lasts 40 ms. What
    # an example itself leaves to the exit is still done.
    for finalizer in list(weakref.finalize._registry):  # type: ignore[attr-defined]
        finalizer.atexit = False
    gc.collect()
    gc.freeze()
    if for_many:
        gather_pages()


def _fork_worker(control: socket.socket, channel: socket.socket, base: Path) -> int:
    server = os.getpid()
    worker = os.fork()
    if worker:
        channel.close()
        return worker
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        serve_jobs(channel, base, server)
    finally:
        os._exit(0)


def _bury(workers: set[int]) -> None:
    """Collect workers that have ended, and kill those stopped and what killed ones leave behind."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG | os.WUNTRACED)[0]) != 0:
            workers.discard(ended)
    for orphan in set(children()) - workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(orphan, signal.SIGKILL)


def serve_requests(control: socket.socket, base: Path) -> None:
    """Fork a worker for each request until the build closes the socket."""
    wake_read, wake_write = os.pipe()
    for descriptor in (wake_read, wake_write):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    workers: set[int] = set()
    while True:
        ready, _, _ = select.select([control, wake_read], [], [])
        if wake_read in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(wake_read, 1 << 12)
            _bury(workers)
        if control in ready:
            data, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 1)
            if not data:
                return
            request = json.loads(data)
            _import(request["modules"])
            _spare_children(request["for_many"])
            workers.add(_fork_worker(control, socket.socket(fileno=descriptors[0]), base))


def main(control_descriptor: int, parent: int) -> None:
    """Run the server on an inherited socket until the build that started it is gone."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    die_with_parent(parent, signal.SIGTERM)
    adopt_orphans()
    base = open_scratch()
    try:
        serve_requests(socket.socket(fileno=control_descriptor), base)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    # At once: taking down an interpreter with torch in it lasts half a second.
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
