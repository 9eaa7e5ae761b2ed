"""What a build publishes, and what it refuses."""

from __future__ import annotations

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sites import PLUS, Site

OUTPUT = "<!--pytest-codeblocks:expected-output-->"
ANSWER = f"""# Topic

## What does `+` do? {{ #what-does-plus-do }}

{PLUS}
**Say it.** Plus *adds* element by element.

```python
import torch

print(torch.ones(2) + 1)
```

{OUTPUT}

```text
tensor([2., 2.])
```

<!--pytest.mark.skip(reason="needs a GPU")-->

```python
import torch

torch.ones(2, device="cuda")
```

```python
import matplotlib.pyplot as plt

plt.plot([1, 2], color="C1")
plt.show()
```

<!-- figure: A line that "rises" & means nothing. -->

**Sources.** None.
"""


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site({"docs/pytorch/topic.md": ANSWER})


def test_a_page_shows_what_came_out(site: Site) -> None:
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    page = site.read("pytorch/topic.html")
    assert "pytest-codeblocks" not in page
    assert "priority: core" not in page
    assert '<div class="hb-output" id="output-20">' in page
    assert '<p class="hb-notrun"><strong>Not run here:</strong> needs a GPU</p>' in page
    assert 'alt="A line that &quot;rises&quot; &amp; means nothing."' in page
    assert "data-hb-slot" not in page
    foot = re.search(r'class="hb-verified"[^>]*>(.*?)</', page, re.DOTALL)
    assert foot
    assert "2 examples run" in foot[1]
    assert "torch 2.13" in foot[1]
    assert "1 example not run: 1 × needs a GPU" in foot[1]
    light = site.read("assets/figures/pytorch/topic-1.svg")
    dark = site.read("assets/figures/pytorch/topic-1-dark.svg")
    assert "#c2410c" in light
    assert "#c2410c" not in dark


def test_questions_are_published(site: Site) -> None:
    assert site.build().returncode == 0
    (record,) = json.loads(site.read("questions.json"))
    corrections = record.pop("corrections")
    assert isinstance(corrections, int)
    assert record == {
        "id": "what-does-plus-do",
        "title": "What does `+` do?",
        "url": "pytorch/topic.html#what-does-plus-do",
        "topic": "Topic",
        "level": "junior",
        "priority": "core",
        "kind": "concept",
        "tags": ["tensors"],
        "sources": ["q17"],
        "short": "Plus adds element by element.",
        "points": [
            {"level": "junior", "text": "it adds"},
            {"level": "mid", "text": "element by element"},
            {"level": "senior", "text": "with broadcasting"},
        ],
        "follow_ups": [],
        "examples": 3,
        "figures": 1,
    }


def test_without_running_every_page_says_so(site: Site) -> None:
    done = site.build(EXAMPLES="off")
    assert done.returncode == 0, done.stderr
    assert "hb-unverified" in site.read("pytorch/topic.html")
    assert "tensor([2., 2.])" in site.read("pytorch/topic.html").replace("</span>", "")
    assert "hb-unverified" in site.read("index.html")
    assert not (site.root / ".cache" / "outcomes").exists()


def test_without_running_nothing_is_strict(site: Site) -> None:
    done = site.build("--strict", EXAMPLES="off")
    assert done.returncode == 1
    assert "EXAMPLES=off proves nothing" in done.stderr + done.stdout


def test_a_misspelt_choice_is_refused(site: Site) -> None:
    assert site.build(EXAMPLES="of").returncode == 1


@pytest.mark.parametrize("strict", [(), ("--strict",)])
def test_a_broken_example_fails_with_and_without_strict(site: Site, strict: tuple[str]) -> None:
    site.write("docs/pytorch/topic.md", ANSWER.replace("tensor([2., 2.])", "tensor([3., 3.])"))
    done = site.build(*strict)
    assert done.returncode == 1
    line = ANSWER[: ANSWER.index("```text")].count("\n") + 1
    assert (
        f"\ndocs/pytorch/topic.md:{line}: it prints something else than expected\n" in done.stderr
    )
    assert "    -tensor([3., 3.])\n    +tensor([2., 2.])\n" in done.stderr


