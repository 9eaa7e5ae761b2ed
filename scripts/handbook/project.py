"""Where the parts of the project are: in goes its folder, out come the places of its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handbook.rendering.lab_cache import RenderedLabs
from handbook.running.cache import OutcomeCache


@dataclass(frozen=True)
class Project:
    """The project's folder and what lies where in it."""

    root: Path

    @property
    def docs(self) -> Path:
        """What readers read."""
        return self.root / "docs"

    @property
    def config(self) -> Path:
        """MkDocs' configuration, which holds the navigation."""
        return self.root / "mkdocs.yml"

    @property
    def cache(self) -> Path:
        """What a build may keep for the next one."""
        return self.root / ".cache"

    @property
    def source(self) -> Path:
        """The scraped text."""
        return self.root / "scripts" / "source" / "pytorch-interview-questions.txt"

    @property
    def ledger(self) -> Path:
        """The corrections of the scraped text."""
        return self.root / "scripts" / "source" / "corrections.yml"

    @property
    def vocabulary(self) -> Path:
        """The closed lists."""
        return self.root / "scripts" / "vocabulary.yml"

    @property
    def glossary(self) -> Path:
        """The terms that pages explain."""
        return self.root / "scripts" / "glossary.yml"

    @property
    def moved(self) -> Path:
        """Where pages and answers went that stood elsewhere once."""
        return self.root / "scripts" / "moved.yml"

    @property
    def published(self) -> Path:
        """Every address that was ever published."""
        return self.root / "scripts" / "published.txt"

    @property
    def survivors(self) -> Path:
        """Mutants that nobody has to notice, in one file for each page."""
        return self.root / "tests" / "survivors"

    @property
    def lab_copies(self) -> Path:
        """What mkdocs-jupyter reads instead of the labs themselves."""
        return self.cache / "labs"

    @property
    def rendered_labs(self) -> RenderedLabs:
        """What an earlier build made of them."""
        return RenderedLabs(self.cache / "labs" / "rendered")

    @property
    def outcomes(self) -> OutcomeCache:
        """Outcomes of earlier builds."""
        return OutcomeCache(self.cache / "outcomes")


def project_of(file: str) -> Project:
    """The project to which a command belongs; `file` is the command's `__file__`."""
    return Project(Path(file).resolve().parent.parent)
