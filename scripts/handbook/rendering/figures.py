"""Figures for light and dark: in go SVG texts from matplotlib, out come files for the site.

The dark version replaces the colours of the style (`running/matplotlibrc`) one by one; a figure
in other colours looks the same in both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from handbook.labs.lab import Lab
from handbook.pages.page import Page
from handbook.running.execution import Results
from handbook.running.labs import LabResults

_DARK = {
    "#1c1e21": "#e4e6ea",  # ink
    "#000000": "#e4e6ea",  # "k"
    "#ffffff": "#16181d",  # paper
    "#0b6e99": "#5cc3ee",
    "#c2410c": "#fb9a63",
    "#4d7c0f": "#a6d955",
    "#7c3aed": "#b69bff",
    "#a16207": "#e9bb4a",
    "#be185d": "#f583b4",
    "#808080": "#9aa0a8",  # "0.5"
    "#b0b0b0": "#565b64",  # grid
}
_COLOUR = re.compile("|".join(map(re.escape, _DARK)), re.IGNORECASE)
_POINT = 4 / 3
"""CSS pixels in a point."""


@dataclass(frozen=True)
class Figure:
    """One figure of one example, as the site shows it."""

    light_name: str
    """Its file in the site, relative to the root."""
    dark_name: str
    svg: str
    alt: str
    width: int
    """CSS pixels."""
    height: int

    @property
    def dark_svg(self) -> str:
        """The same figure for a dark page."""
        return _COLOUR.sub(lambda match: _DARK[match[0].lower()], self.svg)


def _size(svg: str, side: str) -> int:
    found = re.search(rf'<svg[^>]*?\s{side}="([\d.]+)pt"', svg)
    return round(float(found[1]) * _POINT) if found else 0


def name_figures(page: Page, results: Results | None) -> dict[str, tuple[Figure, ...]]:
    """The figures of a page, by the place of their example."""
    if results is None:
        return {}
    # In the page's own folders: two pages never have figures of one name.
    stem = "/".join(PurePosixPath(page.path).with_suffix("").parts[1:])
    named: dict[str, tuple[Figure, ...]] = {}
    number = 0
    for example in page.examples:
        outcome = results.outcome_of(example)
        figures = []
        for svg, alt in zip(outcome.figures if outcome else (), example.alternatives, strict=False):
            number += 1
            figures.append(_figure(f"{stem}-{number}", svg, alt))
        named[str(example)] = tuple(figures)
    return named


def _figure(stem: str, svg: str, alt: str) -> Figure:
    name = f"assets/figures/{stem}"
    size = (_size(svg, "width"), _size(svg, "height"))
    return Figure(f"{name}.svg", f"{name}-dark.svg", svg, alt, *size)


def name_lab_figures(lab: Lab, results: LabResults | None) -> dict[str, tuple[Figure, ...]]:
    """The figures of a lab, by the id of their cell."""
    named: dict[str, tuple[Figure, ...]] = {}
    for cell in lab.code if results else ():
        part = results.part_of(lab, cell) if results else None
        pairs = zip(part.figures if part else (), cell.alternatives, strict=False)
        named[cell.id] = tuple(
            _figure(f"labs/{lab.name}-{cell.id}-{number}", svg, alt)
            for number, (svg, alt) in enumerate(pairs, start=1)
        )
    return named
