"""Measure builds against what they are made of, and report medians, spreads and ratios."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from handbook.measuring.sandbox import Sandbox, time_to_see
from handbook.measuring.series import Series, measure_in_turns
from handbook.project import project_of


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python scripts/benchmark.py --runs 7"
    )
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="rounds (default: 7)")
    parser.add_argument(
        "--times", type=int, default=1, metavar="N", help="measure with N times the topic pages"
    )
    parser.add_argument("--serve", action="store_true", help="measure mkdocs serve, too")
    return parser


def _report_builds(series: dict[str, Series]) -> None:
    for name, one in series.items():
        print(f"{name:32} {one}")
    bare, examples = series["EXAMPLES=off (B)"].median, series["one process (E)"].median
    torch = series["import torch (I)"].median
    print()
    cold = series["cold"].median
    without = series["cold without labs"].median
    labs = series["labs alone (L)"].median
    print(f"cold without labs / (B + E)      {without / (bare + examples):.2f}")
    print(f"cold / (cold without + L / 2)    {cold / (without + labs / 2):.2f}")
    print(f"nothing changed / B              {series['nothing changed'].median / bare:.2f}")
    print(f"one line of prose / B            {series['one line of prose'].median / bare:.2f}")
    print(f"one example changed / (B + I)    {series['one example'].median / (bare + torch):.2f}")


def _report_serve(sandbox: Sandbox, runs: int) -> None:
    # One server at a time: of two that watch the same folder, both build what is saved for one.
    def seen_after(edit: Callable[[], str], **environment: str) -> float:
        with sandbox.serving(**environment) as url:
            time_to_see(url, edit())  # the first edit loads torch, and renders every page
            words = edit()
            return time_to_see(url, words)

    series = measure_in_turns(
        {
            "serve: prose, nothing is run": lambda: seen_after(sandbox.edit_prose, EXAMPLES="off"),
            "serve: one example": lambda: seen_after(sandbox.edit_example),
        },
        runs,
    )
    print()
    for name, one in series.items():
        print(f"{name:32} {one}")
    first, second = (one.median for one in series.values())
    print(f"serve: example / prose           {second / first:.2f}")
    print(f"serve: example - prose           {second - first:.2f} s")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    if options.runs < 1 or options.times < 1:
        print("benchmark.py: --runs and --times are at least 1", file=sys.stderr)
        return 2
    project = project_of(__file__)
    with tempfile.TemporaryDirectory(prefix="handbook-benchmark-") as name:
        sandbox = Sandbox.copy(project, Path(name), options.times)
        pages = sandbox.pages()
        examples = sum(len(page.examples) for page in pages)
        print(f"{len(pages)} pages, {examples} examples, {options.runs} rounds\n")
        series = measure_in_turns(
            {
                "EXAMPLES=off (B)": sandbox.bare_build,
                "import torch (I)": sandbox.import_torch,
                "one process (E)": sandbox.one_process,
                "labs alone (L)": sandbox.labs_alone,
                "cold without labs": sandbox.cold_build_without_labs,
                "cold": sandbox.cold_build,
                "nothing changed": sandbox.warm_build,
                "one line of prose": sandbox.prose_build,
                "one example": sandbox.example_build,
            },
            options.runs,
        )
        _report_builds(series)
        print(f"peak memory of a cold build      {sandbox.peak_memory() / 1e6:.0f} MB (PSS)")
        if options.serve:
            _report_serve(sandbox, options.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
