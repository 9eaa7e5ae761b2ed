"""Read whole pages: in go files, out come pages with their answers and examples.

A page in a folder of answers (an area) holds one answer below each `## Question { #id }`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from handbook.pages.blocks import Block, Comment, Fence, Heading, Prose, lines_of, scan_blocks
from handbook.pages.example import Example, find_examples
from handbook.pages.exercise import Exercise, find_exercise
from handbook.pages.metadata import Metadata, read_metadata
from handbook.problem import Problem
from handbook.vocabulary import Vocabulary

SPOKEN_LEAD = "**Say it.**"
"""How the paragraph begins that answers the question as one would say it aloud."""

_MOST_DESCRIBED = 155
"""Characters of a description: what search engines show."""

_MOST_SPOKEN_WORDS = 60
_NOT_SPOKEN = re.compile(r"`|\$|\]\(|<[a-z/]|https?:")


@dataclass(frozen=True)
class Answer:
    """A question with its answer."""

    id: str
    title: str
    line: int
    metadata: Metadata
    short: str
    """The spoken answer, in plain text."""
    examples: tuple[Example, ...]
    exercise: Exercise | None = None
    """What it offers to solve; only answers of kind "code" do."""


@dataclass(frozen=True)
class Page:
    """One Markdown file under docs/."""

    path: str
    """Relative to the project, with forward slashes."""
    text: str
    title: str
    """The text of its first `#` heading; the file's name where it has none."""
    blocks: tuple[Block, ...]
    fences: tuple[Fence, ...]
    """All of them, also those inside lists and the like."""
    headings: tuple[Heading, ...]
    answers: tuple[Answer, ...]
    examples: tuple[Example, ...]
    problems: tuple[Problem, ...]

    @property
    def description(self) -> str:
        """The beginning of its first paragraph in plain text, for search engines; may be empty."""
        first = next((block for block in self.blocks if isinstance(block, Prose)), None)
        text = plain_text(first.text.split("\n\n")[0]) if first else ""
        if len(text) <= _MOST_DESCRIBED:
            return text
        end = text.rfind(". ", 60, _MOST_DESCRIBED)
        if end > 0:
            return text[: end + 1]
        return text[:_MOST_DESCRIBED].rpartition(" ")[0].rstrip(",;:") + " …"

    def line_of(self, text: str) -> int:
        """The first line outside fences that holds the first line of this text; 1 if none does."""
        first = next((line.strip() for line in lines_of(text) if line.strip()), "")
        inside = {line for fence in self.fences for line in range(fence.line, fence.end + 1)}
        return next(
            (
                number
                for number, line in enumerate(lines_of(self.text), start=1)
                if number not in inside and first in line
            ),
            1,
        )


