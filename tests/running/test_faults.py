"""Each fault in tests/faults, one file each, is found, at its line and with its message.

A fault's file says why it is one, which page it is, and which problems a build reports. `*` in a
problem stands for anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from sites import Site

from handbook.pages.page import Page, check_ids, check_sources, read_page
from handbook.problem import Problem
from handbook.running.cache import OutcomeCache
from handbook.running.execution import run_examples
from handbook.running.pool import Pool
from handbook.vocabulary import Vocabulary

FILES = sorted(Path(__file__).parents[1].glob("faults/*.yml"))


@dataclass(frozen=True)
class Fault:
    """One way of getting a page wrong."""

    path: str
    page: str
    problems: tuple[str, ...]


def read_fault(file: Path) -> Fault:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert set(data) == {"why", "path", "page", "problems"}
    return Fault(data["path"], data["page"], tuple(data["problems"]))


def as_pattern(problem: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, problem.split("*"))))


def problems_of(page: Page, pool: Pool, cache: Path) -> list[Problem]:
    results = run_examples(page.examples, pool, OutcomeCache(cache))
    keys = ["q01", "q19"]
    found = [*page.problems, *check_ids([page]), *check_sources([page], keys), *results.problems]
    return sorted(found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_fault_is_found(file: Path, pool: Pool, vocabulary: Vocabulary, tmp_path: Path) -> None:
    fault = read_fault(file)
    page = read_page(fault.path, fault.page, vocabulary)
    found = problems_of(page, pool, tmp_path)
    texts = [f"{problem.line}: {problem.message}" for problem in found]
    assert len(texts) == len(fault.problems), texts
    for expected in fault.problems:
        assert any(as_pattern(expected).fullmatch(text) for text in texts), (expected, texts)


def test_all_faults_stand_in_one_report(make_site: Callable[..., Site]) -> None:
    """One build names every fault by path and line, and fails; mended, the next one is right."""
    faults = [read_fault(file) for file in FILES]
    site = make_site({fault.path: fault.page for fault in faults})
    done = site.build()
    assert done.returncode == 1, done.stderr
    lines = done.stderr.splitlines()
    for fault in faults:
        for problem in fault.problems:
            pattern = as_pattern(f"{fault.path}:{problem}")
            assert any(pattern.fullmatch(line) for line in lines), (problem, done.stderr)
    for fault in faults:
        (site.root / fault.path).unlink()
    site.write("docs/right.md", "# Right\n\n```python\nassert 1 + 1 == 2\n```\n")
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
