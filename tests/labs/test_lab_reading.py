"""What a notebook says, and what is wrong with how it is written."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from notebooks import code, markdown, notebook

from handbook.labs.checks import check_labs, ids_by_path
from handbook.labs.lab import lab_files, read_lab
from handbook.labs.prose import change_links, headings_of
from handbook.pages.links import find_links
from handbook.pages.page import read_page
from handbook.rendering.lab_page import check_formulas
from handbook.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
PATH = "docs/labs/x.ipynb"
LABS = lab_files(ROOT / "docs")

PLOT = """plt.plot([1, 2])
plt.plot([2, 1])
plt.show()

# figure: Two lines
# that cross.
#
# figure: Nothing."""


def test_a_lab_says_what_it_is_about() -> None:
    lab = read_lab(PATH, notebook(code("plot", PLOT), time_limit=90))
    assert lab.problems == ()
    assert (lab.title, lab.question, lab.answer) == ("A lab", "Does it work?", "It does.")
    assert (lab.name, lab.url) == ("x", "labs/x.html")
    assert lab.limits.time == 90
    (cell,) = lab.code
    assert cell.number == 2
    assert cell.alternatives == ("Two lines that cross.", "Nothing.")
    assert cell.shown == "plt.plot([1, 2])\nplt.plot([2, 1])\nplt.show()"
    assert [heading.id for heading in lab.headings] == ["a-lab", "result"]


FAULTS = {
    "no json": ("{", "1: this is no notebook: *"),
    "a list": ("[]", "1: this is no notebook: *"),
    "stored output": (
        notebook(code("a", "x = 1", outputs=[{"output_type": "stream"}])),
        "cell 2 (a): it holds outputs of some run: *",
    ),
    "count": (notebook(code("a", "x = 1", execution_count=3)), "cell 2 (a): it holds outputs *"),
    "no id": (notebook(code("", "x = 1")), "cell 2 (no id): it has no id*"),
    "id twice": (notebook(code("a", "x"), code("a", "x")), "cell 3 (a): its id stands twice"),
    "raw cell": (
        notebook(code("a", "x"), markdown("b", "x") | {"cell_type": "raw"}),
        "cell 3 (b): a cell is code or markdown, not 'raw'",
    ),
    "wide": (
        notebook(code("a", "x = 1\n" + "#" * 73)),
        "cell 2 (a): line 2 is 73 columns wide; 72 fit",
    ),
    "empty": (notebook(code("a", " \n")), "cell 2 (a): it is empty"),
    "no code": (notebook(), "1: it has no code"),
    "early figure": (
        notebook(code("a", "# figure: A line.\nx = 1")),
        "cell 2 (a): '# figure:' comments stand at the cell's end, after all code",
    ),
    "silent figure": (
        notebook(code("a", "x = 1\n# figure:")),
        "cell 2 (a): a figure's text alternative is empty",
    ),
    "no heading id": (
        notebook(code("a", "x"), markdown("b", "## Part")),
        "cell 3 (b): 'Part' has no id: write '## Part { #id }'",
    ),
    "second title": (
        notebook(code("a", "x"), markdown("b", "# Part")),
        "cell 3 (b): a second '# ' heading; sections begin with '## '",
    ),
    "attachment": (
        notebook(code("a", "x"), markdown("b", "x") | {"attachments": {"a.png": {}}}),
        "cell 3 (b): attachments are not shown: draw the picture in code",
    ),
    "description": (
        notebook(code("a", "x"), description="Short."),
        "1: its description is no text of 20 to 155 characters",
    ),
    "answers": (notebook(code("a", "x"), answers=[]), "1: its answers are no list of ids"),
    "field": (notebook(code("a", "x"), anwsers=[]), "1: 'anwsers' is no field of its metadata; *"),
    "limit": (notebook(code("a", "x"), time_limit=0), "1: its time_limit is no number up to 3600"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str) -> None:
    text, expected = FAULTS[name]
    (problem,) = read_lab(PATH, text).problems
    begin, star, _ = expected.partition("*")
    found = str(problem).removeprefix(f"{PATH}:")
    assert found.startswith(begin)
    assert star or found == begin


def test_the_story_has_a_question_and_an_answer() -> None:
    data = json.loads(notebook(code("a", "x")))
    data["cells"] = data["cells"][1:2]
    messages = [str(problem) for problem in read_lab(PATH, json.dumps(data)).problems]
    assert messages == [
        f"{PATH}:cell 2 (a): its first cell does not begin with '# Title'".replace("2", "1"),
        f"{PATH}:cell 1 (a): its first cell has no paragraph that begins with '**The question.**'",
        f"{PATH}:cell 1 (a): its last cell has no paragraph that begins with '**The answer.**'",
    ]


def test_links_and_answers_have_to_exist(vocabulary: Vocabulary) -> None:
    page = read_page("docs/pytorch/page.md", "# T\n\n## Q { #q }\n", vocabulary)
    links = "[a](../pytorch/page.md#q) [b](#result) [c](x.ipynb#result) [d](https://x.org/a#b) "
    dead = "[e](../pytorch/page.md#p) [f](#nowhere) [g](page.md) [`h`](y.ipynb) `[i](z.md)`"
    text = notebook(code("a", "x"), markdown("b", links + dead + " [j](../tags.md)"), answers=["q"])
    labs = [read_lab(PATH, text)]
    answers = {answer.id for answer in page.answers}
    problems = check_labs(labs, answers, ids_by_path(labs, [page], ["tags.md"]))
    assert [str(problem) for problem in problems] == [
        f"{PATH}:1: it deepens 'q', which is no answer's id",
        f"{PATH}:cell 3 (b): the link '../pytorch/page.md#p' leads nowhere",
        f"{PATH}:cell 3 (b): the link '#nowhere' leads nowhere",
        f"{PATH}:cell 3 (b): the link 'page.md' leads nowhere",
        f"{PATH}:cell 3 (b): the link 'y.ipynb' leads nowhere",
    ]


def test_code_is_no_prose() -> None:
    source = "# T\n\n```\n# no heading [a](b)\n```\n\n`[a](c)` [x `y`](d.md)\n\n## U `v` { #u }"
    assert [(one.level, one.text, one.id) for one in headings_of(source)] == [
        (1, "T", "t"),
        (2, "U `v`", "u"),
    ]
    assert [link.target for link in find_links(source)] == ["d.md"]
    changed = change_links(source, lambda link: link.target.upper())
    assert changed == source.replace("d.md", "D.MD")


def test_a_formula_that_cannot_be_read_is_a_problem() -> None:
    text = notebook(code("a", "x"), markdown("b", r"$x^2$ and $\foo{$, `$\foo{$`, 3$ or 4$"))
    (problem,) = check_formulas(read_lab(PATH, text))
    assert str(problem).startswith(f"{PATH}:cell 3 (b): the formula ")


@pytest.mark.parametrize("file", LABS, ids=lambda file: file.stem)
def test_a_lab_is_stored_clean(file: Path) -> None:
    """As `check_labs.py` leaves it: whole, without outputs, with ids, and as wide as a page."""
    text = file.read_text(encoding="utf-8")
    data = nbformat.reads(text, as_version=4)
    nbformat.validate(data)
    for cell in data.cells:
        assert cell.id
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert max(map(len, cell.source.splitlines())) <= 72
            assert "assert " in "".join(one.source for one in data.cells)
    assert read_lab(f"docs/labs/{file.name}", text).problems == ()
