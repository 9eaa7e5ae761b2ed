"""Break one thing at a time in examples and what is around them, and list what nobody notices."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from handbook.build import Build
from handbook.mutation.mutants import KINDS, Mutant, make_mutants
from handbook.mutation.slips import SLIPS, ledger_slips, page_slips, try_slips
from handbook.mutation.survivors import read_survivors
from handbook.mutation.trial import build_with, try_mutants
from handbook.pages.example import Example
from handbook.pages.page import Page
from handbook.problem import Problem
from handbook.project import Project, project_of
from handbook.running.execution import run_examples
from handbook.running.pool import RunnerError, open_pool
from handbook.source import SourceError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: python scripts/mutate.py --sample 30 docs/pytorch/autograd.md",
    )
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="default: all of docs/")
    parser.add_argument("--sample", type=int, metavar="N", help="try only N, chosen by --seed")
    parser.add_argument("--seed", type=int, default=0, help="of the choice (default: 0)")
    parser.add_argument(
        "--kind",
        action="append",
        choices=(*KINDS, *SLIPS),
        help="try only mutants of this kind; may be given several times (default: all)",
    )
    parser.add_argument(
        "--line",
        action="append",
        type=int,
        metavar="N",
        help="try only the example around line N of the page; may be given several times",
    )
    parser.add_argument(
        "--builds",
        type=int,
        default=0,
        metavar="N",
        help="send N of those that were caught through a whole mkdocs build, too",
    )
    return parser


def _choose(mutants: list[Mutant], number: int | None, seed: int) -> list[Mutant]:
    if number is None or number >= len(mutants):
        return mutants
    return random.Random(seed).sample(mutants, number)


def _select(project: Project, build: Build, files: Sequence[Path]) -> list[Page]:
    """The pages to mutate. Raises ValueError."""
    pages = list(build.pages.values())
    if not files:
        return pages
    wanted = {file.resolve() for file in files}
    found = [page for page in pages if (project.root / page.path).resolve() in wanted]
    if len(found) < len(wanted):
        missing = wanted - {(project.root / page.path).resolve() for page in found}
        raise ValueError(f"no page under docs/: {', '.join(map(str, sorted(missing)))}")
    return found


def _around(lines: Sequence[int], page: Page) -> set[int]:
    """The page's examples, by number, that have these lines. Raises ValueError."""
    found = set()
    for line in lines:
        examples = [
            number
            for number, example in enumerate(page.examples)
            if example.line <= line <= (example.expected or example.fences[-1]).end
        ]
        if not examples:
            raise ValueError(f"{page.path}:{line} is in no example")
        found.update(examples)
    return found


def _try(mutants: Sequence[Mutant], project: Project, build: Build) -> list[Mutant]:
    """Try mutants and return those that survive and need not."""
    known = read_survivors(project.survivors)
    survivors = []
    in_examples = [mutant for mutant in mutants if mutant.kind in KINDS]
    others = [mutant for mutant in mutants if mutant.kind in SLIPS]
    pool = open_pool(project.cache)
    try:
        trials = chain(try_mutants(in_examples, pool, build.vocabulary), try_slips(others, build))
        for number, trial in enumerate(trials, start=1):
            reason = next((one.why for one in known if one.is_of(trial.mutant)), None)
            if trial.survived and reason:
                print(f"{trial.mutant} (may survive: {reason})", file=sys.stderr)
            elif trial.survived:
                survivors.append(trial.mutant)
                print(f"{trial.mutant} (survived)", file=sys.stderr)
            if number % 50 == 0:
                print(f"{number} of {len(mutants)} mutants tried", file=sys.stderr)
    finally:
        pool.close()
    return survivors


def _check_whole(run: Sequence[Example], project: Project, build: Build) -> list[Problem]:
    """What is wrong before anything is broken: then a mutant proves nothing."""
    problems = [*build.page_problems, *build.check_addresses()]
    pool = open_pool(project.cache)
    try:
        return [*problems, *run_examples(run, pool, project.outcomes).problems]
    finally:
        pool.close()


def _build(mutants: Sequence[Mutant], project: Project) -> list[Mutant]:
    """Send mutants through whole builds and return those that a build lets pass."""
    passed = []
    for number, mutant in enumerate(mutants, start=1):
        status, report = build_with(mutant, project)
        # That an id is lost may be said where others led to it.
        if status != 1 or (mutant.kind != "id" and f"{mutant.path}:" not in report):
            passed.append(mutant)
            print(f"{mutant} (the build exits {status})", file=sys.stderr)
        print(f"{number} of {len(mutants)} builds", file=sys.stderr)
    return passed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    try:
        build = Build.start(project, None)
        pages = _select(project, build, options.pages)
        kinds = options.kind or (*KINDS, *SLIPS)
        if options.line and (len(pages) != 1 or not {*kinds} & {*KINDS}):
            raise ValueError("--line needs one page, and a kind that is of examples")
        around = _around(options.line, pages[0]) if options.line else set()
        run = [one for page in pages for one in page.examples] if {*kinds} & {*KINDS} else []
        if problems := _check_whole(run, project, build):
            print(*problems, sep="\n", file=sys.stderr)
            return 2
        made = (one for page in pages for one in (*make_mutants(page), *page_slips(page)))
        ledger = () if options.pages else ledger_slips(build)
        mutants = [one for one in (*made, *ledger) if one.kind in kinds]
        if options.line:
            mutants = [one for one in mutants if one.example in around]
    except SourceError as error:
        print(f"{error.path}:{error.line}: {error.message}", file=sys.stderr)
        return 2
    except (OSError, ValueError, SyntaxError, RunnerError) as error:
        print(f"mutate.py: {error}", file=sys.stderr)
        return 2
    chosen = _choose(mutants, options.sample, options.seed)
    print(f"Trying {len(chosen)} of {len(mutants)} mutants", file=sys.stderr)
    try:
        survivors = _try(chosen, project, build)
        known = read_survivors(project.survivors)
        caught = [
            mutant
            for mutant in chosen
            if mutant not in survivors and not any(one.is_of(mutant) for one in known)
        ]
        built = _choose(caught, options.builds, options.seed) if options.builds else []
        passed = _build(built, project)
    except (RunnerError, OSError, ValueError) as error:
        print(f"mutate.py: {error}", file=sys.stderr)
        return 2
    kinds = Counter(mutant.kind for mutant in chosen)
    lost = Counter(mutant.kind for mutant in survivors)
    for kind, number in sorted(kinds.items()):
        print(f"{kind}: {number - lost[kind]} of {number} caught")
    if built:
        print(f"whole builds: {len(built) - len(passed)} of {len(built)} caught")
    return 1 if survivors or passed else 0


if __name__ == "__main__":
    sys.exit(main())
