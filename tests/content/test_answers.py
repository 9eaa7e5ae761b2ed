"""What every page and answer of the handbook has to hold, beyond what a build checks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.mutation.mutants import make_mutants
from handbook.mutation.survivors import read_survivors
from handbook.pages.blocks import Heading, Prose
from handbook.pages.page import Answer, Page, read_pages
from handbook.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
PAGES = read_pages(ROOT, ROOT / "docs", read_vocabulary(ROOT / "scripts" / "vocabulary.yml"))
ANSWERS = [pytest.param(page, answer, id=answer.id) for page in PAGES for answer in page.answers]

NOT_RUN: dict[str, str] = {
    "docs/pytorch/installation-and-devices.md:616": "needs CUDA",
    "docs/pytorch/installation-and-devices.md:1251": "needs CUDA",
}
"""Every example that the build does not run, `page:line`, with its reason."""


def parts_of(page: Page, answer: Answer) -> list[str]:
    """The leads of an answer's paragraphs, such as "Sources."."""
    later = [block.line for block in page.blocks if isinstance(block, Heading) and block.level <= 2]
    end = min((line for line in later if line > answer.line), default=10**9)
    return [
        found[1]
        for block in page.blocks
        if isinstance(block, Prose)
        and answer.line < block.line < end
        and (found := re.match(r"\*\*([^*]+)\*\*", block.text))
    ]


def test_what_is_not_run_is_listed() -> None:
    found = {
        str(example): example.not_run
        for page in PAGES
        for example in page.examples
        if example.not_run
    }
    assert found == NOT_RUN


@pytest.mark.parametrize(("page", "answer"), ANSWERS)
def test_an_answer_has_its_parts(page: Page, answer: Answer) -> None:
    parts = parts_of(page, answer)
    wanted = ["Say it.", "The trap.", "They ask next.", "Sources."]
    if answer.metadata.kind == "story" and "The trap." not in parts:
        wanted.remove("The trap.")
    assert [part for part in parts if part in wanted] == wanted
    if answer.metadata.kind != "story":
        assert answer.examples, "no claim of it is proven"


@pytest.mark.parametrize(
    ("page", "answer"),
    [one for one in ANSWERS if one.values[0].path.startswith("docs/implement/")],
)
def test_what_is_implemented_can_be_solved_first(page: Page, answer: Answer) -> None:
    wanted = [
        "Say it.",
        "The task.",
        "Hints.",
        "A solution.",
        "The check.",
        "Complexity.",
        "The trap.",
        "They ask next.",
        "Sources.",
    ]
    assert answer.metadata.kind == "code"
    assert [part for part in parts_of(page, answer) if part in wanted] == wanted
    assert answer.exercise


@pytest.mark.parametrize(("page", "answer"), ANSWERS)
def test_a_spoken_answer_is_whole_sentences(page: Page, answer: Answer) -> None:
    assert answer.short[0].isupper()
    assert answer.short.endswith(".")
    assert 1 <= len(re.findall(r"[.?!](?:\s|$)", answer.short)) <= 3
    assert not re.search(r"\bit depends\b", answer.short, re.IGNORECASE)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.examples], ids=lambda page: page.path
)
def test_examples_fit_a_phone_and_a_glance(page: Page) -> None:
    for example in page.examples:
        for fence in example.fences:
            lines = fence.code.splitlines()
            # A class can't be cut in two, nor can a check's loop over its cases.
            parts = [line for line in lines if re.match(r"(class|def|@|[^\s)#])", line)]
            most = (
                32
                if (
                    page.path.startswith("docs/implement/")
                    or any(line.startswith("class ") for line in parts)
                )
                else 20
            )
            assert len(lines) <= most, f"{page.path}:{fence.line}: {len(lines)} lines"
            for number, line in zip(fence.lines, lines, strict=True):
                assert len(line) <= 72, f"{page.path}:{number}: {len(line)} columns"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_documentation_is_cited_in_the_version_that_was_verified(page: Page) -> None:
    for url in re.findall(r"https?://(?:docs\.)?pytorch\.org/docs/[^\s)>\"]*", page.text):
        version = url.split("/docs/")[1].split("/")[0]
        assert version not in ("stable", "main", "master"), f"{page.path}: {url}"


def test_what_may_survive_is_still_a_mutant() -> None:
    """The lists of mutants that nobody has to notice name changes that are still made."""
    made = {page.path: {one.change for one in make_mutants(page)} for page in PAGES}
    listed = read_survivors(ROOT / "tests" / "survivors")
    assert [one for one in listed if one.change not in made[one.path]] == []
    assert len({(one.path, one.change) for one in listed}) == len(listed)


def test_the_stock_runner_passes() -> None:
    """Plain `pytest --codeblocks`, which knows nothing of our own runner."""
    files = sorted(
        {file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").rglob("*.md")}
        | {"README.md"}
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--codeblocks", "-q", "-W", "default", *files],
        cwd=ROOT,
        # One thread: with several, torch waits for the other tests at each operation.
        env={**os.environ, "MPLBACKEND": "svg", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert re.search(r"\d+ passed", done.stdout)
