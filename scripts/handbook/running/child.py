"""Run one example or lab in this process: in goes a job, out comes a file that says how it ended.

The process is fresh and used once: forked from a server that has imported torch, or started anew.
Nothing here cleans up after the example: the process ends, and its folder is removed by whoever
started it.
"""

from __future__ import annotations

import ast
import atexit
import contextlib
import gc
import linecache
import multiprocessing
import os
import random
import sys
import threading
import traceback
import types
import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from json import dumps  # by name: an example may replace the module's own
from pathlib import Path

from handbook.running.ending import boundary_of
from handbook.running.environment import PACKAGES
from handbook.running.figures import draw_open_figures
from handbook.running.job import Failure, Job, Part

_GIB = 1024**3
_MOST_MESSAGE = 2000
"""Characters of an exception's message that are worth showing."""

_OUT_OF_MEMORY = ("can't allocate memory", "Cannot allocate memory", "bad_alloc")


def limit_memory(gibibytes: float) -> None:
    """Let this process allocate that much data beyond what it has; where the system can."""
    try:
        import resource

        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except (ImportError, OSError):
        return
    used = next((int(line.split()[1]) for line in status.splitlines() if "VmData" in line), 0)
    limit = used * 1024 + int(gibibytes * _GIB)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@cache
def own_modules() -> tuple[str, ...]:
    """The names of this library's modules, which an example must not find.

    To be asked before a fork: looking at each of 6000 names counts a reference to it, and in a
    child the kernel copies the page for that, 7 MB in all.
    """
    return tuple(name for name in sys.modules if name.split(".")[0] == "handbook")


def _become_fresh() -> None:
    """Give this process the state of a new interpreter, whatever its parent was."""
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
    # The server's own start method is inherited, and would be the default of DataLoader workers.
    multiprocessing.set_start_method(None, force=True)
    # An example finds what a reader finds: not our library, but its own folder.
    own = str(Path(__file__).parents[2])
    sys.path[:] = ["", *(entry for entry in sys.path if entry not in ("", own))]
    for name in own_modules():
        del sys.modules[name]


def _versions() -> dict[str, str]:
    """Versions of Python and of those packages that this process has loaded."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in PACKAGES:
        module = sys.modules.get("sklearn" if package == "scikit-learn" else package)
        if module is not None:
            found[package] = str(module.__version__)
    return found


def _own_frames(error: BaseException, names: Sequence[str]) -> list[traceback.FrameSummary]:
    return [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in names]


def _text(error: BaseException) -> str:
    try:
        return str(error)[:_MOST_MESSAGE]
    except Exception:
        return "(it can't say what is wrong)"


def _describe(error: BaseException, job: Job, own: str, names: Sequence[str]) -> Failure:
    """An exception as a failure, told by the lines of the example's own files, `names`.

    The failure's line is that of `own`, the file that ran.
    """
    name, text = type(error).__name__, _text(error)
    first_line = (text.strip().splitlines() or [""])[0]
    message = f"{name}: {first_line}" if first_line else name
    if isinstance(error, SyntaxError) and error.filename in names:
        return Failure(f"{name}: {error.msg}", error.lineno, (error.text or "").rstrip())
    frames = _own_frames(error, names)
    shown = "".join(traceback.format_list(frames)) + f"{name}: {text}"
    line = next((frame.lineno for frame in reversed(frames) if frame.filename == own), None)
    if isinstance(error, SystemExit):
        return Failure(f"it exits (SystemExit: {first_line})", line, shown)
    if isinstance(error, MemoryError) or any(sign in text for sign in _OUT_OF_MEMORY):
        message = f"it takes more than its {job.memory:g} GiB of memory: {message}"
    elif isinstance(error, EOFError):
        message += " (an example has no standard input)"
    return Failure(message, line, shown)


class _WarningRecord:
    """Keeps the warnings that a reader would see."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.part = 0
        """Which of the names runs."""
        self.process = os.getpid()
        self.failures: list[Failure] = []

    def __call__(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: object = None,
        line: str | None = None,
    ) -> None:
        if "non-interactive, and thus cannot be shown" in str(message):
            return  # plt.show() where there is no window: the page shows the figure
        if os.getpid() != self.process:
            # Of a process that the example forked, only standard error comes back.
            text = warnings.formatwarning(message, category, filename, lineno, line)
            print(text, file=sys.stderr, flush=True)
            return
        now = self.names[self.part]
        stack = [frame for frame in traceback.extract_stack() if frame.filename == now]
        where = stack[-1].lineno if stack else (lineno if filename == now else None)
        first_line = (str(message)[:_MOST_MESSAGE].strip().splitlines() or [""])[0]
        self.failures.append(
            Failure(f"it warns: {category.__name__}: {first_line}", where, part=self.part)
        )


