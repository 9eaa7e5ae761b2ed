"""What becomes of a page on its way to the site builder."""

from __future__ import annotations

from handbook.pages.page import read_page
from handbook.rendering.answer_page import render_page
from handbook.rendering.figures import Figure
from handbook.rendering.formulas import replace_formulas
from handbook.vocabulary import Vocabulary

CONT = "<!--pytest-codeblocks:cont-->"


def rendered(text: str, vocabulary: Vocabulary) -> list[str]:
    page = read_page("docs/page.md", text, vocabulary)
    assert page.problems == ()
    return [line for line in render_page(page).splitlines() if line.strip()]


def test_fences_with_nothing_between_are_one_box(vocabulary: Vocabulary) -> None:
    lines = rendered(
        f"# T\n\n```python\na = 1\n```\n\n{CONT}\n\n```python\nb = a\n```\n", vocabulary
    )
    assert lines == [
        '<div data-hb-slot="head"></div>',
        "# T",
        '<div class="hb-example" markdown="1">',
        "```python",
        "a = 1",
        "```",
        "```python",
        "b = a",
        "```",
        '<div data-hb-slot="docs/page.md:3"></div>',
        "</div>",
        '<div data-hb-slot="foot"></div>',
    ]


def test_fences_with_prose_between_are_boxes_of_one_chain(vocabulary: Vocabulary) -> None:
    lines = rendered(
        f"# T\n\n```python\na = 1\n```\n\nThen:\n\n{CONT}\n\n```python\nb = a\n```\n", vocabulary
    )
    opening = '<div class="hb-example" data-chain="3" markdown="1">'
    assert lines.count(opening) == 2
    assert lines.index("</div>") < lines.index("Then:") < len(lines) - lines[::-1].index(opening)
    assert lines.count("</div>") == 2


def test_front_matter_is_not_shown(vocabulary: Vocabulary) -> None:
    assert "title: X" not in rendered("---\ntitle: X\n---\n\n# T\n", vocabulary)


def test_dark_figures_have_other_colours() -> None:
    figure = Figure("a.svg", "a-dark.svg", "<svg fill='#1C1E21' stroke='#0b6e99'/>", "", 1, 1)
    assert figure.dark_svg == "<svg fill='#e4e6ea' stroke='#5cc3ee'/>"


def test_formulas_become_mathml() -> None:
    html = '<p><span class="arithmatex">\\(a &lt; b\\)</span></p>'
    shown = replace_formulas(html)
    assert "<math" in shown
    assert "&lt;" in shown or "&#x0003C;" in shown
    assert "arithmatex" not in shown
