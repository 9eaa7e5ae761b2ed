"""Rewrite the expected outputs of pages from a real run, and print what changed."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from handbook.files import write_whole
from handbook.pages.outputs import rewrite_outputs
from handbook.pages.page import Page, page_files, read_page
from handbook.problem import Problem
from handbook.project import Project, project_of
from handbook.running.execution import make_job
from handbook.running.job import Outcome
from handbook.running.pool import RunnerError, open_pool
from handbook.running.verdict import judge_outcome
from handbook.vocabulary import read_vocabulary


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: python scripts/update_outputs.py docs/pytorch/autograd.md",
    )
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="default: all of docs/")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where something would change"
    )
    return parser


def _report(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


def _read(project: Project, files: Sequence[Path]) -> list[Page]:
    """Read pages. Raises OSError, ValueError."""
    vocabulary = read_vocabulary(project.vocabulary)
    pages = []
    for file in files:
        whole = file.resolve()
        if not whole.is_relative_to(project.docs.resolve()) or whole.suffix != ".md":
            raise ValueError(f"{file} is no page under docs/")
        path = whole.relative_to(project.root.resolve()).as_posix()
        try:
            text = whole.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: this is not UTF-8") from error
        pages.append(read_page(path, text, vocabulary))
    return pages


def _run(project: Project, pages: Sequence[Page]) -> dict[str, Outcome]:
    """Run all examples of the pages, whatever is known from earlier runs."""
    examples = [example for page in pages for example in page.examples if not example.not_run]
    print(f"Running {len(examples)} examples", file=sys.stderr)
    pool = open_pool(project.cache)
    try:
        futures = pool.submit([make_job(example) for example in examples])
        return {
            str(example): future.result() for example, future in zip(examples, futures, strict=True)
        }
    finally:
        pool.close()


def _failures(page: Page, outcomes: dict[str, Outcome]) -> list[Problem]:
    return [
        problem
        for example in page.examples
        if (outcome := outcomes.get(str(example))) and outcome.failure
        for problem in judge_outcome(example, outcome, example)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    try:
        pages = _read(project, options.pages or page_files(project.docs))
    except (OSError, ValueError) as error:
        print(f"update_outputs.py: {error}", file=sys.stderr)
        return 2
    wrong = [problem for page in pages for problem in page.problems]
    if wrong:
        _report(wrong)
        return 2
    try:
        outcomes = _run(project, pages)
    except (RunnerError, OSError) as error:
        print(f"update_outputs.py: {error}", file=sys.stderr)
        return 2
    is_clean = True
    for page in pages:
        problems = _failures(page, outcomes)
        printed = {place: found.stdout for place, found in outcomes.items() if not found.failure}
        text, unshowable = rewrite_outputs(page, printed)
        _report([*problems, *unshowable])
        is_clean = is_clean and not problems and not unshowable
        if text != page.text:
            sys.stdout.writelines(
                difflib.unified_diff(
                    page.text.splitlines(keepends=True),
                    text.splitlines(keepends=True),
                    page.path,
                    page.path,
                )
            )
            if options.check:
                is_clean = False
                continue
            try:
                write_whole(project.root / page.path, text)
            except OSError as error:
                print(f"update_outputs.py: {error}", file=sys.stderr)
                return 2
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
