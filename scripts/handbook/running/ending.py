"""Judge how a process ended: in go its status and what it wrote, out comes the outcome."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, replace
from pathlib import Path

from handbook.running.job import MOST_OUTPUT, Failure, Outcome

TOO_MUCH_OUTPUT = f"it prints more than {MOST_OUTPUT // 1024} KiB"
LEFT_BEHIND = "it leaves a process behind"


def too_long(seconds: float) -> str:
    """The message for an example that reached its time limit."""
    return f"it runs longer than its {seconds:g} s"


@dataclass(frozen=True)
class End:
    """How the process of an example ended."""

    stdout: bytes
    stderr: bytes
    status: int
    """Its exit status; a negative one is the signal that killed it."""
    stopped: str = ""
    """Why it was stopped; empty where it ended by itself."""


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _read_result(result: Path) -> Outcome | None:
    """What the process wrote at its end; None if it wrote nothing of the kind."""
    # A file, and no pipe or device: the example could have put anything there.
    if not result.is_file():
        return None
    try:
        data = json.loads(result.read_text(encoding="utf-8"))
        failure = Failure(**data["failure"]) if data["failure"] else None
        return Outcome(figures=tuple(data["figures"]), versions=data["versions"], failure=failure)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def judge_end(end: End, result: Path) -> Outcome:
    """The outcome of a run; `result` is the file that the process wrote if the example ended."""
    stdout = end.stdout[:MOST_OUTPUT].decode("utf-8", errors="replace")
    stderr = end.stderr[:MOST_OUTPUT].decode("utf-8", errors="replace").strip()
    if end.stopped:
        return Outcome(stdout=stdout, failure=Failure(end.stopped))
    if end.status < 0:
        message = f"it was killed by {_signal_name(-end.status)}"
        return Outcome(stdout=stdout, failure=Failure(message, None, stderr))
    outcome = _read_result(result)
    if outcome is None:
        message = f"it ended the process itself, with exit status {end.status}"
        return Outcome(stdout=stdout, failure=Failure(message, None, stderr))
    failure = outcome.failure
    if failure is None and stderr:
        first_line = stderr.splitlines()[0]
        failure = Failure(f"it writes to standard error: {first_line}", None, stderr)
    return replace(outcome, stdout=stdout, failure=failure)
