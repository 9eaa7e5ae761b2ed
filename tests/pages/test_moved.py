"""Addresses that moved: read strictly, led on without scripts, and none vanishes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sites import Site

from handbook.moved import check_moves, read_moves

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[a]", 1, "a mapping"),
        ("a.html: [", 1, "moved: "),
        ("a.html: b.html\na.html: c.html", 2, "stands twice"),
        ("a.html: https://example.org/", 1, "is no address"),
        ("../a.html: b.html", 1, "is no address"),
        ("a.html: b.html", 1, "there is no 'b.html'"),
        ("there.html: there.html#id", 1, "'there.html' is still there"),
        ("gone.html#id: there.html", 1, "the page of 'gone.html#id' is gone"),
    ],
)
def test_what_is_wrong_is_named(text: str, line: int, message: str, tmp_path: Path) -> None:
    file = tmp_path / "moved.yml"
    file.write_text(text, encoding="utf-8")
    moves, problems = read_moves(file, "scripts/moved.yml")
    problems += check_moves(moves, {"there.html", "there.html#id"}, "scripts/moved.yml")
    assert problems[0].line == line
    assert message in problems[0].message


def test_old_addresses_lead_on(make_site: Callable[..., Site]) -> None:
    site = make_site({"docs/page.md": "# T\n\n### One { #one }\n", "docs/new/page.md": "# New\n"})
    site.write("scripts/moved.yml", "old/page.html: new/page.html\npage.html#gone: page.html#one\n")
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    assert '<a href="../new/page.html">' in site.read("old/page.html")
    assert 'content="0; url=../new/page.html"' in site.read("old/page.html")
    assert 'id="gone">The answer that stood here has moved: <a href="page.html#one">' in site.read(
        "page.html"
    )


def run(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "scripts/record_addresses.py", *arguments],
        cwd=site.root,
        env=site.environment({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_an_address_that_vanishes_is_a_finding(make_site: Callable[..., Site]) -> None:
    site = make_site({"docs/page.md": "# T\n\n### One { #one }\n"})
    (site.root / "scripts" / "published.txt").write_text("", encoding="utf-8")
    assert run(site, "--check").returncode == 1
    assert run(site).returncode == 0
    assert run(site, "--check").returncode == 0
    site.write("docs/page.md", "# T\n\n### One { #other }\n")
    done = run(site)
    assert done.returncode == 1
    assert "page.html#one is gone" in done.stderr
    site.write("scripts/moved.yml", "page.html#one: page.html#other\n")
    assert run(site, "--check").returncode == 0


def test_no_published_address_has_vanished() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "record_addresses.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
