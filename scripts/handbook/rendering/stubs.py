"""A file to solve: in goes an answer's exercise, out comes Python that checks what one writes.

It holds the task, the definitions without their bodies, and the check as it stands on the page.
Run as it is, it names what is not written yet; once that is right, it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from handbook.pages.exercise import Exercise
from handbook.pages.page import Answer, Page
from handbook.rendering.outline import Chunk, outline
from handbook.rendering.plain import plain_lines
from handbook.rendering.questions import page_url, stub_name

ALL_PASSED = "All checks passed."


def signature(exercise: Exercise) -> str:
    """What is to be written, as readers see it: definitions whose bodies are `...`."""
    chunks = outline(exercise.solution, exercise.check, lambda _: "...")
    return "\n\n".join(chunk.text for chunk in chunks if chunk.is_definition) + "\n"


def stub(page: Page, answer: Answer, site_url: str) -> str:
    """The file to solve. `site_url` is where the site will be, or empty."""
    assert answer.exercise, "only an answer with an exercise has a stub"
    exercise = answer.exercise
    chunks = outline(
        exercise.solution,
        exercise.check,
        lambda name: f'raise NotImplementedError("write {name}")',
    )
    return solved(page, answer, site_url, _join(chunks))


def solved(page: Page, answer: Answer, site_url: str, solution: str) -> str:
    """The same file with a solution where the stub has bodies to write."""
    assert answer.exercise, "only an answer with an exercise has a stub"
    return "\n".join(
        [
            _docstring(page, answer, site_url),
            solution.strip("\n"),
            "\n",
            "# ---- Below is nothing to write: first what says what is wrong, then the check. ----",
            "\n",
            _report_source(),
            '__import__("sys").excepthook = _report',
            "",
            answer.exercise.check.strip("\n"),
            "",
            f'print("{ALL_PASSED}")',
            "",
        ]
    )


def _docstring(page: Page, answer: Answer, site_url: str) -> str:
    place = f"{page_url(page.path)}#{answer.id}"
    where = f"{site_url.rstrip('/')}/{place}" if site_url else f"the handbook, {place}"
    text = "\n\n".join(
        [
            plain_lines(answer.title).rstrip(".") + ("" if answer.title.endswith("?") else "."),
            plain_lines(answer.exercise.task if answer.exercise else ""),
            "Write what raises NotImplementedError, then run this file:",
            f"    python {Path(stub_name(answer)).name}",
            f'It prints what is not right yet, or "{ALL_PASSED}"',
            f"Hints and a solution: {where}",
        ]
    )
    mark = "r" if "\\" in text else ""
    return f'{mark}"""' + text.replace('"""', "'''") + '\n"""\n'


def _join(chunks: Iterable[Chunk]) -> str:
    """Two blank lines around definitions, one below the imports."""
    chunks = list(chunks)
    text = chunks[0].text if chunks else ""
    for before, chunk in pairwise(chunks):
        lines = 1
        if before.is_definition or chunk.is_definition:
            lines = 3
        elif _is_import(before) and not _is_import(chunk):
            lines = 2
        text += "\n" * lines + chunk.text
    return text


def _is_import(chunk: Chunk) -> bool:
    return chunk.text.startswith(("import ", "from "))


@cache
def _report_source() -> str:
    """The function of `stub_report`."""
    text = Path(__file__).with_name("stub_report.py").read_text(encoding="utf-8")
    return text[text.index("def _report") :].rstrip("\n") + "\n\n"


def stub_files(pages: Iterable[Page], site_url: str) -> Iterator[tuple[str, str]]:
    """Names and contents of all stubs."""
    for page in pages:
        for answer in page.answers:
            if answer.exercise:
                yield stub_name(answer), stub(page, answer, site_url)
