"""The workflows: what they run is pinned, limited in time, and allowed no more than it needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github" / "workflows").glob("*.yml"))

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def jobs_of(path: Path) -> dict[str, dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


def uses_of(path: Path) -> list[str]:
    """What jobs and steps call, each with its comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("uses:", 1)[1].strip() for line in lines if re.match(r"\s*-? ?uses:", line)]


def test_the_workflows_are_there() -> None:
    assert [path.name for path in WORKFLOWS] == ["checks.yml", "publish.yml", "weekly.yml"]


@each_workflow
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    called = [
        *(job["uses"] for job in jobs_of(path).values() if "uses" in job),
        *(
            step["uses"]
            for job in jobs_of(path).values()
            for step in job.get("steps", ())
            if "uses" in step
        ),
    ]
    found = uses_of(path)
    assert len(found) == len(called) > 0
    for use in found:
        is_own = re.fullmatch(r"\./\.github/workflows/\w+\.yml", use)
        is_pinned = re.fullmatch(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)
        assert is_own or is_pinned, use


def test_an_action_has_one_commit_everywhere() -> None:
    commits: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for use in uses_of(path):
            name, _, commit = use.partition("@")
            commits.setdefault(name, set()).add(commit)
    assert {name: found for name, found in commits.items() if len(found) > 1} == {}


@each_workflow
def test_jobs_have_a_time_limit(path: Path) -> None:
    for name, job in jobs_of(path).items():
        # A job that calls a workflow can't have one; the jobs that it calls have.
        if "uses" not in job:
            assert 0 < job["timeout-minutes"] <= 60, name


@each_workflow
def test_permissions_are_least(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    granted = {
        name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job
    }
    deploys = {"deploy": {"pages": "write", "id-token": "write"}}
    assert granted == (deploys if path.name == "publish.yml" else {})


@each_workflow
def test_runs_are_grouped_and_leave_no_credentials(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["concurrency"]["group"]
    checkouts = [
        step
        for job in workflow["jobs"].values()
        for step in job.get("steps", ())
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] is False


def test_checks_run_on_every_change_and_before_publishing() -> None:
    checks, publish, weekly = (
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in WORKFLOWS
    )
    assert set(weekly[True]) == {"schedule", "workflow_dispatch"}
    # YAML 1.1 reads the key "on" as true.
    assert set(checks[True]) == {"pull_request", "push", "workflow_call"}
    assert checks[True]["push"] == {"branches-ignore": ["main"]}
    assert publish[True]["push"] == {"branches": ["main"]}
    assert publish["jobs"]["checks"]["uses"] == "./.github/workflows/checks.yml"
    assert publish["jobs"]["build"]["needs"] == "checks"
    assert publish["jobs"]["deploy"]["needs"] == "build"


@each_workflow
def test_sites_are_built_strictly(path: Path) -> None:
    scripts = [
        step["run"]
        for job in jobs_of(path).values()
        for step in job.get("steps", ())
        if "mkdocs build" in step.get("run", "")
    ]
    assert scripts
    for script in scripts:
        assert "mkdocs build --strict" in script


def test_actionlint_finds_nothing() -> None:
    actionlint = shutil.which("actionlint")
    if actionlint is None:
        assert not os.environ.get("REQUIRE_ACTIONLINT"), "actionlint is not on the PATH"
        pytest.skip("actionlint is not on the PATH")
    result = subprocess.run(
        [actionlint, "-no-color", *map(str, WORKFLOWS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
