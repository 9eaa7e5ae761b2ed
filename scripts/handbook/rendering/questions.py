"""The question bank as data: in go pages, out comes what `questions.json` holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from handbook.pages.page import Answer, Page


def page_url(path: str) -> str:
    """The address of a page, `docs/area/page.md`, relative to the site's root."""
    return PurePosixPath(*PurePosixPath(path).parts[1:]).with_suffix(".html").as_posix()


def stub_name(answer: Answer) -> str:
    """The file to solve of an answer that has an exercise, relative to the site's root."""
    return f"downloads/implement/{answer.id}.py"


def _record(page: Page, answer: Answer, corrections: int) -> dict[str, object]:
    metadata = answer.metadata
    record: dict[str, object] = {
        "id": answer.id,
        "title": answer.title,
        "url": f"{page_url(page.path)}#{answer.id}",
        "topic": page.title,
        "level": metadata.level,
        "priority": metadata.priority,
        "kind": metadata.kind,
        "tags": list(metadata.tags),
        "sources": list(metadata.sources),
        "short": answer.short,
        "points": [{"level": point.level, "text": point.text} for point in metadata.points],
        "follow_ups": list(metadata.follow_ups),
        "examples": len(answer.examples),
        "figures": sum(len(example.alternatives) for example in answer.examples),
        "corrections": corrections,
    }
    if answer.exercise:
        record["stub"] = stub_name(answer)
    return record


def question_bank(pages: Sequence[Page], corrections: Mapping[str, int]) -> str:
    """The JSON text of all answers, in the order of the pages.

    `corrections` counts the ledger's entries by source key.
    """
    records = [
        _record(page, answer, _corrections_of(answer.metadata.sources, corrections))
        for page in pages
        for answer in page.answers
    ]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def _corrections_of(keys: Iterable[str], corrections: Mapping[str, int]) -> int:
    return sum(corrections.get(key, 0) for key in keys)
