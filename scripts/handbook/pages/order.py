"""The reading order of pages: in goes the site's configuration, out come paths as in its `nav`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from handbook.pages.page import Page


class _TolerantLoader(yaml.SafeLoader):
    """Reads a configuration whose own tags, such as `!ENV`, don't matter here: they become None."""


_TolerantLoader.add_multi_constructor("!", lambda loader, suffix, node: None)


def _files(items: object) -> Iterator[str]:
    if isinstance(items, str):
        yield items
    elif isinstance(items, list):
        for item in items:
            yield from _files(item)
    elif isinstance(items, dict):
        for item in items.values():
            yield from _files(item)


def reading_order(config: Path) -> tuple[str, ...]:
    """The paths of pages, `docs/area/page.md`, in the order of `nav` in mkdocs.yml.

    Empty where there is no such file or no `nav`. Raises OSError; ValueError if it is no YAML.
    """
    if not config.exists():
        return ()
    try:
        # The loader is a safe one: tags become None, not objects.
        data = yaml.load(config.read_text(encoding="utf-8"), Loader=_TolerantLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"{config}: {error}") from error
    nav = data.get("nav") if isinstance(data, dict) else None
    return tuple(f"docs/{name}" for name in _files(nav))


def sort_pages(pages: Sequence[Page], order: Sequence[str]) -> list[Page]:
    """Pages in the given order of paths; those that it does not name come last, by path."""
    places = {path: place for place, path in enumerate(order)}
    return sorted(pages, key=lambda page: (places.get(page.path, len(places)), page.path))
