"""Write the finished Markdown of the site, with outputs and figures, for another site builder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from handbook.build import Build
from handbook.files import write_whole
from handbook.project import project_of
from handbook.rendering.lab_downloads import lab_markdown
from handbook.running.pool import RunnerError, open_pool
from handbook.source import SourceError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python scripts/write_markdown.py build/markdown"
    )
    parser.add_argument("output", type=Path, metavar="FOLDER", help="made if it is not there")
    return parser


def _write(build: Build, folder: Path) -> int:
    """Write everything; how many files."""
    files = [
        *build.figure_files(),
        *build.data_files(),
        *((name, build.complete_generated(text)) for name, text in build.extra_pages()),
        *(
            (path.removeprefix("docs/"), build.complete(page, build.markdown_of(page)))
            for path, page in build.pages.items()
        ),
        *(
            (f"labs/{lab.name}.md", lab_markdown(lab, build.lab_results))
            for lab in build.labs.values()
        ),
    ]
    for name, text in files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text)
    return len(files)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    pool = open_pool(project.cache)
    try:
        build = Build.start(project, pool)
        build.finish()
        if build.problems:
            print(*build.problems, sep="\n", file=sys.stderr)
            return 1
        number = _write(build, options.output)
    except SourceError as error:
        print(f"{error.path}:{error.line}: {error.message}", file=sys.stderr)
        return 2
    except (RunnerError, OSError, ValueError) as error:
        print(f"write_markdown.py: {error}", file=sys.stderr)
        return 2
    finally:
        pool.close()
    print(f"{number} files in {options.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
