"""The ledger: the corrections of what is wrong in the source, as data.

In: `corrections.yml`, a list of entries. Out: a tuple of `Correction`, or a `SourceError` that
names the line. The form of each entry is checked here; whether its text is found, where it is
applied (`corrections`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from handbook.source.characters import plain_text
from handbook.source.errors import SourceError
from handbook.source.lines import plain_line_ends
from handbook.source.reading import read_text

KINDS = ("spelling", "grammar", "code", "fact", "outdated", "incoherent")
"""What can be wrong."""
KINDS_WITH_REFERENCE = frozenset({"code", "fact", "outdated"})
"""What needs a primary reference."""

_REQUIRED = ("key", "before", "after", "kind", "why")
_FIELDS = (*_REQUIRED, "reference", "proof", "since")
_KEY = re.compile(r"q[0-9]{2,9}[a-z]{0,4}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_URL = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Reference:
    """A primary source."""

    url: str
    """Its address."""
    text: str = ""
    """What it is, for readers; empty if the ledger does not say."""


@dataclass(frozen=True)
class Correction:
    """One entry of the ledger."""

    key: str
    """Key of the question, such as "q17"."""
    before: str
    """The exact text that is wrong, as it stands after the mechanical rules."""
    after: str
    """The right text; empty for a deletion."""
    kind: str
    """One of `KINDS`."""
    why: str
    """Why the text is wrong, in Markdown."""
    references: tuple[Reference, ...] = ()
    """Where it is documented; at least one for facts, outdated statements and code."""
    proof: str | None = None
    """Id of the answer on the site whose example proves it."""
    path: str = "corrections.yml"
    """The ledger, as the caller named it."""
    line: int = 1
    """Line of the entry in the ledger, counted from 1."""
    since: str | None = None
    """Since when the right text has been right, such as "PyTorch 0.4.0 (April 2018)"."""

    def __post_init__(self) -> None:
        """Write both texts as the normaliser writes its lines, or they would never match."""
        for name in ("before", "after"):
            text = plain_text(plain_line_ends(getattr(self, name))).strip("\n")
            object.__setattr__(self, name, text)

    @property
    def place(self) -> str:
        """Name and line of the ledger, as the account shows it: `corrections.yml:17`."""
        return f"{Path(self.path).name}:{self.line}"

    def error(self, message: str) -> SourceError:
        """An error at this entry."""
        return SourceError(self.path, self.line, message)


def _scalar(node: yaml.Node, name: str, path: str) -> str:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode):
        raise SourceError(path, line, f"`{name}` must be a text")
    if node.tag != "tag:yaml.org,2002:str":
        raise SourceError(path, line, f"`{name}` must be a text: put {node.value!r} in quotes")
    return node.value


def _fields(
    node: yaml.Node, allowed: tuple[str, ...], what: str, path: str
) -> dict[str, yaml.Node]:
    """The fields of a mapping, each of them allowed and there only once."""
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise SourceError(
            path, line, f"{what} must be a mapping with the fields {', '.join(allowed)}"
        )
    fields: dict[str, yaml.Node] = {}
    for name_node, value in node.value:
        name = name_node.value if isinstance(name_node, yaml.ScalarNode) else "?"
        if name not in allowed:
            raise SourceError(
                path, line, f"unknown field `{name}`: {what} has {', '.join(allowed)}"
            )
        if name in fields:
            raise SourceError(path, line, f"the field `{name}` is there twice")
        fields[name] = value
    return fields


def _reference(node: yaml.Node, path: str, line: int) -> Reference:
    """A reference: an address, or a mapping of `url` and `text`."""
    text = ""
    if isinstance(node, yaml.MappingNode):
        fields = _fields(node, ("url", "text"), "a reference", path)
        if "url" not in fields:
            raise SourceError(path, line, "a reference needs a `url`")
        text = _scalar(fields["text"], "text", path).strip() if "text" in fields else ""
        node = fields["url"]
    url = _scalar(node, "reference", path).strip()
    if not _URL.fullmatch(url):
        raise SourceError(path, line, f"`reference` must be a web address, not {url!r}")
    return Reference(url, text)


def _references(node: yaml.Node | None, path: str, line: int) -> tuple[Reference, ...]:
    if node is None:
        return ()
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(_reference(item, path, line) for item in nodes)


def _correction(node: yaml.Node, path: str) -> Correction:
    line = node.start_mark.line + 1
    fields = _fields(node, _FIELDS, "an entry", path)
    missing = [name for name in _REQUIRED if name not in fields]
    if missing:
        raise SourceError(
            path, line, f"missing field{'s' * (len(missing) > 1)}: {', '.join(missing)}"
        )
    try:
        texts = {name: _scalar(fields[name], name, path) for name in _REQUIRED}
        proof, since = (
            _scalar(fields[name], name, path) if name in fields else None
            for name in ("proof", "since")
        )
        references = _references(fields.get("reference"), path, line)
    except SourceError as error:  # name the entry, not the line within it
        raise SourceError(path, line, error.message) from None
    entry = Correction(
        texts["key"],
        texts["before"],
        texts["after"],
        texts["kind"],
        texts["why"].strip(),
        references,
        proof,
        path,
        line,
        since,
    )
    _check(entry)
    return entry


def _check(entry: Correction) -> None:
    """Refuse an entry whose fields do not fit together, or are none of the allowed values."""
    checks = (
        (not _KEY.fullmatch(entry.key), f"no such key: {entry.key!r}"),
        (
            entry.kind not in KINDS,
            f"unknown kind {entry.kind!r}: it must be one of {', '.join(KINDS)}",
        ),
        (not entry.before.strip(), "`before` is empty"),
        (entry.before == entry.after, "`after` is the same as `before`"),
        (not entry.why, "`why` is empty"),
        (
            entry.kind in KINDS_WITH_REFERENCE and not entry.references,
            f"an entry of kind {entry.kind} needs a `reference`",
        ),
        (
            entry.proof is not None and not _ID.fullmatch(entry.proof),
            f"`proof` must be the id of an answer, not {entry.proof!r}",
        ),
        (entry.since is not None and not entry.since.strip(), "`since` is empty"),
    )
    for failed, message in checks:
        if failed:
            raise entry.error(message)


def _not_yaml(error: yaml.YAMLError, text: str, path: str | Path) -> SourceError:
    """The error for a text that is no YAML, at the line where that shows."""
    mark = getattr(error, "problem_mark", None)
    place = mark.index if mark else getattr(error, "position", 0)
    message = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return SourceError(
        path, text.count("\n", 0, min(place, len(text) - 1)) + 1, f"not YAML: {message}"
    )


def read_ledger(path: str | Path) -> tuple[Correction, ...]:
    """Read the ledger.

    Raises:
        SourceError: the file cannot be read, is no YAML list, or an entry has not the right form.
    """
    return parse_ledger(read_text(path), path)


def parse_ledger(text: str, path: str | Path) -> tuple[Correction, ...]:
    """The same of its text; `path` is what errors name. Raises SourceError."""
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, path) from None
    if not isinstance(root, yaml.SequenceNode):
        line = root.start_mark.line + 1 if root else 1
        raise SourceError(
            path, line, "the ledger must be a list of entries (`[]` if there are none)"
        )
    return tuple(_correction(node, str(path)) for node in root.value)
