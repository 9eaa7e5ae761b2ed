"""The files to solve: that they hold no solution, and what their checks say of right and wrong."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import pytest

from handbook.mutation.wrong import WrongSolution, read_wrong_solutions
from handbook.pages.page import Answer, Page, read_pages
from handbook.rendering.stubs import ALL_PASSED, solved, stub
from handbook.running.environment import needed_modules
from handbook.running.job import Job, Outcome
from handbook.running.pool import Pool
from handbook.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
PAGES = read_pages(ROOT, ROOT / "docs", read_vocabulary(ROOT / "scripts" / "vocabulary.yml"))
EXERCISES = {
    answer.id: (page, answer) for page in PAGES for answer in page.answers if answer.exercise
}
WRONG = read_wrong_solutions(ROOT / "tests" / "wrong")

SITE = "https://example.org/handbook/"
_LEAST_WRONG = 5
_NOT_WRITTEN = "not written yet: "

_RUN = """\
import sys
try:
    with open({path!r}, encoding="utf-8") as file:
        exec(compile(file.read(), {path!r}, "exec"), globals())
except Exception as error:
    sys.excepthook(type(error), error, error.__traceback__)
    raise SystemExit(1)
"""
"""Run a file as `python file.py` does, but in a process that has imported torch already."""

each_exercise = pytest.mark.parametrize("name", EXERCISES)


@dataclass(frozen=True)
class Said:
    """What a file printed, and whether it ended as one that is right."""

    lines: list[str]
    failure: str

    @property
    def is_right(self) -> bool:
        return not self.failure and self.lines[-1:] == [ALL_PASSED]

    @property
    def is_wrong(self) -> bool:
        return self.failure == "it exits (SystemExit: 1)" and ALL_PASSED not in self.lines


def of_answer(name: str) -> tuple[Page, Answer]:
    return EXERCISES[name]


def solution_of(name: str) -> str:
    exercise = of_answer(name)[1].exercise
    assert exercise
    return exercise.solution


def wrong_of(name: str) -> list[WrongSolution]:
    return [one for one in WRONG if one.answer == name]


def file_of(name: str, what: WrongSolution | str) -> str:
    """The text of a file: with a wrong solution, the right one, or none."""
    page, answer = of_answer(name)
    if what == "stub":
        return stub(page, answer, SITE)
    solution = solution_of(name)
    if isinstance(what, WrongSolution):
        solution = what.spoil(solution)
    return solved(page, answer, SITE, solution)


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest, pool: Pool, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Future[Outcome]]:
    """All files of the answers that are tested, begun at once; by answer and what stands in it."""
    folder = tmp_path_factory.mktemp("exercises")
    chosen = {
        item.callspec.params["name"]
        for item in request.session.items
        if item.module is request.module and hasattr(item, "callspec")
    }
    jobs: dict[tuple[str, str], Job] = {}
    for name in filter(chosen.__contains__, EXERCISES):
        for what in ("stub", "right", *wrong_of(name)):
            try:
                text = file_of(name, what)
            except ValueError:
                continue  # its own test says so
            file = folder / str(len(jobs)) / f"{name}.py"
            file.parent.mkdir()
            file.write_text(text, encoding="utf-8")
            jobs[name, str(what)] = Job(
                path=str(file.with_name("run.py")),
                source=_RUN.format(path=str(file)),
                time_limit=60,
                memory=2,
                needs=needed_modules(text),
            )
    return dict(zip(jobs, pool.submit(jobs.values()), strict=True))


def said_by(future: Future[Outcome]) -> Said:
    outcome = future.result()
    failure = outcome.failure.message if outcome.failure else ""
    return Said(outcome.stdout.splitlines(), failure)


def names_to_write(name: str) -> list[str]:
    """The functions and methods that a stub leaves open."""
    return re.findall(r'raise NotImplementedError\("write ([\w.]+)"\)', file_of(name, "stub"))


@each_exercise
def test_a_stub_says_what_is_to_be_written(
    name: str, runs: dict[tuple[str, str], Future[Outcome]]
) -> None:
    said = said_by(runs[name, "stub"])
    assert said.is_wrong, said
    open_names = [line.removeprefix(_NOT_WRITTEN) for line in said.lines if _NOT_WRITTEN in line]
    assert open_names
    assert open_names == names_to_write(name)


@each_exercise
def test_a_right_solution_passes(name: str, runs: dict[tuple[str, str], Future[Outcome]]) -> None:
    said = said_by(runs[name, "right"])
    assert said.is_right, said


@each_exercise
def test_wrong_solutions_are_told_what_is_wrong(
    name: str, runs: dict[tuple[str, str], Future[Outcome]]
) -> None:
    wrong = wrong_of(name)
    assert len(wrong) >= _LEAST_WRONG, "list more wrong solutions in tests/wrong/"
    assert len({(one.old, one.new) for one in wrong}) == len(wrong)
    for one in wrong:
        one.spoil(solution_of(name))
        said = said_by(runs[name, str(one)])
        assert said.is_wrong, f"{one}: {said}"
        found = re.fullmatch(rf"{re.escape(name)}\.py:(\d+): (.+)", said.lines[-1])
        assert found, f"{one}: {said.lines[-1:]}"
        assert len(re.findall(r"[A-Za-z]{2,}", found[2])) >= 2, f"{one}: {found[2]}"
        assert not re.fullmatch(r"\w+Error:?\s*", found[2]), f"{one}: {found[2]}"
        # The line is one of the check.
        text = file_of(name, one).splitlines()
        assert int(found[1]) > text.index('__import__("sys").excepthook = _report') + 1


@each_exercise
def test_a_stub_does_not_hold_the_solution(name: str) -> None:
    text = file_of(name, "stub")
    exercise = of_answer(name)[1].exercise
    assert exercise
    head = text[: text.index("# ---- Below is nothing to write")]
    for node in ast.walk(ast.parse(head)):
        if isinstance(node, ast.FunctionDef):
            own = node.body[1:] if ast.get_docstring(node) else node.body
            assert [type(one) for one in own] == [ast.Raise], node.name
            kinds = [ast.unparse(one) for one in node.decorator_list]
            assert set(kinds) <= {"staticmethod", "classmethod", "property"}
    shown = {line.strip() for line in ast.unparse(ast.parse(head)).splitlines()}
    for node in ast.walk(ast.parse(exercise.solution)):
        if isinstance(node, ast.FunctionDef):
            for statement in node.body[1 if ast.get_docstring(node) else 0 :]:
                assert not set(ast.unparse(statement).splitlines()) & shown
    assert text.endswith(f'{exercise.check}\nprint("{ALL_PASSED}")\n')


@each_exercise
def test_what_is_to_be_written_is_described(name: str) -> None:
    head = file_of(name, "stub").partition("# ---- Below is nothing to write")[0]
    tree = ast.parse(head)
    assert f"{SITE}" in (ast.get_docstring(tree) or "")
    for node in ast.walk(tree):
        # A constructor may be described by its class.
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name != "__init__":
            assert ast.get_docstring(node), f"{node.name} has no docstring with shapes"


def test_wrong_solutions_are_of_answers_that_can_be_solved() -> None:
    assert {one.answer for one in WRONG} <= set(EXERCISES)


def run_file(folder: Path, name: str, text: str) -> tuple[int, str, str]:
    """Exit status, output and errors of `python NAME.py`, as a reader runs it."""
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, f"{name}.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["scaled-dot-product-attention", "build-a-network"])
def test_a_reader_runs_the_file(name: str, tmp_path: Path) -> None:
    status, output, errors = run_file(tmp_path, name, file_of(name, "stub"))
    assert (status, errors) == (1, "")
    assert output == "".join(f"{_NOT_WRITTEN}{one}\n" for one in names_to_write(name))

    status, output, errors = run_file(tmp_path, name, file_of(name, "right"))
    assert (status, errors) == (0, "")
    assert output.endswith(f"\n{ALL_PASSED}\n")

    status, output, errors = run_file(tmp_path, name, file_of(name, wrong_of(name)[0]))
    assert (status, errors) == (1, "")
    *_, last = output.splitlines()
    assert last.startswith(f"{name}.py:")
    assert "reatest absolute difference" in last
