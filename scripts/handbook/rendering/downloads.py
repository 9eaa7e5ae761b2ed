"""A topic page to take away: in go a page and its results, out come a notebook and a script.

Both hold the page's text and its examples in order. The notebook is executed: its outputs are
those of the build.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handbook.labs.lab import Lab
from handbook.pages.blocks import Comment, Fence, Heading
from handbook.pages.example import Example
from handbook.pages.page import Page
from handbook.rendering.anki import ANKI_FILE
from handbook.rendering.lab_page import lab_download
from handbook.rendering.lists import title_to_html
from handbook.rendering.notebook import cell_outputs, code_cell, notebook_text, prose_cell
from handbook.rendering.questions import page_url, stub_name
from handbook.rendering.slots import slot
from handbook.rendering.stubs import stub_files
from handbook.running.execution import Results

DOWNLOADS_PAGE = "downloads.md"
DOWNLOADS_SLOT = "downloads"
"""The name of the slot for the lists of files."""

ZIP_FILE = "downloads/pytorch-interview-handbook.zip"

_LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(#[^)\s]*)?\)")
_ID = re.compile(r"\s*\{\s*#[a-z0-9-]+\s*\}\s*$")


@dataclass(frozen=True)
class _Cell:
    """Prose, or the code of an example."""

    text: str
    example: Example | None = None
    """The example whose last fence this is, if it is one."""
    is_code: bool = False


def download_name(page: Page, suffix: str) -> str:
    """The file of a page's notebook (`ipynb`) or script (`py`), relative to the site's root."""
    return f"downloads/{page_url(page.path).removesuffix('.html')}.{suffix}"


def _absolute(text: str, page: Page, site_url: str) -> str:
    """Links between pages lead to the site, or lose their target where its address is unknown."""
    folder = page_url(page.path).rpartition("/")[0]

    def link(match: re.Match[str]) -> str:
        path, fragment = match[1], match[2] or ""
        if not site_url:
            return "]"
        target = posixpath.normpath(posixpath.join(folder, path)) if path else page_url(page.path)
        if target.endswith(".md"):
            target = f"{target.removesuffix('.md')}.html"
        return f"]({site_url.rstrip('/')}/{target}{fragment})"

    linked = _LINK.sub(link, text)
    return linked if site_url else re.sub(r"\[([^\[\]]*)\](?![\[(])", r"\1", linked)


def _cells(page: Page, site_url: str) -> Iterator[_Cell]:
    """The page in cells: comments for programs and expected outputs are left out.

    Code that is not run is prose here, too: whoever runs all cells needs no machine of its kind.
    """
    run = [example for example in page.examples if not example.not_run]
    last = {fence: example for example in run for fence in example.fences[-1:]}
    code = {fence for example in run for fence in example.fences}
    outputs = {example.expected for example in page.examples if example.expected}
    prose: list[str] = []
    for block in page.blocks:
        if isinstance(block, Comment) or block in outputs:
            continue
        if isinstance(block, Fence) and block in code:
            if prose:
                yield _Cell("\n\n".join(prose))
                prose = []
            example = last.get(block)
            yield _Cell(block.code.rstrip("\n"), example, is_code=True)
        elif isinstance(block, Heading):
            prose.append(f"{'#' * block.level} {block.text}")
        elif isinstance(block, Fence):
            prose.append(f"```{block.language}\n{block.code}```")
        else:
            prose.append(_absolute(_ID.sub("", block.text), page, site_url))
    if prose:
        yield _Cell("\n\n".join(prose))


def _outputs(example: Example | None, results: Results | None) -> list[dict[str, Any]]:
    outcome = results.outcome_of(example) if results and example else None
    if outcome is None or example is None:
        return []
    return cell_outputs(outcome.stdout, outcome.figures, example.alternatives)


def notebook(page: Page, results: Results | None, site_url: str) -> str:
    """The JSON text of a notebook, with outputs if there are results."""
    cells = []
    number = 0
    for place, cell in enumerate(_cells(page, site_url)):
        name = f"cell-{place}"
        if cell.is_code:
            number += 1
            outputs = _outputs(cell.example, results)
            cells.append(code_cell(name, cell.text, outputs, number if results else None))
        else:
            cells.append(prose_cell(name, cell.text))
    return notebook_text(cells)


def script(page: Page, site_url: str) -> str:
    """The page as Python: its text in comments, in cells as editors understand them."""
    parts = []
    for cell in _cells(page, site_url):
        if cell.is_code:
            parts.append(f"# %%\n{cell.text}\n")
        else:
            text = "".join(f"# {line}".rstrip() + "\n" for line in cell.text.splitlines())
            parts.append(f"# %% [markdown]\n{text}")
    return "\n".join(parts)


def download_links(page: Page, root: str) -> str:
    """HTML that offers both, for the end of a topic page."""
    if not page.answers or not page.examples:
        return ""
    links = " · ".join(
        f'<a href="{root}{download_name(page, suffix)}" download>{words}</a>'
        for suffix, words in (("ipynb", "executed notebook"), ("py", "Python file"))
    )
    return f'<p class="hb-downloads">Take this page with you: {links}</p>'


def download_files(
    pages: Sequence[Page], results: Results | None, site_url: str
) -> Iterator[tuple[str, str]]:
    """Names and contents of all notebooks, scripts and stubs."""
    for page in pages:
        if page.answers and page.examples:
            yield download_name(page, "ipynb"), notebook(page, results, site_url)
            yield download_name(page, "py"), script(page, site_url)
    yield from stub_files(pages, site_url)


_FILES = {
    ZIP_FILE: (
        "The whole site as one archive",
        "Unpack it and open index.html; nothing in it needs a server or the network.",
    ),
    ANKI_FILE: (
        "An Anki package",
        "One deck for each area. Importing a later one updates the cards and keeps your schedule.",
    ),
    "questions.json": ("questions.json", "All answers as data, described below."),
    "llms.txt": ("llms.txt", "Every question with its address and its spoken answer."),
    "llms-full.txt": ("llms-full.txt", "The Markdown of all topic pages as one text."),
}


def downloads_page() -> str:
    """Markdown of the page that lists what one can take away; its lists stand in a slot."""
    return _PAGE.replace("SLOT", slot(DOWNLOADS_SLOT))


def downloads_list(pages: Sequence[Page], labs: Sequence[Lab]) -> str:
    """The lists of files, as HTML for a page at the site's root."""
    items = "".join(
        f'<dt><a href="{name}" download>{title}</a></dt><dd>{words}</dd>'
        for name, (title, words) in _FILES.items()
    )
    rows = "".join(
        f'<tr><th scope="row">{title_to_html(page.title)}</th>'
        f'<td><a href="{download_name(page, "ipynb")}" download>notebook</a></td>'
        f'<td><a href="{download_name(page, "py")}" download>Python file</a></td></tr>'
        for page in pages
        if page.answers and page.examples
    )
    rows += "".join(
        f'<tr><th scope="row">Lab: {title_to_html(lab.title)}</th>'
        f'<td><a href="{lab_download(lab)}" download>notebook</a></td><td></td></tr>'
        for lab in labs
    )
    return (
        f'<dl class="hb-files">{items}</dl><h2 id="topics">Topic by topic</h2>'
        "<p>The notebooks are executed: their outputs and figures are those of this build.</p>"
        '<table class="hb-table"><thead><tr><th scope="col">Topic</th>'
        '<th scope="col">Executed</th><th scope="col">To run</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_stubs_list(pages)}"
    )


