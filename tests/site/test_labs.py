"""Labs on the site: run in the build, rendered by mkdocs-jupyter, found and linked everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import visit
from notebooks import FIRST, LAST, code, markdown, notebook
from playwright.sync_api import Browser, expect
from sites import Site

ROOT = Path(__file__).parents[2]
LABS = sorted(file.stem for file in (ROOT / "docs" / "labs").glob("*.ipynb"))
MOST_HTML = 120_000
"""Bytes of a lab's page beside its figures."""

ANSWER = """# Autograd

## What is autograd? { #what-is-autograd }

<!-- answer
kind: concept
level: junior
priority: core
sources: []
tags: [autograd]
points:
  - junior: it records
  - mid: it walks back
  - senior: it is reverse mode
follow_ups: []
-->

**Say it.** Autograd records operations.

See [the lab](../labs/x.ipynb#part).
"""

PLOT = """import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()

# figure: A line that "rises"."""


def small_lab(*extra: dict[str, object]) -> str:
    return notebook(
        markdown(
            "part", "## A *part* { #part }\n\nSee [it](../pytorch/autograd.md), $x^2$:\n\n$$y$$"
        ),
        code("train", "accuracy = 0.9\nprint(f'<accuracy>: {accuracy}')\nassert accuracy > 0.8"),
        code("plot", PLOT),
        *extra,
    )


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site({"docs/pytorch/autograd.md": ANSWER, "docs/labs/x.ipynb": small_lab()})


def test_a_lab_is_a_page_with_what_came_out(site: Site) -> None:
    done = site.build("--strict", REPO_URL="https://github.com/a/b", EDIT_URI="edit/trunk/docs/")
    assert done.returncode == 0, done.stderr
    assert "Running 1 lab" in done.stderr
    page = site.read("labs/x.html")
    assert "&lt;accuracy&gt;: 0.9" in page
    assert re.search(r'<h2 id="part">A <em>part</em><a class="headerlink" href="#part">', page)
    assert '<a href="#part" class="md-nav__link">' in page
    assert 'href="../pytorch/autograd.html"' in page
    assert page.count("<math") == 2
    assert 'src="../assets/figures/labs/x-plot-1.svg" alt="A line that &quot;rises&quot;."' in page
    assert "# figure" not in page
    assert "data-hb-slot" not in page
    assert "2 cells run with Python" in page
    # Nothing of mkdocs-jupyter's frame is left.
    for word in ("jp-", "<style", "clipboard-copy", "mermaid", "cdnjs"):
        assert word not in page
    colab = "https://colab.research.google.com/github/a/b/blob/trunk/docs/labs/x.ipynb"
    assert f'href="{colab}"' in page
    answer = site.read("pytorch/autograd.html")
    assert 'Deepened in the lab <a href="../labs/x.html">A lab</a>.' in answer
    assert 'href="../labs/x.html#part"' in answer
    executed = nbformat.read(site.root / "site/downloads/labs/x.ipynb", as_version=4)
    nbformat.validate(executed)
    assert [len(cell.outputs) for cell in executed.cells if cell.cell_type == "code"] == [1, 1]
    index = json.loads((site.root / "site/search/search_index.json").read_text(encoding="utf-8"))
    assert {"labs/x.html", "labs/x.html#part"} <= {one["location"] for one in index["docs"]}
    assert "[A lab](labs/x.html): Does it work? It does." in site.read("llms.txt")
    assert "downloads/labs/x.ipynb" in site.read("downloads.html")


def test_nothing_runs_or_is_rendered_twice(site: Site) -> None:
    assert "Converting notebook" in site.build().stderr
    first = site.read("labs/x.html")
    again = site.build()
    assert "Running" not in again.stderr
    assert "Converting" not in again.stderr
    assert site.read("labs/x.html") == first
    (kept,) = (site.root / ".cache/labs/rendered").glob("*.html")
    kept.write_text(kept.read_text(encoding="utf-8")[:-5], encoding="utf-8")
    assert "Converting notebook" in site.build().stderr
    assert site.read("labs/x.html") == first
    changed = small_lab(markdown("more", "More words."))
    site.write("docs/labs/x.ipynb", changed)
    prose = site.build()
    assert "Running" not in prose.stderr
    assert "More words." in site.read("labs/x.html")


def test_a_lab_that_fails_fails_the_build(site: Site) -> None:
    site.write("docs/labs/x.ipynb", small_lab(code("bad", "print(1)\nassert accuracy > 0.95")))
    done = site.build()
    assert done.returncode == 1
    assert "\ndocs/labs/x.ipynb:cell 5 (bad): AssertionError (line 2 of the cell)\n" in done.stderr
    assert "1 problem on 1 page" in done.stdout


