"""A copy of the project to measure builds in: in goes the project, out come seconds.

Nothing is measured in the project itself, so that its cache and its site stay as they are.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from handbook.labs.lab import read_labs
from handbook.measuring.memory import peak_bytes
from handbook.measuring.series import time_of
from handbook.pages.page import Page, read_pages
from handbook.project import Project
from handbook.running.environment import example_environment
from handbook.running.labs import lab_job
from handbook.running.pool import open_pool
from handbook.vocabulary import read_vocabulary

_IGNORED = shutil.ignore_patterns(".git", ".venv", "site", "__pycache__", "tests", "outcomes")
_MARK = "Measured"
_ONE_PROCESS = """
import sys

import torch

torch.set_num_threads(1)
failed = 0
for code in CODES:
    try:
        exec(compile(code, "example", "exec"), {"__name__": "__main__"})
    except Exception:  # it needs a process of its own
        failed += 1
    # What one leaves there makes others fail at their first line, which costs nothing.
    torch.set_default_dtype(torch.float32)
sys.exit(100 * failed > len(CODES))
"""


@dataclass(frozen=True)
class Sandbox:
    """A copy of the project."""

    root: Path
    numbers: Iterator[int]
    """Makes each edit another one."""

    @classmethod
    def copy(cls, project: Project, folder: Path, times: int) -> Sandbox:
        """Copy a project, with each of its topic pages that many times, in other words."""
        root = folder / "project"
        shutil.copytree(project.root, root, ignore=_IGNORED)
        sandbox = cls(root, count())
        for number in range(1, times):
            sandbox._multiply(number)
        config = root / "mkdocs.yml"
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace("omitted_files: warn", "omitted_files: ignore"), "utf-8")
        sandbox.build()  # so that matplotlib's fonts and Python's byte code are there
        return sandbox

    def pages(self) -> list[Page]:
        """The pages of the copy."""
        project = Project(self.root)
        return read_pages(self.root, project.docs, read_vocabulary(project.vocabulary))

    def _multiply(self, number: int) -> None:
        """Copy every topic page under other ids; a comment makes the code of examples another."""
        for page in self.pages():
            if not page.answers or "-copy-" in page.path:
                continue
            # Every second part is a fence: an id may be a word of its code, too.
            parts = re.split(r"(^```.*?^```$)", page.text, flags=re.MULTILINE | re.DOTALL)
            for answer in page.answers:
                parts[::2] = [
                    part.replace(answer.id, f"{answer.id}-copy-{number}") for part in parts[::2]
                ]
            text = "".join(parts).replace("```python\n", f"```python\n# copy {number}\n")
            for answer in page.answers:
                for key in answer.metadata.sources:
                    text = text.replace(f"{key}, ", "").replace(f", {key}]", "]")
                    text = text.replace(f"[{key}]", "[]")
            file = self.root / page.path
            file.with_name(f"{file.stem}-copy-{number}.md").write_text(text, encoding="utf-8")

    def _environment(self, **extra: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "EXAMPLES"}
        return {**kept, "NO_MKDOCS_2_WARNING": "1", **extra}

    def build(self, **environment: str) -> None:
        """Build. Raises CalledProcessError if it fails."""
        subprocess.run(
            [sys.executable, "-m", "mkdocs", "build"],
            cwd=self.root,
            env=self._environment(**environment),
            check=True,
            capture_output=True,
        )

    def cold_build(self) -> float:
        """A build that knows no outcomes."""
        shutil.rmtree(Project(self.root).outcomes.folder, ignore_errors=True)
        return time_of(self.build)

    def cold_build_without_labs(self) -> float:
        """The same of a site that has none; links to them are dead meanwhile."""
        labs = Project(self.root).docs / "labs"
        aside = labs.rename(self.root / "labs-aside")
        try:
            return self.cold_build()
        finally:
            aside.rename(labs)

    def labs_alone(self) -> float:
        """What labs take themselves: one after another, each with one thread."""
        project = Project(self.root)
        labs = read_labs(self.root, project.docs)
        pool = open_pool(project.cache, workers=1)
        try:
            return sum(one.result().seconds for one in pool.submit(map(lab_job, labs)))
        finally:
            pool.close()

    def bare_build(self) -> float:
        """A build that runs nothing (B)."""
        return time_of(lambda: self.build(EXAMPLES="off"))

    def warm_build(self) -> float:
        """A build in which nothing changed."""
        return time_of(self.build)

    def _first_topic(self) -> Path:
        return self.root / next(page.path for page in self.pages() if page.answers)

    def edit_prose(self) -> str:
        """Change one line of prose of a topic page; the words that are new."""
        file, words = self._first_topic(), f"{_MARK} {next(self.numbers)} prose."
        lines = file.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(_MARK)]
        file.write_text("\n".join([*kept[:1], "", words, *kept[1:]]) + "\n", encoding="utf-8")
        return words

    def edit_example(self) -> str:
        """Change one example of a topic page; the words that are new in its output."""
        page = next(page for page in self.pages() if page.answers)
        example = next(example for example in page.examples if example.expected)
        assert example.expected
        words = f"measured {next(self.numbers)}"
        lines = page.text.splitlines()
        output, code = example.expected.end - 1, example.fences[-1].end - 1
        if lines[output - 1].startswith("measured "):
            lines[output - 1], lines[code - 1] = words, f'print("{words}")'
        else:
            lines.insert(output, words)
            lines.insert(code, f'print("{words}")')
        (self.root / page.path).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return words

    def prose_build(self) -> float:
        """A build after one line of prose changed."""
        self.edit_prose()
        return time_of(self.build)

    def example_build(self) -> float:
        """A build after one example changed."""
        self.edit_example()
        return time_of(self.build)

    def import_torch(self) -> float:
        """One import of torch (I)."""
        program = [sys.executable, "-c", "import torch"]
        environment = example_environment(Project(self.root).cache)
        return time_of(lambda: subprocess.run(program, env=environment, check=True))

    def one_process(self) -> float:
        """All examples in one process with one thread and one import (E).

        Raises CalledProcessError if more than a few fail: what ends early measures nothing.
        """
        codes = [e.code for page in self.pages() for e in page.examples if not e.not_run]
        program = self.root / "one_process.py"
        program.write_text(f"CODES = {codes!r}\n{_ONE_PROCESS}", encoding="utf-8")
        environment = example_environment(Project(self.root).cache)
        return time_of(
            lambda: subprocess.run(
                [sys.executable, str(program)],
                env=environment,
                cwd=self.root,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def peak_memory(self) -> int:
        """The peak of a cold build's whole process tree, in bytes of PSS."""
        shutil.rmtree(Project(self.root).outcomes.folder, ignore_errors=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build"],
            cwd=self.root,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return peak_bytes(process)

    @contextmanager
    def serving(self, **environment: str) -> Iterator[str]:
        """Serve the copy; the address of its first topic page."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=self.root,
            env=self._environment(**environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        page = self._first_topic().relative_to(Project(self.root).docs).with_suffix(".html")
        url = f"http://127.0.0.1:{port}/{page.as_posix()}"
        try:
            _wait_for(url, "<html")
            yield url
        finally:
            process.terminate()
            process.wait()


def _wait_for(url: str, words: str, seconds: float = 120) -> None:
    """Ask for a page until it holds these words. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                if words in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{url} did not show {words!r}")


def time_to_see(url: str, words: str) -> float:
    """Seconds until a page that is being rebuilt shows these words."""
    return time_of(lambda: _wait_for(url, words))
