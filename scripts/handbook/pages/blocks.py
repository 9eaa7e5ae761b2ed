"""Split a page into blocks: in goes Markdown, out come headings, comments, fences and prose.

The page is read line by line, because what counts is what the stock `pytest-codeblocks` runner
sees, and it reads lines too. Wherever that runner and a Markdown renderer would see different
fences, the page has a problem: code that a reader sees must be code that is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from handbook.problem import Problem

_FENCE = re.compile(r"(?P<indent>\s*)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
# A fence inside a list item, a quotation or a comment, which the stock runner passes by.
_NESTED_FENCE = re.compile(r"\s*(?:(?:[>*+-]|\d+[.)]|<!--)\s*)+(?:`{3,}|~{3,})(?P<info>[^`]*)$")
_PYTHON_LIKE = re.compile(r"i?py|jupyter|doctest", re.IGNORECASE)
_SHELL = frozenset({"sh", "bash", "zsh", "shell"})
_PROGRAM_COMMENT = re.compile(r"\s+<!--[-\s]*(?:pytest|example:|figure:|answer\b)", re.IGNORECASE)
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*?)(?:\s*\{\s*(?P<attributes>[^{}]*)\})?\s*$")
_ID = re.compile(r"#([a-z0-9]+(?:-[a-z0-9]+)*)$")

UNSHOWABLE = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
"""Characters that a page can't show as they are: controls, tabs, invisible ones, and those that
only some programs take for the end of a line or that turn the order of others round."""


@dataclass(frozen=True)
class Heading:
    """A `#` heading."""

    line: int
    level: int
    text: str
    id: str | None


@dataclass(frozen=True)
class Comment:
    """An HTML comment that stands on lines of its own."""

    line: int
    end: int
    text: str
    """What stands between `<!--` and `-->`, as written."""


@dataclass(frozen=True)
class Fence:
    """A fenced block."""

    line: int
    """The line of the opening fence."""
    end: int
    """The line of the closing fence."""
    language: str
    code: str
    """The lines between, each with its line break."""

    @property
    def lines(self) -> range:
        """The page's numbers of the lines between the fences."""
        return range(self.line + 1, self.end)


@dataclass(frozen=True)
class Prose:
    """Consecutive lines that are none of the other kinds."""

    line: int
    end: int
    text: str


Block = Heading | Comment | Fence | Prose


@dataclass
class Scan:
    """What one page holds, in the order of its lines."""

    blocks: list[Block] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    """All fenced blocks, also those that start elsewhere than in column 0."""
    problems: list[Problem] = field(default_factory=list)


def lines_of(text: str) -> list[str]:
    """The lines of a page or an output; only a line feed ends one, as in other readers of pages."""
    return text.removesuffix("\n").split("\n")


def language_of(info: str) -> str:
    """The language that a fence's info string names: `{.Python linenos}` gives `Python`."""
    words = info.strip().strip("{}").strip().split()
    return words[0].lstrip(".") if words else ""


def is_python_like(info: str) -> bool:
    """Whether a reader would take a fence with this info string for Python."""
    words = [language_of(info), *re.findall(r"(?<=[\s{]\.)\w+", info)]
    return any(_PYTHON_LIKE.match(word) for word in words)


