"""README.md: its commands are the ones that are run, its answers run, its template is a page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import pytest_codeblocks
from sites import Site

from handbook.pages.metadata import Metadata
from handbook.pages.page import read_page
from handbook.vocabulary import KINDS, LEVELS, PRIORITIES, read_vocabulary

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

COMMANDS = {
    "serve": "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"
    " && .venv/bin/mkdocs serve",
    "test": "python3 -m venv .venv && .venv/bin/pip install -r tests/requirements.txt"
    " && .venv/bin/python -m pytest -n 2 --dist loadfile",
}

needs_bash = pytest.mark.skipif(sys.platform == "win32", reason=".ci/run is a bash script")


def template() -> tuple[str, str]:
    """The path and the text of the page that README.md gives as a template."""
    match = re.search(
        r"^<!-- template: (\S+) -->\n\n````markdown\n(.*?)^````$", README, re.MULTILINE | re.DOTALL
    )
    assert match
    return match[1], match[2]


def run_stock_runner(path: Path) -> str:
    """What the stock runner of examples prints of one page."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "--codeblocks", "-p", "no:cacheprovider", path.name],
        cwd=path.parent,
        # Options for the tests are none for the runner that they start.
        env={name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_a_block_of_its_own(name: str) -> None:
    assert f"\n<!-- command: {name} -->\n\n```console\n{COMMANDS[name]}\n```\n" in README


def test_nothing_but_python_is_run_by_the_stock_runner() -> None:
    blocks = pytest_codeblocks.extract_from_file(ROOT / "README.md")
    executed = [block for block in blocks if block.syntax in ("python", "sh", "bash")]
    assert [block.syntax for block in executed] == ["python"]
    assert executed[0].expected_output
    assert not executed[0].marks


def test_its_answer_passes_the_stock_runner(tmp_path: Path) -> None:
    shutil.copy(ROOT / "README.md", tmp_path)
    assert "1 passed" in run_stock_runner(tmp_path / "README.md")


def test_its_template_is_a_page_without_problems() -> None:
    path, text = template()
    page = read_page(path, text, read_vocabulary(ROOT / "scripts" / "vocabulary.yml"))
    assert page.problems == ()
    assert [answer.id for answer in page.answers] == ["does-detach-copy"]
    assert len(page.examples) == 2


def test_its_template_passes_the_stock_runner(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(template()[1], encoding="utf-8")
    assert "2 passed" in run_stock_runner(page)


def test_its_template_builds_where_it_says(tmp_path: Path) -> None:
    path, text = template()
    entry = path.removeprefix("docs/")
    nav = re.search(r"( +)- pytorch/autograd\.md\n +- (\S+)\n", README)
    assert nav
    assert nav[2] == entry

    site = Site(tmp_path / "project")
    for name in ("docs", "scripts"):
        shutil.copytree(ROOT / name, site.root / name)
    # What the site's examples printed is known to other tests, or will be: they run only once.
    outcomes = ROOT / ".cache" / "outcomes"
    outcomes.mkdir(parents=True, exist_ok=True)
    (site.root / ".cache").mkdir()
    (site.root / ".cache" / "outcomes").symlink_to(outcomes)
    before = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    after = re.sub(r"^( +- )pytorch/autograd\.md\n", rf"\g<0>\g<1>{entry}\n", before, flags=re.M)
    assert after != before
    site.write("mkdocs.yml", after)
    site.write(path, text)

    result = site.build("--strict")
    assert result.returncode == 0, result.stdout + result.stderr
    html = site.read(entry.replace(".md", ".html"))
    assert 'id="does-detach-copy"' in html
    assert "weight: [5.0, 2.0]" in html


def test_it_names_every_field_and_every_choice() -> None:
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", README, re.MULTILINE))
    assert list(rows) == [field.name for field in fields(Metadata) if field.name != "lines"]
    for name, choices in (("kind", KINDS), ("level", LEVELS), ("priority", PRIORITIES)):
        assert re.findall(r"`(\w+)`", rows[name]) == list(choices)


def test_what_it_names_exists() -> None:
    links = re.findall(r"\]\((?!https?:|autograd\.md#)([^)]+)\)", README)
    paths = re.findall(
        r"(?<![\w./])(?:docs|scripts|tests|\.ci|\.github)/[\w./-]*\w(?![\w./*-])", README
    )
    assert links
    assert len(paths) > 10
    missing = {name for name in (*links, *paths) if not (ROOT / name).exists()}
    assert missing == {template()[0], "docs/page.md"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what `.ci/run` reads, and a PATH of recorders: what is called is logged."""
    folder = tmp_path / "clone"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    shutil.copy(ROOT / "README.md", folder)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("awk", "bash", "chmod", "cp", "dirname", "env", "mkdir"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    log = tmp_path / "log"
    record = f'#!/bin/bash\necho "${{0##*/}} $*" >> {log}\n'
    inside = tmp_path / "inside"
    inside.write_text(
        record + 'if [[ $* == "-m pytest"* ]]; then\n'
        "  echo browser=$REQUIRE_BROWSER\n  echo 1 failed in 0.01s\n  exit 7\nfi\n"
    )
    scripts = {
        "python3": f"{record}mkdir -p .venv/bin\n"
        + "".join(f"cp {inside} .venv/bin/{name}\n" for name in ("pip", "python"))
        + "chmod +x .venv/bin/*\n",
        "sudo": '#!/bin/bash\n[[ $1 == --non-interactive ]] && shift\nexec "$@"\n',
    }
    for name, script in scripts.items():
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    return folder


def run_ci(clone: Path) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """What `.ci/run` printed, and what it called."""
    result = subprocess.run(
        [clone / ".ci" / "run"],
        cwd="/",
        env={**os.environ, "PATH": str(clone.parent / "tools"), "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    log = clone.parent / "log"
    return result, log.read_text().splitlines() if log.exists() else []


def add_tool(clone: Path, name: str, script: str = "") -> None:
    tool = clone.parent / "tools" / name
    tool.write_text(f'#!/bin/bash\necho "{name} $*" >> {clone.parent / "log"}\n{script}')
    tool.chmod(0o755)


CALLS = [
    "python3 -m venv .venv",
    "pip install -r tests/requirements.txt",
    "python -m pytest -n 2 --dist loadfile",
]


@needs_bash
def test_ci_runs_the_readme_command_and_ends_as_it_does(clone: Path) -> None:
    add_tool(clone, "chromium")
    result, calls = run_ci(clone)
    assert calls == CALLS
    assert " && ".join(CALLS) == COMMANDS["test"].replace(".venv/bin/", "")
    assert result.returncode == 7
    assert "browser=1\n1 failed in 0.01s\n" in result.stdout
    assert re.search(r"^\.ci/run: exit status 7 after \d+ min \d+ s$", result.stdout, re.M)


@needs_bash
def test_ci_installs_a_browser_where_there_is_none(clone: Path) -> None:
    add_tool(clone, "apt-get")
    _, calls = run_ci(clone)
    assert calls == [
        "apt-get update",
        "apt-get install --yes --no-install-recommends chromium",
        *CALLS,
    ]


@needs_bash
def test_ci_fails_where_it_can_not_get_a_browser(clone: Path) -> None:
    result, calls = run_ci(clone)
    assert result.returncode == 2
    assert calls == []
    assert "no browser" in result.stderr

    add_tool(clone, "apt-get", "exit 100\n")
    result, calls = run_ci(clone)
    assert result.returncode == 100
    assert calls == ["apt-get update"]


@needs_bash
def test_ci_fails_without_a_command_in_the_readme(clone: Path) -> None:
    add_tool(clone, "chromium")
    readme = clone / "README.md"
    readme.write_text(README.replace("<!-- command: test -->\n", ""), encoding="utf-8")
    result, calls = run_ci(clone)
    assert result.returncode == 2
    assert calls == []
    assert "README.md has no console block" in result.stderr