def plain_text(markdown: str) -> str:
    """A paragraph without its links and marks of emphasis and code, on one line."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(markdown.split()))
    return re.sub(r"\*+|`+|(?<!\w)_+|_+(?!\w)", "", text)


def _spoken(blocks: Sequence[Block], heading: Heading, path: str) -> tuple[str, list[Problem]]:
    """The spoken answer below a heading, and what is wrong with it."""
    first = next((block for block in blocks if not isinstance(block, Comment)), None)
    if not isinstance(first, Prose) or not first.text.startswith(SPOKEN_LEAD):
        message = f"the answer to '{heading.text}' does not begin with '{SPOKEN_LEAD}'"
        return "", [Problem(path, first.line if first else heading.line, message)]
    short = plain_text(first.text.removeprefix(SPOKEN_LEAD))
    problems = []
    words = len(short.split())
    if not 1 <= words <= _MOST_SPOKEN_WORDS:
        message = f"the spoken answer has {words} words; it has to have 1 to {_MOST_SPOKEN_WORDS}"
        problems.append(Problem(path, first.line, message))
    if found := _NOT_SPOKEN.search(first.text):
        message = f"the spoken answer holds {found[0]!r}: no code, formula, link or HTML"
        problems.append(Problem(path, first.line, message))
    return short, problems


def _read_answer(
    heading: Heading,
    blocks: Sequence[Block],
    examples: Iterable[Example],
    path: str,
    vocabulary: Vocabulary,
) -> tuple[Answer | None, list[Problem]]:
    if heading.id is None:
        message = f"'{heading.text}' has no id: write '## {heading.text} {{ #stable-id }}'"
        return None, [Problem(path, heading.line, message)]
    if not blocks or not _is_metadata(blocks[0]):
        message = f"'{heading.text}' is not followed by its metadata, <!-- answer … -->"
        return None, [Problem(path, heading.line, message)]
    assert isinstance(blocks[0], Comment)
    metadata, metadata_problems = read_metadata(blocks[0], path, vocabulary)
    short, spoken_problems = _spoken(blocks[1:], heading, path)
    problems = [*metadata_problems, *spoken_problems]
    if metadata is None:
        return None, problems
    own = tuple(example for example in examples if example.answer == heading.id)
    exercise = None
    if metadata.kind == "code":
        try:
            exercise = find_exercise(blocks, own)
        except ValueError as error:
            problems.append(Problem(path, heading.line, str(error)))
    answer = Answer(heading.id, heading.text, heading.line, metadata, short, own, exercise)
    return answer, problems


def _is_metadata(block: Block) -> bool:
    return isinstance(block, Comment) and block.text.split()[:1] == ["answer"]


def _read_answers(
    blocks: Sequence[Block], examples: Sequence[Example], path: str, vocabulary: Vocabulary
) -> tuple[list[Answer], list[Problem]]:
    starts = [
        place
        for place, block in enumerate(blocks)
        if isinstance(block, Heading) and block.level <= 2
    ]
    answers: list[Answer] = []
    problems: list[Problem] = []
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=False):
        heading = blocks[start]
        assert isinstance(heading, Heading)
        if heading.level == 2:
            found, wrong = _read_answer(
                heading, blocks[start + 1 : end], examples, path, vocabulary
            )
            answers.extend([found] if found else [])
            problems.extend(wrong)
    return answers, problems


def _check_metadata_places(blocks: Sequence[Block], path: str, is_topic: bool) -> Iterator[Problem]:
    """Find metadata that belong to no question, so that nobody reads them."""
    for above, block in pairwise((None, *blocks)):
        is_question = isinstance(above, Heading) and above.level == 2
        if _is_metadata(block) and not (is_topic and is_question):
            where = "directly below a '## ' heading of a page in an area of scripts/vocabulary.yml"
            yield Problem(path, block.line, f"the metadata of an answer have to stand {where}")


def _check_todos(blocks: Sequence[Block], path: str) -> Iterator[Problem]:
    """Find what an author still has to write: `<!-- todo: … -->`."""
    for block in blocks:
        if isinstance(block, Comment) and block.text.strip().lower().startswith("todo"):
            what = " ".join(block.text.split())[4:].lstrip(": ")
            yield Problem(path, block.line, f"to do: {what or 'this part'}")


_LEAD = re.compile(r"\*\*[^*]+\*\*$")
_TEMPLATE = re.compile(r"\*Tempting:\*\s*\*But\*")


def _check_parts(blocks: Sequence[Block], path: str) -> Iterator[Problem]:
    """Find parts of answers that have a name and nothing else."""
    for block, below in zip(blocks, (*blocks[1:], None), strict=True):
        if not isinstance(block, Prose):
            continue
        first = block.text.strip()
        is_end = below is None or isinstance(below, Heading)
        begins_next = isinstance(below, Prose) and below.text.startswith("**")
        if _LEAD.match(first) and (is_end or begins_next):
            yield Problem(path, block.line, f"'{first}' is empty")
        elif _TEMPLATE.search(first):
            yield Problem(path, block.line, "the trap says neither what tempts nor what happens")


def is_topic(path: str, vocabulary: Vocabulary) -> bool:
    """Whether a page's `##` headings are questions: it stands in the folder of an area."""
    parts = path.split("/")
    return len(parts) == 3 and parts[1] in vocabulary.areas and parts[2] != "index.md"


