"""A Jupyter notebook: in go cells and what came out of them, out comes its JSON text.

The form is nbformat 4.5, https://nbformat.readthedocs.io/en/latest/format_description.html.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any


def kernel_metadata() -> dict[str, Any]:
    """What a notebook says of the language that it is in."""
    return {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def prose_cell(name: str, text: str) -> dict[str, Any]:
    """A cell of Markdown with this id."""
    return {"id": name, "metadata": {}, "cell_type": "markdown", "source": _lines(text)}


def code_cell(
    name: str, code: str, outputs: Sequence[dict[str, Any]] = (), number: int | None = None
) -> dict[str, Any]:
    """A cell of code with this id; `number` is its place among those that have run."""
    return {
        "id": name,
        "metadata": {},
        "cell_type": "code",
        "source": _lines(code),
        "outputs": list(outputs),
        "execution_count": number,
    }


def cell_outputs(
    stdout: str, figures: Iterable[str], alternatives: Iterable[str]
) -> list[dict[str, Any]]:
    """What a cell printed, and its figures as SVG with their text alternatives."""
    outputs: list[dict[str, Any]] = []
    if stdout:
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(stdout)})
    for svg, alternative in zip(figures, alternatives, strict=False):
        data = {"image/svg+xml": _lines(svg), "text/plain": [alternative]}
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    return outputs


def notebook_text(cells: Sequence[dict[str, Any]]) -> str:
    """The notebook of these cells, each on a line of its own.

    Jupyter indents them, which makes `json` slower: only then it is written in Python.
    """
    lines = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in cells)
    rest = {"metadata": kernel_metadata(), "nbformat": 4, "nbformat_minor": 5}
    return f'{{"cells": [\n{lines}\n],\n{json.dumps(rest)[1:]}\n'
