"""Question headings: what reads as one.

In: one line. Out: the `Heading` that it reads as, or none.

A heading carries its key (`## What is a tensor? { #q17 }`, the form that we write) or a printed
number. A number needs its label (`Q17`, `Question 17`) or a mark (bold, `#`); what bears neither,
such as `1. Download Anaconda`, is an item of a list. Some forms are told by the line alone
(`certain`); others count only where the lines around them agree, which `questions` decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handbook.source.fences import opens_fence
from handbook.source.words import IMPERATIVES, INTERROGATIVES

_LABEL = re.compile(
    r"[(\[]?q(?:uestion|uest|ues|ue|n)?[ .#:-]{0,3}(?:no\.? ?|number )?(?P<number>[0-9]{1,9})"
    r"(?![0-9A-Za-z_])[)\]]?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\(?(?P<number>[0-9]{1,9})(?=[:.)]| ?[-–—] )(?!\.[0-9])\)?")
_SEPARATOR = re.compile(r" ?[:：.)\]|]{1,3}(?!(?<=\.)[0-9.])[-–—]? ?| ?[-–—]{1,3} ")
_KEY = re.compile(r"#q(?P<number>[0-9]{1,9})(?P<suffix>[a-z]{0,4})")
_ATX = re.compile(r"#{1,6}(?!#)[ \t]*")
_ITEM = re.compile(r"[-+*•] +(?=[*_]{2}[Qq])")
_EMPHASIS = re.compile(r"\*{1,3}|_{1,3}")
_LEADING_DASH = re.compile(r"(?:[:–—-]{1,3}[ \t]+)?")
_HTML = (
    (re.compile(r"<h[1-6]>", re.IGNORECASE), "### "),
    (re.compile(r"</h[1-6]>|</?p>|<a [^<>]{0,200}></a>", re.IGNORECASE), ""),
    (re.compile(r"</?(?:b|strong)>", re.IGNORECASE), "**"),
)
_ANSWER = re.compile(
    r"[*_#> ]{0,6}(?:answer|ans|solution|a)[ ]?[0-9]{0,9}[ ]?[:.)-]", re.IGNORECASE
)
_ASKING = re.compile(r"[?？؟][*_\"'”’)]{0,3}(?:[ \t]|$)")


@dataclass(frozen=True)
class Heading:
    """A question heading, as it is read off a line."""

    number: int
    """The printed number, or that of the key."""
    question: str
    """The question, without number, label and marks."""
    rest: str = ""
    """What follows the question on the line: the beginning of its answer."""
    suffix: str = ""
    """The letters of the key ("b" of q28b); empty without a key."""
    labelled: bool = True
    """Whether its number bears a label."""
    marked: bool = True
    """Whether it is bold or has heading marks."""
    listed: bool = False
    """Whether its number stands before the marks, as that of an item in a list does."""
    certain: bool = True
    """Whether the line alone decides that it is a heading."""
    regular: bool = False
    """Whether it is written exactly as we write it."""
    is_open: bool = False
    """Whether its emphasis is not closed on its line: it may go on in the next."""

    @property
    def first_word(self) -> str:
        """The question's first word in lower case."""
        return _first_word(self.question)


def key_of(number: int, suffix: str = "") -> str:
    """The key for a printed number: q05, q86, q100, q28b."""
    return f"q{number:02d}{suffix}"


def number_of(key: str) -> int:
    """The number in a key: 28 of q28b."""
    return int(key.strip("qabcdefghijklmnoprstuvwxyz"))


def begins_answer(text: str) -> bool:
    """Whether the line begins with the label of an answer."""
    return _ANSWER.match(text) is not None


def _is_indented(text: str) -> bool:
    """Whether Markdown takes the line for code."""
    return text.startswith(("    ", "\t"))


def _first_word(text: str) -> str:
    word = re.match(r"[A-Za-z'’]{1,20}", text.lstrip("\"'“”‘’*_`( "))
    return word[0].lower().replace("’", "'") if word else ""


def _read_keyed(text: str) -> Heading | None:
    """The heading of a line such as `## What is a tensor? { #q17 }`."""
    stripped = text.strip()
    if not (stripped.startswith("#") and stripped.endswith("}")) or _is_indented(text):
        return None
    opening = stripped.rfind("{")
    marks = _ATX.match(stripped)
    key = _KEY.fullmatch(stripped[opening + 1 : -1].strip())
    if marks is None or key is None:
        return None
    question = stripped[marks.end() : opening].strip()
    if not question:
        return None
    number, suffix = int(key["number"]), key["suffix"]
    regular = text == f"## {question} {{ #{key_of(number, suffix)} }}"
    return Heading(number, question, suffix=suffix, regular=regular)


def _split_emphasis(text: str, marks: str) -> tuple[str, str]:
    """Split a text whose emphasis was opened before it where that emphasis closes."""
    if not marks:
        return text, ""
    if marks[0] == "_" and text.endswith(marks):  # __Q5: What is __init__?__
        return text[: -len(marks)], ""
    inside, _, after = text.partition(marks)
    return inside, after


