"""The pins: exact, and what the tests ran with."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def pins_of(path: Path) -> list[tuple[str, str]]:
    """A file's packages and versions; any line of another form is an error."""
    pins = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-r ")):
            match = re.fullmatch(r"([A-Za-z0-9-]+)==(\d+(?:\.\d+)+)", line)
            assert match, f"{path.name}: {line!r} is no exact pin"
            pins.append((match[1], match[2]))
    return pins


SITE = pins_of(ROOT / "requirements.txt")
TESTS = pins_of(ROOT / "tests" / "requirements.txt")


def test_no_package_is_pinned_twice() -> None:
    names = [name.lower() for name, _ in SITE + TESTS]
    assert len(names) == len(set(names))


def test_the_tests_need_what_the_site_needs() -> None:
    lines = (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert "-r ../requirements.txt" in lines


@pytest.mark.parametrize(("name", "pinned"), SITE + TESTS)
def test_what_is_installed_is_what_is_pinned(name: str, pinned: str) -> None:
    # PyTorch's build for processors calls itself 2.13.0+cpu.
    assert version(name).partition("+")[0] == pinned


def locked() -> dict[str, dict[str, int]]:
    """The lock's packages: for each its versions, and how many hashes each has."""
    text = (ROOT / "tests" / "requirements.lock").read_text(encoding="utf-8")
    found: dict[str, dict[str, int]] = {}
    for entry in re.split(r"\n(?=\S)", text):
        if not entry.startswith("#") and entry.strip():
            match = re.match(r"([a-z0-9-]+)==(\S+)", entry)
            assert match, f"requirements.lock: {entry!r} is no exact pin"
            hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)
            found.setdefault(match[1], {})[match[2]] = len(hashes)
    return found


def test_the_lock_has_a_hash_for_each_file() -> None:
    packages = locked()
    assert len(packages) > 50
    assert [name for name, versions in packages.items() if 0 in versions.values()] == []


def test_the_lock_has_what_is_pinned() -> None:
    packages = locked()
    for name, pinned in SITE + TESTS:
        if name != "torch":
            assert set(packages.get(name.lower(), {})) == {pinned}, f"make the lock again: {name}"


def test_the_lock_is_whole() -> None:
    """What is installed because something else needs it stands in the lock, too."""
    packages, seen = locked(), set()
    todo = [name for name, _ in SITE + TESTS]
    while todo:
        name = todo.pop()
        for line in requires(name) or ():
            need = Requirement(line)
            key = canonicalize_name(need.name)
            if key in seen or (need.marker and not need.marker.evaluate({"extra": ""})):
                continue
            seen.add(key)
            try:
                found = version(key)
            except PackageNotFoundError:
                continue  # of the CUDA build of torch, which need not be installed
            todo.append(key)
            if not key.startswith(("nvidia-", "cuda-", "triton", "torch")):
                assert key in packages, f"{name} needs {key} {found}: make the lock again"
