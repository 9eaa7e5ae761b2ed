"""Check what labs say about the site: in go labs and its addresses, out come problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from handbook.labs.lab import Lab
from handbook.pages.links import Ids
from handbook.pages.page import Page
from handbook.problem import Problem


def ids_by_path(labs: Iterable[Lab], pages: Iterable[Page], others: Iterable[str]) -> Ids:
    """What links may name; `others` are generated pages, below docs/."""
    ids: dict[str, set[str] | None] = {f"docs/{name}": None for name in others}
    for page in pages:
        ids[page.path] = {heading.id for heading in page.headings if heading.id}
    for lab in labs:
        ids[lab.path] = {heading.id for heading in lab.headings}
    return ids


def check_labs(labs: Sequence[Lab], answers: Collection[str], ids: Ids) -> list[Problem]:
    """Find answers and links that do not exist; `answers` are the ids of all."""
    problems = []
    for lab in labs:
        for name in lab.answers:
            if name not in answers:
                problems.append(
                    Problem(lab.path, 1, f"it deepens '{name}', which is no answer's id")
                )
        for cell, link in lab.links():
            if link.is_internal and not link.leads_somewhere(lab.path, ids):
                problems.append(lab.problem(cell, f"the link '{link.target}' leads nowhere"))
        names = [heading.id for heading in lab.headings]
        problems += [
            Problem(lab.path, 1, f"the id '{name}' stands twice")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
    return problems
