"""Take the bodies out of code: in go definitions, out come their signatures and docstrings.

What tells how a function works is left out with its body: its comments, helpers that are private,
and decorators, for `@torch.no_grad()` may be half the solution.
"""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_KEPT_DECORATORS = ("staticmethod", "classmethod", "property", "dataclass", "dataclasses.dataclass")
"""Those that say what kind of thing is defined."""


@dataclass(frozen=True)
class Chunk:
    """One statement of the outline."""

    text: str
    """Without a line break at its end."""
    is_definition: bool


def outline(code: str, check: str, body: Callable[[str], str]) -> list[Chunk]:
    """The statements of a solution: definitions with other bodies, anything else as it is.

    `body` gives the line to write in place of a body, by a name such as `f` or `Model.forward`. A
    private definition stays where `check` uses it.
    """
    lines = code.splitlines()
    used = {node.id for node in ast.walk(ast.parse(check)) if isinstance(node, ast.Name)}
    chunks = []
    for node in ast.parse(code).body:
        if isinstance(node, _Definition):
            if not node.name.startswith("_") or node.name in used:
                text = "\n".join(_definition(node, lines, "", body))
                chunks.append(Chunk(text, is_definition=True))
        else:
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            chunks.append(Chunk(text, is_definition=False))
    return chunks


def _definition(
    node: _Definition, lines: list[str], owner: str, body: Callable[[str], str]
) -> Iterator[str]:
    indent, inner = " " * node.col_offset, " " * (node.col_offset + 4)
    for decorator in node.decorator_list:
        name = ast.unparse(decorator)
        if name.partition("(")[0] in _KEPT_DECORATORS:
            yield f"{indent}@{name}"
    yield from _header(node, lines)
    first = node.body[0]
    has_docstring = ast.get_docstring(node) is not None and first.lineno > node.lineno
    if has_docstring:
        yield from lines[first.lineno - 1 : first.end_lineno]
    if not isinstance(node, ast.ClassDef):
        yield inner + body(owner + node.name)
        return
    is_empty = not has_docstring
    for member in node.body:
        if isinstance(member, ast.AnnAssign):  # a field, such as a dataclass has
            yield from lines[member.lineno - 1 : member.end_lineno]
            is_empty = False
        elif isinstance(member, _Definition) and _is_public(member.name):
            if not is_empty:
                yield ""
            yield from _definition(member, lines, f"{owner}{node.name}.", body)
            is_empty = False
    if is_empty:
        yield inner + body(owner + node.name)


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _header(node: _Definition, lines: list[str]) -> list[str]:
    """The lines from `def` or `class` to the colon, without what stands behind it."""
    depth = 0
    rest = iter([line + "\n" for line in lines[node.lineno - 1 :]])
    for token in tokenize.generate_tokens(lambda: next(rest, "")):
        if token.type != tokenize.OP:
            continue
        if token.string in "([{":
            depth += 1
        elif token.string in ")]}":
            depth -= 1
        elif token.string == ":" and depth == 0:
            row, column = token.end
            last = node.lineno + row - 2
            return [*lines[node.lineno - 1 : last], lines[last][:column]]
    raise AssertionError("every definition has a colon")