@dataclass(frozen=True)
class _Opening:
    """What stands before the number of a heading, and what follows."""

    is_item: bool
    """Whether the heading is an item of a list."""
    has_hashes: bool
    """Whether it begins with number signs."""
    marks: str
    """The marks that open its emphasis; empty without."""
    body: str
    """The line from its number or label on."""


def _read_opening(text: str) -> _Opening:
    body = text.strip()
    if "<" in body[:40]:
        for pattern, mark in _HTML:
            body = pattern.sub(mark, body)
    item = _ITEM.match(body)
    body = body[item.end() :] if item else body
    hashes = _ATX.match(body)
    if hashes:
        body = body[hashes.end() :]
        closed = body.rstrip("#")  # ## What is a tensor? ##
        body = closed.rstrip() if closed.endswith((" ", "\t")) else body
    emphasis = _EMPHASIS.match(body)
    marks = emphasis[0] if emphasis else ""
    return _Opening(item is not None, hashes is not None, marks, body[len(marks) :].lstrip())


def _read_numbered(text: str) -> Heading | None:
    """The heading of a line such as `**Q17: What is a tensor?**`."""
    opening = _read_opening(text)
    body, marks = opening.body, opening.marks
    label = _LABEL.match(body)
    number = label or (None if _is_indented(text) else _NUMBER.match(body))
    if number is None:
        return None
    body = body[number.end() :]
    if marks and body.startswith(marks):  # **Q5**: What is a tensor?
        body, marks = body[len(marks) :], ""
    separator = _SEPARATOR.match(body)
    separated = separator is not None or number[0].endswith((")", "]"))
    if separator:
        body = body[separator.end() :]
    elif not separated and not body.startswith((" ", "\t")):
        return None
    if marks and body.startswith(marks):  # **Q5:** What is a tensor?
        body, marks = body[len(marks) :], ""
    body = body.strip()
    outer = bool(opening.has_hashes or opening.marks)
    hashes = None if outer else _ATX.match(body)  # 5. ### What is a tensor?
    body = body[hashes.end() :] if hashes else body
    inner = None if marks else _EMPHASIS.match(body)
    if inner and body.find(inner[0], inner.end()) > 0:  # Q5: **What is a tensor?**
        marks, body = inner[0], body[inner.end() :]
    question, rest = (part.strip() for part in _split_emphasis(body, marks))
    if rest in {"?", "."}:  # **Q5: What is a tensor**?
        question, rest = question + rest, ""
    question = question.rstrip("*").rstrip()
    if not question.strip(" .:-?*_#"):
        return None
    heading = Heading(
        int(number["number"]),
        question,
        rest[_LEADING_DASH.match(rest).end() :],
        labelled=label is not None,
        marked=bool(outer or hashes or marks),
        listed=opening.is_item or not outer,
        is_open=bool(marks) and marks not in body,
    )
    return _judge(heading, separated=separated, item=opening.is_item)


def _judge(heading: Heading, *, separated: bool, item: bool) -> Heading | None:
    """Decide whether what has a number is a heading, and whether that is certain."""
    question, rest = heading.question, heading.rest
    asks = _ASKING.search(question) is not None
    interrogates = heading.first_word in INTERROGATIVES
    bids = asks or interrogates or heading.first_word in IMPERATIVES
    if rest and not (bids or question.endswith((".", "!")) or begins_answer(rest)):
        return None  # a sentence that only begins in bold
    certain = False
    if item:  # - **Q5: What is a tensor?**
        accepted = certain = heading.labelled and heading.marked and separated and asks
    elif heading.labelled and heading.marked:
        accepted, certain = separated or bids, separated or asks or interrogates
    elif heading.labelled:
        certain = asks and (separated or interrogates)  # not "Q1 results: ..."
        accepted = certain or (separated and (bids or not question.endswith((".", "!", ";", ","))))
    else:
        accepted = heading.marked and separated and (asks or (bids and not rest))
    return replace(heading, certain=certain) if accepted else None


def read_heading(text: str) -> Heading | None:
    """The question heading that the line reads as, if it does."""
    return _read_keyed(text) or _read_numbered(text)


def read_label(text: str) -> tuple[int, bool] | None:
    """Number of a line that holds a question's label and nothing else, and whether it is marked."""
    stripped = text.strip()
    bare = stripped.lstrip("#*_ \t")
    label = _LABEL.match(bare)
    if label is None or bare[label.end() :].strip(" \t:.)*_#-"):
        return None
    return int(label["number"]), bare != stripped


def is_structure(text: str) -> bool:
    """Whether the line alone would be read as a heading or as the beginning of a fence."""
    if opens_fence(text):
        return True
    heading = read_heading(text)
    return heading is not None and heading.certain
