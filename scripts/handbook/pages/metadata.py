"""Read an answer's metadata: in goes a comment's YAML, out come checked fields.

Nothing is guessed: a missing, doubled, unknown or ill-formed field is a problem with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from handbook.pages.blocks import Comment
from handbook.problem import Problem
from handbook.vocabulary import KINDS, LEVELS, PRIORITIES, Vocabulary

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = re.compile(r"q\d{2,}[b-z]?")


@dataclass(frozen=True)
class Point:
    """Something that a complete answer contains."""

    level: str
    """The level from which it is expected."""
    text: str


@dataclass(frozen=True)
class Metadata:
    """What is known about an answer besides its text."""

    kind: str
    level: str
    priority: str
    sources: tuple[str, ...]
    """Keys of the source questions that it answers, such as `q17`."""
    tags: tuple[str, ...]
    points: tuple[Point, ...]
    follow_ups: tuple[str, ...]
    """Ids of answers that an interviewer asks for next."""
    lines: dict[str, int]
    """The page's line of each field."""


class _Wrong(Exception):
    """A value is not what its field asks for."""


def _one_of(allowed: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            raise _Wrong(f"is {value!r} and has to be one of {', '.join(allowed)}")
        return str(value)

    return read


def _texts(value: object, pattern: re.Pattern[str], what: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _Wrong(f"has to be a list of {what}")
    for item in value:
        if not isinstance(item, str) or not pattern.fullmatch(item):
            raise _Wrong(f"holds {item!r}, which is none of {what}")
        if value.count(item) > 1:
            raise _Wrong(f"holds {item!r} twice")
    return tuple(value)


def _points(value: object) -> tuple[Point, ...]:
    if not isinstance(value, list) or not 3 <= len(value) <= 5:
        raise _Wrong("has to be a list of three to five points")
    points = []
    for item in value:
        level, text = next(iter(item.items())) if isinstance(item, dict) and item else ("", "")
        is_point = isinstance(item, dict) and len(item) == 1 and level in LEVELS
        if not is_point or not isinstance(text, str) or not text.strip():
            raise _Wrong(f"holds {item!r}; a point is '{'|'.join(LEVELS)}: what it is'")
        points.append(Point(str(level), text.strip()))
    return tuple(points)


def _readers(vocabulary: Vocabulary) -> dict[str, Callable[[object], object]]:
    def tags(value: object) -> tuple[str, ...]:
        found = _texts(value, _ID, "tags")
        if not found:
            raise _Wrong("is empty; an answer has one tag or more")
        if unknown := [tag for tag in found if tag not in vocabulary.tags]:
            raise _Wrong(f"holds {unknown[0]!r}, which is not in scripts/vocabulary.yml")
        return found

    return {
        "kind": _one_of(KINDS),
        "level": _one_of(LEVELS),
        "priority": _one_of(PRIORITIES),
        "sources": lambda value: _texts(value, _KEY, "source keys such as q17"),
        "tags": tags,
        "points": _points,
        "follow_ups": lambda value: _texts(value, _ID, "ids of answers"),
    }


def _compose(source: str) -> yaml.Node | None:
    """YAML's nodes, by its fast parser in C; the other one says what is wrong."""
    try:
        return yaml.compose(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return yaml.compose(source, Loader=yaml.SafeLoader)


def read_metadata(
    comment: Comment, path: str, vocabulary: Vocabulary
) -> tuple[Metadata | None, tuple[Problem, ...]]:
    """Read the comment `<!-- answer … -->`.

    `path` is what problems name. The metadata are None if there is any problem.
    """
    # The first line keeps its place, so that YAML's line numbers are the comment's.
    source = re.sub(r"\A(\s*)answer\b", r"\1", comment.text, count=1)
    problems: list[Problem] = []

    def report(line: int, message: str) -> None:
        problems.append(Problem(path, line, message))

    try:
        node = _compose(source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        report(comment.line + (mark.line if mark else 0), f"metadata: {error.problem}")
        return None, tuple(problems)
    except yaml.YAMLError as error:
        report(comment.line, f"metadata: {str(error).splitlines()[0]}")
        return None, tuple(problems)
    if not isinstance(node, yaml.MappingNode):
        report(comment.line, "metadata: a list of 'field: value' lines is expected")
        return None, tuple(problems)

    readers = _readers(vocabulary)
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    for name_node, value_node in node.value:
        name, line = str(name_node.value), comment.line + name_node.start_mark.line
        if name not in readers:
            report(line, f"metadata: '{name}' is no field; fields are {', '.join(readers)}")
        elif name in lines:
            report(line, f"metadata: '{name}' stands twice")
        else:
            lines[name] = line
            try:
                constructor = yaml.SafeLoader("")
                values[name] = readers[name](constructor.construct_object(value_node, deep=True))
            except _Wrong as error:
                report(line, f"metadata: '{name}' {error}")
            except yaml.MarkedYAMLError as error:
                report(line, f"metadata: '{name}': {error.problem}")
            except ValueError as error:  # such as a date that does not exist
                report(line, f"metadata: '{name}': {error}")
    for name in readers:
        if name not in lines:
            report(comment.line, f"metadata: '{name}' is missing")
    if problems:
        return None, tuple(problems)
    return Metadata(lines=lines, **values), ()  # type: ignore[arg-type]
