"""What several tests share: the project's places, a pool of workers, small projects to build."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest
from sites import Site

from handbook.running.pool import Pool, open_pool
from handbook.vocabulary import Vocabulary, read_vocabulary

ROOT = Path(__file__).parent.parent

# In CI the same texts at every run: what random ones find is found, and kept, while developing.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

# What a script starts in the background ignores Ctrl-C, and so would what tests start and end.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return read_vocabulary(ROOT / "scripts" / "vocabulary.yml")


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Workers that all tests share: each example is in a process of its own anyway."""
    shared = open_pool(tmp_path_factory.mktemp("pool"))
    yield shared
    shared.close()


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Site]:
    """Make a project with these pages, `{path: text}`, and the real scripts and theme."""

    def make(pages: Mapping[str, str], name: str = "project") -> Site:
        site = Site(tmp_path / name)
        shutil.copytree(
            ROOT / "scripts",
            site.root / "scripts",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        shutil.copytree(ROOT / "docs" / "assets", site.root / "docs" / "assets")
        config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        # Everything but the navigation, which these pages are not in.
        head, _, rest = config.partition("\nnav:\n")
        _, _, tail = rest.partition("\n\n")
        (site.root / "mkdocs.yml").write_text(
            head + "\n\n" + tail.replace("omitted_files: warn", "omitted_files: ignore"),
            encoding="utf-8",
        )
        # The ledger's proofs are answers that these pages do not hold.
        ledger = site.root / "scripts" / "source" / "corrections.yml"
        entries = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
        ledger.write_text(
            "".join(line for line in entries if not line.startswith("  proof:")), encoding="utf-8"
        )
        # So are the answers that explain the glossary's terms.
        (site.root / "scripts" / "glossary.yml").write_text("[]\n", encoding="utf-8")
        # These are other addresses than those that are published.
        (site.root / "scripts" / "published.txt").unlink()
        for path, text in pages.items():
            site.write(path, text)
        if "docs/index.md" not in pages:
            site.write("docs/index.md", "# Home\n")
        return site

    return make
