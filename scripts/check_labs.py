"""Run labs afresh and print what each cell prints; clean away outputs that an editor stored."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from handbook.build import Build
from handbook.files import write_whole
from handbook.labs.lab import Lab, lab_files, read_lab
from handbook.problem import Problem
from handbook.project import Project, project_of
from handbook.rendering.notebook import kernel_metadata
from handbook.running.job import Outcome
from handbook.running.labs import judge_lab, lab_job
from handbook.running.pool import RunnerError, open_pool
from handbook.source import SourceError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python scripts/check_labs.py docs/labs/digits.ipynb"
    )
    parser.add_argument("labs", nargs="*", type=Path, metavar="LAB", help="default: all of them")
    return parser


def clean_notebook(text: str) -> str:
    """A notebook's text without outputs and what an editor keeps of its own.

    Raises ValueError, KeyError or TypeError if it is no notebook.
    """
    data = json.loads(text)
    for cell in data["cells"]:
        cell["metadata"] = {}
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    metadata = kernel_metadata()
    if "handbook" in data["metadata"]:
        metadata["handbook"] = data["metadata"]["handbook"]
    data["metadata"] = metadata
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _read(project: Project, files: Sequence[Path]) -> list[Lab]:
    """Clean and read notebooks. Raises OSError, ValueError."""
    labs = []
    for file in files:
        whole = file.resolve()
        if whole.parent != (project.docs / "labs").resolve() or whole.suffix != ".ipynb":
            raise ValueError(f"{file} is no lab: those are docs/labs/*.ipynb")
        path = whole.relative_to(project.root.resolve()).as_posix()
        text = whole.read_text(encoding="utf-8-sig")
        try:
            clean = clean_notebook(text)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: this is no notebook: {error!r}") from error
        if clean != text:
            write_whole(whole, clean)
            print(f"{path}: cleaned", file=sys.stderr)
        labs.append(read_lab(path, clean))
    return labs


def _run(project: Project, labs: Sequence[Lab]) -> list[Outcome]:
    """Run labs whatever is known from earlier runs. Raises RunnerError, OSError."""
    pool = open_pool(project.cache)
    try:
        futures = pool.submit([lab_job(lab) for lab in labs if lab.code])
        return [future.result() for future in futures]
    finally:
        pool.close()


def _show(lab: Lab, outcome: Outcome) -> None:
    print(f"{lab.path}: {outcome.seconds:.1f} s")
    for cell, part in zip(lab.code, outcome.parts, strict=False):
        drawn = f", {len(part.figures)} figures" if part.figures else ""
        print(f"--- cell {cell.number} ({cell.id}){drawn}")
        print(part.stdout, end="" if part.stdout.endswith("\n") or not part.stdout else "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    try:
        labs = _read(project, options.labs or lab_files(project.docs))
        build = Build.start(project, None)
        outcomes = _run(project, labs)
    except SourceError as error:
        print(f"{error.path}:{error.line}: {error.message}", file=sys.stderr)
        return 2
    except (RunnerError, OSError, ValueError) as error:
        print(f"check_labs.py: {error}", file=sys.stderr)
        return 2
    paths = {lab.path for lab in labs}
    wrong: list[Problem] = [one for one in build.page_problems if one.path in paths]
    for lab, outcome in zip([lab for lab in labs if lab.code], outcomes, strict=True):
        _show(lab, outcome)
        wrong += judge_lab(lab, outcome)
    print(*sorted(wrong), sep="\n", end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