def _stubs_list(pages: Sequence[Page]) -> str:
    """The files to solve, by topic; nothing where there are none."""
    rows = "".join(
        f'<tr><th scope="row"><a href="{page_url(page.path)}#{answer.id}">'
        f"{title_to_html(answer.title)}</a></th>"
        f"<td>{answer.metadata.level}</td>"
        f'<td><a href="{stub_name(answer)}" download>Python file</a></td></tr>'
        for page in pages
        for answer in page.answers
        if answer.exercise
    )
    if not rows:
        return ""
    return (
        '<h2 id="to-solve">To solve</h2>'
        "<p>Each file holds a task, signatures without bodies, and the check of its answer. Run it "
        "as it is, and it says what is to be written; run it again, and it says what is wrong with "
        "what you wrote. Nothing but PyTorch is needed.</p>"
        '<table class="hb-table"><thead><tr><th scope="col">Task</th><th scope="col">Level</th>'
        f'<th scope="col">File</th></tr></thead><tbody>{rows}</tbody></table>'
    )


_PAGE = """---
description: The handbook as an Anki package, notebooks, Python files, data and one archive.
hide: [toc]
---

# Take it with you

SLOT

## The data

`questions.json` is a list, in reading order, of objects with these fields;
[a JSON schema](assets/questions.schema.json) says the same to programs.

| Field | What it holds |
|---|---|
| `id` | the stable id, which is also the fragment of its address |
| `title` | the question, with code between backticks |
| `url` | its address from the site's root |
| `topic` | the title of its page |
| `level` | `junior`, `mid` or `senior` |
| `priority` | `core`, `common` or `deep` |
| `kind` | `concept`, `compare`, `code`, `debug` or `story` |
| `tags` | names from a closed list |
| `sources` | keys of the scraped questions that it answers; empty beyond the source |
| `short` | the spoken answer, as plain text |
| `points` | what a complete answer contains: objects with `level` and `text` |
| `follow_ups` | ids of the answers asked next |
| `examples` | how many examples it has |
| `figures` | how many figures |
| `corrections` | how many errors of the source it corrects |
| `stub` | only where there is one: its file to solve, from the site's root |
"""
