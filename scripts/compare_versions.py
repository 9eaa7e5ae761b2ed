"""Run the examples under another interpreter, and report what differs from the pages."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from handbook.pages.page import read_pages
from handbook.problem import Problem
from handbook.project import project_of
from handbook.running.execution import make_job
from handbook.running.job import Outcome
from handbook.running.pool import RunnerError, open_pool
from handbook.running.verdict import judge_outcome
from handbook.vocabulary import read_vocabulary

_PROBE = "import sys, torch; print('Python', sys.version.split()[0], 'torch', torch.__version__)"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: python scripts/compare_versions.py ../other/bin/python autograd",
    )
    parser.add_argument(
        "python", help="an interpreter with torch, numpy, matplotlib and what else examples import"
    )
    parser.add_argument(
        "words", nargs="*", metavar="PAGE", help="only pages whose path holds one of these words"
    )
    return parser


def _find(python: str) -> str:
    """The interpreter's path. Raises ValueError if there is none."""
    found = shutil.which(python)
    if found is None:
        raise ValueError(f"{python} is no program")
    # Links are kept: the name of a virtual environment's interpreter tells it from others.
    return str(Path(found).absolute())


def _describe(python: str) -> str:
    """The versions of an interpreter and its torch. Raises OSError, ValueError."""
    done = subprocess.run([python, "-c", _PROBE], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it failed"])[-1]
        raise ValueError(f"{python} can't run examples: {last}")
    return done.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    try:
        python = _find(options.python)
        described = _describe(python)
        pages = read_pages(project.root, project.docs, read_vocabulary(project.vocabulary))
    except (OSError, ValueError) as error:
        print(f"compare_versions.py: {error}", file=sys.stderr)
        return 2
    examples = [
        example
        for page in pages
        if not options.words or any(word in page.path for word in options.words)
        for example in page.examples
        if not example.not_run
    ]
    if not examples:
        print("compare_versions.py: no page has these words in its path", file=sys.stderr)
        return 2
    print(f"{described}: running {len(examples)} examples", flush=True)
    pool = open_pool(project.cache, python=python)
    problems: list[Problem] = []
    try:
        futures = pool.submit([make_job(example) for example in examples])
        for number, (example, future) in enumerate(zip(examples, futures, strict=True), 1):
            outcome: Outcome = future.result()
            problems += judge_outcome(example, outcome, example)
            if number % 100 == 0:
                print(f"{number} of {len(examples)} have run", flush=True)
    except (RunnerError, OSError) as error:
        print(f"compare_versions.py: {error}", file=sys.stderr)
        return 2
    finally:
        pool.close()
    for problem in sorted(problems):
        print(problem, file=sys.stderr)
    places = {(problem.path, problem.line) for problem in problems}
    print(f"examples that differ: {len(places)}" if places else "nothing differs")
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main())
