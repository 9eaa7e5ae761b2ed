"""Write down every address that the site publishes, so that none can vanish unnoticed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from handbook.build import Build
from handbook.files import write_whole
from handbook.moved import check_published
from handbook.project import project_of
from handbook.source import SourceError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python scripts/record_addresses.py --check"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where something would change"
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status.

    An address that is gone is a finding, whether or not new ones are written: say in
    scripts/moved.yml where it went.
    """
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    file = project.published
    name = file.relative_to(project.root).as_posix()
    try:
        build = Build.start(project, None)
    except SourceError as error:
        print(f"{error.path}:{error.line}: {error.message}", file=sys.stderr)
        return 2
    except (OSError, ValueError) as error:
        print(f"record_addresses.py: {error}", file=sys.stderr)
        return 2
    there = build.addresses()
    gone = check_published(build.published, there, build.moves, name)
    print(*gone, sep="\n", end="\n" if gone else "", file=sys.stderr)
    new = sorted(there - set(build.published))
    for address in new:
        print(f"+{address}")
    if new and options.check:
        print(f"{name}:1: {len(new)} addresses are not in it", file=sys.stderr)
        return 1
    if new:
        write_whole(file, "".join(f"{one}\n" for one in sorted({*build.published, *there})))
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main())
