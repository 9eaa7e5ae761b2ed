"""A full disk, at each place that a build writes to: a clear message, and the next build is right.

The disk is a small one in memory. Only root may mount one: others skip these tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sites import PLUS, Site

IS_ROOT = sys.platform == "linux" and os.geteuid() == 0
OUTPUT = "<!--pytest-codeblocks:expected-output-->"
LONG = "0" * 40_000
PAGE = (
    f"# T\n\n## What is plus? {{ #plus }}\n\n{PLUS}\n**Say it.** Plus adds.\n\n"
    f"```python\nprint('0' * 40_000)\n```\n\n{OUTPUT}\n\n```text\n{LONG}\n```\n"
)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """A disk of this size at this place. Skips the test where none can be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if not IS_ROOT or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize(
    ("place", "kilobytes", "message"),
    [
        (".cache/outcomes", 16, "No space left on device: keeping outcomes in "),
        ("temporary", 72, "disk is full: writing the Anki package"),
        ("site", 64, "the site could not be written: "),
    ],
    ids=["outcomes", "the Anki package", "the site"],
)
def test_a_full_disk_is_told_and_harms_nothing(
    make_site: Callable[..., Site], place: str, kilobytes: int, message: str
) -> None:
    site = make_site({"docs/pytorch/topic.md": PAGE})
    folder = site.root / "temporary"
    folder.mkdir()
    with small_disk(site.root / place, kilobytes):
        done = site.build(TMPDIR=str(folder))
    assert done.returncode == 1
    assert message in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    again = site.build("--strict", TMPDIR=str(folder))
    assert again.returncode == 0, again.stderr
    assert LONG in site.read("pytorch/topic.html")


def test_an_example_whose_result_finds_no_room_says_so(make_site: Callable[..., Site]) -> None:
    fills = (
        "# T\n\n```python\nwith open('large', 'wb', buffering=0) as file:\n    try:\n"
        "        while file.write(bytes(4096)):\n            pass\n"
        "    except OSError:\n        pass\n```\n"
    )
    site = make_site({"docs/page.md": fills})
    folder = site.root / "temporary"
    with small_disk(folder, 1000):
        done = site.build(TMPDIR=str(folder))
    assert done.returncode == 1
    assert "docs/page.md:3: it could not be run: OSError(28, 'No space left" in done.stderr
    assert "Traceback" not in done.stderr
    site.write("docs/page.md", "# T\n\n```python\nx = 1\n```\n")
    again = site.build("--strict")
    assert again.returncode == 0, again.stderr
