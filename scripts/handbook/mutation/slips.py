"""Slips around the examples: in go pages and the ledger, out come copies with one thing wrong.

Each is wrong as written, whatever its author meant: a link to nowhere, a lost id, a field that does
not exist. A level that should be another one is no such slip; that is for readers to see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from handbook.build import Build
from handbook.mutation.mutants import Mutant
from handbook.mutation.trial import Trial
from handbook.pages.blocks import lines_of
from handbook.pages.links import links_of
from handbook.pages.page import Page, read_page
from handbook.problem import Problem
from handbook.source import KINDS_WITH_REFERENCE, SourceError, normalise, parse_ledger, read_source

SLIPS = ("link", "id", "metadata", "ledger")
"""What can be wrong."""

_ID = re.compile(r"\{\s*#[a-z0-9-]+\s*\}")
_WORD = re.compile(r"\w")

_Change = Callable[[int, str, str], Mutant]
"""Makes a mutant from the number of a line, the new text of that line, and the kind."""


def _changes(path: str, text: str) -> _Change:
    lines = lines_of(text)

    def change(number: int, new: str, kind: str) -> Mutant:
        old = lines[number - 1]
        kept = tuple(new.splitlines())
        what = f"{' '.join(old.split())}  ->  {' / '.join(map(str.strip, kept))}"
        return Mutant(path, number, kind, what, text, number, kept)

    return change


def page_slips(page: Page) -> Iterator[Mutant]:
    """All slips in the links, ids and metadata of a page."""
    change = _changes(page.path, page.text)
    lines = lines_of(page.text)
    for number, link in links_of(page.blocks):
        if link.is_internal and f"]({link.target}" in lines[number - 1]:
            for target in _dead_targets(link.target):
                new = lines[number - 1].replace(f"]({link.target}", f"]({target}", 1)
                yield change(number, new, "link")
    for heading in page.headings:
        if heading.id:
            line = lines[heading.line - 1]
            others = [other.id for other in page.headings if other.id not in (None, heading.id)]
            for new in ("", f"{{ #{heading.id}-x }}", *(f"{{ #{one} }}" for one in others[:1])):
                yield change(heading.line, _ID.sub(new, line).rstrip(), "id")
    for answer in page.answers:
        for name, number in answer.metadata.lines.items():
            yield from _field_slips(name, number, lines, change)


def _dead_targets(target: str) -> Iterator[str]:
    path, _, fragment = target.partition("#")
    if path:
        yield target.replace(".", "-x.", 1) if path[0] != "." else f"../{target}"
    if fragment:
        yield f"{target}-x"


def _field_slips(name: str, number: int, lines: Sequence[str], change: _Change) -> Iterator[Mutant]:
    """A field misspelt, doubled or lost, and values that it can't have."""
    line = lines[number - 1]
    last = number
    while lines[last].startswith("  "):
        last += 1
    yield change(number, line.replace(name, f"{name}s", 1), "metadata")
    yield change(number, f"{line}\n{name}: []", "metadata")
    if last == number:
        yield change(number, "", "metadata")
    value = line.partition(":")[2].strip()
    if value.strip("[]"):
        first = re.split(r"[,\]]", value.lstrip("["))[0]
        end = line.index(first, line.index(":")) + len(first)
        yield change(number, f"{line[:end]}-x{line[end:]}", "metadata")
        yield change(number, f"{name}:", "metadata")
    for place in range(number + 1, last + 1):
        point = lines[place - 1]
        if point.lstrip().startswith("- "):  # and not its second line
            yield change(place, point.replace("- ", "- x", 1), "metadata")
            yield change(place, f"{point.partition(':')[0]}:", "metadata")


def ledger_slips(build: Build) -> Iterator[Mutant]:
    """All slips in the entries of the ledger."""
    file = build.project.ledger
    path = file.relative_to(build.project.root).as_posix()
    text = file.read_text(encoding="utf-8")
    lines, change = lines_of(text), _changes(path, text)
    starts = [entry.line for entry in build.ledger]
    for entry, end in zip(build.ledger, [*starts[1:], len(lines) + 1], strict=True):
        for number in range(entry.line, end):
            found = re.match(r"(?:- |  )([a-z]+):(.*)", lines[number - 1])
            if not found:
                continue
            name, value = found[1], found[2].strip()
            line = lines[number - 1]
            yield change(number, line.replace(name, f"{name}s", 1), "ledger")
            yield change(number, f"{line}\n  {name}: x", "ledger")
            is_whole = bool(value) and value not in (">-", "|-", "|", ">")
            is_needed = name != "reference" or entry.kind in KINDS_WITH_REFERENCE
            if is_whole and name not in ("key", "proof", "since") and is_needed:
                yield change(number, "", "ledger")
            if name in ("key", "kind", "proof") and is_whole:
                yield change(number, f"{line}x", "ledger")
            if name == "before":
                first = number if is_whole else number + 1
                yield change(first, _other_word(lines[first - 1], is_whole), "ledger")


def _other_word(line: str, has_name: bool) -> str:
    """A line of text in which one letter is another one."""
    found = _WORD.search(line, line.index(":") if has_name else 0)
    if not found:
        return f"{line}x"
    return line[: found.start()] + ("x" if found[0] != "x" else "y") + line[found.end() :]


def try_slips(slips: Iterable[Mutant], build: Build) -> Iterator[Trial]:
    """Read what is wrong, and say whether a build would report it; no example runs."""
    scraped = read_source(build.project.source)
    for slip in slips:
        try:
            changed = _with_ledger(build, slip, scraped) if slip.kind == "ledger" else None
        except SourceError as error:
            yield Trial(slip, (Problem(slip.path, error.line, error.message),))
            continue
        changed = changed or _with_page(build, slip)
        problems = (*changed.check(), *changed.check_addresses())
        yield Trial(slip, tuple(one for one in problems if _names(one, slip)))


def _names(problem: Problem, slip: Mutant) -> bool:
    """Whether an author would find the slip by this problem.

    That an id is lost may be said where it was linked to. A lost field is found where its answer
    or entry begins.
    """
    if slip.kind == "id":
        return True
    return problem.path == slip.path and (slip.kind != "link" or problem.line == slip.line)


def _with_page(build: Build, slip: Mutant) -> Build:
    page = read_page(slip.path, slip.text, build.vocabulary)
    return replace(build, pages={**build.pages, slip.path: page})


def _with_ledger(build: Build, slip: Mutant, scraped: str) -> Build:
    """Raises SourceError."""
    ledger = parse_ledger(slip.text, slip.path)
    return replace(build, ledger=ledger, source=normalise(scraped, ledger))
