"""Outcomes are kept whole or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from handbook.pages.example import Example, Limits
from handbook.pages.page import read_page
from handbook.running.cache import OutcomeCache, outcome_key
from handbook.running.execution import run_examples
from handbook.running.job import Failure, Outcome
from handbook.running.pool import Pool
from handbook.vocabulary import Vocabulary

OUTPUT = "<!--pytest-codeblocks:expected-output-->"
PAGE = f"# T\n\n```python\nprint(1)\n```\n\n{OUTPUT}\n\n```text\n1\n```\n"


@pytest.fixture
def cache(tmp_path: Path) -> OutcomeCache:
    return OutcomeCache(tmp_path / "outcomes")


@pytest.fixture
def examples(vocabulary: Vocabulary) -> tuple[Example, ...]:
    return read_page("docs/page.md", PAGE, vocabulary).examples


def test_what_ran_is_known_afterwards(
    cache: OutcomeCache, examples: tuple[Example, ...], pool: Pool
) -> None:
    first = run_examples(examples, pool, cache)
    second = run_examples(examples, pool, cache)
    assert (first.executed, second.executed) == (1, 0)
    assert first.outcomes == second.outcomes


@pytest.mark.parametrize(
    "content",
    ["", "half", "0" * 64 + "\n{}", '{"stdout": "2"}', "\x00\x01"],
    ids=["empty", "half", "wrong hash", "no hash", "noise"],
)
def test_a_damaged_entry_is_run_again(
    content: str, cache: OutcomeCache, examples: tuple[Example, ...], pool: Pool
) -> None:
    whole = run_examples(examples, pool, cache)
    (file,) = cache.folder.glob("*/*.json")
    file.write_text(content, encoding="utf-8")
    again = run_examples(examples, pool, cache)
    assert again.executed == 1
    assert again.problems == whole.problems == ()
    assert run_examples(examples, pool, cache).executed == 0


def test_a_truncated_entry_is_run_again(
    cache: OutcomeCache, examples: tuple[Example, ...], pool: Pool
) -> None:
    run_examples(examples, pool, cache)
    (file,) = cache.folder.glob("*/*.json")
    file.write_bytes(file.read_bytes()[:-5])
    assert run_examples(examples, pool, cache).executed == 1


@pytest.mark.parametrize("change", [("print(1)", "1 / 0"), ("text\n1", "text\n2")])
def test_failures_are_not_kept(
    change: tuple[str, str], cache: OutcomeCache, pool: Pool, vocabulary: Vocabulary
) -> None:
    page = read_page("docs/page.md", PAGE.replace(*change), vocabulary)
    for _ in range(2):
        results = run_examples(page.examples, pool, cache)
        assert results.executed == 1
        assert len(results.problems) == 1
    assert not list(cache.folder.glob("*/*"))
    with pytest.raises(ValueError, match="failures are not kept"):
        cache.put("0" * 64, Outcome(failure=Failure("it fails")))


def test_the_key_is_of_code_and_limits(
    examples: tuple[Example, ...], vocabulary: Vocabulary
) -> None:
    (example,) = examples
    moved = read_page("docs/other.md", "\n\n\n" + PAGE, vocabulary).examples[0]
    changed = read_page("docs/page.md", PAGE.replace("print(1)", "print(1 )"), vocabulary).examples[
        0
    ]
    slower = Example(**{**vars(example), "limits": Limits(time=99)})
    assert outcome_key(moved) == outcome_key(example)
    assert len({outcome_key(one) for one in (example, changed, slower)}) == 3


def test_what_shows_its_own_place_is_not_kept(
    cache: OutcomeCache, pool: Pool, vocabulary: Vocabulary
) -> None:
    """Lines above it would move it, and the page would show where it once was."""
    code = "import sys\n\nprint(sys._getframe().f_code.co_filename)"
    page = PAGE.replace("print(1)", code).replace("text\n1", "text\ndocs/page.md")
    for _ in range(2):
        results = run_examples(read_page("docs/page.md", page, vocabulary).examples, pool, cache)
        assert (results.problems, results.executed) == ((), 1)


def test_a_full_disk_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "outcomes"
    file.write_text("where a folder should be")
    with pytest.raises(OSError, match=f"keeping outcomes in {file}"):
        OutcomeCache(file).put("a" * 64, Outcome(stdout="1\n"))


def test_what_is_old_and_unused_goes(cache: OutcomeCache) -> None:
    cache.put("a" * 64, Outcome(stdout="1\n"))
    cache.put("b" * 64, Outcome(stdout="2\n"))
    old = time.time() - 100 * 24 * 3600
    (file,) = cache.folder.glob("aa/*")
    os.utime(file, (old, old))
    half_written = file.with_name(".half")
    half_written.write_text("half")
    os.utime(half_written, (old, old))
    cache.prune()
    assert [file.name[0] for file in cache.folder.glob("*/*")] == ["b"]
