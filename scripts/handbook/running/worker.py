"""Watch one example at a time: in go jobs from a socket, out go outcomes.

A worker is forked from the server, with everything imported, and forks a child for each job. It
never runs an example itself. It adopts what a child leaves behind, so that nothing escapes: not
from a child that ends, not when the build is killed (then its socket closes), not when the server
is killed (then it gets a signal).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from handbook.running.child import limit_memory, own_modules, run_job
from handbook.running.ending import LEFT_BEHIND, NOT_RUN, TOO_MUCH_OUTPUT, End, judge_end, too_long
from handbook.running.job import MOST_OUTPUT, Failure, Job, Outcome
from handbook.running.messages import Closed, receive_message, send_message
from handbook.running.processes import (
    adopt_orphans,
    die_with_parent,
    has_descendants,
    kill_descendants,
)

_GRACE = 1.0
"""Seconds that processes of an example have to end after it."""


def _start_child(
    job: Job, folder: Path, result: Path, channel: socket.socket
) -> tuple[int, int, int]:
    """Fork a child that runs the job. Returns its id and where its output can be read."""
    worker = os.getpid()
    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    child = os.fork()
    if child:
        os.close(out_write)
        os.close(err_write)
        return child, out_read, err_read
    # Taken before the example can replace it: this process may go nowhere else from here.
    status, leave = 1, os._exit
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        die_with_parent(worker, signal.SIGKILL)
        channel.close()
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (out_write, 1), (err_write, 2)):
            os.dup2(source, target)
        for descriptor in (null, out_read, out_write, err_read, err_write):
            os.close(descriptor)
        os.chdir(folder / "work")
        limit_memory(job.memory)
        run_job(job, result)
        status = 0
    except Exception as error:
        os.write(2, f"{NOT_RUN}{error!r}\n".encode(errors="replace"))
    finally:
        leave(status)


def _watch(
    job: Job, child: int, collected: dict[int, bytearray], channel: socket.socket
) -> tuple[int, str]:
    """Collect what the child prints until it ends or has to be stopped. Raises Closed.

    Returns its exit status and why it was stopped; `collected` maps where its outputs are read to
    what was.
    """
    deadline = time.monotonic() + job.time_limit
    stopped = ""
    ended = os.pidfd_open(child)
    with selectors.DefaultSelector() as selector:
        for source in (*collected, ended, channel):
            selector.register(source, selectors.EVENT_READ)
        running = True
        while running and not stopped:
            ready = [key.fileobj for key, _ in selector.select(deadline - time.monotonic())]
            if channel in ready:
                raise Closed  # nobody sends anything while a job runs
            running = ended not in ready
            for output, into in collected.items():
                if output in ready and not _read(output, into):
                    selector.unregister(output)
            if sum(map(len, collected.values())) > MOST_OUTPUT:
                stopped = TOO_MUCH_OUTPUT
            elif running and time.monotonic() >= deadline:
                stopped = too_long(job.time_limit)
    os.close(ended)
    if stopped:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), stopped


def _drain(collected: dict[int, bytearray]) -> bool:
    """Collect what is left of the outputs; whether it is not more than an example may print."""
    for output, into in collected.items():
        os.set_blocking(output, False)
        while _read(output, into):
            if len(into) > MOST_OUTPUT:
                return False
    return True


def _read(descriptor: int, into: bytearray) -> bool:
    """Read what is there. False if there is nothing, now or any more."""
    try:
        part = os.read(descriptor, 1 << 16)
    except BlockingIOError:
        return False
    into += part
    return bool(part)


def watch_job(job: Job, base: Path, channel: socket.socket) -> Outcome:
    """Run a job in a child and wait until nothing of it is left.

    Raises Closed if the build that asked for it is gone.
    """
    folder = Path(tempfile.mkdtemp(dir=base))
    (folder / "work").mkdir()
    start = time.monotonic()
    # A name that the example can't know, so that it can't write its own result.
    result = folder / f"{secrets.token_hex(8)}.json"
    child, *outputs = _start_child(job, folder, result, channel)
    collected = {output: bytearray() for output in outputs}
    try:
        status, stopped = _watch(job, child, collected, channel)
        if not stopped and status >= 0 and has_descendants(_GRACE):
            stopped = LEFT_BEHIND
        # Only now: what the example started may have printed after its end.
        if not _drain(collected):
            stopped = stopped or TOO_MUCH_OUTPUT
        stdout, stderr = map(bytes, collected.values())
        outcome = judge_end(End(stdout, stderr, status, stopped), result)
    finally:
        kill_descendants(child)
        for output in outputs:
            os.close(output)
        shutil.rmtree(folder, ignore_errors=True)
    return replace(outcome, seconds=round(time.monotonic() - start, 4))


def serve_jobs(channel: socket.socket, base: Path, server: int) -> None:
    """Answer each job with an outcome until the build closes the socket."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    die_with_parent(server, signal.SIGTERM)
    adopt_orphans()
    own_modules()  # found once, for all children
    with contextlib.suppress(Closed):
        while True:
            job = Job.from_json(receive_message(channel))
            try:
                outcome = watch_job(job, base, channel)
            except OSError as error:
                outcome = Outcome(failure=Failure(f"{NOT_RUN}{error}"))
            send_message(channel, outcome.to_json())
