"""What becomes of a solution on its way to the file to solve, and what that file says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from handbook.pages.page import Answer, Page, read_page
from handbook.rendering.answer_page import render_page
from handbook.rendering.plain import plain_lines
from handbook.rendering.stubs import signature, solved, stub
from handbook.vocabulary import Vocabulary

CONT = "<!--pytest-codeblocks:cont-->"
SOLUTION = '''\
import math
from dataclasses import dataclass

LIMIT = 3  # kept, with its words


def _secret(x):
    return x + 1


@decorate(lambda: 1)
def twice(
    x: dict[str, int],  # told
    key=lambda value: value,
):  # not told
    """Return the double.

    Of any shape.
    """
    # the trick
    return _secret(x) * 2 - 2


@dataclass
class Point:
    """A place."""

    x: float
    hidden = 5

    def _help(self):
        return self.x

    @staticmethod
    def of(x): return Point(x)

    @torch.no_grad()
    def move(self, by):
        """Go there."""
        self.x += by
'''
CHECK = "assert twice(1) == 2"


def answered(vocabulary: Vocabulary, solution: str, check: str) -> tuple[Page, Answer]:
    text = f"""# Topic

## Implement `twice` {{ #twice }}

<!-- answer
kind: code
level: junior
priority: core
sources: []
tags: [tensors]
points:
  - junior: one
  - mid: two
  - senior: three
follow_ups: []
-->

**Say it.** It is this.

**The task.** Write `twice(x)`.

**Hints.**

1. Add.

**A solution.** It adds:

```python
{solution}```

**The check.** It is two:

{CONT}

```python
{check}
```

**Complexity.** One addition.
"""
    page = read_page("docs/implement/page.md", text, vocabulary)
    assert page.problems == ()
    return page, page.answers[0]


def test_bodies_and_what_tells_of_them_are_left_out(vocabulary: Vocabulary) -> None:
    page, answer = answered(vocabulary, SOLUTION, CHECK)
    assert answer.exercise
    assert signature(answer.exercise) == (
        "def twice(\n    x: dict[str, int],  # told\n    key=lambda value: value,\n):\n"
        '    """Return the double.\n\n    Of any shape.\n    """\n    ...\n\n'
        '@dataclass\nclass Point:\n    """A place."""\n    x: float\n\n'
        "    @staticmethod\n    def of(x):\n        ...\n\n"
        '    def move(self, by):\n        """Go there."""\n        ...\n'
    )
    text = stub(page, answer, "")
    assert "import math\nfrom dataclasses import dataclass\n\nLIMIT = 3  # kept" in text
    assert 'raise NotImplementedError("write Point.move")' in text
    for secret in ("_secret", "trick", "not told", "hidden", "no_grad", "_help", "Point(x)"):
        assert secret not in text


def test_a_private_helper_that_the_check_uses_is_to_be_written(vocabulary: Vocabulary) -> None:
    page, answer = answered(vocabulary, SOLUTION, "assert _secret(1) == 2")
    assert "def _secret(x):" in stub(page, answer, "")


def test_hints_and_solution_are_folded_and_the_check_goes_on(vocabulary: Vocabulary) -> None:
    page, _ = answered(vocabulary, "def twice(x):\n    return 2 * x\n", CHECK)
    lines = [line for line in render_page(page).splitlines() if line.strip()]
    task = lines.index('<div class="hb-task" markdown="1">')
    assert lines[task + 1 : task + 5] == [
        "**The task.** Write `twice(x)`.",
        "```python",
        "def twice(x):",
        "    ...",
    ]
    fold = lines.index('<details class="hb-fold hb-fold--hints" id="hints-twice" markdown="1">')
    assert lines[fold + 1 : fold + 4] == ["<summary>Hints</summary>", "1. Add.", "</details>"]
    fold = next(n for n, line in enumerate(lines) if 'id="solution-twice"' in line)
    end = lines.index("</details>", fold)
    assert lines[fold + 2] == "It adds:"
    assert lines[end - 1] == "</div>"
    assert lines[end + 1].startswith("**The check.**")


SAYINGS = {
    "a bare assertion": (
        "return x",
        "for case in ('one', 'two'):\n    n = 2\n    assert twice(n) == 4",
        "expected twice(n) == 4; case = 'one'; n = 2",
    ),
    "an assertion with words": (
        "return x",
        "n = twice(1)\nassert n == 2, f'{n} is no double'",
        "1 is no double; expected n == 2",
    ),
    "an error in what was written": (
        "return x / 0",
        "for case in ('one', 'two'):\n    twice(1)",
        "ZeroDivisionError in twice, line 15: division by zero; case = 'one'",
    ),
    "an error in the check": (
        "return None",
        "twice(1).sum()",
        "AttributeError: 'NoneType' object has no attribute 'sum'",
    ),
    "words on several lines": (
        "return x",
        "if twice(1) != 2:\n    raise AssertionError('Not\\n\\nequal!')",
        "Not; equal",
    ),
}
"""The body of `twice`, a check, and what is said of it."""


@pytest.mark.parametrize("kind", SAYINGS)
def test_one_line_says_what_is_wrong(vocabulary: Vocabulary, tmp_path: Path, kind: str) -> None:
    body, check, said = SAYINGS[kind]
    solution = f"def twice(x):\n    {body}\n"
    page, answer = answered(vocabulary, solution, check)
    file = tmp_path / "twice.py"
    file.write_text(solved(page, answer, "", solution), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (1, "")
    place, _, message = done.stdout.rstrip("\n").partition(": ")
    assert message == said
    name, _, line = place.partition(":")
    assert name == "twice.py"
    assert file.read_text(encoding="utf-8").splitlines()[int(line) - 1].strip() in check


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Write `f(**k)` for *all* [cases](x.md#y).", "Write `f(**k)` for all cases."),
        (r"$X W_1^\top + \mathbf{b}_1$", "X W_1ᵀ + b_1"),
        (r"$$\frac{1}{B} \sum_i \sqrt{x_i} \lt 2$$", "1/B Σ_i sqrt(x_i) < 2"),
        ("| A | B |\n|---|---|\n| $x$ | y |", "| A | B |\n|---|---|\n| x | y |"),
        ("1. one\n2. two", "1. one\n2. two"),
    ],
)
def test_a_task_is_told_without_markup(markdown: str, plain: str) -> None:
    assert plain_lines(markdown) == plain
