"""A lab to take away: in go a lab and its results, out come its executed notebook and Markdown."""

from __future__ import annotations

import posixpath
import re

from handbook.labs.lab import Cell, Lab
from handbook.labs.prose import Heading, change_headings, change_links
from handbook.pages.links import Link
from handbook.rendering.figures import name_lab_figures
from handbook.rendering.lab_page import ROOT, html_target
from handbook.rendering.notebook import cell_outputs, code_cell, notebook_text, prose_cell
from handbook.running.labs import LabResults


def _prose(cell: Cell, lab: Lab, site_url: str) -> str:
    """Headings without ids, and links that lead to the site from wherever the notebook is."""

    def heading(found: Heading) -> str:
        return f"{'#' * found.level} {found.text}"

    def target(link: Link) -> str:
        if not link.is_internal:
            return link.target
        path, mark, fragment = html_target(link).partition("#")
        place = posixpath.normpath(posixpath.join("labs", path)) if path else lab.url
        return f"{site_url.rstrip('/')}/{place}{mark}{fragment}" if site_url else f"../../{place}"

    return change_links(change_headings(cell.source, heading), target)


def executed_notebook(lab: Lab, results: LabResults | None, site_url: str) -> str:
    """The JSON text of a notebook, with outputs if there are results."""
    cells = []
    number = 0
    for cell in lab.cells:
        if not cell.is_code:
            cells.append(prose_cell(cell.id, _prose(cell, lab, site_url)))
            continue
        number += 1
        part = results.part_of(lab, cell) if results else None
        outputs = cell_outputs(part.stdout, part.figures, cell.alternatives) if part else ()
        cells.append(code_cell(cell.id, cell.source, outputs, number if results else None))
    return notebook_text(cells)


def _markdown_target(link: Link) -> str:
    return re.sub(r"\.ipynb(?=#|$)", ".md", link.target)


def lab_markdown(lab: Lab, results: LabResults | None) -> str:
    """The lab as Markdown, with outputs and figures, for another site builder."""
    figures = name_lab_figures(lab, results)
    parts = []
    for cell in lab.cells:
        if not cell.is_code:
            parts.append(change_links(cell.source, _markdown_target))
            continue
        parts.append(f"```python\n{cell.shown}\n```")
        part = results.part_of(lab, cell) if results else None
        if part and part.stdout:
            parts.append(f"```text\n{part.stdout.rstrip()}\n```")
        for figure in figures.get(cell.id, ()):
            parts.append(f"![{figure.alt}]({ROOT}{figure.light_name})")
    return "\n\n".join(parts) + "\n"