def read_page(path: str, text: str, vocabulary: Vocabulary) -> Page:
    """Read one page; what is wrong with it is in its `problems`."""
    scan = scan_blocks(text, path)
    examples, example_problems = find_examples(scan.blocks, path)
    answers: list[Answer] = []
    answer_problems: list[Problem] = []
    if is_topic(path, vocabulary):
        answers, answer_problems = _read_answers(scan.blocks, examples, path, vocabulary)
    answer_problems += _check_metadata_places(scan.blocks, path, is_topic(path, vocabulary))
    answer_problems += _check_todos(scan.blocks, path)
    if answers:
        answer_problems += _check_parts(scan.blocks, path)
    headings = tuple(block for block in scan.blocks if isinstance(block, Heading))
    title = next((heading.text for heading in headings if heading.level == 1), Path(path).stem)
    return Page(
        path=path,
        text=text,
        title=title,
        blocks=tuple(scan.blocks),
        fences=tuple(scan.fences),
        headings=headings,
        answers=tuple(answers),
        examples=examples,
        problems=(*scan.problems, *example_problems, *answer_problems),
    )


def check_ids(pages: Sequence[Page]) -> list[Problem]:
    """Find ids that stand twice, sources with two answers, and follow-ups that do not exist."""
    problems: list[Problem] = []
    places: dict[str, str] = {}
    for page in pages:
        for heading in page.headings:
            if heading.id is None:
                continue
            if heading.id in places:
                message = f"the id '{heading.id}' stands at {places[heading.id]} already"
                problems.append(Problem(page.path, heading.line, message))
            else:
                places[heading.id] = f"{page.path}:{heading.line}"
    answers = {answer.id for page in pages for answer in page.answers}
    owners: dict[str, str] = {}
    for page in pages:
        for answer in page.answers:
            line = answer.metadata.lines["follow_ups"]
            for follow_up in answer.metadata.follow_ups:
                if follow_up == answer.id or follow_up not in answers:
                    message = f"the follow-up '{follow_up}' is no other answer's id"
                    problems.append(Problem(page.path, line, message))
            line = answer.metadata.lines["sources"]
            for key in answer.metadata.sources:
                if key in owners:
                    message = f"{key} is answered at '{owners[key]}' already"
                    problems.append(Problem(page.path, line, message))
                else:
                    owners[key] = answer.id
    return problems


def check_sources(pages: Sequence[Page], keys: Iterable[str]) -> list[Problem]:
    """Find source keys that the source text does not have."""
    known = frozenset(keys)
    return [
        Problem(page.path, answer.metadata.lines["sources"], f"the source has no question {key}")
        for page in pages
        for answer in page.answers
        for key in answer.metadata.sources
        if key not in known
    ]


def page_files(docs: Path) -> list[Path]:
    """Every Markdown file under `docs`, in the order of their paths; hidden ones are no pages."""
    return [
        file
        for file in sorted(docs.rglob("*.md"))
        if file.is_file() and not any(part[0] == "." for part in file.relative_to(docs).parts)
    ]


def read_pages(root: Path, docs: Path, vocabulary: Vocabulary) -> list[Page]:
    """Read every Markdown file under `docs`, in the order of their paths.

    Raises OSError if a file can't be read; one that is not UTF-8 is a page with that problem.
    """
    pages = []
    for file in page_files(docs):
        path = file.relative_to(root).as_posix()
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            line = file.read_bytes()[: error.start].count(b"\n") + 1
            problem = Problem(path, line, "this is not UTF-8")
            pages.append(Page(path, "", file.stem, (), (), (), (), (), (problem,)))
            continue
        pages.append(read_page(path, text, vocabulary))
    return pages
