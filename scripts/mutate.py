"""Break one thing at a time in examples and expected outputs, and list what nobody notices."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from handbook.mutation.mutants import KINDS, Mutant, make_mutants
from handbook.mutation.survivors import read_survivors
from handbook.mutation.trial import build_with, try_mutants
from handbook.pages.page import Page, read_pages
from handbook.problem import Problem
from handbook.project import Project, project_of
from handbook.running.execution import run_examples
from handbook.running.pool import RunnerError, open_pool
from handbook.vocabulary import Vocabulary, read_vocabulary


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
        choices=KINDS,
        help="try only mutants of this kind; may be given several times (default: all)",
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


def _select(project: Project, vocabulary: Vocabulary, files: Sequence[Path]) -> list[Page]:
    """The pages to mutate. Raises OSError or ValueError."""
    pages = read_pages(project.root, project.docs, vocabulary)
    if not files:
        return pages
    wanted = {file.resolve() for file in files}
    found = [page for page in pages if (project.root / page.path).resolve() in wanted]
    if len(found) < len(wanted):
        missing = wanted - {(project.root / page.path).resolve() for page in found}
        raise ValueError(f"no page under docs/: {', '.join(map(str, sorted(missing)))}")
    return found


def _try(mutants: Sequence[Mutant], project: Project, vocabulary: Vocabulary) -> list[Mutant]:
    """Try mutants and return those that survive and need not."""
    known = read_survivors(project.survivors)
    survivors = []
    pool = open_pool(project.cache)
    try:
        for number, trial in enumerate(try_mutants(mutants, pool, vocabulary), start=1):
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


def _check_whole(pages: Sequence[Page], project: Project) -> list[Problem]:
    """What is wrong before anything is broken: then a mutant proves nothing."""
    problems = [problem for page in pages for problem in page.problems]
    pool = open_pool(project.cache)
    try:
        examples = [example for page in pages for example in page.examples]
        return [*problems, *run_examples(examples, pool, project.outcomes).problems]
    finally:
        pool.close()


def _build(mutants: Sequence[Mutant], project: Project) -> list[Mutant]:
    """Send mutants through whole builds and return those that a build lets pass."""
    passed = []
    for number, mutant in enumerate(mutants, start=1):
        status, report = build_with(mutant, project)
        is_named = any(line.startswith(f"{mutant.path}:") for line in report.splitlines())
        if status != 1 or not is_named:
            passed.append(mutant)
            print(f"{mutant} (the build exits {status})", file=sys.stderr)
        print(f"{number} of {len(mutants)} builds", file=sys.stderr)
    return passed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    try:
        vocabulary = read_vocabulary(project.vocabulary)
        pages = _select(project, vocabulary, options.pages)
        if problems := _check_whole(pages, project):
            print(*problems, sep="\n", file=sys.stderr)
            return 2
        kinds = options.kind or KINDS
        mutants = [one for page in pages for one in make_mutants(page) if one.kind in kinds]
    except (OSError, ValueError, RunnerError) as error:
        print(f"mutate.py: {error}", file=sys.stderr)
        return 2
    chosen = _choose(mutants, options.sample, options.seed)
    print(f"Trying {len(chosen)} of {len(mutants)} mutants", file=sys.stderr)
    try:
        survivors = _try(chosen, project, vocabulary)
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
