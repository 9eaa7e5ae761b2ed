"""The glossary: in goes a YAML list, out come terms with their meanings, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from handbook.problem import Problem


@dataclass(frozen=True)
class Term:
    """A word that readers may not know."""

    term: str
    meaning: str
    """One sentence in plain text."""
    answer: str
    """The id of the answer that explains it."""
    also: tuple[str, ...]
    """Other forms in which it stands in texts."""
    line: int
    misspelt: tuple[str, ...] = ()
    """How people misspell it when they search; texts never have it so."""

    @property
    def id(self) -> str:
        """Its id on the glossary's page."""
        return re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")

    @property
    def forms(self) -> tuple[str, ...]:
        """All forms in which it stands in texts."""
        return (self.term, *self.also)


def _read_entry(node: yaml.Node) -> Term:
    """Raises ValueError saying what is wrong with an entry."""
    data = yaml.SafeLoader("").construct_object(node, deep=True)
    optional = {"also", "misspelt"}
    if not isinstance(data, dict) or set(data) - optional != {"term", "meaning", "answer"}:
        raise ValueError("an entry has 'term', 'meaning', 'answer', perhaps 'also' and 'misspelt'")
    also, misspelt = data.get("also", []), data.get("misspelt", [])
    for name in optional & set(data):
        words = data[name]
        if not isinstance(words, list) or not all(isinstance(one, str) and one for one in words):
            raise ValueError(f"fields are texts, and '{name}' is a list of texts")
    texts = [data["term"], data["meaning"], data["answer"]]
    if not all(isinstance(one, str) and one for one in texts):
        raise ValueError("fields are texts, and 'also' is a list of texts")
    if re.search(r"[`*<>$\[\]\n]", data["meaning"]):
        raise ValueError("'meaning' is one plain sentence without markup")
    return Term(
        term=data["term"],
        meaning=data["meaning"],
        answer=data["answer"],
        also=tuple(also),
        misspelt=tuple(misspelt),
        line=node.start_mark.line + 1,
    )


def read_glossary(file: Path, path: str) -> tuple[tuple[Term, ...], list[Problem]]:
    """Read the glossary; `path` is what problems name. Raises OSError."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return (), [Problem(path, line, f"glossary: {error.problem}")]
    if not isinstance(node, yaml.SequenceNode):
        return (), [Problem(path, 1, "glossary: a list of terms is expected")]
    terms: list[Term] = []
    problems: list[Problem] = []
    for entry in node.value:
        line = entry.start_mark.line + 1
        try:
            term = _read_entry(entry)
        except (ValueError, yaml.YAMLError) as error:
            problems.append(Problem(path, line, f"glossary: {error}"))
            continue
        taken = {form for other in terms for form in other.forms}
        if doubled := taken.intersection(term.forms):
            message = f"glossary: '{min(doubled)}' is explained already"
            problems.append(Problem(path, line, message))
        terms.append(term)
    return tuple(terms), problems


def check_answers(terms: Sequence[Term], answers: Collection[str], path: str) -> list[Problem]:
    """Find terms whose answer does not exist."""
    return [
        Problem(path, term.line, f"glossary: '{term.answer}' is no answer's id")
        for term in terms
        if term.answer not in answers
    ]
