"""Make mutants: in goes an example, out come copies of its page that differ in one thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from handbook.pages.blocks import lines_of
from handbook.pages.example import Example
from handbook.pages.page import Page

KINDS = ("attribute", "comparison", "import", "number", "operator", "output", "statement")
"""What can be broken in an example."""

_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", ">="),
    ast.LtE: ("<=", ">"),
    ast.Gt: (">", "<="),
    ast.GtE: (">=", "<"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}


_OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "//"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "&"),
}


_CHECKS = {"assert_close", "gradcheck", "gradgradcheck", "print", "raises"}
_DRAWS = {"axes", "axis", "figure", "plt"}


@dataclass(frozen=True)
class Mutant:
    """A page, or the ledger, in which one thing is broken."""

    path: str
    line: int
    """The line of the page that differs."""
    kind: str
    change: str
    """What stood there and what stands there now."""
    original: str
    """The text that was whole. All mutants of a page share it: there are thousands of them."""
    last: int
    """The last line of the original that is replaced."""
    new: tuple[str, ...]
    """The lines that replace it."""
    example: int | None = None
    """Which of the page's examples is broken, counted from 0; None where none is."""

    @property
    def text(self) -> str:
        """The text in which one thing is broken."""
        lines = lines_of(self.original)
        return "\n".join([*lines[: self.line - 1], *self.new, *lines[self.last :]]) + "\n"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.kind}: {self.change}"


@dataclass(frozen=True)
class _Edit:
    """Replace the bytes from one place of an example's code to another."""

    kind: str
    start: tuple[int, int]
    """Line of the code, from 1, and byte in that line, from 0."""
    end: tuple[int, int]
    new: str


def _place(node: ast.expr | ast.stmt) -> tuple[tuple[int, int], tuple[int, int]]:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def _other_number(value: float) -> str:
    return repr(value + 1) if isinstance(value, int) else repr(value * 1.5 + 0.25)


def _comparison_edits(node: ast.Compare, lines: list[bytes]) -> Iterator[_Edit]:
    operands = [node.left, *node.comparators]
    for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
        old, new = _COMPARISONS[type(operator)]
        # Split over lines: the operator's place is not worth the search.
        if place := _between(left, right, old, lines):
            yield _Edit("comparison", *place, new)


