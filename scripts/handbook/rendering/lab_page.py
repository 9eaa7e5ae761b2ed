"""Render a lab: in goes a lab, out come what mkdocs-jupyter renders, and the page made of that.

mkdocs-jupyter renders a copy, whose links and formulas are ready for it, while the lab may still
run. Around each page it puts half a megabyte of styles and a script from another host; here its
prose and its highlighted code are taken out of that, and put into the elements that topic pages
have, so that they look the same. Outputs and figures go into slots, as on topic pages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from handbook.labs.lab import ANSWER, QUESTION, Cell, Lab
from handbook.labs.prose import Heading, change_headings, change_links, outside_code
from handbook.pages.links import Link
from handbook.pages.page import Answer, Page
from handbook.problem import Problem
from handbook.rendering.figures import Figure, name_lab_figures
from handbook.rendering.formulas import to_mathml
from handbook.rendering.lists import count_of, title_to_html
from handbook.rendering.notebook import code_cell, notebook_text, prose_cell
from handbook.rendering.questions import page_url
from handbook.rendering.slots import (
    FOOT,
    HEAD,
    NOT_VERIFIED,
    failure_box,
    fill_slots,
    picture,
    slot,
    versions_text,
)
from handbook.running.labs import LabResults

ROOT = "../"
"""The way from a lab's page to the site's root."""

_CELL = re.compile(r"<!--hb-cell (\d+)-->(.*?)<!--hb-end-->", re.DOTALL)
_CODE = re.compile(
    r'<div class="highlight-ipynb[^"]*"><pre>(?:<span></span>)?(.*?)\n*</pre>', re.DOTALL
)
_HEADING = re.compile(
    r'<h(?P<level>[1-6])[^>]*>(?P<text>.*?)(?:<a class="anchor-link".*?</a>)?</h(?P=level)>',
    re.DOTALL,
)
_PLAIN = re.compile(r'<span class="[nw]">([^<]*)</span>')
_FORMULA = re.compile(
    r"\$\$(?P<block>.+?)\$\$|(?<![\\\w$])\$(?! )(?P<inline>[^$\n]+?)(?<! )\$(?![\w$])", re.DOTALL
)
_TOKEN = re.compile(r"(?P<open><p>)?HBFORMULA(?P<number>\d+)X(?P<close></p>)?")


def html_target(link: Link) -> str:
    """Where a link leads on the site: to the page that a source file becomes."""
    if not link.is_internal:
        return link.target
    path, mark, fragment = link.target.partition("#")
    return re.sub(r"\.(md|ipynb)$", ".html", path) + mark + fragment


def formulas_of(lab: Lab) -> list[tuple[Cell, str, bool]]:
    """The TeX of every formula, with its cell and whether it stands on its own."""
    found: list[tuple[Cell, str, bool]] = []
    for cell in lab.cells:
        if not cell.is_code:
            _replace_formulas(
                cell.source, lambda tex, block, c=cell: found.append((c, tex, block)) or ""
            )
    return found


def _replace_formulas(source: str, change: Callable[[str, bool], str]) -> str:
    def replace(match: re.Match[str]) -> str:
        return change(match["block"] or match["inline"], match["block"] is not None)

    return outside_code(source, lambda text: _FORMULA.sub(replace, text))


def check_formulas(lab: Lab) -> list[Problem]:
    """Find formulas that can't be read."""
    problems = []
    for cell, tex, block in formulas_of(lab):
        try:
            to_mathml(tex.strip(), block)
        except ValueError as error:
            problems.append(lab.problem(cell, str(error)))
    return problems


def rendering_copy(lab: Lab) -> str:
    """The notebook for mkdocs-jupyter, as JSON: valid whatever the author's own is."""
    number = 0

    def token(tex: str, block: bool) -> str:
        nonlocal number
        number += 1
        return f"\n\nHBFORMULA{number}X\n\n" if block else f"HBFORMULA{number}X"

    def heading(found: Heading) -> str:
        return f"{'#' * found.level} {found.text}"

    cells = []
    for cell in lab.cells or (Cell(1, "title", False, f"# {lab.title}"),):
        if cell.is_code:
            cells.append(code_cell(cell.id, cell.shown))
        else:
            # Formulas last: their signs are Markdown's, too.
            text = change_links(change_headings(cell.source, heading), html_target)
            text = _replace_formulas(text, token)
            source = f"<!--hb-cell {cell.number}-->\n\n{text}\n\n<!--hb-end-->"
            cells.append(prose_cell(cell.id, source))
    return notebook_text(cells)


def page_html(lab: Lab, rendered: str) -> str:
    """The page, with slots, made of what mkdocs-jupyter made of the copy. Raises ValueError."""
    prose = {int(number): text for number, text in _CELL.findall(rendered)}
    code = iter(_CODE.findall(re.sub(_CELL, "", rendered)))
    formulas = formulas_of(lab)
    headings = iter(lab.headings)
    parts = [HEAD]
    for cell in lab.cells:
        if cell.is_code:
            text = next(code, None)
            if text is None:
                raise ValueError(f"{lab.path}: mkdocs-jupyter did not render cell {cell.number}")
            parts.append(_code_cell(cell, text))
        elif cell.number in prose:
            text = _HEADING.sub(lambda match: _heading(match, next(headings)), prose[cell.number])
            parts.append(_box_leads(_fill_formulas(text, formulas)))
        else:
            raise ValueError(f"{lab.path}: mkdocs-jupyter did not render cell {cell.number}")
    return "\n".join([*parts, slot("end"), FOOT])


