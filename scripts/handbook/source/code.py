"""Rules for scraped code: what the web page put around it.

In and out: lines. The code itself is the ledger's business; these rules take away line numbers
and second copies, and say what language it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handbook.source.fences import Block, blocks_of, has_fence, on_fences, read_fence
from handbook.source.lines import Line, Lines

_OUTPUTS = frozenset({"text", "txt", "output", "console", "plain", "plaintext"})
_FEW = 4  # lines that may stand twice in a row on purpose
_LOOKED_AT = 400  # characters of a line, and lines of a fence, that tell its language


def _gutter_end(lines: Sequence[Line], start: int) -> int:
    """Where the run of lines "1", "2", "3", ... ends that begins here; `start` if none does."""
    end = start
    while end < len(lines) and lines[end].text.strip() == str(end - start + 1):
        end += 1
    return end if end - start >= 2 else start


def _without_gutters(lines: Lines) -> Lines:
    """Code without columns of line numbers; numbers with nothing behind them are output."""
    last = max((index for index, line in enumerate(lines) if line.text.strip()), default=-1)
    result: list[Line] = []
    index = 0
    while index < len(lines):
        end = index
        if index == 0 or not lines[index - 1].text.strip():
            end = _gutter_end(lines, index)
        if index < end <= last:
            index = end
            continue
        result.append(lines[index])
        index += 1
    return tuple(result)


def _is_gutter(block: Block) -> bool:
    """Whether lines outside fences hold line numbers and nothing else."""
    texts = [line for line in block.content if line.text.strip()]
    return block.opening is None and len(texts) >= 2 and _gutter_end(texts, 0) == len(texts)


def _is_code(block: Block) -> bool:
    """Whether it is a closed fence of scraped text with code in it, not a program's output."""
    if block.opening is None or block.closing is None or block.opening.settled:
        return False
    return read_fence(block.opening.text).info.lower() not in _OUTPUTS


def drop_gutters(lines: Lines) -> Lines:
    """Drop columns of line numbers from code, and from between two fences."""
    if not has_fence(lines):
        return lines
    result: list[Line] = []
    blocks = list(blocks_of(lines))
    for index, block in enumerate(blocks):
        if _is_code(block):
            block = replace(block, content=_without_gutters(block.content))
        elif 0 < index < len(blocks) - 1 and not block.lines[0].settled and _is_gutter(block):
            block = replace(block, content=tuple(line for line in block.content if line.is_blank))
        result.extend(block.lines)
    return tuple(result)


def _period(texts: Sequence[str]) -> int:
    """The shortest period of a sequence that divides its length (Knuth, Morris and Pratt)."""
    borders = [0] * len(texts)
    length = 0
    for index in range(1, len(texts)):
        while length and texts[index] != texts[length]:
            length = borders[length - 1]
        length += texts[index] == texts[length]
        borders[index] = length
    period = len(texts) - borders[-1]
    return period if len(texts) % period == 0 else len(texts)


def _are_copies(period: int, gaps: Sequence[int]) -> bool:
    """Whether repeated code of so many lines, with so many blank lines in between, is a copy.

    A few equal statements in a row are none. Of a single line it takes the two blank lines that
    stood around its line number, of a few lines one; more are never the same by chance.
    """
    needed = 2 if period == 1 else 1 if period <= _FEW else 0
    return min(gaps) >= needed


def _first_copy(lines: Lines) -> Lines:
    """The first copy of code that stands there more than once; all lines if it does not."""
    places = [index for index, line in enumerate(lines) if line.text.strip()]
    texts = [lines[place].text.rstrip() for place in places]
    half = len(texts) // 2
    around_one = len(texts) % 2 == 1 and half and texts[half].strip() == "1"
    if around_one and texts[:half] == texts[half + 1 :] and places[half] > places[half - 1] + 1:
        return lines[: places[half - 1] + 1]  # "1" is the line number of a single line
    for period in sorted({_period(texts), half}) if half else ():
        if period == len(texts) or texts[period:] != texts[:-period]:
            continue
        gaps = [
            places[start] - places[start - 1] - 1 for start in range(period, len(texts), period)
        ]
        if _are_copies(period, gaps):
            return lines[: places[period - 1] + 1]
    return lines


