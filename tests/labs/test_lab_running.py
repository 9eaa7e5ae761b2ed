"""A lab's cells share a process; what each prints and draws is its own, and so is its failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks import code, markdown, notebook

from handbook.labs.lab import Lab, read_lab
from handbook.rendering.lab_page import complete_lab, page_html, rendering_copy
from handbook.running.cache import OutcomeCache
from handbook.running.job import Outcome
from handbook.running.labs import LabExecution, LabResults, judge_lab, lab_job, lab_key
from handbook.running.pool import Pool, SpawnPool

PATH = "docs/labs/x.ipynb"
SHOW = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
ALTERNATIVE = "\n# figure: A line."


def lab_of(*sources: str, **declared: object) -> Lab:
    cells = [code(f"c{number}", source) for number, source in enumerate(sources)]
    return read_lab(PATH, notebook(*cells, **declared))


def run(pool: Pool, lab: Lab) -> Outcome:
    (future,) = pool.submit([lab_job(lab)])
    return future.result()


def problems(pool: Pool, *sources: str, **declared: object) -> list[str]:
    lab = lab_of(*sources, **declared)
    return [str(problem).removeprefix(f"{PATH}:") for problem in judge_lab(lab, run(pool, lab))]


@pytest.fixture(params=["fork", "spawn"])
def each_pool(request: pytest.FixtureRequest, pool: Pool, tmp_path: Path) -> Pool:
    return pool if request.param == "fork" else SpawnPool(1, tmp_path)


def test_cells_share_names_and_keep_their_outputs(each_pool: Pool) -> None:
    lab = lab_of(
        "x = 1\nprint('one')",
        "def f():\n    return x + 1",
        "x = 5\nprint(f())",
        f"{SHOW}\nplt.figure(); plt.plot([3]); plt.show()\n" + ALTERNATIVE * 2,
        "print(len(plt.get_fignums()))\nfrom pathlib import Path\nPath('a').write_text('b');",
    )
    outcome = run(each_pool, lab)
    assert outcome.failure is None
    assert [part.stdout for part in outcome.parts] == ["one\n", "", "6\n", "", "0\n"]
    assert [len(part.figures) for part in outcome.parts] == [0, 0, 0, 2, 0]
    assert judge_lab(lab, outcome) == []
    assert Outcome.from_json(outcome.to_json()) == outcome


def test_it_finds_what_a_notebook_finds(pool: Pool) -> None:
    assert (
        problems(
            pool,
            "import sys\nassert __name__ == '__main__'\nassert '__file__' not in globals()",
            "def double(x):\n    return 2 * x\n\nclass C:\n    pass",
            "import inspect\nassert inspect.getsource(double).startswith('def double')",
            "import pickle\nassert isinstance(pickle.loads(pickle.dumps(C())), C)",
            "import torch\nassert torch.get_num_threads() == 1",
            "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n"
            "    assert pool.map(double, [1, 2]) == [2, 4]",
        )
        == []
    )


FAILURES = {
    "raises": (
        ["x = 1", "y = 2\n\n1 / 0"],
        "cell 3 (c1): ZeroDivisionError: division by zero (line",
    ),
    "asserts": (["x = 1", "assert x > 1, 'too small'"], "cell 3 (c1): AssertionError: too small"),
    "in a function of another cell": (
        ["def f():\n    raise KeyError('a')", "f()"],
        "cell 3 (c1): KeyError: 'a' (line 1 of the cell)",
    ),
    "syntax": (["x = 1", "%matplotlib inline"], "cell 3 (c1): SyntaxError: invalid syntax"),
    "value": (["x = 1", "y = 2\nx"], "cell 3 (c1): it ends with a value, which Jupyter shows"),
    "warns": (
        ["import warnings", "warnings.warn('old')", "x = 1"],
        "cell 3 (c1): it warns: UserWarning: old (line 1 of the cell)",
    ),
    "writes to stderr": (
        ["x = 1", "import sys\nprint('a', file=sys.stderr)", "x = 1"],
        "cell 3 (c1): it writes to standard error: a",
    ),
    "exits": (["x = 1", "raise SystemExit(3)"], "cell 3 (c1): it exits (SystemExit: 3)"),
    "ends the process": (
        ["x = 1", "import os\nos._exit(3)"],
        "cell 3 (c1): it ended the process itself, with exit status 3",
    ),
    "killed": (
        ["x = 1", "import os\nos.kill(os.getpid(), 9)"],
        "cell 3 (c1): it was killed by SIGKILL",
    ),
    "figure without text": (["x = 1", SHOW], "cell 3 (c1): it draws 1 figures, and 0 text"),
    "text without figure": (["x = 1" + ALTERNATIVE], "cell 2 (c0): it draws 0 figures, and 1 text"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_names_its_cell(name: str, pool: Pool) -> None:
    sources, expected = FAILURES[name]
    (found,) = problems(pool, *sources)
    assert found.startswith(expected)


def test_a_cell_that_lasts_too_long_is_named(pool: Pool) -> None:
    found = problems(pool, "x = 1", "while True: pass", "x = 2", time_limit=1)
    assert found == ["cell 3 (c1): it runs longer than its 1 s"]


def test_only_code_makes_a_lab_run_again() -> None:
    lab = lab_of("x = 1")
    other = read_lab(PATH, notebook(markdown("more", "Words."), code("other", "x = 1")))
    assert lab_key(lab) == lab_key(other)
    assert lab_key(lab) != lab_key(lab_of("x = 2"))
    assert lab_key(lab) != lab_key(lab_of("x = 1", time_limit=30))
    assert lab_key(lab_of("x = 1", "y = 1")) != lab_key(lab_of("x = 1\ny = 1"))


def test_success_is_kept_and_failure_is_not(pool: Pool, tmp_path: Path) -> None:
    cache = OutcomeCache(tmp_path / "outcomes")

    def execute(lab: Lab) -> LabResults:
        return LabExecution.start([lab], pool, cache).wait()

    right, wrong = lab_of("print(1)"), lab_of("assert 0")
    assert (execute(right).executed, execute(right).executed) == (1, 0)
    assert execute(right).outcomes[PATH].parts[0].stdout == "1\n"
    assert (execute(wrong).executed, execute(wrong).executed) == (1, 1)
    (file,) = cache.folder.glob("*/*.json")
    file.write_text(file.read_text(encoding="utf-8")[:-3], encoding="utf-8")
    assert execute(right).executed == 1


def test_a_failure_stands_in_its_place(pool: Pool, tmp_path: Path) -> None:
    lab = lab_of("print('<1>')", "assert 0", "x = 3")
    results = LabExecution.start([lab], pool, OutcomeCache(tmp_path)).wait()
    rendered = "".join(
        '<div class="highlight-ipynb"><pre><span></span>CODE</pre></div>'
        if cell.is_code
        else f"<!--hb-cell {cell.number}--><p>Words.</p><!--hb-end-->"
        for cell in lab.cells
    )
    page = complete_lab(lab, page_html(lab, rendered), results, (), {}, "")
    first, second = page.index("&lt;1&gt;"), page.index("This cell fails.")
    assert page.index('id="cell-c0"') < first < page.index('id="cell-c1"') < second
    assert second < page.index('id="cell-c2"')
    assert "docs/labs/x.ipynb:cell 3 (c1): AssertionError" in page
    assert "Not verified: a cell fails." in page
    assert "not run in this build" in complete_lab(lab, page_html(lab, rendered), None, (), {}, "")


def test_the_copy_is_a_notebook_whatever_the_lab_is() -> None:
    assert "# x" in rendering_copy(read_lab(PATH, "no notebook"))