def _heading(match: re.Match[str], heading: Heading) -> str:
    level = match["level"]
    link = f'<a class="headerlink" href="#{heading.id}">Link to this section</a>'
    return f'<h{level} id="{heading.id}">{match["text"].strip()}{link}</h{level}>'


def _fill_formulas(text: str, formulas: Sequence[tuple[Cell, str, bool]]) -> str:
    def replace(match: re.Match[str]) -> str:
        _, tex, block = formulas[int(match["number"]) - 1]
        try:
            mathml = to_mathml(tex.strip(), block)
        except ValueError:
            return html.escape(tex)  # it is among the problems
        if block:
            return f'<div class="hb-formula" tabindex="0">{mathml}</div>'
        return (match["open"] or "") + mathml + (match["close"] or "")

    return _TOKEN.sub(replace, text)


def _box_leads(text: str) -> str:
    """Set the question and the answer as topic pages set what one would say."""
    for lead in (QUESTION, ANSWER):
        words = lead.strip("*")
        paragraph = re.compile(rf"<p><strong>{re.escape(words)}</strong>.*?</p>", re.DOTALL)
        text = paragraph.sub(
            lambda match: f'<div class="hb-spoken">{match[0]}</div>', text, count=1
        )
    return text


def _code_cell(cell: Cell, highlighted: str) -> str:
    # Names and spaces have the colour of all code: a fifth of the page.
    highlighted = _PLAIN.sub(r"\1", highlighted)
    return (
        f'<div class="hb-example" id="cell-{cell.id}"><div class="language-python highlight"><pre>'
        f"<span></span><code>{highlighted}\n</code></pre></div>{slot(f'cell {cell.id}')}</div>"
    )


def complete_lab(
    lab: Lab,
    text: str,
    results: LabResults | None,
    wrong: Iterable[Problem],
    answers: Mapping[str, tuple[Page, Answer]],
    colab_url: str,
) -> str:
    """Fill in what came out; `wrong` is what is wrong with how the lab is written."""
    content = {
        "head": (NOT_VERIFIED if results is None else "")
        + failure_box("This lab is not right.", wrong),
        "end": _end(lab, answers, colab_url),
        "foot": _foot(lab, results),
    }
    figures = name_lab_figures(lab, results)
    for cell in lab.code:
        content[f"cell {cell.id}"] = _cell_content(lab, cell, results, figures.get(cell.id, ()))
    return fill_slots(text, lambda name: content.get(name, ""))


def _cell_content(
    lab: Lab, cell: Cell, results: LabResults | None, figures: Sequence[Figure]
) -> str:
    part = results.part_of(lab, cell) if results else None
    printed = ""
    if part and part.stdout:
        printed = (
            f'<div class="hb-output" id="output-{cell.id}"><p class="hb-output__label">Output</p>'
            '<div class="language-text highlight"><pre><span></span>'
            f"<code>{html.escape(part.stdout, quote=False)}</code></pre></div></div>"
        )
    pictures = "".join(picture(figure, ROOT) for figure in figures)
    problems = results.problems_of(lab, cell) if results else ()
    return printed + pictures + failure_box("This cell fails.", problems)


def _end(lab: Lab, answers: Mapping[str, tuple[Page, Answer]], colab_url: str) -> str:
    found = [answers[name] for name in lab.answers if name in answers]
    items = "".join(
        f'<li><a href="{ROOT}{page_url(page.path)}#{answer.id}">{title_to_html(answer.title)}</a>'
        f' <span class="hb-onward__topic">{title_to_html(page.title)}</span></li>'
        for page, answer in found
    )
    links = [f'<a href="{ROOT}{lab_download(lab)}" download>executed notebook</a>']
    if colab_url:
        links.append(f'<a href="{html.escape(colab_url + lab.path)}">open in Colab</a>')
    onward = (
        '<nav class="hb-onward" aria-label="Answers that this lab deepens"><p><strong>The answers '
        f"behind it.</strong></p><ul>{items}</ul></nav>"
        if items
        else ""
    )
    return f'{onward}<p class="hb-downloads">Take this lab with you: {" · ".join(links)}</p>'


def _foot(lab: Lab, results: LabResults | None) -> str:
    outcome = results.outcomes.get(lab.path) if results else None
    if results is None or outcome is None:
        return ""
    fails = any(problem.path == lab.path for problem in results.problems)
    lead = "Not verified: a cell fails. " if fails else "Verified: "
    used = versions_text(outcome.versions)
    text = f"{count_of(len(outcome.parts), 'cell')} run" + (f" with {used}" if used else "") + "."
    return f'<footer class="hb-verified" data-search-exclude>{html.escape(lead + text)}</footer>'


def lab_download(lab: Lab) -> str:
    """The file of a lab's executed notebook, relative to the site's root."""
    return f"downloads/labs/{lab.name}.ipynb"


def toc_tokens(lab: Lab) -> list[dict[str, Any]]:
    """The table of contents, in the form of Markdown's extension `toc`."""
    top: list[dict[str, Any]] = []
    open_: list[dict[str, Any]] = []
    for heading in lab.headings:
        token = {
            "level": heading.level,
            "id": heading.id,
            "name": title_to_html(heading.text),
            "html": title_to_html(heading.text),
            "children": [],
        }
        while open_ and open_[-1]["level"] >= heading.level:
            open_.pop()
        (open_[-1]["children"] if open_ else top).append(token)
        open_.append(token)
    return top
