"""What the reader of pages takes for a page, and where things are on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.pages.page import page_files, read_page, read_pages
from handbook.running.environment import needed_modules
from handbook.vocabulary import Vocabulary


@pytest.mark.parametrize("text", ["", "\n\n", "Text.\n", "---\ntitle: X\n---\n"])
def test_a_topic_may_be_empty_while_it_is_written(text: str, vocabulary: Vocabulary) -> None:
    page = read_page("docs/pytorch/new.md", text, vocabulary)
    assert (page.problems, page.answers) == ((), ())


def test_hidden_files_and_folders_are_no_pages(tmp_path: Path) -> None:
    for name in ("page.md", "area/page.md", ".draft.md", ".git/page.md", "text.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("# T\n")
    (tmp_path / "folder.md").mkdir()
    # What Emacs leaves beside a file that is being edited.
    (tmp_path / ".#page.md").symlink_to("somebody@somewhere.123")
    names = [file.relative_to(tmp_path).as_posix() for file in page_files(tmp_path)]
    assert names == ["area/page.md", "page.md"]


def test_a_file_that_is_not_utf_8_is_a_problem(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_bytes(b"# T\n\n\xff\n")
    (page,) = read_pages(tmp_path, tmp_path / "docs", vocabulary)
    assert [str(problem) for problem in page.problems] == ["docs/page.md:3: this is not UTF-8"]


def test_lines_are_found_outside_fences(vocabulary: Vocabulary) -> None:
    text = "# T\n\n```python\nx = 1\n```\n\n    x = 1\n    y = 2\n"
    page = read_page("docs/page.md", text, vocabulary)
    assert page.line_of("x = 1\ny = 2\n") == 7
    assert page.line_of("nowhere") == 1


@pytest.mark.parametrize("code", ["x = = 1", "\0", "-" * 100_000 + "1", "(" * 5000])
def test_code_that_cannot_be_parsed_needs_nothing(code: str) -> None:
    assert needed_modules(code) == ()


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("**Sources.**", "'**Sources.**' is empty"),
        ("**They ask next.**\n\n**Sources.** None.", "'**They ask next.**' is empty"),
        ("**The trap.** *Tempting:* *But* *Instead:*", "the trap says neither"),
        ("<!-- todo: the example -->", "to do: the example"),
    ],
)
def test_a_part_with_nothing_in_it_is_named(
    part: str, message: str, vocabulary: Vocabulary
) -> None:
    answer = (
        "# T\n\n## Why? { #why }\n\n<!-- answer\nkind: story\nlevel: junior\npriority: core\n"
        "sources: []\ntags: [tensors]\npoints:\n  - junior: a\n  - mid: b\n  - senior: c\n"
        f"follow_ups: []\n-->\n\n**Say it.** So it is.\n\n{part}\n"
    )
    (problem,) = read_page("docs/pytorch/page.md", answer, vocabulary).problems
    assert message in problem.message
    assert problem.line == 20
