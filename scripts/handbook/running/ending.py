"""Judge how a process ended: in go its status and what it wrote, out comes the outcome."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, replace
from pathlib import Path

from handbook.running.job import MOST_OUTPUT, Failure, Outcome, PartOutcome

TOO_MUCH_OUTPUT = f"it prints more than {MOST_OUTPUT // 1024} KiB"
LEFT_BEHIND = "it leaves a process behind"
NOT_RUN = "it could not be run: "
"""What the process of an example writes to standard error where the runner itself fails in it."""


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


def boundary_of(result: Path) -> str:
    """What a lab's process writes between two cells, on both streams; `result` is its file.

    A cell cannot write it by chance, for the file's name is random.
    """
    return f"\0{result.stem}\0"


def _read_result(result: Path) -> tuple[Outcome, list[list[str]]] | None:
    """What the process wrote at its end, with its parts' figures; None if it wrote nothing such."""
    # A file, and no pipe or device: the example could have put anything there.
    if not result.is_file():
        return None
    try:
        data = json.loads(result.read_text(encoding="utf-8"))
        failure = Failure(**data["failure"]) if data["failure"] else None
        found = Outcome(figures=tuple(data["figures"]), versions=data["versions"], failure=failure)
        return found, data["parts"]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _text(output: bytes) -> str:
    return output[: 2 * MOST_OUTPUT].decode("utf-8", errors="replace")


def judge_end(end: End, result: Path) -> Outcome:
    """The outcome of a run; `result` is the file that the process wrote if the example ended."""
    boundary = boundary_of(result)
    stdout, stderr = (_text(one).split(boundary) for one in (end.stdout, end.stderr))
    outcome, figures = _judge_whole(end, result, "".join(stdout), "".join(stderr).strip())
    if len(stdout) == 1 and not figures:
        return outcome  # an example, or a lab that ended in its first cell
    figures += [[]] * (len(stdout) - len(figures))
    parts = tuple(
        PartOutcome(text, tuple(drawn)) for text, drawn in zip(stdout, figures, strict=True)
    )
    failure = outcome.failure
    if failure and failure.part is None:
        # Where it wrote to standard error, else where it was when it ended.
        wrote = next((number for number, text in enumerate(stderr) if text.strip()), len(stdout))
        failure = replace(failure, part=min(wrote, len(stdout) - 1))
    return replace(outcome, parts=parts, failure=failure)


def _judge_whole(
    end: End, result: Path, stdout: str, stderr: str
) -> tuple[Outcome, list[list[str]]]:
    """The outcome but for its parts, and the figures of those."""
    if end.stopped:
        return Outcome(stdout=stdout, failure=Failure(end.stopped)), []
    if end.status < 0:
        message = f"it was killed by {_signal_name(-end.status)}"
        return Outcome(stdout=stdout, failure=Failure(message, None, stderr)), []
    found = _read_result(result)
    last_line = stderr.rpartition("\n")[2]
    if found is None and last_line.startswith(NOT_RUN):
        return Outcome(stdout=stdout, failure=Failure(last_line)), []
    if found is None:
        message = f"it ended the process itself, with exit status {end.status}"
        return Outcome(stdout=stdout, failure=Failure(message, None, stderr)), []
    outcome, figures = found
    failure = outcome.failure
    if failure is None and stderr:
        first_line = stderr.splitlines()[0]
        failure = Failure(f"it writes to standard error: {first_line}", None, stderr)
    return replace(outcome, stdout=stdout, failure=failure), figures