@pytest.mark.parametrize("link", ["nowhere.md", "topic.md#nowhere", "#nowhere"])
def test_a_dead_link_fails_where_strict(site: Site, link: str) -> None:
    site.write("docs/pytorch/topic.md", ANSWER + f"\nA [link]({link}).\n")
    assert site.build().returncode == 0
    done = site.build("--strict")
    assert done.returncode == 1
    line = ANSWER.count("\n") + 2
    assert f"docs/pytorch/topic.md:{line}: the link '{link}' leads nowhere" in done.stderr


def test_a_warm_build_runs_nothing_and_imports_no_torch(site: Site) -> None:
    assert site.build().returncode == 0
    program = (
        "import sys; from mkdocs.__main__ import cli; cli(['build'], standalone_mode=False); "
        "print('torch' in sys.modules, 'numpy' in sys.modules, 'matplotlib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=site.root,
        env=site.environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().endswith("False False False")
    assert "Running" not in done.stderr


def test_only_what_changed_runs_again(site: Site) -> None:
    assert "Running 2 examples" in site.build().stderr
    site.write("docs/pytorch/topic.md", ANSWER.replace("[1, 2]", "[1, 3]"))
    assert "Running 1 examples" in site.build().stderr
    prose = ANSWER.replace("[1, 2]", "[1, 3]").replace("# Topic", "# Topic\n\nProse.")
    site.write("docs/pytorch/topic.md", prose)
    assert "Running" not in site.build().stderr


def tree(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_the_same_tree_gives_the_same_bytes(site: Site, tmp_path: Path) -> None:
    """Cold in two folders, with other hash seeds, locales and time zones, and warm."""
    other = Site(tmp_path / "quite" / "another" / "folder")
    shutil.copytree(site.root, other.root)
    assert site.build("--strict").returncode == 0
    cold = tree(site.root / "site")
    assert (
        other.build(
            "--strict", PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C", OMP_NUM_THREADS="2"
        ).returncode
        == 0
    )
    assert filecmp.cmpfiles(site.root / "site", other.root / "site", cold, shallow=False)[1:] == (
        [],
        [],
    )
    assert tree(other.root / "site") == cold
    assert site.build("--strict").returncode == 0
    assert tree(site.root / "site") == cold


def test_environment_of_the_build_does_not_reach_examples(make_site: Callable[..., Site]) -> None:
    code = "import os\n\nimport torch\n\nassert 'SECRET' not in os.environ\n"
    code += "assert torch.get_num_threads() == 1\nassert os.environ['PYTHONHASHSEED'] == '0'\n"
    site = make_site({"docs/page.md": f"# T\n\n```python\n{code}```\n"})
    done = site.build("--strict", SECRET="1", OMP_NUM_THREADS="2", PYTHONHASHSEED="3")
    assert done.returncode == 0, done.stderr


def test_a_read_only_cache_is_a_clear_error(site: Site) -> None:
    if os.geteuid() == 0:
        (site.root / ".cache").write_text("a file where a folder should be", encoding="utf-8")
    else:
        (site.root / ".cache").mkdir(mode=0o500)
    done = site.build()
    assert done.returncode == 1
    assert "the examples could not be run" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_source_said_stands_at_its_answer(site: Site) -> None:
    assert site.build().returncode == 0
    page = site.read("pytorch/topic.html")
    folded = page[page.index('<details class="hb-source">') :]
    assert "the sensor in the file system" in folded
    assert 'href="https://docs.pytorch.org/docs/2.13/' in folded
    (record,) = json.loads(site.read("questions.json"))
    assert record["corrections"] >= 3
    listed = site.read("corrections.html")
    assert listed.count('<li id="correction-') == len(
        re.findall(r"^- key:", (site.root / "scripts/source/corrections.yml").read_text(), re.M)
    )
    assert 'href="pytorch/topic.html#what-does-plus-do">q17</a>' in listed
    assert 'href="corrected-source.html#q18">q18</a>' in listed
    corrected = site.read("corrected-source.html")
    assert corrected.count('id="q') == 87
    assert 'href="pytorch/topic.html#what-does-plus-do">Our answer</a>' in corrected


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("  kind: spelling", "must be one of"),
        ("  befor: x", "befor"),
        ("- key: q10\n  before: x\n  after: y\n  kind: spelling\n  why: z\n", "q10"),
        ("  proof: nowhere", "the proof 'nowhere' is no answer's id"),
    ],
    ids=["kind twice", "field", "key", "proof"],
)
def test_a_broken_ledger_is_named_by_line(site: Site, broken: str, message: str) -> None:
    ledger = site.root / "scripts" / "source" / "corrections.yml"
    first, second = [part.start() for part in re.finditer(r"^- key:", ledger.read_text(), re.M)][:2]
    text = ledger.read_text(encoding="utf-8")
    entry = text[first:second].rstrip()
    added = broken if broken.startswith("- ") else f"{entry}\n{broken}\n\n"
    ledger.write_text(text[:first] + added + text[second:], encoding="utf-8")
    done = site.build()
    assert done.returncode == 1
    found = re.search(r"^scripts/source/corrections\.yml:(\d+): (.*)$", done.stderr, re.M)
    assert found, done.stderr
    assert int(found[1]) >= text[:first].count("\n")
    if broken != "  kind: spelling":
        assert message in found[2]


