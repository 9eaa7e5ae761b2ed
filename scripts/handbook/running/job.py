"""What is asked of the runner and what comes back: `Job` in, `Outcome` out, both as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

MOST_OUTPUT = 64 * 1024
"""Bytes that an example may print."""


@dataclass(frozen=True)
class Job:
    """One example to run."""

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

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        data = json.loads(text)
        return cls(**{**data, "needs": tuple(data["needs"])})


@dataclass(frozen=True)
class Failure:
    """Why an example did not run to its end as it should."""

    message: str
    """What happened, in one line."""
    line: int | None = None
    """The line of the page where it happened, where that is known."""
    traceback: str = ""
    """The frames that are the example's own."""


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
        )
