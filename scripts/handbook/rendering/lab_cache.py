"""Keep rendered pages of labs: in go a lab's copy, out comes what an earlier build made of it.

Rendering a notebook lasts a quarter of a second and depends on nothing but the copy and the
packages that render it. A file that is damaged counts as absent.
"""

from __future__ import annotations

import contextlib
import hashlib
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from handbook.files import write_whole

_PACKAGES = ("mkdocs-jupyter", "nbconvert", "mistune", "Pygments", "latex2mathml")


@cache
def _renderers() -> str:
    """A hash of everything that renders."""
    digest = hashlib.sha256(platform.python_version().encode())
    for package in _PACKAGES:
        digest.update(f"{package} {version(package)}".encode())
    library = Path(__file__).parents[1]
    for file in sorted([*library.glob("labs/*.py"), *library.glob("rendering/*.py")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class RenderedLabs:
    """Pages in a folder that several builds may use at once."""

    folder: Path

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.html"

    def get(self, name: str, text: str, render: Callable[[], str]) -> str:
        """The page of the lab of this name, given all that it is made of; rendered if need be.

        Raises OSError.
        """
        file = self._file(name)
        key = hashlib.sha256(f"{_renderers()}{text}".encode()).hexdigest()
        with contextlib.suppress(OSError, ValueError):
            head, _, page = file.read_text(encoding="utf-8").partition("\n")
            if head == f"{key} {hashlib.sha256(page.encode()).hexdigest()}":
                return page
        page = render()
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, f"{key} {hashlib.sha256(page.encode()).hexdigest()}\n{page}")
        return page
