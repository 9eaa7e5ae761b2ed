"""Rewriting outputs changes outputs and nothing else."""

from __future__ import annotations

import pytest

from handbook.pages.outputs import rewrite_outputs
from handbook.pages.page import read_page
from handbook.vocabulary import Vocabulary

OUTPUT = "<!--pytest-codeblocks:expected-output-->"
WITH = f"# T\n\n```python\nprint(1)\n```\n\n{OUTPUT}\n\n```text\nold\n```\n\nProse.\n"
WITHOUT = "# T\n\n```python\nprint(1)\n```\n\nProse.\n"


def rewrite(text: str, printed: str, vocabulary: Vocabulary) -> tuple[str, list[str]]:
    page = read_page("docs/page.md", text, vocabulary)
    new, problems = rewrite_outputs(page, {"docs/page.md:3": printed})
    return new, [str(problem) for problem in problems]


def test_an_output_is_replaced(vocabulary: Vocabulary) -> None:
    assert rewrite(WITH, "new\nlines\n", vocabulary) == (WITH.replace("old", "new\nlines"), [])


def test_an_output_is_added(vocabulary: Vocabulary) -> None:
    assert rewrite(WITHOUT, "old\n", vocabulary) == (WITH, [])


def test_an_output_is_removed(vocabulary: Vocabulary) -> None:
    assert rewrite(WITH, "", vocabulary) == (WITHOUT, [])


def test_a_true_output_stays(vocabulary: Vocabulary) -> None:
    assert rewrite(WITH, "old\n", vocabulary) == (WITH, [])


@pytest.mark.parametrize(
    "printed",
    ["no line break", "```\n", "  ```python\n", "a\rb\n", "a\tb\n", "\x1b[31m\n", "a\u2028\n"],
)
def test_what_a_fence_cannot_show_is_refused(printed: str, vocabulary: Vocabulary) -> None:
    text, problems = rewrite(WITH, printed, vocabulary)
    assert text == WITH
    assert problems[0].startswith("docs/page.md:3: it prints")
