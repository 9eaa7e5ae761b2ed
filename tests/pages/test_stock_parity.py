"""Our reader of pages and the stock runner find the same examples, everywhere under docs/."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml
from pytest_codeblocks.main import extract_from_file

from handbook.pages.page import read_page
from handbook.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"]

PIECES = (
    "# Title",
    "Prose with `code`, a ```tick``` and <!-- a comment -->.",
    "- a list\n- of two",
    "```python\nx = 1\n```",
    "```python\nprint(2)\n```\n\n<!--pytest-codeblocks:expected-output-->\n\n```text\n2\n```",
    "```python\ny = 1\n```\n\nProse.\n\n<!--pytest-codeblocks:cont-->\n\n```python\nprint(y)\n```",
    "```console\n$ ls\n```",
    "````markdown\n```python\nnot run\n```\n````",
    "<!-- figure: no example -->",
    '<!--pytest.mark.skip(reason="no GPU")-->\n\n```python\nz = 1\n```',
    "> a quotation",
    "    indented text",
    "```python\nif True:\n\n    text = '''\n  # not a heading\n'''\n```",
)


def assert_same(file: Path, vocabulary: Vocabulary) -> None:
    page = read_page(file.name, file.read_text(encoding="utf-8"), vocabulary)
    stock = [block for block in extract_from_file(file) if block.syntax in ("python", "sh", "bash")]
    ours = [(example.line, example.code, example.expected_text) for example in page.examples]
    theirs = [(block.lineno, block.code, block.expected_output or "") for block in stock]
    assert ours == theirs


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_pages_have_the_same_examples(file: Path, vocabulary: Vocabulary) -> None:
    assert_same(file, vocabulary)


@pytest.mark.parametrize("seed", range(40))
def test_shuffled_pages_have_the_same_examples(
    seed: int, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    pieces = random.Random(seed).choices(PIECES, k=12)
    file = tmp_path / "page.md"
    file.write_text("\n\n".join(pieces) + "\n", encoding="utf-8")
    assert_same(file, vocabulary)


def test_what_only_one_of_them_sees_is_a_problem(vocabulary: Vocabulary, tmp_path: Path) -> None:
    """Wherever they differ on a page that is wrong, our reader says that it is wrong."""
    compared = 0
    for fault in sorted((ROOT / "tests" / "faults").glob("*.yml")):
        text = yaml.safe_load(fault.read_text(encoding="utf-8"))["page"]
        file = tmp_path / "page.md"
        file.write_text(text, encoding="utf-8")
        page = read_page("docs/page.md", text, vocabulary)
        try:
            assert_same(file, vocabulary)
        except (AssertionError, RuntimeError):
            compared += 1
            assert page.problems, fault.name
    assert compared > 5