def _between(
    left: ast.expr, right: ast.expr, old: str, lines: list[bytes]
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where an operator stands between its operands; None where they are on different lines."""
    (_, (first, start)), ((last, end), _) = _place(left), _place(right)
    at = lines[first - 1][start:end].find(old.encode()) if first == last else -1
    return ((first, start + at), (first, start + at + len(old))) if at >= 0 else None


def _operator_edits(node: ast.expr, lines: list[bytes]) -> Iterator[_Edit]:
    """Another operator between two operands, and none before one."""
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        old, new = _OPERATORS[type(node.op)]
        if place := _between(node.left, node.right, old, lines):
            yield _Edit("operator", *place, new)
    elif isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            if place := _between(left, right, old, lines):
                yield _Edit("operator", *place, new)
    elif isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
        (number, start), _ = _place(node)
        rest = lines[number - 1][start:].decode()
        sign = "not" if isinstance(node.op, ast.Not) else rest[0]
        length = len(sign) + len(rest[len(sign) :]) - len(rest[len(sign) :].lstrip())
        yield _Edit("operator", (number, start), (number, start + length), "")


def _name_of(function: ast.expr) -> tuple[str, str]:
    """The first and the last name of what is called: 'torch' and 'seed' of `torch.cuda.seed`."""
    last = function.attr if isinstance(function, ast.Attribute) else ""
    while isinstance(function, ast.Attribute | ast.Call | ast.Subscript):
        function = function.func if isinstance(function, ast.Call) else function.value
    first = function.id if isinstance(function, ast.Name) else ""
    return first, last or first


def _acts(node: ast.stmt, checks: set[str]) -> bool:
    """Whether a statement is there for what it does to others.

    Not one that checks, of which nothing else depends; one that draws; or one that fixes a seed,
    without which every run is another.
    """
    if isinstance(node, ast.AugAssign):
        return True
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    first, last = _name_of(node.value.func)
    return not ({first, last} & (checks | _CHECKS | _DRAWS) or last == "manual_seed")


def _names_that_check(tree: ast.Module) -> set[str]:
    """Functions of an example that assert something, by name, or call one that does."""
    found = set(_CHECKS - {"print"})

    def checks(node: ast.AST) -> bool:
        called = isinstance(node, ast.Call) and {*_name_of(node.func)}
        return isinstance(node, ast.Assert) or bool(called and called & found)

    before: set[str] = set()
    while found != before:
        before = set(found)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(map(checks, ast.walk(node))):
                found.add(node.name)
            elif isinstance(node, ast.Assign) and {*_name_of(node.value)} & found:
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _edits(code: str) -> Iterator[_Edit]:
    """All single changes to a piece of code."""
    lines = [line.encode() for line in code.splitlines(keepends=True)]
    tree = ast.parse(code)
    checks = _names_that_check(tree)
    # Numbers inside f-strings have no places of their own before Python 3.12.
    in_strings = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for inner in ast.walk(node)
        if inner is not node
    }
    # Where `assert a and b` holds, `assert a or b` does: that says nothing of the example.
    asserted = {
        id(node.test)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
        and isinstance(node.test, ast.BoolOp)
        and isinstance(node.test.op, ast.And)
    }
    left_out = in_strings | asserted
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Attribute):
            _, end = _place(node)
            yield _Edit("attribute", (end[0], end[1] - len(node.attr.encode())), end, "renamed")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield _Edit("import", *_place(node), "pass")
        elif isinstance(node, ast.Compare):
            yield from _comparison_edits(node, lines)
        elif isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp):
            yield from _operator_edits(node, lines)
        elif isinstance(node, ast.stmt) and _acts(node, checks):
            yield _Edit("statement", *_place(node), "pass")
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield _Edit("number", *_place(node), _other_number(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield _Edit("number", *_place(node), repr(not node.value))


def _apply(page: Page, example: Example, number: int, edit: _Edit) -> Mutant:
    lines = lines_of(page.text)
    first = example.line_numbers[edit.start[0] - 1]
    last = example.line_numbers[edit.end[0] - 1]
    head = lines[first - 1].encode()[: edit.start[1]].decode()
    tail = lines[last - 1].encode()[edit.end[1] :].decode()
    old = "\n".join(lines[first - 1 : last])
    new = head + edit.new + tail
    change = f"{' '.join(old.split())}  ->  {' '.join(new.split())}"
    kept = (new, *[""] * (last - first))
    return Mutant(page.path, first, edit.kind, change, page.text, last, kept, number)


def _output_mutants(page: Page, example: Example, number: int) -> Iterator[Mutant]:
    """Pages in which one line of the expected output differs in one character."""
    if example.expected is None:
        return
    lines = lines_of(page.text)
    for line in example.expected.lines:
        old = lines[line - 1]
        at = next((place for place, sign in enumerate(old) if sign.isalnum()), None)
        if at is None:
            continue
        other = "1" if old[at] != "1" else "2"
        new = old[:at] + other + old[at + 1 :]
        change = f"{old}  ->  {new}"
        yield Mutant(page.path, line, "output", change, page.text, line, (new,), number)


def make_mutants(page: Page) -> Iterator[Mutant]:
    """All mutants of the examples of a page that are run.

    Raises SyntaxError if an example is broken as it is.
    """
    for number, example in enumerate(page.examples):
        if example.not_run:
            continue
        for edit in _edits(example.code):
            yield _apply(page, example, number, edit)
        yield from _output_mutants(page, example, number)
