"""Whatever ends a build, no process is left and the cache is whole."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from process_list import wait_until_gone
from sites import Site

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")

OUTPUT = "<!--pytest-codeblocks:expected-output-->"


def page(number: int, seconds: float) -> str:
    """A page whose example starts a process that names the project, and takes its time."""
    return (
        f"# Page {number}\n\n```python\nimport os\nimport subprocess\nimport sys\nimport time\n\n"
        f"number = {number}\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        f"time.sleep({seconds})\nchild.kill()\nchild.wait()\nprint(number)\n```\n\n"
        f"{OUTPUT}\n\n```text\n{number}\n```\n"
    )


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site({f"docs/page-{number}.md": page(number, 0.3) for number in range(12)})


def sleepers() -> set[int]:
    """The processes that the examples start."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_sleeper = b"time.sleep(300)" in (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if is_sleeper:
            found.add(int(folder.name))
    return found


def assert_nothing_is_left(site: Site) -> None:
    end = time.monotonic() + 5
    while sleepers() and time.monotonic() < end:
        time.sleep(0.02)
    assert wait_until_gone(site.root) == []
    assert sleepers() == set()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_ended_leaves_nothing(site: Site, number: signal.Signals) -> None:
    build = site.start("build")
    wait_for(sleepers)
    os.kill(build.pid, number)
    build.communicate(timeout=20)
    assert build.returncode != 0
    assert_nothing_is_left(site)
    assert site.build("--strict").returncode == 0


def test_what_a_killed_server_leaves_goes_with_the_next_build(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    build = site.start("build", TMPDIR=str(folder))
    wait_for(sleepers)
    server = parent_of(parent_of(parent_of(min(sleepers()))))
    (left,) = folder.glob("handbook-run-*")
    os.kill(server, signal.SIGKILL)
    build.communicate(timeout=60)
    assert_nothing_is_left(site)
    assert left.exists()
    assert site.build("--strict", TMPDIR=str(folder)).returncode == 0
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("seed", range(2))
def test_a_build_may_be_killed_at_any_moment(site: Site, seed: int) -> None:
    choice = random.Random(seed)
    for _ in range(3):
        build = site.start("build")
        time.sleep(choice.uniform(0.2, 4))
        build.kill()
        build.communicate(timeout=20)
        assert_nothing_is_left(site)
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    for number in range(12):
        assert f"Page {number}" in site.read(f"page-{number}.html")


def parent_of(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[1])


@pytest.mark.parametrize("generation", [1, 2, 3], ids=["child", "worker", "server"])
def test_a_killed_runner_fails_the_build(make_site: Callable[..., Site], generation: int) -> None:
    # Long enough to be killed in the middle, however slow the machine is.
    site = make_site({f"docs/page-{number}.md": page(number, 5) for number in range(2)})
    build = site.start("build")
    wait_for(sleepers)
    victim = min(sleepers())
    for _ in range(generation):
        victim = parent_of(victim)
    os.kill(victim, signal.SIGKILL)
    _, report = build.communicate(timeout=60)
    assert build.returncode == 1
    assert "died" in report or "was killed by SIGKILL" in report
    assert_nothing_is_left(site)
    assert site.build("--strict").returncode == 0


def test_two_builds_share_a_cache(site: Site) -> None:
    with ThreadPoolExecutor(2) as executor:
        builds = [
            executor.submit(site.build, "--strict", "--site-dir", f"site-{number}")
            for number in range(2)
        ]
        for build in builds:
            assert build.result().returncode == 0, build.result().stderr
    again = site.build("--strict")
    assert again.returncode == 0
    assert "Running" not in again.stderr
