"""The closed lists that answers choose from: in goes a YAML file, out come areas and tags."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

LEVELS = ("junior", "mid", "senior")
PRIORITIES = ("core", "common", "deep")
KINDS = ("concept", "compare", "code", "debug", "story")


@dataclass(frozen=True)
class Vocabulary:
    """What an answer may be tagged with, and where answers stand."""

    areas: dict[str, str]
    """Folders of docs/ whose pages hold answers, each with its title, in reading order."""
    tags: dict[str, str]
    """Tags, each with what it gathers."""


def read_vocabulary(path: Path) -> Vocabulary:
    """Read the closed lists. Raises ValueError if the file does not hold two mappings of texts."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: {error}") from error
    if not isinstance(data, dict) or set(data) != {"areas", "tags"}:
        raise ValueError(f"{path}: it has to hold 'areas' and 'tags', and nothing else")
    for name, mapping in data.items():
        is_text = isinstance(mapping, dict) and all(
            isinstance(part, str) for item in mapping.items() for part in item
        )
        if not is_text:
            raise ValueError(f"{path}: '{name}' has to map names to texts")
    return Vocabulary(areas=data["areas"], tags=data["tags"])
