"""Read labs: in go notebooks, out come their cells, what they declare and what is wrong with them.

A lab is stored without outputs, so that nothing in it can be older than the code beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handbook.labs.prose import Heading, headings_of
from handbook.pages.example import Limits
from handbook.pages.links import Link, find_links
from handbook.pages.page import plain_text
from handbook.problem import Problem

LABS = "docs/labs/"
"""Where they are."""

QUESTION, ANSWER = "**The question.**", "**The answer.**"
"""How the paragraphs begin with which a lab opens and closes."""

_WIDEST = 72
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_FIGURE = re.compile(r"#\s*figure:", re.IGNORECASE)
_FIELDS = ("description", "answers", "time_limit", "memory")
_MOST = 3600.0

_USUAL = Limits(time=180)
"""Without AVX a processor needs more than an example's 60 s for one of ours."""


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook."""

    number: int
    """Its place among all cells, counted from 1."""
    id: str
    is_code: bool
    source: str
    alternatives: tuple[str, ...] = ()
    """The text alternatives of its figures: comments at its end, `# figure: …`."""

    @property
    def shown(self) -> str:
        """The source without those comments, which are there for the figures."""
        if not self.alternatives:
            return self.source
        lines = self.source.split("\n")
        return "\n".join(lines[: _first_figure(lines)]).rstrip()


@dataclass(frozen=True)
class Lab:
    """One notebook under docs/labs/."""

    path: str
    """Relative to the project, with forward slashes."""
    title: str
    description: str = ""
    answers: tuple[str, ...] = ()
    """The ids of the answers that it deepens."""
    cells: tuple[Cell, ...] = ()
    limits: Limits = _USUAL
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.removeprefix(LABS).removesuffix(".ipynb")

    @property
    def url(self) -> str:
        """Its page, from the site's root."""
        return f"labs/{self.name}.html"

    @property
    def code(self) -> tuple[Cell, ...]:
        """The cells that run."""
        return tuple(cell for cell in self.cells if cell.is_code)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Those of all cells, in order."""
        return tuple(
            heading
            for cell in self.cells
            if not cell.is_code
            for heading in headings_of(cell.source)
        )

    @property
    def question(self) -> str:
        """The question that it asks, in plain text."""
        return next((text for text in self._paragraphs(QUESTION)), "")

    @property
    def answer(self) -> str:
        """What it found, in plain text."""
        return next((text for text in self._paragraphs(ANSWER)), "")

    def _paragraphs(self, lead: str) -> Iterator[str]:
        for cell in self.cells:
            for paragraph in cell.source.split("\n\n"):
                if not cell.is_code and paragraph.strip().startswith(lead):
                    yield plain_text(paragraph.strip().removeprefix(lead)).strip()

    def links(self) -> Iterator[tuple[Cell, Link]]:
        """Every link of its prose, with its cell."""
        for cell in self.cells:
            if not cell.is_code:
                yield from ((cell, link) for link in find_links(cell.source))

    def problem(self, cell: Cell, message: str, detail: str = "") -> Problem:
        """Something that is wrong with a cell."""
        return Problem(self.path, cell.number, message, detail, cell.id)


def _first_figure(lines: Sequence[str]) -> int:
    """Where the comments for figures begin at the end of a cell; its length where there are none.

    They reach to the end: after the first of them stand comments and blank lines only.
    """
    start = len(lines)
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place].strip()
        if line and not line.startswith("#"):
            break
        if _FIGURE.match(line):
            start = place
    return start


def _alternatives(source: str) -> tuple[str, ...]:
    lines = source.split("\n")
    found: list[str] = []
    for line in lines[_first_figure(lines) :]:
        if start := _FIGURE.match(line.strip()):
            found.append(line.strip()[start.end() :].strip())
        elif found:
            found[-1] += f" {line.strip().removeprefix('#').strip()}"
    return tuple(text.strip() for text in found)


class _Reader:
    """Reads one notebook; what is wrong with it is collected."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def report(self, message: str, number: int = 1, cell: str = "") -> None:
        self.problems.append(Problem(self.path, number, message, cell=cell))

    def read(self, text: str) -> Lab:
        stem = self.path.rpartition("/")[2].removesuffix(".ipynb")
        try:
            data = json.loads(text)
            records, metadata = data["cells"], data["metadata"]
            version = (data["nbformat"], data["nbformat_minor"])
            if not isinstance(records, list) or not isinstance(metadata, dict):
                raise ValueError("its cells are no list, or its metadata no object")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            self.report(f"this is no notebook: {error}")
            return Lab(self.path, stem, problems=tuple(self.problems))
        if version < (4, 5):
            self.report("cells have no ids before nbformat 4.5: save it with a newer Jupyter")
        cells = [self.read_cell(number, one) for number, one in enumerate(records, start=1)]
        seen: set[str] = set()
        for cell in cells:
            if cell.id in seen:
                self.report("its id stands twice", cell.number, cell.id)
            seen.add(cell.id)
        description, answers, limits = self.read_metadata(metadata)
        title = self.read_title(cells) or stem
        self.check_story(cells)
        return Lab(
            self.path, title, description, answers, tuple(cells), limits, tuple(self.problems)
        )

    def read_cell(self, number: int, record: object) -> Cell:
        if not isinstance(record, dict):
            self.report("this is no cell", number, "no id")
            return Cell(number, f"cell-{number}", False, "")
        source = record.get("source", "")
        source = "".join(source) if isinstance(source, list) else str(source)
        name, kind = str(record.get("id", "")), record.get("cell_type")
        if not _CELL_ID.fullmatch(name):
            self.report(
                "it has no id, or none of letters, digits, - and _", number, name or "no id"
            )
            name = f"cell-{number}"
        if kind not in ("code", "markdown"):
            self.report(f"a cell is code or markdown, not {kind!r}", number, name)
        if record.get("attachments"):
            self.report("attachments are not shown: draw the picture in code", number, name)
        if kind != "code":
            return Cell(number, name, False, source)
        if record.get("outputs") or record.get("execution_count") is not None:
            message = "it holds outputs of some run: clean it, python scripts/check_labs.py"
            self.report(message, number, name)
        if not source.strip():
            self.report("it is empty", number, name)
        for place, line in enumerate(source.split("\n"), start=1):
            if len(line) > _WIDEST:
                message = f"line {place} is {len(line)} columns wide; {_WIDEST} fit"
                self.report(message, number, name)
        alternatives = _alternatives(source)
        if not all(alternatives):
            self.report("a figure's text alternative is empty", number, name)
        if "".join(source.split("\n")).count("# figure:") > len(alternatives):
            self.report(
                "'# figure:' comments stand at the cell's end, after all code", number, name
            )
        return Cell(number, name, True, source, alternatives)

    def read_metadata(self, metadata: dict[str, object]) -> tuple[str, tuple[str, ...], Limits]:
        own = metadata.get("handbook")
        if not isinstance(own, dict):
            self.report('its metadata lack "handbook": {"description": "…", "answers": ["id", …]}')
            return "", (), _USUAL
        for name in own:
            if name not in _FIELDS:
                self.report(f"'{name}' is no field of its metadata; {', '.join(_FIELDS)} are")
        description, answers = own.get("description"), own.get("answers")
        if not isinstance(description, str) or not 20 <= len(description) <= 155:
            self.report("its description is no text of 20 to 155 characters")
            description = ""
        if not isinstance(answers, list) or not answers or not all(map(_is_text, answers)):
            self.report("its answers are no list of ids")
            answers = []
        numbers = {}
        for name, usual in (("time_limit", _USUAL.time), ("memory", _USUAL.memory)):
            value = own.get(name, usual)
            if not isinstance(value, int | float) or not 0 < value <= _MOST:
                self.report(f"its {name} is no number up to {_MOST:g}")
                value = usual
            numbers[name] = float(value)
        limits = Limits(numbers["time_limit"], numbers["memory"])
        return description, tuple(map(str, answers)), limits

    def read_title(self, cells: Sequence[Cell]) -> str:
        first = next(iter(cells), None)
        found = headings_of(first.source) if first and not first.is_code else ()
        if not found or found[0].level != 1:
            self.report(
                "its first cell does not begin with '# Title'", 1, first.id if first else ""
            )
            return ""
        for cell in cells:
            for heading in () if cell.is_code else headings_of(cell.source):
                if heading.level == 1 and heading != found[0]:
                    self.report(
                        "a second '# ' heading; sections begin with '## '", cell.number, cell.id
                    )
                if heading.level == 2 and not heading.has_id:
                    message = f"'{heading.text}' has no id: write '## {heading.text} {{ #id }}'"
                    self.report(message, cell.number, cell.id)
        return found[0].text

    def check_story(self, cells: Sequence[Cell]) -> None:
        """It opens with its question, closes with its answer, and runs something between."""
        if not any(cell.is_code for cell in cells):
            self.report("it has no code")
        for name, lead, place in (("first", QUESTION, 0), ("last", ANSWER, -1)):
            cell = cells[place] if cells else None
            if cell is None or cell.is_code or lead not in cell.source:
                number, id_ = (cell.number, cell.id) if cell else (1, "")
                message = f"its {name} cell has no paragraph that begins with '{lead}'"
                self.report(message, number, id_)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def read_lab(path: str, text: str) -> Lab:
    """Read one notebook; what is wrong with it is in its `problems`."""
    return _Reader(path).read(text)


def lab_files(docs: Path) -> list[Path]:
    """Every notebook in the folder of labs, in the order of their names."""
    return sorted(file for file in docs.glob("labs/*.ipynb") if file.name[0] != ".")


def read_labs(root: Path, docs: Path, order: Sequence[str] = ()) -> list[Lab]:
    """Read every lab, in the given order of paths; others come last. Raises OSError."""
    labs = []
    for file in lab_files(docs):
        path = file.relative_to(root).as_posix()
        try:
            labs.append(read_lab(path, file.read_text(encoding="utf-8-sig")))
        except UnicodeDecodeError:
            labs.append(Lab(path, file.stem, problems=(Problem(path, 1, "this is not UTF-8"),)))
    places = {path: place for place, path in enumerate(order)}
    return sorted(labs, key=lambda lab: (places.get(lab.path, len(places)), lab.path))