def test_what_markdown_shows_in_its_own_ways_is_found(make_site: Callable[..., Site]) -> None:
    """Code that no reader of lines sees; all of it in one report with everything else."""
    site = make_site(
        {
            "docs/indented.md": "# T\n\nText.\n\n    import torch\n    1 / 0\n",
            "docs/html.md": '# T\n\n<pre><code class="language-python">1 / 0</code></pre>\n',
            "docs/script.md": "# T\n\n<script>\n```python\nx = 1\n```\n</script>\n",
            "docs/ids.md": "# T\n\n## A { #a }\n\nText.\n{ #a }\n",
            "docs/formulas.md": "# T\n\n$\\foo{$\n\n$$\\frac{$$\n",
            "docs/unread.markdown": "# T\n\n```python\n1 / 0\n```\n",
            "docs/fails.md": "# T\n\n```python\n1 / 0\n```\n",
            "docs/tags.md": "# Mine\n",
        }
    )
    (site.root / "docs/encoded.md").write_bytes(b"# T\n\n\xff\n")
    (site.root / "elsewhere").mkdir()
    (site.root / "elsewhere/page.md").write_text("# T\n\n```python\n1 / 0\n```\n")
    (site.root / "docs/linked").symlink_to(site.root / "elsewhere")
    done = site.build()
    assert done.returncode == 1
    report = [line for line in done.stderr.splitlines() if line.startswith("docs/")]
    assert report == [
        "docs/encoded.md:3: this is not UTF-8",
        "docs/fails.md:4: ZeroDivisionError: division by zero",
        "docs/formulas.md:3: the formula '\\\\foo{' can't be read",
        "docs/formulas.md:5: the formula '\\\\frac{' can't be read",
        "docs/html.md:3: code that stands in no fence: nobody runs it",
        "docs/ids.md:3: the id 'a' stands twice on this page",
        "docs/indented.md:5: code that stands in no fence: nobody runs it",
        "docs/linked/page.md:1: a page is a *.md file; nobody reads this one",
        "docs/script.md:4: this fence is not shown as code",
        "docs/tags.md:1: the build makes a file of this name itself",
        "docs/unread.markdown:1: a page is a *.md file; nobody reads this one",
    ]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("vocabulary.yml", "areas: [\n", "vocabulary.yml: while parsing"),
        ("source/pytorch-interview-questions.txt", "no question\n", "source:1: "),
    ],
)
def test_broken_data_is_a_message(site: Site, file: str, content: str, message: str) -> None:
    (site.root / "scripts" / file).write_text(content, encoding="utf-8")
    done = site.build()
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
