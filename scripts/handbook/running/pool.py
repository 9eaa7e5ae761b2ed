"""Run many jobs at once: in go jobs, out come futures of their outcomes.

The pool starts nothing before its first job. Each worker has a thread here that waits for it; one
more thread owns the server, because the server dies with the thread that started it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from handbook.running.environment import example_environment
from handbook.running.job import Failure, Job, Outcome
from handbook.running.messages import Closed, receive_message, send_message
from handbook.running.spawn import run_spawned
from handbook.running.waiting import WaitingJobs

ALWAYS_IMPORTED = ("numpy", "numpy.random", "torch")
"""Numpy would import its random numbers in each child, which seeds them."""

_MANY = 60
"""Jobs from which it is worth the server's time to make each child cheaper."""

_DIED = Failure("the process that watched it died")


class RunnerError(Exception):
    """The runner itself does not work; no example is to blame."""


class Pool(Protocol):
    """Runs jobs until it is closed."""

    def submit(self, jobs: Iterable[Job]) -> list[Future[Outcome]]:
        """Start running jobs; the futures are in the order of the jobs."""

    def close(self) -> None:
        """Stop what runs and leave no process."""


class _Server:
    """The server's process, from this side."""

    def __init__(self, environment: dict[str, str], python: str) -> None:
        self.control, theirs = socket.socketpair()
        self.stderr = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the server)
        library = str(Path(__file__).parents[2])
        program = (
            f"import sys; sys.path.insert(0, {library!r}); "
            "from handbook.running.server import main; "
            f"main({theirs.fileno()}, {os.getpid()})"
        )
        with theirs:
            self.process = subprocess.Popen(
                [python, "-P", "-c", program],
                env=environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.stderr,
                start_new_session=True,
            )

    def fork_worker(self, modules: Iterable[str], for_many: bool) -> socket.socket:
        """Ask for a worker that has imported these modules. Raises OSError if nobody is there."""
        ours, theirs = socket.socketpair()
        with theirs:
            request = json.dumps({"modules": list(modules), "for_many": for_many}).encode()
            socket.send_fds(self.control, [request], [theirs.fileno()])
        return ours

    def close(self) -> str:
        """Stop it and return what it wrote to standard error."""
        self.control.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.stderr.seek(0)
        text = self.stderr.read().decode("utf-8", errors="replace").strip()
        self.stderr.close()
        return text


class ForkPool:
    """Workers forked from one server, which imports once. Linux only."""

    def __init__(self, workers: int, cache_folder: Path, python: str = sys.executable) -> None:
        self._workers = workers
        self._python = python
        self._environment = example_environment(cache_folder)
        self._jobs = WaitingJobs()
        self._requests: queue.SimpleQueue[tuple[list[str], Future[socket.socket]] | None]
        self._requests = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._modules = frozenset(ALWAYS_IMPORTED)
        self._served = self._modules
        """Modules that the server has imported for sure: a worker has answered that has them."""
        self._channels: set[socket.socket] = set()

    def submit(self, jobs: Iterable[Job]) -> list[Future[Outcome]]:
        pairs = [(job, Future[Outcome]()) for job in jobs]
        self._modules |= {module for job, _ in pairs for module in job.needs}
        if pairs and not self._threads:
            self._start(self._serve)
            # The first worker need not wait for what only some examples import.
            self._start(self._feed, frozenset(ALWAYS_IMPORTED))
            for _ in range(1, self._workers):
                self._start(self._feed, self._modules)
        self._jobs.add(pairs)
        return [future for _, future in pairs]

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        """The thread that owns the server."""
        server = _Server(self._environment, self._python)
        while request := self._requests.get():
            modules, answer = request
            try:
                answer.set_result(server.fork_worker(modules, len(self._jobs) >= _MANY))
            except OSError as error:
                answer.set_exception(error)
        server.close()

    def _fork_worker(self, modules: Iterable[str]) -> socket.socket:
        answer: Future[socket.socket] = Future()
        self._requests.put((sorted(modules), answer))
        channel = answer.result()
        self._channels.add(channel)
        return channel

    def _drop_worker(self, channel: socket.socket) -> None:
        self._channels.discard(channel)
        channel.close()

    def _feed(self, imported: frozenset[str]) -> None:
        """The thread that waits for one worker, which first has imported these modules."""
        channel = None
        while pair := self._jobs.take(imported):
            job, future = pair
            try:
                # Not only when a need tells: examples import more than their code shows.
                if not imported.issuperset(self._served | set(job.needs)):
                    imported = self._modules
                    if channel:
                        self._drop_worker(channel)
                        channel = None
                channel = channel or self._fork_worker(imported)
                outcome = _ask(channel, job)
                self._served |= imported
                future.set_result(outcome)
            except Closed:
                # A killed worker costs its example; a killed server costs the rest, too.
                future.set_result(Outcome(failure=_DIED))
                if channel:
                    self._drop_worker(channel)
                channel = None
            except OSError as error:
                future.set_exception(RunnerError(f"the server of examples died: {error}"))
        if channel:
            self._drop_worker(channel)

    def close(self) -> None:
        self._jobs.close()
        if not self._threads:
            return
        for channel in list(self._channels):
            # Wakes a thread that waits for an outcome.
            with contextlib.suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()
        self._requests.put(None)
        self._threads[0].join()
        self._threads.clear()


def _ask(channel: socket.socket, job: Job) -> Outcome:
    send_message(channel, job.to_json())
    return Outcome.from_json(receive_message(channel))


class SpawnPool:
    """A new interpreter for each job."""

    def __init__(self, workers: int, cache_folder: Path, python: str = sys.executable) -> None:
        self._python = python
        self._environment = example_environment(cache_folder)
        self._executor = ThreadPoolExecutor(workers)
        self._running: set[subprocess.Popen[bytes]] = set()

    def submit(self, jobs: Iterable[Job]) -> list[Future[Outcome]]:
        return [
            self._executor.submit(run_spawned, job, self._environment, self._running, self._python)
            for job in jobs
        ]

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in list(self._running):
            process.kill()
        self._executor.shutdown()


def open_pool(cache_folder: Path, workers: int | None = None, python: str = sys.executable) -> Pool:
    """The pool for this system, with as many workers as there are processors.

    `python` is the interpreter that runs the examples, which need not be this one.
    """
    count = workers or len(os.sched_getaffinity(0)) if _can_fork() else workers or os.cpu_count()
    return (ForkPool if _can_fork() else SpawnPool)(count or 1, cache_folder, python)


def _can_fork() -> bool:
    return sys.platform == "linux" and hasattr(os, "pidfd_open")
