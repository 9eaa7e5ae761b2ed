"""What is asked of the runner and what comes back: `Job` in, `Outcome` out, both as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

MOST_OUTPUT = 64 * 1024
"""Bytes that an example may print."""


@dataclass(frozen=True)
class Part:
    """One of several pieces of code that run one after another in one process: a lab's cell."""

    name: str
    """What tracebacks show for a file."""
    source: str


@dataclass(frozen=True)
class Job:
    """One example to run, or one lab."""

    path: str
    """The page's path, which tracebacks show."""
    source: str
    """The code, padded with blank lines so that each line has its page's number."""
    time_limit: float
    """Seconds."""
    memory: float
    """GiB of data."""
    needs: tuple[str, ...] = ()
    """Modules that it imports and that a server may have imported before."""
    parts: tuple[Part, ...] = ()
    """Of a lab, its cells, which run instead of `source`."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        data = json.loads(text)
        parts = tuple(Part(**part) for part in data["parts"])
        return cls(**{**data, "needs": tuple(data["needs"]), "parts": parts})


@dataclass(frozen=True)
class Failure:
    """Why an example did not run to its end as it should."""

    message: str
    """What happened, in one line."""
    line: int | None = None
    """The line of the page where it happened, where that is known."""
    traceback: str = ""
    """The frames that are the example's own."""
    part: int | None = None
    """Of a job with parts, which one it was, counted from 0; `line` is then the part's."""


@dataclass(frozen=True)
class PartOutcome:
    """What came out of one part of a job."""

    stdout: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came out of one run."""

    stdout: str = ""
    figures: tuple[str, ...] = ()
    """What matplotlib drew: SVG texts, in the order of the figures' numbers."""
    versions: dict[str, str] = field(default_factory=dict)
    """Python's and the packages' versions, from the process that ran it."""
    seconds: float = 0.0
    failure: Failure | None = None
    parts: tuple[PartOutcome, ...] = ()
    """Of a job with parts, what came out of each that began; `figures` is empty then."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """Raises ValueError, KeyError or TypeError if the text is not an outcome's."""
        data = json.loads(text)
        failure = data["failure"]
        return cls(
            stdout=data["stdout"],
            figures=tuple(data["figures"]),
            versions=data["versions"],
            seconds=data["seconds"],
            failure=Failure(**failure) if failure else None,
            parts=tuple(
                PartOutcome(part["stdout"], tuple(part["figures"])) for part in data["parts"]
            ),
        )
