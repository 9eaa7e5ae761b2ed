"""A lab to take away: in go a lab and its results, out come its executed notebook and Markdown."""

from __future__ import annotations

import json
import posixpath
import re
from typing import Any

from handbook.labs.lab import Cell, Lab
from handbook.labs.prose import Heading, Link, change_headings, change_links
from handbook.rendering.figures import name_lab_figures
from handbook.rendering.lab_page import ROOT, html_target
from handbook.running.labs import LabResults


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


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


def _outputs(cell: Cell, lab: Lab, results: LabResults | None) -> list[dict[str, Any]]:
    part = results.part_of(lab, cell) if results else None
    if part is None:
        return []
    outputs: list[dict[str, Any]] = []
    if part.stdout:
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(part.stdout)})
    for svg, alternative in zip(part.figures, cell.alternatives, strict=False):
        data = {"image/svg+xml": _lines(svg), "text/plain": [alternative]}
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    return outputs


def executed_notebook(lab: Lab, results: LabResults | None, site_url: str) -> str:
    """The JSON text of a notebook (nbformat 4.5), with outputs if there are results."""
    cells: list[dict[str, Any]] = []
    number = 0
    for cell in lab.cells:
        record: dict[str, Any] = {"id": cell.id, "metadata": {}}
        if cell.is_code:
            number += 1
            record |= {
                "cell_type": "code",
                "source": _lines(cell.source),
                "outputs": _outputs(cell, lab, results),
                "execution_count": number if results else None,
            }
        else:
            record |= {"cell_type": "markdown", "source": _lines(_prose(cell, lab, site_url))}
        cells.append(record)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    data = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


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