class _Reader:
    """Reads one page; its state is the line that comes next."""

    def __init__(self, text: str, path: str) -> None:
        self.lines = lines_of(text)
        self.path = path
        self.position = 0
        self.scan = Scan()
        self.prose: list[tuple[int, str]] = []

    def report(self, line: int, message: str) -> None:
        self.scan.problems.append(Problem(self.path, line, message))

    def add(self, block: Block) -> None:
        self.end_prose()
        self.scan.blocks.append(block)

    def end_prose(self) -> None:
        if self.prose:
            text = "\n".join(line for _, line in self.prose)
            self.scan.blocks.append(Prose(self.prose[0][0], self.prose[-1][0], text))
            self.prose = []

    def numbered(self) -> Iterator[tuple[int, str]]:
        """The lines that are left, each with its number; reading one takes it."""
        while self.position < len(self.lines):
            self.position += 1
            yield self.position, self.lines[self.position - 1]

    def read(self) -> Scan:
        self.check_characters()
        self.skip_front_matter()
        for number, line in self.numbered():
            if not line.strip():
                self.end_prose()
            elif match := _FENCE.match(line):
                self.read_fence(number, line, match)
            elif line.startswith("<!--"):
                self.read_comment(number, line)
            elif _PROGRAM_COMMENT.match(line):
                self.report(number, "a comment for programs that does not begin in column 0")
            elif match := _NESTED_FENCE.match(line):
                self.check_nested_fence(number, match["info"])
                self.prose.append((number, line))
            elif line.startswith("#"):
                self.read_heading(number, line)
            else:
                self.read_prose(number, line)
        self.end_prose()
        return self.scan

    def check_characters(self) -> None:
        for number, line in enumerate(self.lines, start=1):
            if found := UNSHOWABLE.search(line):
                self.report(
                    number,
                    f"the character U+{ord(found[0]):04X}, a tab, a control or an invisible one: "
                    "readers could not see or copy it",
                )

    def skip_front_matter(self) -> None:
        if not self.lines or self.lines[0].rstrip() != "---":
            return
        for number, line in enumerate(self.lines[1:], start=2):
            if line.rstrip() in ("---", "..."):
                self.position = number
                return
            if line.lstrip().startswith(("```", "~~~")):
                self.report(number, "a fence in the front matter, where readers do not see it")
        self.report(1, "the front matter that opens here is not closed by a line of ---")
        self.position = len(self.lines)

    def check_nested_fence(self, number: int, info: str) -> None:
        language = language_of(info)
        if is_python_like(info) or language in _SHELL or not language:
            self.report(
                number,
                "a fence that is not in column 0: the stock runner passes it by; "
                "take it out of the list, quotation or comment",
            )

    def read_fence(self, number: int, line: str, match: re.Match[str]) -> None:
        ticks, info = match["ticks"], match["info"]
        self.check_opening(number, line, match)
        code: list[str] = []
        for inner_number, inner in self.numbered():
            if inner.rstrip() == match["indent"] + ticks:
                break
            if inner.lstrip().startswith(ticks):
                self.report(
                    inner_number,
                    f"a line inside the fence of line {number} begins with {ticks}: the stock "
                    "runner ends the fence here, a Markdown renderer does not",
                )
            elif ticks[0] == "~" and inner.lstrip().startswith("```"):
                self.report(
                    inner_number,
                    "a fence of backticks inside one of tildes: the stock runner would run it",
                )
            code.append(inner + "\n")
        else:
            self.report(number, "a fence that is not closed")
            return
        fence = Fence(number, self.position, info.strip(), "".join(code))
        self.scan.fences.append(fence)
        if line.startswith("`"):
            self.add(fence)
        else:
            self.end_prose()

    def check_opening(self, number: int, line: str, match: re.Match[str]) -> None:
        info = match["info"]
        language = language_of(info)
        if is_python_like(info):
            if line != "```python":
                self.report(
                    number,
                    f"{line!r} is not run: an example begins with exactly ```python in column 0",
                )
        elif language in _SHELL:
            self.report(
                number, f"the stock runner executes {language} fences: write ```console instead"
            )
        elif not language:
            self.report(number, "a fence without a language: write ```text, ```console, ```python")

    def read_comment(self, number: int, line: str) -> None:
        parts = [line[len("<!--") :]]
        while "-->" not in parts[-1]:
            if self.position == len(self.lines):
                self.report(number, "a comment that is not closed")
                return
            inner = self.lines[self.position]
            self.position += 1
            if inner.lstrip().startswith(("```", "~~~")):
                self.report(
                    self.position,
                    "a fence inside a comment: readers do not see it, the stock runner runs it",
                )
            parts.append(inner)
        text, rest = "\n".join(parts).split("-->", 1)
        self.add(Comment(number, self.position, text))
        if rest.strip():
            self.prose.append((self.position, rest))

    def read_heading(self, number: int, line: str) -> None:
        match = _HEADING.match(line)
        if match is None:
            self.report(number, "a line that begins with # and is no heading: '#', a space, a text")
            return
        attributes = (match["attributes"] or "").strip()
        found = _ID.match(attributes)
        if attributes and not found:
            self.report(
                number,
                f"{{ {attributes} }} is no id: write {{ #small-letters-digits-and-hyphens }}",
            )
        self.add(Heading(number, len(match["marks"]), match["text"], found[1] if found else None))

    def read_prose(self, number: int, line: str) -> None:
        if self.prose and re.fullmatch(r"(-{2,}|=+)\s*", line):
            self.report(number, "this line makes a heading of the text above it: write # or ##")
        self.prose.append((number, line))


def scan_blocks(text: str, path: str) -> Scan:
    """Split a page's text into blocks.

    `path` is what problems name. Blank lines and front matter are in no block. Fences that the
    stock runner and a Markdown renderer would not see alike are reported as problems.
    """
    return _Reader(text, path).read()
