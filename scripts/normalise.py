"""Normalise a scraped text of questions and answers into regular Markdown.

In: a source text and a ledger of corrections. Out: Markdown, JSON, or the account of the lines.
"""

from __future__ import annotations

import argparse
import difflib
import errno
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from handbook.source import Normalised, SourceError, normalise, read_ledger, read_source

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source" / "pytorch-interview-questions.txt"
LEDGER = HERE / "source" / "corrections.yml"


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="normalise.py",
        description="Repair a scraped text of questions and answers by rules, then by the ledger.",
        epilog="example: python scripts/normalise.py --report | grep removed",
    )
    parser.add_argument(
        "source", nargs="?", metavar="SOURCE", help="the text (default: the project's own)"
    )
    parser.add_argument(
        "--corrections",
        metavar="FILE",
        help="the ledger (default: the project's own without SOURCE, an empty one with SOURCE)",
    )
    parser.add_argument(
        "--output", metavar="FILE", help="where to write (default: standard output)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail and show how FILE differs"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="write a list of {key, question, answer}")
    form.add_argument(
        "--report", action="store_true", help="write what became of each line of the source"
    )
    options = parser.parse_args(arguments)
    if options.check and options.output is None:
        parser.error("--check needs --output")
    return options


def rendered(normalised: Normalised, options: argparse.Namespace) -> str:
    """What the options ask for."""
    if options.report:
        return normalised.report
    if options.json:
        questions = [asdict(question) for question in normalised.questions]
        return json.dumps(questions, ensure_ascii=False, indent=2) + "\n"
    return normalised.markdown


def write_file(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        SourceError: it cannot be written.
    """
    temporary: Path | None = None
    try:
        target = path.resolve()
        if target.exists() and not (target.is_file() or target.is_dir()):  # /dev/null, a pipe
            target.write_bytes(text.encode("utf-8"))
            return
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".normalise-")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        temporary.chmod(mode)
        temporary.replace(target)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise SourceError(path, 1, f"cannot be written: {error.strerror or error}") from None


def _umask() -> int:
    """The process's mask for new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def difference(path: Path, text: str) -> str:
    """How a file differs from the text, as a unified diff; empty if it does not.

    Raises:
        SourceError: the file is there but cannot be read.
    """
    try:
        there = path.read_bytes()
    except FileNotFoundError:
        there = None
    except OSError as error:
        raise SourceError(path, 1, f"cannot be read: {error.strerror or error}") from None
    if there == text.encode("utf-8"):
        return ""
    before = (
        [] if there is None else there.decode("utf-8", "backslashreplace").splitlines(keepends=True)
    )
    name = f"{path} (missing)" if there is None else str(path)
    lines = difflib.unified_diff(before, text.splitlines(keepends=True), name, "what it should be")
    return "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines
    )


def print_text(text: str) -> None:
    """Write to standard output as UTF-8; a reader that has seen enough is no error."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(options: argparse.Namespace) -> int:
    """Do what the options ask for; return the exit status.

    Raises:
        SourceError: bad input, or an output that cannot be written.
    """
    source = options.source or SOURCE
    ledger = options.corrections or (None if options.source else LEDGER)
    text = read_source(source)
    corrections = read_ledger(ledger) if ledger else ()
    result = rendered(normalise(text, corrections, source), options)
    if options.output is None:
        print_text(result)
        return 0
    output = Path(options.output)
    if not options.check:
        write_file(output, result)
        return 0
    diff = difference(output, result)
    print_text(diff)
    return 1 if diff else 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    options = parse_arguments(arguments)
    try:
        return run(options)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
