"""Find what a reader can solve: in go the blocks of an answer, out come task, solution and check.

An answer of kind *code* has parts that begin with a bold lead: **The task.**, **Hints.**,
**A solution.**, **The check.** The check goes on from the solution: they are one example.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from handbook.pages.blocks import Block, Fence, Prose
from handbook.pages.example import Example

TASK_LEAD = "**The task.**"
HINTS_LEAD = "**Hints.**"
SOLUTION_LEAD = "**A solution.**"
CHECK_LEAD = "**The check.**"

_LEAD = re.compile(r"\*\*[^*\n]+\.\*\*")


@dataclass(frozen=True)
class Exercise:
    """What the parts of an answer hold for someone who wants to solve it."""

    task: str
    """In Markdown, without its lead."""
    solution: str
    """Imports, constants and the definitions that are asked for."""
    check: str
    """What runs after the solution and fails if it is wrong."""


def lead_of(block: Block) -> str | None:
    """The bold words that begin a part, with their stars; None in the middle of one."""
    found = _LEAD.match(block.text) if isinstance(block, Prose) else None
    return found[0] if found else None


def parts_of(blocks: Iterable[Block]) -> Iterator[tuple[str, list[Block]]]:
    """The parts of an answer, each with its lead, in order."""
    lead, part = None, list[Block]()
    for block in blocks:
        if begins := lead_of(block):
            if lead:
                yield lead, part
            lead, part = begins, []
        part.append(block)
    if lead:
        yield lead, part


def _codes(part: Iterable[Block], example: Example) -> list[str]:
    """The codes of those fences of an example that stand in a part."""
    return [block.code for block in part if isinstance(block, Fence) and block in example.fences]


def _text(part: Iterable[Block]) -> str:
    return "\n\n".join(block.text for block in part if isinstance(block, Prose))


def find_exercise(blocks: Sequence[Block], examples: Sequence[Example]) -> Exercise | None:
    """The exercise of an answer; None if it does not have the parts.

    Raises ValueError if it has them and nothing can be solved by them.
    """
    parts = dict(reversed(list(parts_of(blocks))))  # the first of a name counts
    if not {TASK_LEAD, SOLUTION_LEAD, CHECK_LEAD} <= set(parts):
        return None
    solving, checking = parts[SOLUTION_LEAD], parts[CHECK_LEAD]
    whole = next((one for one in examples if _codes(solving, one) and _codes(checking, one)), None)
    if whole is None:
        raise ValueError("the solution and its check are not one example: let the check go on")
    solution = "".join(_codes(solving, whole))
    try:
        statements = ast.parse(solution).body
    except SyntaxError:
        return None  # the run says so, with the line
    if not any(isinstance(one, ast.FunctionDef | ast.ClassDef) for one in statements):
        raise ValueError("the solution defines no function and no class that one could write")
    return Exercise(
        task=_text(parts[TASK_LEAD]).removeprefix(TASK_LEAD).strip(),
        solution=solution,
        check="\n".join(_codes(checking, whole)),
    )
