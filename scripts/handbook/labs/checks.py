"""Check what labs say about the site: in go labs and its addresses, out come problems."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Sequence

from handbook.labs.lab import LABS, Lab
from handbook.labs.prose import Link
from handbook.pages.page import Page
from handbook.problem import Problem


def check_labs(
    labs: Sequence[Lab], pages: Iterable[Page], others: Collection[str]
) -> list[Problem]:
    """Find answers and links that do not exist; `others` are generated pages, below docs/."""
    pages = list(pages)
    answers = {answer.id for page in pages for answer in page.answers}
    ids: dict[str, set[str] | None] = {f"docs/{name}": None for name in others}
    for page in pages:
        ids[page.path] = {heading.id for heading in page.headings if heading.id}
    for lab in labs:
        ids[lab.path] = {heading.id for heading in lab.headings}
    problems = []
    for lab in labs:
        for name in lab.answers:
            if name not in answers:
                problems.append(
                    Problem(lab.path, 1, f"it deepens '{name}', which is no answer's id")
                )
        for cell, link in lab.links():
            if link.is_internal and not _leads_somewhere(lab, link, ids):
                problems.append(lab.problem(cell, f"the link '{link.target}' leads nowhere"))
        names = [heading.id for heading in lab.headings]
        problems += [
            Problem(lab.path, 1, f"the id '{name}' stands twice")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
    return problems


def _leads_somewhere(lab: Lab, link: Link, ids: dict[str, set[str] | None]) -> bool:
    path, _, fragment = link.target.partition("#")
    target = posixpath.normpath(posixpath.join(LABS, path)) if path else lab.path
    if target not in ids:
        return False
    known = ids[target]
    return not fragment or known is None or fragment in known
