"""Rules for the words of scraped text: labels, debris, typography.

In and out: lines. Each rule looks at one line at a time and leaves code, inline code, indented
code and regular text alone. None of them may make a line read as a heading or a fence that was
none before: such a change is not made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from handbook.source.headings import is_structure, number_of
from handbook.source.lines import Kind, Line, Lines, is_paragraph

_RUN = re.compile(r"`+")


def outside_code(rewrite: Callable[[str], str], text: str) -> str:
    """Apply `rewrite` to the parts of a text that are not inline code."""
    if "`" not in text:
        return rewrite(text)
    runs = [(run.start(), run.end()) for run in _RUN.finditer(text)]
    following: dict[int, int] = {}  # the next run of the same length, for each run
    latest: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        if length in latest:
            following[index] = latest[length]
        latest[length] = index
    parts: list[str] = []
    position = index = 0
    while index < len(runs):
        if index not in following:
            index += 1
            continue
        closing = following[index]
        parts += [rewrite(text[position : runs[index][0]]), text[runs[index][0] : runs[closing][1]]]
        position, index = runs[closing][1], closing + 1
    return "".join(parts) + rewrite(text[position:])


def _rewritten(line: Line, rewrite: Callable[[str], str]) -> Line:
    """The line rewritten, unless that is not allowed."""
    if line.settled or not (line.kind is Kind.HEADING or line.is_scraped_prose):
        return line
    text = rewrite(line.text)
    if text == line.text:
        return line
    if line.kind is Kind.HEADING:
        return line.saying(text.strip() or line.text)
    return line if is_structure(text) else line.saying(text)


def on_text(rewrite: Callable[[str], str]) -> Callable[[Lines], Lines]:
    """A rule that applies `rewrite` to questions and scraped prose, but not to inline code."""

    def protected(text: str) -> str:
        return outside_code(rewrite, text)

    def rule(lines: Lines) -> Lines:
        return tuple(_rewritten(line, protected) for line in lines)

    return rule


_LABEL = re.compile(
    r"(?:#{1,6}[ \t]*)?(?P<mark>\*\*|__|)"
    r"(?:(?:answer|ans|solution) ?[0-9]{0,4}(?: ?[:.)]+-?| ?[-–—]+(?= |$)|(?=\*\*|__|$))"
    r"|a(?P<number>[0-9]{0,9}) ?:|a(?P<ordinal>[0-9]{1,9})[.)](?= )"
    r"|(?-i:A)(?P<option>[.)])(?= [A-Z]))"
    r"[ \t]*(?P<end>(?P=mark))?[ \t]*(?:[:-]{1,2}[ \t]+)?",
    re.IGNORECASE,
)
_OPTION = re.compile(r"[ ]{0,3}[Bb][.)] ")


def _without_label(text: str, question: int, *, options: bool) -> str:
    """The beginning of an answer without its label.

    `A5:` is one below question 5 only, and `A.` not if it begins a list of options.
    """
    stripped = text.strip()
    while label := _LABEL.match(stripped):
        number = label["number"] or label["ordinal"]
        if (number and int(number) != question) or (label["option"] and options):
            break
        opened = label["mark"] if label["end"] is None else ""  # **Answer: all of it is bold**
        stripped = opened + stripped[label.end() :]
    return stripped


def drop_answer_labels(lines: Lines) -> Lines:
    """Drop the label (`Answer:`) with which an answer begins."""
    result: list[Line] = []
    question: int | None = None  # number of the question whose answer has not begun yet
    options = any(_OPTION.match(line.text) for line in lines)
    for line in lines:
        if line.kind is Kind.HEADING:
            question = number_of(line.key)
        elif question is not None and not line.is_blank:
            text = line.text
            if line.is_scraped_prose:
                text = _without_label(text, question, options=options)
            if text != line.text.strip() and not is_structure(text):
                line = line.saying(text)
            question = None if text else question
        result.append(line)
    return tuple(result)


_BROKEN_TAG = re.compile(
    r"</(?:p|div|span|li|ul|ol|strong|em|h[1-6])(?=\s|$)"
    r"|(?<=[.!?:;,)\"'])/(?:p|div|span|li|ul|ol|br|strong|em|h[1-6])>"
)
_TAG = re.compile(
    r"</?(?:p|br|div|span|font|center|section|article)"
    r"(?:\s{1,4}[\w:-]{1,40}=(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'))*\s{0,4}/?>",
    re.IGNORECASE,
)
_ENTITIES = {
    "&nbsp;": " ",
    "&amp;": "&",
    "&quot;": '"',
    "&#39;": "'",
    "&#039;": "'",
    "&apos;": "'",
    "&rsquo;": "'",
    "&lsquo;": "'",
    "&ldquo;": '"',
    "&rdquo;": '"',
    "&ndash;": "–",
    "&mdash;": "—",
    "&hellip;": "...",
}
_ENTITY = re.compile("|".join(_ENTITIES))


def _part_without_html(text: str) -> str:
    text = _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text)
    return _TAG.sub(" ", _BROKEN_TAG.sub("", text)) if ">" in text or "</" in text else text


def _without_html(text: str) -> str:
    plain = outside_code(_part_without_html, text)
    return plain if text[:1].isspace() else plain.lstrip()  # a tag leaves no indentation


def drop_html(lines: Lines) -> Lines:
    """Drop what is left of HTML tags and entities."""
    return tuple(_rewritten(line, _without_html) for line in lines)


_PROMOTION = re.compile(
    r"(?:[\w+#.-]{1,30} ){1,5}interview questions?(?: (?:and|&) answers?)?(?: [0-9]{1,4})?"
    r"|advertisements?"
    r"|(?:(?:also|must) read|read (?:more|also)|click here|subscribe|share this|sponsored)\b"
    r".{0,200}",
    re.IGNORECASE,
)


def _advertises(line: Line) -> bool:
    return (
        line.is_scraped_prose
        and line.key is not None
        and not line.text.rstrip().endswith((".", "?", ":"))
        and _PROMOTION.fullmatch(line.text.strip()) is not None
    )


def drop_promotion(lines: Lines) -> Lines:
    """Drop paragraphs of one line that only advertise: the site's own name, "Read more ..."."""
    return tuple(
        line
        for index, line in enumerate(lines)
        if not (_advertises(line) and is_paragraph(lines, index))
    )


