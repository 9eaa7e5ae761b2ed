"""Follow links: in goes Markdown, out come its links, and those that lead nowhere.

Code, in fences and between backticks, is left alone.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from handbook.pages.blocks import Block, Comment, Fence
from handbook.pages.page import Page
from handbook.problem import Problem

CODE = re.compile(
    r"^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE
)
"""A fence, or code between backticks."""

LINK = re.compile(r"""(\]\()([^)\s]+)((?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'))?\))""")
"""What stands before a link's target, the target, and what stands behind it: perhaps a title."""

Ids = Mapping[str, "set[str] | None"]
"""Paths below the project, each with the ids that links may name there; None if any may be."""


@dataclass(frozen=True)
class Link:
    """A link to somewhere."""

    target: str
    line: int = 1
    """The line of the text that it stands in, counted from 1."""

    @property
    def is_internal(self) -> bool:
        """Whether it leads to this site."""
        return not re.match(r"[a-z][a-z0-9+.-]*:|//", self.target)

    def leads_somewhere(self, path: str, ids: Ids) -> bool:
        """Whether there is what an internal link on the page of this path names."""
        name, _, fragment = self.target.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else path
        if target not in ids:
            return False
        known = ids[target]
        return not fragment or known is None or fragment in known


def find_links(text: str) -> tuple[Link, ...]:
    """The links of a piece of Markdown."""
    prose = CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return tuple(
        Link(match[2], prose.count("\n", 0, match.start()) + 1) for match in LINK.finditer(prose)
    )


def links_of(blocks: Iterable[Block]) -> Iterator[tuple[int, Link]]:
    """The links in prose and headings, each with its line of the page."""
    for block in blocks:
        if not isinstance(block, Comment | Fence) and "](" in block.text:
            yield from ((block.line + link.line - 1, link) for link in find_links(block.text))


def check_links(pages: Iterable[Page], ids: Ids) -> list[Problem]:
    """Find links to pages, labs, and places in them that do not exist."""
    return [
        Problem(
            page.path,
            line,
            f"the link '{link.target}' leads nowhere: a link names a page, or an id that stands "
            "beside a heading as { #id }",
        )
        for page in pages
        for line, link in links_of(page.blocks)
        if link.is_internal and _is_page(link.target) and not link.leads_somewhere(page.path, ids)
    ]


def _is_page(target: str) -> bool:
    """Not one of the files that only MkDocs knows."""
    return target.startswith("#") or target.partition("#")[0].endswith((".md", ".ipynb"))