def test_every_problem_stands_in_one_report(site: Site) -> None:
    site.write("docs/labs/x.ipynb", small_lab(markdown("dead", "[a](nowhere.md)")))
    site.write("docs/labs/y.ipynb", "no notebook")
    site.write("docs/labs/z.ipynb", notebook(code("a", "1 / 0"), answers=["nowhere"]))
    site.write("docs/elsewhere/w.ipynb", small_lab())
    site.write("docs/page.md", "# T\n\n```python\n1 / 0\n```\n")
    done = site.build()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("docs/")] == [
        "docs/elsewhere/w.ipynb:1: a notebook is a lab, and stands in docs/labs/",
        "docs/labs/x.ipynb:cell 5 (dead): the link 'nowhere.md' leads nowhere",
        "docs/labs/y.ipynb:1: this is no notebook: Expecting value: line 1 column 1 (char 0)",
        "docs/labs/z.ipynb:1: it deepens 'nowhere', which is no answer's id",
        "docs/labs/z.ipynb:cell 2 (a): ZeroDivisionError: division by zero (line 1 of the cell)",
        "docs/page.md:4: ZeroDivisionError: division by zero",
    ]


def test_without_running_a_lab_says_so(site: Site) -> None:
    done = site.build(EXAMPLES="off")
    assert done.returncode == 0, done.stderr
    page = site.read("labs/x.html")
    assert "hb-unverified" in page
    assert "accuracy" in page
    assert "hb-output" not in page
    assert "hb-verified" not in page


def weakened(name: str, cell: str, old: str, new: str) -> str:
    """The code of a real lab with one cell changed, and with little prose."""
    data = json.loads((ROOT / "docs/labs" / f"{name}.ipynb").read_text(encoding="utf-8"))
    cells = [one for one in data["cells"] if one["cell_type"] == "code"]
    for one in cells:
        source = "".join(one["source"])
        if one["id"] == cell:
            assert source.count(old) == 1
            source = source.replace(old, new)
        one["source"] = source
    data["cells"] = [markdown("question", FIRST), *cells, markdown("answer", LAST)]
    data["metadata"]["handbook"]["answers"] = ["what-is-autograd"]
    return json.dumps(data)


WEAKENED = [
    ("digits", "train-with-early-stopping", "lr=2e-3", "lr=2e-6"),
    ("autograd-by-hand", "train-by-hand", "range(500)", "range(50)"),
    ("autograd-by-hand", "backward-pass", "parent.grad += slope", "parent.grad = slope"),
]
"""Training that is too slow or too short, and an engine that forgets."""


@pytest.mark.parametrize(("name", "cell", "old", "new"), WEAKENED)
def test_a_weakened_lab_fails_the_build(
    make_site: Callable[..., Site], name: str, cell: str, old: str, new: str
) -> None:
    path = f"docs/labs/{name}.ipynb"
    page = ANSWER.partition("See [the lab]")[0]
    lab = weakened(name, cell, old, new)
    done = make_site({"docs/pytorch/autograd.md": page, path: lab}).build()
    assert done.returncode == 1
    (problem,) = [line for line in done.stderr.splitlines() if line.startswith("docs/")]
    assert re.match(rf"{path}:cell \d+ \([a-z-]+\): AssertionError", problem)


@pytest.mark.parametrize("name", LABS)
def test_a_lab_is_light(built: Path, name: str) -> None:
    page = (built / "labs" / f"{name}.html").read_bytes()
    assert len(page) <= MOST_HTML
    assert b"<style" not in page
    assert b"hb-verified" in page


def test_labs_are_linked_both_ways(built: Path) -> None:
    home = (built / "index.html").read_text(encoding="utf-8")
    for name in LABS:
        assert f'href="labs/{name}.html"' in home
        data = json.loads((ROOT / "docs/labs" / f"{name}.ipynb").read_text(encoding="utf-8"))
        page = (built / "labs" / f"{name}.html").read_text(encoding="utf-8")
        for answer in data["metadata"]["handbook"]["answers"]:
            found = re.search(rf'href="\.\./([a-z/-]+\.html)#{answer}">', page)
            assert found
            text = (built / found[1]).read_text(encoding="utf-8")
            assert re.search(rf'class="hb-deepened">[^\n]*\.\./labs/{name}\.html', text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", LABS)
def test_axe_finds_nothing_in_a_lab(
    browser: Browser, address: str, name: str, width: int, scheme: str
) -> None:
    page = visit(browser, f"{address}labs/{name}.html", width=width, scheme=scheme)
    height = page.evaluate("document.documentElement.scrollHeight")
    for place in range(0, height, 600):  # figures come when they are near
        page.evaluate(f"scrollTo(0, {place})")
        page.wait_for_timeout(30)
    for figure in page.locator(".hb-figure img:visible").all():
        expect(figure).to_have_js_property("complete", True)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.context.close()


def test_without_scripts_a_lab_is_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}labs/digits.html")
    for selector in (
        ".hb-spoken",
        ".hb-example",
        ".hb-output",
        ".hb-figure__light",
        ".hb-verified",
    ):
        assert page.locator(selector).first.is_visible()
    context.close()