_RULE = re.compile(r"([-*_=~])(?: ?\1){2,}")


def drop_separators(lines: Lines) -> Lines:
    """Drop the horizontal rules that part questions: next to a heading, or at the end.

    Before the first question a line of dashes may close front matter or underline the title:
    there only one that stands alone above a heading is dropped.
    """
    result: list[Line] = []
    pending: list[Line] = []  # rules and blanks, of which it is not known yet what follows
    above: Line | None = None  # the last line that is neither
    for line in (*lines, None):
        if line is not None and (line.is_blank or _is_separator(line)):
            pending.append(line)
            continue
        parts = line is None or line.kind is Kind.HEADING
        if above is None or above.key is None:
            drop = parts and (above is None or (bool(pending) and pending[0].is_blank))
        else:
            drop = parts or above.kind is Kind.HEADING
        result.extend(held for held in pending if held.is_blank or not drop)
        pending = []
        if line is not None:
            result.append(line)
            above = line
    return tuple(result)


def _is_separator(line: Line) -> bool:
    return line.is_scraped_prose and _RULE.fullmatch(line.text.strip()) is not None


_QUOTES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "‛": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "…": "...",
        "‐": "-",
        "‑": "-",
    }
)


def _straight_quotes(text: str) -> str:
    return text.translate(_QUOTES)


straighten_quotes = on_text(_straight_quotes)
"""Write straight quotes and apostrophes, plain hyphens, three full points."""


_DASH = re.compile(r"(?<=\S) ?[–—] (?=\S)|(?<=\S) [–—](?=\S)|(?<=\w)—(?=\w)|(?<=\S) -- (?=\S)")
_COLON_DASH = re.compile(r":-+[ ]?$")


def _regular_dashes(text: str) -> str:
    return _COLON_DASH.sub(":", _DASH.sub(" – ", text))


regular_dashes = on_text(_regular_dashes)
"""Write a dash between words as a spaced en dash, and ":-" at the end of a line as ":"."""


_SPACES = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_BEFORE_PUNCTUATION = re.compile(r"(?<=[\w)\]\"'*]) (?=[,.;:?!](?:\s|$))")


def _regular_spaces(text: str) -> str:
    return _BEFORE_PUNCTUATION.sub("", _SPACES.sub(" ", text))


regular_spaces = on_text(_regular_spaces)
"""Write one blank between words, and none before punctuation."""


_SUBHEADING = re.compile(r"^#{1,2}(?=[ \t]+\S)")


def demote_subheadings(lines: Lines) -> Lines:
    """Write headings within an answer as third-level ones: the second level is for questions."""
    return tuple(
        _rewritten(line, lambda text: _SUBHEADING.sub("###", text, count=1))
        if line.key is not None and line.kind is Kind.PROSE and line.text.startswith("#")
        else line
        for line in lines
    )


_FORMULA = re.compile(r">[ ]?(?P<formula>[A-Za-z(][\w ,()+*/^'\[\]-]{0,80}=[^$]{1,300})")


def mark_formulas(lines: Lines) -> Lines:
    """Turn formulas in quote marks (`>Z = X * f`) into display formulas."""
    result: list[Line] = []
    for index, line in enumerate(lines):
        formula = _FORMULA.fullmatch(line.text.rstrip()) if line.is_scraped_prose else None
        quoted = any(
            lines[beside].kind is Kind.PROSE and lines[beside].text.startswith(">")
            for beside in (index - 1, index + 1)
            if 0 <= beside < len(lines)
        )
        text = formula["formula"].strip() if formula else ""
        if not text or text.endswith((".", ":", ";")) or quoted or is_structure(text):
            result.append(line)
            continue
        result.extend(replace(line, text=part) for part in ("$$", text, "$$"))
    return tuple(result)
