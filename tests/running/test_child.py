"""What an example may rely on inside its process."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.pages.page import read_page
from handbook.running.execution import make_job
from handbook.running.job import Job, Outcome
from handbook.running.pool import ForkPool, Pool, SpawnPool
from handbook.vocabulary import Vocabulary


def run(pool: Pool, source: str) -> Outcome:
    (future,) = pool.submit([Job("docs/page.md", source, 60, 2)])
    return future.result()


def printed(pool: Pool, source: str) -> str:
    outcome = run(pool, source)
    assert outcome.failure is None, outcome.failure
    return outcome.stdout


def test_it_is_the_main_module(pool: Pool) -> None:
    assert printed(pool, "print(__name__)\nimport __main__\nprint(__main__.__name__)") == (
        "__main__\n__main__\n"
    )


def test_source_is_found_at_its_line(pool: Pool) -> None:
    source = "\n\nimport inspect\n\ndef f():\n    return 1\n\nclass C:\n    x = 2\n\n"
    shown = printed(
        pool,
        source + "print(inspect.getsource(f), end='')\nprint(inspect.getsource(C), end='')\n"
        "print(inspect.getsourcelines(f)[1])",
    )
    assert shown == "def f():\n    return 1\nclass C:\n    x = 2\n5\n"


def test_traceback_shows_the_page_and_its_lines(pool: Pool) -> None:
    source = "\n" * 9 + "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    "
    shown = printed(pool, source + "print(traceback.format_exc(), end='')")
    assert 'File "docs/page.md", line 12, in <module>\n    1 / 0\n' in shown


WORKERS = """
from torch.utils.data import DataLoader, Dataset

class Box:
    def __init__(self, value):
        self.value = value

class Boxes(Dataset):
    def __len__(self):
        return 4
    def __getitem__(self, index):
        return Box(index)

def collect(boxes):
    return Box(sum(box.value for box in boxes))

if __name__ == "__main__":
    loader = DataLoader(
        Boxes(), batch_size=2, num_workers=2, collate_fn=collect, multiprocessing_context=CONTEXT
    )
    print([box.value for box in loader])
"""


@pytest.mark.parametrize("context", ["fork", "spawn"])
def test_a_class_of_the_example_travels_from_workers(pool: Pool, context: str) -> None:
    assert printed(pool, WORKERS.replace("CONTEXT", repr(context))) == "[1, 5]\n"


def test_processes_of_torch_work(pool: Pool) -> None:
    source = """
import torch
import torch.multiprocessing as mp

def double(rank, tensor):
    tensor[rank] *= 2

if __name__ == "__main__":
    shared = torch.ones(2).share_memory_()
    mp.spawn(double, (shared,), nprocs=2)
    print(shared.tolist())
