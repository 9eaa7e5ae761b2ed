"""What readers take away: notebooks, scripts, the data, the archive."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import nbformat
import pytest

from handbook.pages.page import read_pages
from handbook.project import Project
from handbook.rendering.downloads import script
from handbook.running.environment import needed_modules
from handbook.running.job import Job
from handbook.running.pool import Pool
from handbook.vocabulary import read_vocabulary

NAME = "pytorch-interview-handbook"


def test_notebooks_are_valid_and_hold_the_outputs_of_the_build(built: Path) -> None:
    files = sorted((built / "downloads").rglob("*.ipynb"))
    assert len(files) >= 4
    for file in files:
        notebook = nbformat.read(file, as_version=4)
        nbformat.validate(notebook)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert cells
        printed = [out for cell in cells for out in cell.outputs if out.output_type == "stream"]
        assert printed
    autograd = nbformat.read(built / "downloads/pytorch/autograd.ipynb", as_version=4)
    pictures = [
        output
        for cell in autograd.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "image/svg+xml" in output.get("data", {})
    ]
    assert pictures
    text = "".join(cell.source for cell in autograd.cells if cell.cell_type == "markdown")
    assert "expected-output" not in text
    # Links lead to the site from wherever the notebook is.
    assert "](https://example.org/a/base/path/" in text
    assert "](../" not in text


def test_a_script_runs_as_it_is(built: Path, tmp_path: Path) -> None:
    file = built / "downloads/pytorch/tensors.py"
    done = subprocess.run(
        [sys.executable, "-W", "error", file],
        cwd=tmp_path,
        env={"MPLBACKEND": "svg", "MPLCONFIGDIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("shape: torch.Size([2, 3])\n")


def test_all_cells_of_a_page_run_in_one_process(root: Path, pool: Pool) -> None:
    project = Project(root)
    pages = read_pages(root, project.docs, read_vocabulary(project.vocabulary))
    texts = {page.path: script(page, "") for page in pages if page.answers and page.examples}
    assert len(texts) > 50
    jobs = [
        Job(path, text, time_limit=240, memory=8, needs=needed_modules(text))
        for path, text in texts.items()
    ]
    # Standard output is left to the examples; a warning that comes once comes in another cell.
    failed = [
        f"{job.path}: {outcome.failure.message}"
        for job, outcome in zip(jobs, [one.result() for one in pool.submit(jobs)], strict=True)
        if outcome.failure and not outcome.failure.message.startswith("it warns")
    ]
    assert not failed


def test_code_that_is_not_run_is_prose_in_a_download(built: Path) -> None:
    notebook = nbformat.read(
        built / "downloads/pytorch/installation-and-devices.ipynb", as_version=4
    )
    by_kind = {
        kind: "\n".join(cell.source for cell in notebook.cells if cell.cell_type == kind)
        for kind in ("code", "markdown")
    }
    line = "torch.cuda.empty_cache()"
    assert line in by_kind["markdown"]
    assert line not in by_kind["code"]


def test_stubs_are_listed_and_linked_where_they_are_solved(built: Path) -> None:
    questions = json.loads((built / "questions.json").read_text(encoding="utf-8"))
    stubs = {question["stub"]: question for question in questions if "stub" in question}
    there = {
        file.relative_to(built).as_posix()
        for file in (built / "downloads" / "implement").glob("*.py")
        if not (built / "implement" / f"{file.stem}.html").exists()
    }
    assert there == set(stubs)
    page = (built / "downloads.html").read_text(encoding="utf-8")
    for name, question in stubs.items():
        assert question["kind"] == "code"
        assert f'href="{name}"' in page
        answer = (built / question["url"].partition("#")[0]).read_text(encoding="utf-8")
        assert f'href="../{name}"' in answer
        text = (built / name).read_text(encoding="utf-8")
        assert f"https://example.org/a/base/path/{question['url']}" in text
        compile(text, name, "exec")


def test_the_data_are_what_their_schema_says(built: Path) -> None:
    schema = json.loads((built / "assets/questions.schema.json").read_text(encoding="utf-8"))
    questions = json.loads((built / "questions.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(questions)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{**questions[0], "level": "expert"}], schema)
    page = (built / "downloads.html").read_text(encoding="utf-8")
    for field in schema["items"]["properties"]:
        assert f"<code>{field}</code>" in page
    ids = {question["id"] for question in questions}
    assert all(set(question["follow_ups"]) <= ids for question in questions)


def test_the_archive_holds_the_whole_site(built: Path) -> None:
    with zipfile.ZipFile(built / "downloads" / f"{NAME}.zip") as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
        dates = {member.date_time for member in archive.infolist()}
    there = {
        f"{NAME}/{file.relative_to(built).as_posix()}"
        for file in built.rglob("*")
        if file.is_file() and file.suffix != ".zip"
    }
    assert names == there
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_language_models_get_every_answer(built: Path) -> None:
    questions = json.loads((built / "questions.json").read_text(encoding="utf-8"))
    index = (built / "llms.txt").read_text(encoding="utf-8")
    full = (built / "llms-full.txt").read_text(encoding="utf-8")
    for question in questions:
        assert f"https://example.org/a/base/path/{question['url']}): {question['short']}" in index
        assert f"{{ #{question['id']} }}" in full
