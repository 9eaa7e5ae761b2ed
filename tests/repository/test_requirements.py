"""The pins: exact, and what the tests ran with."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

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