def _said(block: Block) -> list[str]:
    return [line.text.rstrip() for line in block.content if line.text.strip()]


def drop_second_copies(lines: Lines) -> Lines:
    """Drop the second copy of code, within its fence or in a fence of its own right below."""
    if not has_fence(lines):
        return lines
    result: list[Line] = []
    above: list[str] | None = None  # what the fence above says, while only blank lines followed it
    for block in blocks_of(lines):
        if block.opening is None:
            above = above if all(line.is_blank for line in block.content) else None
        elif not _is_code(block):
            above = None
        else:
            block = replace(block, content=_first_copy(block.content))
            said = _said(block)
            if said and said == above:
                continue
            above = said
        result.extend(block.lines)
    return tuple(result)


_COMMANDS = (
    r"(?:pip3?|conda|mamba|python3?|git|npm|apt(?:-get)?|sudo|cd|mkdir|curl|wget|docker|nvidia-smi"
    r"|torchrun|brew|source|export|ls|uv|poetry|jupyter)\b"
)
_PROMPT = re.compile(rf"^> ?(?={_COMMANDS})")
_SHELL = re.compile(rf"(?:[$%] )?{_COMMANDS}(?! *[=(.])|\$ \w")
_PYTHON = re.compile(
    r"\s*(?:import \w|from [\w.]+ import|def \w+ ?\(|class \w+|@\w+|print ?\(|return\b|>>> "
    r"|(?:for|while|if|with|try|else)\b[^;{]*:"
    r"|[A-Za-z_][\w.\[\], ]*[+*/-]?= ?[^=\s][^;{]*$|[A-Za-z_][\w.]*\([^;{]*$)",
    re.IGNORECASE,
)
_PYTHONS = frozenset({"py", "py3", "python", "python3", "pycon", "ipython"})
_SHELLS = frozenset({"sh", "bash", "shell", "zsh", "console", "terminal", "shell-session", "cmd"})


def _with_prompts(block: Block) -> Block:
    info = read_fence(block.opening.text).info.lower()
    if info and info not in _SHELLS:
        return block
    content = (line.saying(_PROMPT.sub("$ ", line.text, count=1)) for line in block.content)
    return replace(block, content=tuple(content))


regular_prompts = on_fences(_with_prompts)
"""Write the prompt of a shell as "$ ": ">" is what a shell prints for a line that goes on."""


def _language(block: Block) -> str:
    """What language the code of a fence looks like: console, python or text."""
    texts = [line.text[:_LOOKED_AT] for line in block.content[:_LOOKED_AT] if line.text.strip()]
    if texts and _SHELL.match(texts[0]):
        return "console"
    return "python" if any(_PYTHON.match(text) for text in texts) else "text"


def _with_language(block: Block) -> Block:
    fence = read_fence(block.opening.text)
    name, blank, options = fence.info.partition(" ")
    if not name:
        name = _language(block)
    elif name.lower() in _PYTHONS:
        name = "python"
    elif name.lower() in _SHELLS:
        name = "console"
    opening = block.opening.saying(f"{fence.indent}{fence.marks}{name}{blank}{options}")
    return replace(block, opening=opening)


name_languages = on_fences(_with_language)
"""Name the language of each fence: python, console, text, or what the source says."""


def _with_backticks(block: Block) -> Block:
    fence = read_fence(block.opening.text)
    if fence.marks[0] == "`" or "`" in fence.info:
        return block
    longest = 2
    for line in block.content:
        text = line.text.lstrip()
        longest = max(longest, len(text) - len(text.lstrip("`")))
    marks = "`" * (longest + 1)
    closing = block.closing.text
    indent = closing[: len(closing) - len(closing.lstrip())]
    return Block(
        block.opening.saying(f"{fence.indent}{marks}{fence.info}"),
        block.content,
        block.closing.saying(indent + marks),
    )


regular_fences = on_fences(_with_backticks)
"""Write fences with backticks."""
