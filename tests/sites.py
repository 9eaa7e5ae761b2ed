"""Small projects to build: in go pages, out comes a folder in which mkdocs runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLUS = """<!-- answer
kind: concept
level: junior
priority: core
sources: [q17]
tags: [tensors]
points:
  - junior: it adds
  - mid: element by element
  - senior: with broadcasting
follow_ups: []
-->
"""
"""The metadata of an answer about addition."""


@dataclass(frozen=True)
class Site:
    """A small project in a folder of its own, with the real scripts."""

    root: Path

    def write(self, path: str, text: str) -> Path:
        """Write a page, given as `docs/page.md`."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def build(
        self, *options: str, timeout: float = 900, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `mkdocs build` and wait for it."""
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", *options],
            cwd=self.root,
            env=self.environment(environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        """Start a mkdocs command in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "mkdocs", *command],
            cwd=self.root,
            env=self.environment(environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @staticmethod
    def environment(extra: Mapping[str, str]) -> dict[str, str]:
        """This process's environment without what changes a build."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in ("EXAMPLES", "SITE_URL", "REPO_URL", "EDIT_URI", "SOURCE_DATE_EPOCH")
        }
        return {**kept, "NO_MKDOCS_2_WARNING": "1", **extra}

    def read(self, name: str) -> str:
        """A file of the built site."""
        return (self.root / "site" / name).read_text(encoding="utf-8")
