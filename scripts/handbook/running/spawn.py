"""Run examples where there is no fork: a new interpreter for each, which imports torch itself.

In goes a job, out comes its outcome. Slower by seconds an example than the server, and what an
example leaves behind is only found where the system has process groups.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import IO

from handbook.running.child import limit_memory, run_job
from handbook.running.ending import LEFT_BEHIND, TOO_MUCH_OUTPUT, End, judge_end, too_long
from handbook.running.job import MOST_OUTPUT, Job, Outcome

_GRACE = 1.0


def _collect(stream: IO[bytes], into: bytearray, process: subprocess.Popen[bytes]) -> None:
    while part := os.read(stream.fileno(), 1 << 16):
        into += part
        if len(into) > MOST_OUTPUT:
            process.kill()
            return


def _kill_group(group: int) -> bool:
    """Kill what is left of a process group; whether there was anything."""
    if not hasattr(os, "killpg"):
        return False
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _outlives(group: int) -> bool:
    """Whether a process of the group still lives after the grace."""
    end = time.monotonic() + _GRACE
    while hasattr(os, "killpg") and time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return False
        time.sleep(0.02)
    return _kill_group(group)


def _start(
    job: Job, folder: Path, environment: dict[str, str], python: str
) -> subprocess.Popen[bytes]:
    (folder / "work").mkdir()
    (folder / "job.json").write_text(job.to_json(), encoding="utf-8")
    library = str(Path(__file__).parents[2])
    program = (
        f"import sys; sys.path.insert(0, {library!r}); "
        "from handbook.running.spawn import run_in_this_process; "
        f"run_in_this_process({str(folder)!r})"
    )
    return subprocess.Popen(
        [python, "-P", "-c", program],
        cwd=folder / "work",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def run_spawned(
    job: Job,
    environment: dict[str, str],
    running: set[subprocess.Popen[bytes]],
    python: str = sys.executable,
) -> Outcome:
    """Run a job in a new interpreter and wait for its outcome.

    While it runs, its process is in `running`, for whoever has to stop it.
    """
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="handbook-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        process = _start(job, folder, environment, python)
        running.add(process)
        assert process.stdout and process.stderr
        outputs = (bytearray(), bytearray())
        readers = [
            threading.Thread(target=_collect, args=(stream, into, process), daemon=True)
            for stream, into in zip((process.stdout, process.stderr), outputs, strict=True)
        ]
        for reader in readers:
            reader.start()
        stopped = ""
        try:
            process.wait(timeout=job.time_limit)
        except subprocess.TimeoutExpired:
            stopped = too_long(job.time_limit)
            process.kill()
            process.wait()
        if stopped:
            _kill_group(process.pid)
        elif _outlives(process.pid):
            stopped = LEFT_BEHIND
        for reader in readers:
            reader.join(timeout=_GRACE)
        process.stdout.close()
        process.stderr.close()
        running.discard(process)
        if max(map(len, outputs)) > MOST_OUTPUT:
            stopped = TOO_MUCH_OUTPUT
        end = End(bytes(outputs[0]), bytes(outputs[1]), process.returncode, stopped)
        outcome = judge_end(end, folder / "result.json")
    return replace(outcome, seconds=round(time.monotonic() - start, 4))


def run_in_this_process(folder: str) -> None:
    """The new interpreter's side: run the job that lies in `folder`."""
    job = Job.from_json(Path(folder, "job.json").read_text(encoding="utf-8"))
    with contextlib.suppress(ImportError):
        import torch  # noqa: F401  (as in a server's child, where it counts as nothing either)
    limit_memory(job.memory)
    run_job(job, Path(folder, "result.json"))
    os._exit(0)
