"""Begin a new answer: put its skeleton at the end of a topic page, or on a new one."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from handbook.files import write_whole
from handbook.pages.order import reading_order
from handbook.pages.page import is_topic, read_pages
from handbook.pages.skeleton import Skeleton
from handbook.project import Project, project_of
from handbook.vocabulary import KINDS, LEVELS, read_vocabulary

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: python scripts/start_answer.py docs/pytorch/copies.md does-detach-copy "
        '"Does detach copy a tensor?"',
    )
    parser.add_argument("page", type=Path, metavar="PAGE", help="a file in a folder of docs/")
    parser.add_argument("id", metavar="ID", help="unique in the site, and for ever")
    parser.add_argument("question", metavar="QUESTION", help="as one asks it")
    parser.add_argument("--kind", choices=KINDS, default="concept")
    parser.add_argument("--level", choices=LEVELS, default="mid")
    return parser


def _path_of(project: Project, page: Path) -> str:
    """The page as problems name it, `docs/area/page.md`. Raises ValueError for any other place."""
    whole = page.resolve()
    vocabulary = read_vocabulary(project.vocabulary)
    if whole.is_relative_to(project.root) and whole.suffix == ".md":
        path = whole.relative_to(project.root).as_posix()
        if path.startswith("docs/") and is_topic(path, vocabulary):
            return path
    folders = ", ".join(f"docs/{area}/" for area in vocabulary.areas)
    raise ValueError(f"{page}: a topic page is a *.md file in one of {folders}")


def _check_id(project: Project, name: str) -> None:
    """Raises ValueError if the id is none, or is taken."""
    if not _ID.fullmatch(name):
        raise ValueError(f"{name!r} is no id: small letters, digits and single hyphens between")
    for page in read_pages(project.root, project.docs, read_vocabulary(project.vocabulary)):
        for heading in page.headings:
            if heading.id == name:
                raise ValueError(f"{page.path}:{heading.line}: the id '{name}' is taken")


def _write(project: Project, path: str, skeleton: Skeleton) -> int:
    """Write the page; the line where the answer begins. Raises OSError, ValueError."""
    file = project.root / path
    if file.exists():
        before = file.read_text(encoding="utf-8").rstrip("\n") + "\n\n"
    else:
        title = file.stem.replace("-", " ").capitalize()
        before = f"# {title}\n\n<!-- todo: what the page is about, and the way through it -->\n\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, before + skeleton.markdown)
    return before.count("\n") + 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    try:
        path = _path_of(project, options.page)
        _check_id(project, options.id)
        if not options.question.strip() or re.search(r"[\n{}<>]", options.question):
            raise ValueError("the question is one line of text, without braces and HTML")
        skeleton = Skeleton(options.id, options.question.strip(), options.kind, options.level)
        line = _write(project, path, skeleton)
        is_listed = path in reading_order(project.config)
    except (OSError, ValueError) as error:
        print(f"start_answer.py: {error}", file=sys.stderr)
        return 2
    print(f"{path}:{line}: write the answer here")
    if not is_listed:
        print(f"mkdocs.yml: add {path.removeprefix('docs/')} to `nav`, in reading order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