def _finish() -> None:
    """What an interpreter does at its end: wait for threads, call exit functions, drop, flush."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    # An interpreter stops daemon threads before; here they would run on and miss their module.
    if threading.active_count() == 1:
        for name in ("__main__", "__mp_main__"):
            sys.modules.pop(name, None)
        gc.collect()
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        # An example may have put None there, or closed it.
        with contextlib.suppress(AttributeError, ValueError):
            stream.flush()


def _run_cell(part: Part, names: dict[str, object]) -> Failure | None:
    """Run a lab's cell. Raises what it raises; a value that Jupyter would show is a failure."""
    tree = ast.parse(part.source, part.name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, part.name, "exec", dont_inherit=True), names)
    if last is None:
        return None
    assert isinstance(last, ast.Expr)
    expression = ast.Expression(last.value)
    value = eval(compile(expression, part.name, "eval", dont_inherit=True), names)
    lines = part.source.encode().split(b"\n")
    assert last.end_lineno is not None
    rest = lines[last.end_lineno - 1][last.end_col_offset :]
    if value is None or rest.lstrip().startswith(b";"):
        return None
    message = "it ends with a value, which Jupyter shows and this site does not: print it, or end"
    return Failure(f"{message} the line with a semicolon", last.lineno)


def _run_parts(
    job: Job, module: types.ModuleType, record: _WarningRecord, boundary: str
) -> tuple[list[tuple[str, ...]], Failure | None]:
    """Run a lab's cells up to the first that fails; the figures of each, and the failure."""
    own = os.getpid()
    figures: list[tuple[str, ...]] = []
    for number, part in enumerate(job.parts):
        record.part = number
        if number:
            _write_boundary(boundary)
        drawn: tuple[str, ...] = ()
        try:
            failure = _run_cell(part, module.__dict__)
            drawn = draw_open_figures()
        except BaseException as error:
            failure = _describe(error, job, part.name, [one.name for one in job.parts])
        figures.append(drawn)
        if failure:
            return figures, replace(failure, part=number)
        if os.getpid() != own:
            break  # a copy that the cell forked
    return figures, None


def _write_boundary(boundary: str) -> None:
    """Say on both streams that the next cell begins."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.flush()
    # Past the streams, which a cell may have replaced.
    for descriptor in (1, 2):
        with contextlib.suppress(OSError):
            os.write(descriptor, boundary.encode())


def _make_main_module(job: Job, result: Path) -> types.ModuleType:
    """The module in which the job runs, with what tracebacks and `inspect` look for."""
    module = types.ModuleType("__main__")
    sys.argv = [""]
    if not job.parts:
        main_file = result.with_name("__main__.py")
        main_file.write_text(job.source, encoding="utf-8")
        module.__file__ = str(main_file)
        sys.argv = [str(main_file)]
    # The second name is the one under which workers that were spawned pickle what they return.
    sys.modules["__main__"] = sys.modules["__mp_main__"] = module
    # So that tracebacks and inspect.getsource find the lines under the page's own name.
    for part in job.parts or (Part(job.path, job.source),):
        lines = part.source.splitlines(keepends=True)
        linecache.cache[part.name] = (len(part.source), None, lines, part.name)
    return module


def run_job(job: Job, result: Path) -> None:
    """Run a job in this process and write `result`, JSON with figures, versions and failure.

    The current folder becomes whatever the caller made it; `result` must be absolute. If the
    example ends the process itself, there is no result.
    """
    own = os.getpid()
    _become_fresh()
    module = _make_main_module(job, result)
    # As in a terminal, so that lines of several processes come in the order in which they ran.
    sys.stdout.reconfigure(line_buffering=True)

    record = _WarningRecord([part.name for part in job.parts] or [job.path])
    warnings.showwarning = record
    figures: tuple[str, ...] = ()
    parts: list[tuple[str, ...]] = []
    failure: Failure | None = None
    if job.parts:
        parts, failure = _run_parts(job, module, record, boundary_of(result))
    else:
        try:
            exec(compile(job.source, job.path, "exec", dont_inherit=True), module.__dict__)
            figures = draw_open_figures()
        except BaseException as error:
            failure = _describe(error, job, job.path, [job.path])
    versions = _versions()
    del module  # and with it, at the end, what it holds
    _finish()
    if failure is None and record.failures:
        failure = record.failures[0]
    if os.getpid() != own:
        # A copy that the example forked: how it ended is what an interpreter would have printed.
        if failure:
            print(failure.traceback or failure.message, file=sys.stderr, flush=True)
        return
    data = {
        "figures": figures,
        "parts": parts,
        "versions": versions,
        "failure": failure and vars(failure),
    }
    partial = result.with_suffix(".part")
    partial.write_text(dumps(data), encoding="utf-8")
    partial.replace(result)
