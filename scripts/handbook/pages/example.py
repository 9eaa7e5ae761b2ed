"""Find a page's examples: in go its blocks, out come the examples as readers see them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handbook.pages.blocks import Block, Comment, Fence, Heading
from handbook.problem import Problem

STOCK_RUNNER = "stock runner:"
"""How the reason of a mark begins that only the stock runner has to heed."""

_DEFAULT_TIME_LIMIT = 60.0
_DEFAULT_MEMORY = 2.0
_MOST = 3600.0
"""Seconds or GiB beyond which a setting is a slip."""

_STOCK = re.compile(r"[-\s]*pytest-codeblocks:(.*)")


@dataclass(frozen=True)
class Limits:
    """What one example may use."""

    time: float = _DEFAULT_TIME_LIMIT
    """Seconds on the wall."""
    memory: float = _DEFAULT_MEMORY
    """GiB of data, for each process."""


@dataclass(frozen=True)
class Example:
    """One piece of code that runs on its own: a fence and those that go on from it."""

    path: str
    """The page, relative to the project, with forward slashes."""
    fences: tuple[Fence, ...]
    expected: Fence | None = None
    """The fence that shows the output."""
    not_run: str | None = None
    """Why the build does not run it; None where it does."""
    not_run_by_stock: str | None = None
    """Why only the stock runner can't run it."""
    alternatives: tuple[str, ...] = ()
    """The text alternatives of its figures."""
    limits: Limits = field(default_factory=Limits)
    answer: str | None = None
    """The id of the answer in which it stands."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"

    @property
    def line(self) -> int:
        """The line of its first fence."""
        return self.fences[0].line

    @property
    def code(self) -> str:
        """Its code as the stock runner joins it."""
        return "".join(fence.code for fence in self.fences)

    @property
    def line_numbers(self) -> tuple[int, ...]:
        """For each line of `code`, the number of that line in the page."""
        return tuple(number for fence in self.fences for number in fence.lines)

    @property
    def expected_text(self) -> str:
        """The output that the page shows; empty where it shows none."""
        return self.expected.code if self.expected else ""


class _Finder:
    """Walks the blocks of one page; its state is what stands directly above the next fence."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.examples: list[Example] = []
        self.problems: list[Problem] = []
        self.answer: str | None = None
        self.latest_fence: Fence | None = None
        self.is_adjacent = False
        self.forget()

    def forget(self) -> None:
        """Nothing stands directly above the next fence."""
        self.continues: Comment | None = None
        self.expects: Comment | None = None
        self.mark: tuple[Comment, str, bool] | None = None
        self.limits: tuple[Comment, Limits] | None = None

    def report(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, message))

    def refuse_pending(self) -> None:
        """Report comments about a fence that no fence follows."""
        pending = (
            self.continues,
            self.expects,
            self.mark and self.mark[0],
            self.limits and self.limits[0],
        )
        for comment in filter(None, pending):
            self.report(comment.line, f"no fence follows <!--{comment.text}-->")
        self.forget()

    def find(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            match block:
                case Comment():
                    self.take_comment(block)
                case Fence(language="python"):
                    self.take_python(block)
                case Fence():
                    self.take_other_fence(block)
                case Heading():
                    self.refuse_pending()
                    if block.level <= 2:
                        self.latest_fence = None  # no example goes on in the next answer
                        self.answer = block.id if block.level == 2 else None
                case _:
                    self.refuse_pending()
            # Comments do not come between an example and what belongs to it.
            if not isinstance(block, Comment):
                self.is_adjacent = isinstance(block, Fence)
        self.refuse_pending()

    def take_comment(self, comment: Comment) -> None:
        text = comment.text.strip()
        if found := _STOCK.match(text):
            self.take_stock_comment(comment, found[1].strip("- "))
        elif text.startswith("pytest.mark."):
            self.take_mark(comment, text)
        elif text.startswith("example:"):
            self.take_limits(comment, text)
        elif text.startswith("figure:"):
            self.take_figure(comment, text)
        elif re.match(r"(pytest|example|figure)\b", text, re.IGNORECASE):
            self.report(comment.line, f"what is <!--{comment.text}--> meant to say? See README.md")

    def take_stock_comment(self, comment: Comment, keyword: str) -> None:
        if keyword == "cont":
            if not self.follows_example() or self.examples[-1].expected:
                self.report(comment.line, "'cont' has to follow a ```python fence without output")
            else:
                self.continues = comment
        elif keyword == "expected-output":
            is_expecting = self.follows_example() and not self.examples[-1].expected
            if not is_expecting or not self.is_adjacent or self.expects:
                self.report(comment.line, "expected output has to stand directly below its example")
            if is_expecting:
                self.expects = comment
        else:
            self.report(comment.line, f"'pytest-codeblocks:{keyword}' is not used here")

    def follows_example(self) -> bool:
        """Whether the latest fence is an example's, as the stock runner assumes."""
        return bool(self.examples) and self.latest_fence is self.examples[-1].fences[-1]

    def take_mark(self, comment: Comment, text: str) -> None:
        reason = self.read_reason(comment, text)
        if reason is None:
            return
        if self.mark:
            self.report(comment.line, "a second mark for the same example")
        is_stock = text.startswith("pytest.mark.skipif")
        if is_stock and not reason.startswith(STOCK_RUNNER):
            self.report(comment.line, f"the reason of a skipif has to begin with '{STOCK_RUNNER}'")
        self.mark = (comment, reason, is_stock)

    def read_reason(self, comment: Comment, text: str) -> str | None:
        """The reason of `pytest.mark.skip(reason=…)` or `skipif(…, reason=…)`."""
        try:
            call = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError):
            call = None
        if (
            isinstance(call, ast.Call)
            and ast.unparse(call.func) in ("pytest.mark.skip", "pytest.mark.skipif")
            and len(call.args) == (1 if ast.unparse(call.func).endswith("if") else 0)
            and [keyword.arg for keyword in call.keywords] == ["reason"]
            and isinstance(call.keywords[0].value, ast.Constant)
            and isinstance(call.keywords[0].value.value, str)
            and call.keywords[0].value.value.strip()
        ):
            return call.keywords[0].value.value.strip()
        self.report(
            comment.line,
            'the only marks are pytest.mark.skip(reason="…") and '
            f'pytest.mark.skipif(True, reason="{STOCK_RUNNER} …")',
        )
        return None

    def take_limits(self, comment: Comment, text: str) -> None:
        values: dict[str, float] = {}
        for setting in text.removeprefix("example:").split():
            name, _, value = setting.partition("=")
            try:
                number = float(value)
            except ValueError:
                number = float("nan")
            if name not in ("time_limit", "memory") or not 0 < number <= _MOST:
                self.report(
                    comment.line,
                    f"{setting!r} is no setting: time_limit=SECONDS and memory=GIB are",
                )
            else:
                values[name] = number
        limits = Limits(
            time=values.get("time_limit", _DEFAULT_TIME_LIMIT),
            memory=values.get("memory", _DEFAULT_MEMORY),
        )
        self.limits = (comment, limits)

    def take_figure(self, comment: Comment, text: str) -> None:
        alternative = " ".join(text.removeprefix("figure:").split())
        if not alternative:
            self.report(comment.line, "the figure's text alternative is empty")
        latest = self.examples[-1] if self.examples else None
        if (
            latest is None
            or not self.is_adjacent
            or self.latest_fence not in (latest.fences[-1], latest.expected)
        ):
            self.report(
                comment.line, "a figure's text alternative stands directly below its example"
            )
            return
        self.examples[-1] = replace(latest, alternatives=(*latest.alternatives, alternative))

    def take_python(self, fence: Fence) -> None:
        if self.expects:
            self.report(self.expects.line, "expected output stands in a ```text fence")
        if self.continues:
            if self.mark or self.limits:
                self.report(
                    fence.line,
                    "marks and settings stand above the first fence of an example, "
                    "not above one that goes on from it",
                )
            latest = self.examples[-1]
            self.examples[-1] = replace(latest, fences=(*latest.fences, fence))
        else:
            reason, is_stock = (self.mark[1], self.mark[2]) if self.mark else (None, False)
            self.examples.append(
                Example(
                    path=self.path,
                    fences=(fence,),
                    not_run=None if is_stock else reason,
                    not_run_by_stock=reason if is_stock else None,
                    limits=self.limits[1] if self.limits else Limits(),
                    answer=self.answer,
                )
            )
        self.latest_fence = fence
        self.forget()

    def take_other_fence(self, fence: Fence) -> None:
        latest = self.examples[-1] if self.examples else None
        if latest and self.expects and self.follows_example():
            if fence.language != "text":
                self.report(fence.line, "expected output stands in a ```text fence")
            if latest.not_run:
                self.report(self.expects.line, "an output that no run confirms: it is not run here")
            self.examples[-1] = replace(latest, expected=fence)
            self.expects = None
        elif (
            latest
            and fence.language == "text"
            and self.is_adjacent
            and self.latest_fence in (latest.fences[-1], latest.expected)
        ):
            self.report(
                fence.line,
                "this looks like the output of the example above, and nobody compares it: write "
                "<!--pytest-codeblocks:expected-output--> above it, or say in words what it is",
            )
        self.refuse_pending()
        self.latest_fence = fence


def find_examples(
    blocks: Sequence[Block], path: str
) -> tuple[tuple[Example, ...], tuple[Problem, ...]]:
    """The examples of a page, and what is wrong with how they are written."""
    finder = _Finder(path)
    finder.find(blocks)
    return tuple(finder.examples), tuple(finder.problems)
