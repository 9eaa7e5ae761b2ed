"""Keep outcomes by what they depend on: in go examples, out come outcomes of earlier runs.

Each outcome is a file of its own, named by a hash of the code, the limits and the environment's
fingerprint, and begins with a hash of its content. A file that is damaged counts as absent.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from handbook.files import write_whole
from handbook.pages.example import Example
from handbook.running.environment import fingerprint
from handbook.running.job import Outcome

_KEPT_UNUSED = 60 * 24 * 3600
"""Seconds after which an outcome that no build asked for is removed."""


def outcome_key(example: Example) -> str:
    """The name of an example's outcome: equal code with equal limits has one outcome."""
    parts = (example.code, repr(example.limits), fingerprint())
    return hashlib.sha256("\0".join(parts).encode("utf-8", errors="surrogatepass")).hexdigest()


@dataclass(frozen=True)
class OutcomeCache:
    """Outcomes in a folder that several builds may use at once."""

    folder: Path

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> Outcome | None:
        """The outcome kept under this key, or None."""
        file = self._file(key)
        try:
            digest, _, text = file.read_text(encoding="utf-8").partition("\n")
            if digest != hashlib.sha256(text.encode()).hexdigest():
                raise ValueError("damaged")
            outcome = Outcome.from_json(text)
            os.utime(file)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            with contextlib.suppress(OSError):
                file.unlink()
            return None
        return outcome

    def put(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome; another build sees it whole or not at all. Raises OSError."""
        if outcome.failure:
            raise ValueError("failures are not kept")
        text = outcome.to_json()
        file = self._file(key)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, hashlib.sha256(text.encode()).hexdigest() + "\n" + text)
        except OSError as error:
            # A full disk names no file.
            raise OSError(
                error.errno, f"{error.strerror}: keeping outcomes in {self.folder}"
            ) from None

    def prune(self) -> None:
        """Remove what no build has used for long, and what killed builds left half-written."""
        now = time.time()
        for file in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):
                age = now - file.stat().st_mtime
                if age > (3600 if file.name.startswith(".") else _KEPT_UNUSED):
                    file.unlink()
