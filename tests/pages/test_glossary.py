"""The glossary: read strictly, shown sparingly."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest

from handbook.glossary import Term, check_answers, read_glossary
from handbook.rendering.glossary_page import abbreviations, glossary_list, link_terms

TERMS = (
    Term("leaf", 'A tensor that "nobody" made.', "autograd", ("leaves",), 1),
    Term("stride", "A step.", "stride", (), 5),
)
ANSWERS = {"autograd": "pytorch/autograd.html#autograd", "stride": "conv.html#stride"}


def show(text: str) -> str:
    html = markdown.markdown(
        f"{text}\n\n{abbreviations(TERMS)}\n", extensions=["abbr", "attr_list"]
    )
    return link_terms(html, TERMS, ANSWERS, "../")


def test_the_first_of_each_answer_is_linked() -> None:
    shown = show("A leaf, two leaves.\n\n## Q { #q }\n\nA leaf and a stride.")
    link = '<a class="hb-term" href="../pytorch/autograd.html#autograd" title="A tensor that '
    assert shown.count(link) == 2
    assert "two leaves." in shown
    assert shown.count('href="../conv.html#stride"') == 1
    assert "abbr" not in shown


def test_the_explaining_answer_has_no_link_to_itself() -> None:
    assert "hb-term" not in show("## Q { #autograd }\n\nA leaf.")


def test_headings_links_and_code_stay_as_they_are() -> None:
    shown = show("## A leaf { #q }\n\n[A leaf](x.md) and `leaf`.")
    assert "hb-term" not in shown
    assert "abbr" not in shown


def test_the_list_is_alphabetical_and_escaped() -> None:
    shown = glossary_list(TERMS, ANSWERS, {"autograd": "What?", "stride": "How?"})
    assert shown.index("leaf") < shown.index("stride")
    assert "&quot;nobody&quot;" in shown
    assert '<dt id="leaf">' in shown


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("term: x", 1, "a list of terms is expected"),
        ("- term: x", 1, "an entry has"),
        ("- [", 1, "glossary: "),
        ("- {term: x, meaning: y, answer: z}\n- {term: x, meaning: y, answer: z}", 2, "'x'"),
        ("- {term: x, meaning: a `b`, answer: z}", 1, "plain sentence"),
        ("- {term: x, meaning: y, answer: 3}", 1, "fields are texts"),
        ("- {term: x, meaning: y, answer: z, also: q}", 1, "'also' is a list"),
        ("- {term: x, meaning: y, answer: z, misspelt: [3]}", 1, "'misspelt' is a list"),
    ],
)
def test_what_is_wrong_is_named(text: str, line: int, message: str, tmp_path: Path) -> None:
    file = tmp_path / "glossary.yml"
    file.write_text(text, encoding="utf-8")
    _, problems = read_glossary(file, "scripts/glossary.yml")
    assert len(problems) == 1
    assert problems[0].line in (line, line + 1)
    assert message in problems[0].message


def test_an_answer_has_to_exist() -> None:
    (problem,) = check_answers(TERMS, ["autograd"], "scripts/glossary.yml")
    assert str(problem) == "scripts/glossary.yml:5: glossary: 'stride' is no answer's id"
