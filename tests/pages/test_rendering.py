"""What becomes of a page on its way to the site builder."""

from __future__ import annotations

import pytest

from handbook.pages.page import read_page
from handbook.rendering.answer_page import render_page
from handbook.rendering.code_blocks import check_code
from handbook.rendering.figures import Figure, name_figures
from handbook.rendering.formulas import replace_formulas, unreadable_formulas
from handbook.running.execution import Results
from handbook.running.job import Outcome
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


def test_two_pages_never_have_figures_of_one_name(vocabulary: Vocabulary) -> None:
    names = set()
    for path in ("docs/a-b.md", "docs/a/b.md"):
        page = read_page(path, "# T\n\n```python\nx = 1\n```\n\n<!-- figure: x -->\n", vocabulary)
        results = Results({str(page.examples[0]): Outcome(figures=("<svg/>",))})
        (figures,) = name_figures(page, results).values()
        names |= {figures[0].light_name, figures[0].dark_name}
    assert len(names) == 4


def test_formulas_become_mathml() -> None:
    html = '<p><span class="arithmatex">\\(a &lt; b\\)</span></p>'
    shown = replace_formulas(html)
    assert "<math" in shown
    assert "&lt;" in shown or "&#x0003C;" in shown
    assert "arithmatex" not in shown


def test_all_unreadable_formulas_are_named() -> None:
    html = "".join(f'<span class="arithmatex">\\({tex}\\)</span>' for tex in ("x", "\\a{", "\\b{"))
    assert unreadable_formulas(html) == ["\\a{", "\\b{"]


INDENTED = "# T\n\nText:\n\n    import torch\n    torch.nothing()\n"


@pytest.mark.parametrize(
    ("text", "html", "found"),
    [
        ("# T\n\n```python\nx = 1\n```\n", "<pre><code>x = <b>1</b>\n</code></pre>", []),
        (INDENTED, "<pre><code>import torch\ntorch.nothing()\n</code></pre>", [(5, "no fence")]),
        ("# T\n\n<pre>1 / 0</pre>\n", "<pre>1 / 0</pre>", [(3, "no fence")]),
        ("# T\n\n```python\nx = 1\n```\n", "<p>x = 1</p>", [(3, "not shown")]),
        (
            "# T\n\n- a\n\n    ```text\n    a\n      b\n    ```\n",
            "<ul><li><pre>a\n  b\n</pre></li></ul>",
            [],
        ),
        ("## A { #a }\n\nText.\n{ #a }\n", '<h2 id="a">A</h2><p id="a"></p>', [(1, "twice")]),
    ],
    ids=["fence", "indented", "HTML", "hidden", "fence in a list", "doubled id"],
)
def test_what_html_shows_is_what_was_run(
    text: str, html: str, found: list[tuple[int, str]], vocabulary: Vocabulary
) -> None:
    problems = check_code(read_page("docs/page.md", text, vocabulary), html)
    assert len(problems) == len(found)
    for problem, (line, words) in zip(problems, found, strict=True):
        assert problem.line == line
        assert words in problem.message
