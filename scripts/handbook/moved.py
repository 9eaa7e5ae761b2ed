"""Addresses that moved: in goes a YAML mapping, out come old and new ones, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from handbook.problem import Problem

_ADDRESS = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*\.html(?:#[a-z0-9-]+)?")


@dataclass(frozen=True)
class Move:
    """An address that is published, and where what it named is now."""

    old: str
    """From the site's root, such as `pytorch/old.html` or `pytorch/page.html#old-id`."""
    new: str
    line: int

    @property
    def is_page(self) -> bool:
        """Whether a whole page moved."""
        return "#" not in self.old


def read_moves(file: Path, path: str) -> tuple[tuple[Move, ...], list[Problem]]:
    """Read the mapping; `path` is what problems name. Raises OSError."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return (), [Problem(path, line, f"moved: {error.problem}")]
    if node is None:  # nothing but comments
        return (), []
    if not isinstance(node, yaml.MappingNode):
        return (), [Problem(path, 1, "moved: a mapping of old addresses to new ones is expected")]
    moves: list[Move] = []
    problems: list[Problem] = []
    for old, new in node.value:
        line = old.start_mark.line + 1
        wrong = next((one for one in (old, new) if not _is_address(one)), None)
        if wrong:
            message = f"moved: {wrong.value!r} is no address such as area/page.html#id"
            problems.append(Problem(path, line, message))
        elif any(move.old == old.value for move in moves):
            problems.append(Problem(path, line, f"moved: '{old.value}' stands twice"))
        else:
            moves.append(Move(old.value, new.value, line))
    return tuple(moves), problems


def _is_address(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and bool(_ADDRESS.fullmatch(node.value))


def check_moves(moves: Sequence[Move], published: Collection[str], path: str) -> list[Problem]:
    """Find moves that lead nowhere, and those from an address that is in use.

    `published` holds the addresses of the pages and answers that there are.
    """
    problems = []
    for move in moves:
        if move.new not in published:
            message = f"moved: there is no '{move.new}'"
            problems.append(Problem(path, move.line, message))
        if move.old in published:
            message = f"moved: '{move.old}' is still there"
            problems.append(Problem(path, move.line, message))
        elif not move.is_page and move.old.partition("#")[0] not in published:
            message = f"moved: the page of '{move.old}' is gone: let the page itself move"
            problems.append(Problem(path, move.line, message))
    return problems


def check_published(
    published: Iterable[str], there: Collection[str], moves: Iterable[Move], path: str
) -> list[Problem]:
    """Find addresses that were published and are neither there nor moved."""
    kept = {*there, *(move.old for move in moves)}
    return [
        Problem(path, line, f"{address} is gone; say in scripts/moved.yml where it went")
        for line, address in enumerate(published, start=1)
        if address not in kept
    ]
