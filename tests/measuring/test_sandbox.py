"""A copy of a project in which builds are measured: several times the pages, all of them whole."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sites import PLUS, Site

from handbook.measuring.sandbox import Sandbox
from handbook.project import Project

PAGE = f"""# T

## What is plus? {{ #plus }}

{PLUS.replace("[q17]", "[q17, q18]")}
**Say it.** Plus adds element by element.

See [plus](#plus).

```python
import torch

torch.set_default_dtype(torch.float64)
plus = torch.ones(2) + 1
assert plus.dtype == torch.float64
```

**Sources.** None.
"""
FAILS_AFTERWARDS = "import torch\n\nassert torch.ones(1).dtype == torch.float32\n"


def codes(sandbox: Sandbox) -> Iterable[str]:
    return [example.code for page in sandbox.pages() for example in page.examples]


def test_copies_have_other_ids_and_the_same_code(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = make_site({"docs/pytorch/topic.md": PAGE})
    sandbox = Sandbox.copy(Project(site.root), tmp_path / "copy", 3)
    ids = [answer.id for page in sandbox.pages() for answer in page.answers]
    assert sorted(ids) == ["plus", "plus-copy-1", "plus-copy-2"]
    sources = [
        key for page in sandbox.pages() for one in page.answers for key in one.metadata.sources
    ]
    assert sorted(sources) == ["q17", "q18"]
    code = PAGE.split("```python\n")[1].split("```")[0]
    assert sorted(codes(sandbox)) == sorted([code, f"# copy 1\n{code}", f"# copy 2\n{code}"])
    built = (sandbox.root / "site" / "pytorch" / "topic-copy-1.html").read_text(encoding="utf-8")
    assert 'href="#plus-copy-1"' in built


def test_one_process_runs_every_example_to_its_end(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    later = f"# U\n\n```python\n{FAILS_AFTERWARDS}```\n"
    site = make_site({"docs/pytorch/topic.md": PAGE, "docs/pytorch/topic2.md": later})
    sandbox = Sandbox.copy(Project(site.root), tmp_path / "copy", 1)
    assert sandbox.one_process() > 0
    # One of two fails: that is no measure of anything.
    broken = later.replace("float32\n", "float16\n")
    (sandbox.root / "docs" / "pytorch" / "topic2.md").write_text(broken, encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        sandbox.one_process()
