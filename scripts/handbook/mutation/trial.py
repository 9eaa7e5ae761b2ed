"""Try mutants: in go mutants, out comes for each whether it was noticed.

Most go through the runner alone; a few through a whole strict `mkdocs build` in a copy of the
project.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from handbook.mutation.mutants import Mutant
from handbook.pages.page import read_page
from handbook.problem import Problem
from handbook.project import Project
from handbook.running.execution import make_job
from handbook.running.pool import Pool
from handbook.running.verdict import judge_outcome
from handbook.vocabulary import Vocabulary

_TIME_LIMIT = 30.0
"""Seconds: a mutant that runs for ever need not do so for as long as its example may."""


@dataclass(frozen=True)
class Trial:
    """What became of a mutant."""

    mutant: Mutant
    problems: tuple[Problem, ...]

    @property
    def survived(self) -> bool:
        """Whether nobody noticed."""
        return not self.problems


def try_mutants(mutants: Sequence[Mutant], pool: Pool, vocabulary: Vocabulary) -> Iterator[Trial]:
    """Run mutants of examples through the runner, and judge them as a build does."""
    examples = []
    for mutant in mutants:
        assert mutant.example is not None
        page = read_page(mutant.path, mutant.text, vocabulary)
        example = page.examples[mutant.example]
        limits = replace(example.limits, time=min(example.limits.time, _TIME_LIMIT))
        examples.append(replace(example, limits=limits))
    # Where only the output is broken, the code is the same as in other mutants: it runs once.
    jobs = {make_job(example): None for example in examples}
    futures = dict(zip(jobs, pool.submit(list(jobs)), strict=True))
    for mutant, example in zip(mutants, examples, strict=True):
        problems = judge_outcome(example, futures[make_job(example)].result(), example)
        yield Trial(mutant, tuple(problems))


def build_with(mutant: Mutant, project: Project) -> tuple[int, str]:
    """Build a copy of the project with a mutant in it; exit status and what was written."""
    with tempfile.TemporaryDirectory(prefix="handbook-mutant-") as name:
        copy = Path(name) / "project"
        shutil.copytree(
            project.root,
            copy,
            ignore=shutil.ignore_patterns(".git", ".venv", "site", "__pycache__", "tests"),
        )
        (copy / mutant.path).write_text(mutant.text, encoding="utf-8")
        site = ("--strict", "--site-dir", str(Path(name) / "site"))
        command = [sys.executable, "-m", "mkdocs", "build", *site]
        done = subprocess.run(
            command,
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
    return done.returncode, done.stderr
