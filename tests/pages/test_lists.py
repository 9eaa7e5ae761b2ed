"""Pages that are generated from all answers: the filtered list, the map, the search's entries."""

from __future__ import annotations

import re

import pytest

from handbook.glossary import Term
from handbook.pages.order import reading_order, sort_pages
from handbook.pages.page import Page, read_page
from handbook.rendering.answer_map import answer_map
from handbook.rendering.question_index import question_list
from handbook.rendering.search import glossary_entries, page_entries
from handbook.vocabulary import Vocabulary

TEXT = """# A *topic*

What it is [about](other.md), with `F.relu` & more.

## What is `<b>`? { #first }

<!-- answer
kind: concept
level: junior
priority: core
sources: [q17]
tags: [tensors, memory]
points:
  - junior: a
  - mid: b
  - senior: c
follow_ups: [second]
-->

**Say it.** The first is *one*.

```python
import torch

assert torch.nn.functional.relu(torch.tensor(-1.0)) == 0
```

A sum $x^2$ of `a_b`.

## Why? { #second }

<!-- answer
kind: compare
level: senior
priority: deep
sources: []
tags: [tensors]
points:
  - junior: a
  - mid: b
  - senior: c
follow_ups: [first]
-->

**Say it.** The second is another.
"""


@pytest.fixture
def page(vocabulary: Vocabulary) -> Page:
    found = read_page("docs/pytorch/topic.md", TEXT, vocabulary)
    assert found.problems == ()
    return found


def test_an_item_holds_what_the_filters_ask_for(page: Page, vocabulary: Vocabulary) -> None:
    shown = question_list([page], vocabulary)
    first, second = re.findall(r'<li class="hb-index__item".*?</ul></li>', shown)
    assert 'data-level="junior"' in first
    assert 'data-tag="tensors memory"' in first
    assert 'data-source="scraped"' in first
    assert "relu" in re.findall(r'data-words="([^"]*)"', first)[0].split()
    assert "<code>&lt;b&gt;</code>" in first
    assert "q17" in first
    assert 'data-source="beyond"' in second
    assert "beyond the source" in second


def test_a_choice_counts_what_it_leaves_and_leaves_out_what_is_empty(
    page: Page, vocabulary: Vocabulary
) -> None:
    shown = question_list([page], vocabulary)
    assert '<option value="tensors">tensors (2)</option>' in shown
    assert '<option value="memory">memory (1)</option>' in shown
    assert 'value="mid"' not in shown


def test_the_map_has_a_row_for_each_answer_and_an_arc_for_each_pair(
    page: Page, vocabulary: Vocabulary
) -> None:
    shown = answer_map([page], vocabulary)
    assert shown.count('class="hb-atlas__answer"') == 2
    # They name each other, which is one arc.
    assert re.findall(r'data-from="(\d)" data-to="(\d)"', shown) == [("2", "3")]


def test_the_search_knows_each_answer(page: Page) -> None:
    terms = [Term("rectifier", "It cuts.", "first", ("ReLU",), 1, ("rectifyer",))]
    whole, first, misspelt, second = page_entries(page, terms)
    assert whole["location"] == "pytorch/topic.html"
    assert "about, with <code>F.relu</code> &amp; more." in whole["text"]
    assert first["location"] == "pytorch/topic.html#first"
    assert first["title"] == "What is <b>?"
    assert first["tags"] == ["q17"]
    assert "The first is one." in first["text"]
    assert "torch.nn.functional.relu" in first["text"]
    assert "<code>a_b</code>" in first["text"]
    assert misspelt["location"] == "pytorch/topic.html#say-first"
    assert misspelt["text"] == "<p>rectifyer: rectifier</p>"
    assert "answer" not in first["text"]
    assert "tags" not in second
    (entry,) = glossary_entries(terms, "glossary.html")
    assert entry["location"] == "glossary.html#rectifier"


def test_pages_stand_in_the_order_of_the_navigation(
    page: Page, vocabulary: Vocabulary, tmp_path
) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_url: !ENV [X, '']\nnav:\n  - A: b.md\n  - B:\n      - a.md\n")
    pages = [read_page(f"docs/{name}.md", "# T\n", vocabulary) for name in ("0", "a", "b")]
    order = reading_order(config)
    assert order == ("docs/b.md", "docs/a.md")
    assert [one.path for one in sort_pages(pages, order)] == ["docs/b.md", "docs/a.md", "docs/0.md"]
    assert reading_order(tmp_path / "nothing.yml") == ()


@pytest.mark.parametrize(
    ("paragraph", "described"),
    [
        ("Short and *plain*.", "Short and plain."),
        (f"{'A sentence. ' * 8}{'word ' * 30}", ("A sentence. " * 8).strip()),
        ("word " * 60, ("word " * 31).strip()[:155].rpartition(" ")[0] + " …"),
    ],
)
def test_a_description_is_whole(paragraph: str, described: str, vocabulary: Vocabulary) -> None:
    page = read_page("docs/page.md", f"# T\n\n{paragraph}\n", vocabulary)
    assert page.description == described or page.description.endswith(" …")
    assert len(page.description) <= 160
