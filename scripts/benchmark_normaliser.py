"""Measure whether the normaliser takes time in proportion to its input.

In: a source text. Out: the time for it, the time for many renumbered copies of it in one text, and
their ratio. Run by hand: times are no matter for a test.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time

from handbook.source import SourceError, normalise, read_source
from normalise import SOURCE

_NUMBER = re.compile(r"^(\*\*)?(Q?)([0-9]+)(?=[:.])", re.MULTILINE)
STEP = 100  # by which the numbers of one copy are above those of the copy before
LIMIT = 1.3  # times the number of copies


def renumbered(text: str, by: int) -> str:
    """The text with the number of each question raised."""

    def raised(match: re.Match[str]) -> str:
        mark, label, number = match.groups(default="")
        is_question = bool(mark or label)
        return f"{mark}{label}{int(number) + by}" if is_question else match[0]

    return _NUMBER.sub(raised, text)


def copies(text: str, count: int) -> str:
    """So many renumbered copies of the text in one."""
    return "\n".join(renumbered(text, STEP * index) for index in range(count))


def seconds(text: str) -> float:
    """Processor time that the normaliser takes for the text, in seconds."""
    start = time.process_time()
    normalise(text)
    return time.process_time() - start


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="benchmark_normaliser.py",
        description="Compare the time for many copies of a text with that for one.",
        epilog="example: python scripts/benchmark_normaliser.py --copies 50 --runs 3",
    )
    parser.add_argument("source", nargs="?", default=str(SOURCE), metavar="SOURCE", help="the text")
    parser.add_argument("--copies", type=int, default=100, help="copies in one text (default: 100)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each (default: 5)")
    options = parser.parse_args(arguments)
    if options.copies < 1 or options.runs < 1:
        parser.error("--copies and --runs must be at least 1")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status: 1 if the ratio is above the limit."""
    options = parse_arguments(arguments)
    try:
        one = read_source(options.source)
        many = copies(one, options.copies)
        found = len(normalise(many).questions), len(normalise(one).questions) * options.copies
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    if found[0] != found[1]:
        print(
            f"{options.source}:1: {found[0]} questions in the copies, not {found[1]}",
            file=sys.stderr,
        )
        return 2
    times: dict[str, list[float]] = {one: [], many: []}
    for _ in range(options.runs):
        for text, measured in times.items():  # in turn, so that a busy machine slows both
            # One copy takes so little time that a single run of it says nothing.
            measured.append(
                statistics.median(seconds(text) for _ in range(1 if text is many else 9))
            )
    single, multiple = (statistics.median(measured) for measured in times.values())
    ratio, limit = multiple / single, LIMIT * options.copies
    print(f"1 copy: {single * 1000:.1f} ms ({len(one)} characters)")
    print(f"{options.copies} copies: {multiple * 1000:.1f} ms ({len(many)} characters)")
    print(f"ratio: {ratio:.1f}; the limit is {limit:.0f}")
    return 0 if ratio < limit else 1


if __name__ == "__main__":
    sys.exit(main())
