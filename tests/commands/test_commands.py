"""The commands: what they print, what they write, how they end."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from notebooks import code, notebook
from sites import PLUS, Site

ROOT = Path(__file__).parents[2]
OUTPUT = "<!--pytest-codeblocks:expected-output-->"
PAGE = (
    f"# T\n\n```python\nx = 6\nassert x == 6\nprint(x * 7)\n```\n\n{OUTPUT}\n\n```text\n42\n```\n"
)


def run(site: Site, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, f"scripts/{command}", *arguments],
        cwd=site.root,
        env=site.environment({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


@pytest.mark.parametrize(
    "command",
    sorted(file.name for file in (ROOT / "scripts").glob("*.py") if file.name != "mkdocs_hooks.py"),
)
def test_help_has_an_example(command: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / command, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"python scripts/{command}" in done.stdout


class TestUpdateOutputs:
    def test_it_writes_what_was_printed_and_shows_it(self, make_site: Callable[..., Site]) -> None:
        site = make_site({"docs/page.md": PAGE.replace("42", "41")})
        done = run(site, "update_outputs.py")
        assert done.returncode == 0, done.stderr
        assert "-41\n+42\n" in done.stdout
        assert (site.root / "docs/page.md").read_text() == PAGE
        assert run(site, "update_outputs.py", "docs/page.md").stdout == ""

    def test_check_writes_nothing(self, make_site: Callable[..., Site]) -> None:
        wrong = PAGE.replace("42", "41")
        site = make_site({"docs/page.md": wrong})
        done = run(site, "update_outputs.py", "--check")
        assert done.returncode == 1
        assert "-41\n+42\n" in done.stdout
        assert (site.root / "docs/page.md").read_text() == wrong

    def test_a_failing_example_keeps_its_output(self, make_site: Callable[..., Site]) -> None:
        failing = PAGE.replace("assert x == 6", "assert x == 7")
        site = make_site({"docs/page.md": failing, "docs/other.md": PAGE.replace("42", "1")})
        done = run(site, "update_outputs.py")
        assert done.returncode == 1
        assert done.stderr.count("docs/page.md:5: AssertionError") == 1
        assert (site.root / "docs/page.md").read_text() == failing
        assert (site.root / "docs/other.md").read_text() == PAGE

    @pytest.mark.parametrize("page", ["docs/nowhere.md", "README.md", "mkdocs.yml"])
    def test_what_is_no_page_is_bad_usage(self, make_site: Callable[..., Site], page: str) -> None:
        done = run(make_site({"docs/page.md": PAGE}), "update_outputs.py", page)
        assert done.returncode == 2
        assert page in done.stderr

    def test_a_page_that_is_written_wrong_is_not_touched(
        self, make_site: Callable[..., Site]
    ) -> None:
        wrong = PAGE + "\n```py\nx = 1\n```\n"
        site = make_site({"docs/page.md": wrong})
        done = run(site, "update_outputs.py")
        assert done.returncode == 2
        assert "docs/page.md:15: '```py' is not run" in done.stderr
        assert (site.root / "docs/page.md").read_text() == wrong


class TestMutate:
    def test_it_catches_everything_in_a_sharp_example(self, make_site: Callable[..., Site]) -> None:
        done = run(make_site({"docs/page.md": PAGE}), "mutate.py", "docs/page.md", "--builds", "2")
        assert done.returncode == 0, done.stderr
        assert done.stdout == (
            "comparison: 1 of 1 caught\nnumber: 3 of 3 caught\noperator: 1 of 1 caught\n"
            "output: 1 of 1 caught\n"
            "whole builds: 2 of 2 caught\n"
        )

    def test_it_lists_what_survives(self, make_site: Callable[..., Site]) -> None:
        site = make_site({"docs/page.md": PAGE.replace("assert x == 6", "assert x > 3")})
        done = run(site, "mutate.py", "docs/page.md")
        assert done.returncode == 1
        assert "docs/page.md:5: number: assert x > 3  ->  assert x > 4 (survived)" in done.stderr
        assert "number: 2 of 3 caught" in done.stdout

    def test_what_is_known_to_survive_is_told_with_its_reason(
        self, make_site: Callable[..., Site]
    ) -> None:
        site = make_site({"docs/page.md": PAGE.replace("assert x == 6", "assert x > 3")})
        site.write(
            "tests/survivors/page.yml",
            "path: docs/page.md\nsurvivors:\n  - why: any bound below six will do\n"
            "    changes:\n      - assert x > 3  ->  assert x > 4\n",
        )
        done = run(site, "mutate.py", "docs/page.md")
        assert done.returncode == 0, done.stderr
        assert "(may survive: any bound below six will do)" in done.stderr

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ("survivors: [{changes: [a  ->  b]}]", "an entry has 'why' and a list of 'changes'"),
            ("survivors: [{why: '', changes: []}]", "an entry has 'why' and a list of 'changes'"),
            ("survivors: [{why: so, changes: a  ->  b}]", "an entry has 'why' and a list of 'chan"),
            ("survivors: 3", "'survivors' is a list"),
            ("", "'path' and 'survivors' are expected"),
        ],
    )
    def test_a_list_of_survivors_that_is_none_is_bad_input(
        self, make_site: Callable[..., Site], wrong: str, message: str
    ) -> None:
        site = make_site({"docs/page.md": PAGE})
        site.write("tests/survivors/page.yml", f"path: docs/page.md\n{wrong}\n")
        done = run(site, "mutate.py", "docs/page.md")
        assert done.returncode == 2
        assert f"page.yml: {message}" in done.stderr

    def test_it_tries_the_example_around_a_line(self, make_site: Callable[..., Site]) -> None:
        blunt = "\n```python\ny = 7\nassert y > 3\n```\n"
        site = make_site({"docs/page.md": PAGE + blunt})
        line = (PAGE + blunt).splitlines().index("y = 7") + 1
        done = run(site, "mutate.py", "docs/page.md", "--line", str(line))
        assert done.returncode == 1
        assert done.stdout == "comparison: 1 of 1 caught\nnumber: 0 of 2 caught\n"
        done = run(site, "mutate.py", "docs/page.md", "--line", "1")
        assert (done.returncode, done.stdout) == (2, "")
        assert "docs/page.md:1 is in no example" in done.stderr

    def test_statements_are_left_out_that_act_on_others(
        self, make_site: Callable[..., Site]
    ) -> None:
        code = (
            "import torch\n\n\ndef agree(a, b):\n    assert a == b, (a, b)\n\n\n"
            "same = torch.testing.assert_close\n\n\ndef both(a):\n    agree(a, [5, 3])\n\n\n"
            "torch.manual_seed(0)\nx = [3]\nx.append(4)\nx.reverse()\nx[0] += 1\nboth(x)\n"
            "x.sort()\nsame(5, max(x))\n"
        )
        site = make_site({"docs/page.md": f"# T\n\n```python\n{code}```\n"})
        done = run(site, "mutate.py", "docs/page.md", "--kind", "statement")
        assert done.returncode == 1
        assert done.stdout == "statement: 3 of 4 caught\n"
        assert "docs/page.md:24: statement: x.sort()  ->  pass (survived)" in done.stderr

    def test_operators_are_exchanged(self, make_site: Callable[..., Site]) -> None:
        code = (
            "x = -2 + 3 * 2\nassert x == 4 and not x % 2\ny = x == 4 or x < 0\n"
            "assert y and (x @ x\n  if x < 0 else True)\nz = -(x + 1)\nassert z == -5\n"
        )
        site = make_site({"docs/page.md": f"# T\n\n```python\n{code}```\n"})
        done = run(site, "mutate.py", "docs/page.md", "--kind", "operator")
        assert done.returncode == 1
        # What is not reached may be anything. What an assertion joins is left alone.
        survivors = [line for line in done.stderr.splitlines() if "(survived)" in line]
        assert [line.partition("operator: ")[2] for line in survivors] == [
            "assert y and (x @ x  ->  assert y and (x * x (survived)",
        ]
        assert done.stdout == "operator: 9 of 10 caught\n"

    def test_a_slip_around_the_examples_is_caught(self, make_site: Callable[..., Site]) -> None:
        page = PAGE.replace("# T", "# T { #page }\n\n[There](other.md#there)", 1)
        other = "# Other\n\n## There { #there }\n"
        site = make_site({"docs/page.md": page, "docs/other.md": other})
        kinds = ("--kind=link", "--kind=id")
        done = run(site, "mutate.py", "docs/page.md", "docs/other.md", *kinds, "--builds", "1")
        assert done.returncode == 1
        # Nobody links to it, and it has not been published.
        assert "docs/page.md:1: id: # T { #page }  ->  # T (survived)" in done.stderr
        assert "docs/other.md:3" not in done.stderr
        assert (
            done.stdout == "id: 2 of 4 caught\nlink: 2 of 2 caught\nwhole builds: 1 of 1 caught\n"
        )

    def test_slips_in_metadata_and_the_ledger_are_caught(
        self, make_site: Callable[..., Site]
    ) -> None:
        answer = f"# T\n\n## What is plus? {{ #plus }}\n\n{PLUS}\n**Say it.** Plus adds.\n"
        site = make_site({"docs/pytorch/topic.md": answer})
        ledger = site.root / "scripts" / "source" / "corrections.yml"
        entries = ledger.read_text(encoding="utf-8").split("\n\n")
        ledger.write_text("\n\n".join(entries[:4]) + "\n", encoding="utf-8")
        done = run(site, "mutate.py", "--kind=metadata", "--kind=ledger")
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(
            r"ledger: (\d+) of \1 caught\nmetadata: (\d+) of \2 caught\n", done.stdout
        )

    def test_a_broken_page_proves_nothing(self, make_site: Callable[..., Site]) -> None:
        done = run(make_site({"docs/page.md": PAGE.replace("42", "41")}), "mutate.py")
        assert done.returncode == 2
        assert "docs/page.md:11: it prints something else than expected" in done.stderr

    def test_a_sample_is_the_same_for_a_seed(self, make_site: Callable[..., Site]) -> None:
        site = make_site({"docs/page.md": PAGE})
        command = ("mutate.py", "--sample", "2", "--seed", "3", "docs/page.md")
        first, second = (run(site, *command) for _ in range(2))
        assert first.stdout == second.stdout
        assert "Trying 2 of 6 mutants" in first.stderr

    def test_the_real_pages_are_sharp(self) -> None:
        """A small sample of the handbook's own mutants; the whole sweep is a command."""
        done = subprocess.run(
            [sys.executable, "scripts/mutate.py", "--sample", "100", "--builds", "2"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "whole builds: 2 of 2 caught" in done.stdout

    def test_what_survives_in_the_real_examples_is_listed(self) -> None:
        kinds = ("--kind=number", "--kind=operator", "--kind=statement")
        done = subprocess.run(
            [sys.executable, "scripts/mutate.py", "--sample=80", *kinds],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


class TestWriteMarkdown:
    def test_it_writes_pages_with_what_came_out(self, make_site: Callable[..., Site]) -> None:
        drawing = "\n```python\nimport matplotlib.pyplot as plt\n\nplt.plot([1, 2])\n```\n\n"
        site = make_site({"docs/page.md": PAGE + drawing + "<!-- figure: A line. -->\n"})
        done = run(site, "write_markdown.py", "out")
        assert done.returncode == 0, done.stderr
        page = (site.root / "out" / "page.md").read_text(encoding="utf-8")
        assert "```python\nx = 6\n" in page
        assert 'src="assets/figures/page-1.svg"' in page
        assert "2 examples run" in page
        assert "data-hb-slot" not in page
        for name in ("assets/figures/page-1-dark.svg", "questions.json", "corrections.md"):
            assert (site.root / "out" / name).stat().st_size > 0

    def test_what_fails_is_not_written(self, make_site: Callable[..., Site]) -> None:
        site = make_site({"docs/page.md": PAGE.replace("42", "41")})
        done = run(site, "write_markdown.py", "out")
        assert done.returncode == 1
        assert "docs/page.md:11: it prints something else than expected" in done.stderr
        assert not (site.root / "out").exists()


class TestStartAnswer:
    def test_a_skeleton_fails_until_it_is_written(self, make_site: Callable[..., Site]) -> None:
        site = make_site({})
        (site.root / "docs/pytorch").mkdir()
        page = "docs/pytorch/copies.md"
        done = run(site, "start_answer.py", page, "does-it", "Does it?", "--kind", "debug")
        assert done.returncode == 0, done.stderr
        assert f"{page}:5: write the answer here" in done.stdout
        assert "mkdocs.yml: add pytorch/copies.md" in done.stdout
        built = site.build(EXAMPLES="off")
        assert built.returncode != 0
        assert f"{page}:3: to do: what the page is about" in built.stderr
        assert "the spoken answer has 0 words" in built.stderr
        second = run(site, "start_answer.py", page, "other", "Other?")
        assert second.returncode == 0
        text = (site.root / page).read_text(encoding="utf-8")
        assert text.index("{ #does-it }") < text.index("## Other? { #other }")
        assert text.startswith("# Copies\n")

    @pytest.mark.parametrize(
        ("page", "name", "message"),
        [
            ("README.md", "new", "a topic page is a *.md file in one of docs/pytorch/"),
            ("docs/elsewhere/page.md", "new", "a topic page is"),
            ("docs/pytorch/page.txt", "new", "a topic page is"),
            ("docs/pytorch/page.md", "New", "is no id"),
            ("docs/pytorch/page.md", "taken", "docs/page.md:3: the id 'taken' is taken"),
        ],
    )
    def test_bad_input_writes_nothing(
        self, make_site: Callable[..., Site], page: str, name: str, message: str
    ) -> None:
        site = make_site({"docs/page.md": "# T\n\n### H { #taken }\n"})
        done = run(site, "start_answer.py", page, name, "Does it?")
        assert done.returncode == 2
        assert message in done.stderr
        assert not (site.root / page).exists()


class TestCheckLabs:
    def test_it_cleans_runs_and_reports(self, make_site: Callable[..., Site]) -> None:
        stored = {"output_type": "stream", "name": "stdout", "text": ["7\n"]}
        cells = [
            code("say", "print(6 * 7)", outputs=[stored], execution_count=3),
            code("fail", "assert 0"),
        ]
        site = make_site({"docs/labs/x.ipynb": notebook(*cells)})
        done = run(site, "check_labs.py", "docs/labs/x.ipynb")
        assert done.returncode == 1
        assert "--- cell 2 (say)\n42\n" in done.stdout
        assert done.stderr.splitlines()[:3] == [
            "docs/labs/x.ipynb: cleaned",
            "docs/labs/x.ipynb:1: it deepens 'what-is-autograd', which is no answer's id",
            "docs/labs/x.ipynb:cell 3 (fail): AssertionError (line 1 of the cell)",
        ]
        clean = (site.root / "docs/labs/x.ipynb").read_text(encoding="utf-8")
        assert '"outputs": []' in clean
        assert "7" not in clean.replace("6 * 7", "")
        assert run(site, "check_labs.py").stderr.startswith("docs/labs/x.ipynb:1: ")

    def test_what_is_no_lab_is_refused(self, make_site: Callable[..., Site]) -> None:
        site = make_site({"docs/page.md": PAGE, "docs/labs/x.ipynb": "{"})
        assert "docs/page.md is no lab" in run(site, "check_labs.py", "docs/page.md").stderr
        done = run(site, "check_labs.py")
        assert done.returncode == 2
        assert "docs/labs/x.ipynb: this is no notebook" in done.stderr


class TestCompareVersions:
    PAGE = f"# T\n\n```python\nprint(__debug__)\n```\n\n{OUTPUT}\n\n```text\nTrue\n```\n"

    def test_it_reports_what_another_interpreter_does_otherwise(
        self, make_site: Callable[..., Site], tmp_path: Path
    ) -> None:
        site = make_site({"docs/page.md": self.PAGE, "docs/other.md": PAGE})
        same = run(site, "compare_versions.py", sys.executable)
        assert (same.returncode, same.stderr) == (0, "")
        assert same.stdout.endswith("running 2 examples\nnothing differs\n")

        other = tmp_path / "other-python"
        other.write_text(f'#!/bin/sh\nexec {sys.executable} -O "$@"\n', encoding="utf-8")
        other.chmod(0o755)
        found = run(site, "compare_versions.py", str(other))
        assert found.returncode == 1
        assert found.stderr.startswith("docs/page.md:")
        assert "False" in found.stderr
        assert found.stdout.endswith("examples that differ: 1\n")
        assert run(site, "compare_versions.py", str(other), "docs/other").returncode == 0

    def test_what_can_run_nothing_is_bad_usage(
        self, make_site: Callable[..., Site], tmp_path: Path
    ) -> None:
        site = make_site({"docs/page.md": PAGE})
        broken = tmp_path / "python"
        broken.write_text("#!/bin/sh\necho no torch >&2\nexit 1\n", encoding="utf-8")
        broken.chmod(0o755)
        for python, message in (("nowhere", "is no program"), (str(broken), "no torch")):
            done = run(site, "compare_versions.py", python)
            assert done.returncode == 2
            assert message in done.stderr
        nothing = run(site, "compare_versions.py", sys.executable, "no-such-page")
        assert nothing.returncode == 2