"""
    assert printed(pool, source) == "[2.0, 2.0]\n"


def test_the_library_is_not_there(pool: Pool) -> None:
    failure = run(pool, "import handbook").failure
    assert failure
    assert failure.message == "ModuleNotFoundError: No module named 'handbook'"


def test_figures_are_the_same_at_every_run(pool: Pool) -> None:
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2], label='a')\nplt.legend()\n"
    first, second = (run(pool, source + "plt.show()") for _ in range(2))
    assert first.failure is None
    assert len(first.figures) == 1
    assert first.figures == second.figures
    assert first.figures[0].startswith("<?xml")


def test_versions_come_from_the_process_that_ran(pool: Pool) -> None:
    import platform
    from importlib.metadata import version

    outcome = run(pool, "x = 1")
    assert outcome.versions["python"] == platform.python_version()
    assert outcome.versions["torch"].split("+")[0] == version("torch").split("+")[0]


def test_memory_of_the_example_counts_not_of_the_server(pool: Pool) -> None:
    (fits, does_not) = pool.submit(
        [
            Job("docs/page.md", f"import torch\nx = torch.ones({size} * 2**18)", 60, 1)
            for size in (900, 1200)
        ]
    )
    assert fits.result().failure is None
    failure = does_not.result().failure
    assert failure
    assert failure.message.startswith("it takes more than its 1 GiB of memory")


def test_a_worker_that_is_killed_costs_one_example(tmp_path: Path) -> None:
    pool = ForkPool(1, tmp_path)
    try:
        kill = (
            "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(9)"
        )
        killed, next_one = pool.submit(
            [Job("docs/a.md", kill, 60, 2, ("x",)), Job("docs/b.md", "print(2)", 60, 2)]
        )
        failure = killed.result().failure
        assert failure
        assert failure.message == "the process that watched it died"
        assert next_one.result().stdout == "2\n"
    finally:
        pool.close()


def test_spawned_interpreters_do_the_same(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The way of systems without fork: the same outcomes, at the price of an import each."""
    text = (
        "# T\n\n```python\nprint(__name__)\n```\n\n```python\n1 / 0\n```\n\n"
        "```python\nimport os\nos._exit(0)\n```\n\n"
        "<!-- example: time_limit=6 -->\n\n```python\nwhile True:\n    pass\n```\n\n"
        "```python\nwhile True:\n    print('x' * 999)\n```\n"
    )
    page = read_page("docs/page.md", text, vocabulary)
    pool = SpawnPool(2, tmp_path)
    try:
        futures = pool.submit([make_job(example) for example in page.examples])
        outcomes = [future.result() for future in futures]
    finally:
        pool.close()
    assert outcomes[0].stdout == "__main__\n"
    messages = [outcome.failure and outcome.failure.message for outcome in outcomes]
    assert messages == [
        None,
        "ZeroDivisionError: division by zero",
        "it ended the process itself, with exit status 0",
        "it runs longer than its 6 s",
        "it prints more than 64 KiB",
    ]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("import sys\nprint('a')\nsys.stdout = None\nprint('b')", "a\n"),
        ("x = 3\nclass C:\n    def __del__(self):\n        print('bye', x)\nc = C()", "bye 3\n"),
        ("class C:\n    def __del__(self):\n        print('bye')\nc = C()\nc.c = c", "bye\n"),
        ("import weakref\nclass C: ...\nc = C()\nweakref.finalize(c, print, 'end')", "end\n"),
        ("import os\nif not os.fork():\n    print('copy')\nelse:\n    os.wait()", "copy\n"),
        ("import subprocess as s\ns.Popen(['sh', '-c', 'sleep 0.2; echo late'])", "late\n"),
    ],
    ids=["no stdout", "object", "cycle", "finaliser", "copy", "process"],
)
def test_it_ends_as_an_interpreter_does(pool: Pool, source: str, shown: str) -> None:
    assert printed(pool, source) == shown


@pytest.mark.parametrize(
    "trick",
    [
        "import json\njson.dumps = lambda *_, **__: '{}'",
        "import os\nos._exit = lambda status: None",
        "import sys\nsys.modules.clear()",
        "import warnings\nwarnings.showwarning = print",
        "import os\nos.mkdir('../result.json')",
        "import os\nos.mkfifo('../result.json')",
    ],
)
def test_nothing_that_an_example_replaces_hides_its_failure(pool: Pool, trick: str) -> None:
    failure = run(pool, trick + "\n1 / 0").failure
    assert failure
    assert failure.message == "ZeroDivisionError: division by zero"


def test_a_runner_that_fails_says_why(pool: Pool) -> None:
    failure = run(pool, "import os, shutil\nshutil.rmtree(os.path.dirname(os.getcwd()))").failure
    assert failure
    assert failure.message.startswith("it could not be run: FileNotFoundError")


def test_a_message_without_end_is_cut(pool: Pool) -> None:
    failure = run(pool, "raise ValueError('x' * 10**6)").failure
    assert failure
    assert len(failure.message) < 3000
    assert len(failure.traceback) < 3000
