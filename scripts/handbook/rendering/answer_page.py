"""Render a page: in goes a page as its author wrote it, out comes Markdown for the site.

Comments that are meant for programs become what readers see (chips, labels, boxes). What is only
known after the run gets an empty slot, which `slots` fills.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from handbook.pages.blocks import Block, Comment, Fence, Heading, Prose, lines_of
from handbook.pages.example import Example
from handbook.pages.exercise import HINTS_LEAD, SOLUTION_LEAD, TASK_LEAD, lead_of
from handbook.pages.page import SPOKEN_LEAD, Answer, Page
from handbook.rendering.questions import stub_name
from handbook.rendering.slots import FOOT, HEAD, example_slot, slot
from handbook.rendering.stubs import signature

_PARTS = {
    "**The trap.**": "hb-trap",
    "**They ask next.**": "hb-next",
    "**Sources.**": "hb-sources",
}
"""How the parts of an answer begin that get a box of their own, which reaches to the next part."""

_PROGRAM_COMMENTS = ("pytest", "- pytest", "example:", "figure:", "answer")


@dataclass
class _Edits:
    """Changes to the lines of a page, by line number; lines themselves stay as they are."""

    before: dict[int, list[str]] = field(default_factory=dict)
    after: dict[int, list[str]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    replaced: dict[int, str] = field(default_factory=dict)

    def insert_before(self, line: int, *texts: str) -> None:
        self.before.setdefault(line, []).extend(("", *texts, ""))

    def insert_after(self, line: int, *texts: str) -> None:
        # What was opened last closes first.
        self.after.setdefault(line, [])[:0] = ("", *texts, "")

    def remove(self, start: int, end: int) -> None:
        self.removed.update(range(start, end + 1))

    def apply(self, lines: list[str]) -> str:
        result: list[str] = []
        for number, line in enumerate(lines, start=1):
            result.extend(self.before.get(number, ()))
            if number not in self.removed:
                result.append(self.replaced.get(number, line))
            result.extend(self.after.get(number, ()))
        return "\n".join(result) + "\n"


def relative_root(path: str) -> str:
    """The way from a page, given as `docs/area/page.md`, to the site's root: `../`."""
    return "../" * (path.count("/") - 1)


def _chips(answer: Answer, root: str) -> str:
    metadata = answer.metadata
    chips = [("level", metadata.level), ("priority", metadata.priority), ("kind", metadata.kind)]
    items = [f'<li class="hb-chip hb-chip--{name}">{value}</li>' for name, value in chips]
    items += [
        f'<li class="hb-chip hb-chip--tag"><a href="{root}tags.html#{tag}">{tag}</a></li>'
        for tag in metadata.tags
    ]
    items += [f'<li class="hb-chip hb-chip--source">{key}</li>' for key in metadata.sources]
    if not metadata.sources:
        items.append('<li class="hb-chip hb-chip--beyond">beyond the source</li>')
    return f'<ul class="hb-chips" aria-label="About this question">{"".join(items)}</ul>'


def _runs(example: Example, page: Page) -> list[tuple[Fence, ...]]:
    """The fences of an example, in groups that nothing but comments stands between."""
    runs = [[example.fences[0]]]
    for before, fence in pairwise(example.fences):
        is_apart = any(
            before.end < block.line < fence.line and not isinstance(block, Comment)
            for block in page.blocks
        )
        if is_apart:
            runs.append([])
        runs[-1].append(fence)
    return [tuple(run) for run in runs]


def _edit_example(example: Example, page: Page, edits: _Edits) -> None:
    runs = _runs(example, page)
    # What is copied is the whole example, wherever its parts stand.
    chain = f' data-chain="{example.line}"' if len(runs) > 1 else ""
    opening = f'<div class="hb-example"{chain} markdown="1">'
    for run in runs:
        edits.insert_before(run[0].line, opening)
    for run in runs[:-1]:
        edits.insert_after(run[-1].end, "</div>")
    if example.not_run:
        reason = html.escape(example.not_run)
        label = f'<p class="hb-notrun"><strong>Not run here:</strong> {reason}</p>'
        edits.insert_before(runs[0][0].line, label)
    end = example.fences[-1].end
    if example.expected:
        end = example.expected.end
        edits.insert_before(
            example.expected.line,
            f'<div class="hb-output" id="{output_id(example)}" markdown="1">',
            '<p class="hb-output__label">Output</p>',
        )
        edits.insert_after(end, "</div>")
    # After the output's own end, as the outermost of what is inserted there.
    edits.after.setdefault(end, []).extend(("", example_slot(example), "", "</div>", ""))


def _edit_parts(page: Page, edits: _Edits) -> None:
    """Put each part of an answer into a box."""
    open_part: str | None = None
    name: str | None = None
    last_line = 0
    for block in page.blocks:
        if isinstance(block, Heading):
            part, ends = None, True
        elif isinstance(block, Prose):
            part = next(
                (name for lead, name in _PARTS.items() if block.text.startswith(lead)), None
            )
            ends = part is not None
        else:
            part, ends = None, False
        if ends and open_part:
            edits.after.setdefault(last_line, []).extend(("", "</div>", ""))
            open_part = None
        if part:
            edits.before.setdefault(block.line, [])[:0] = (
                "",
                f'<div class="{part}" markdown="1">',
                "",
            )
            open_part = part
        if isinstance(block, Heading) and block.level == 2:
            name = block.id
        if isinstance(block, Prose) and block.text.startswith(SPOKEN_LEAD):
            place = f' id="{spoken_id(name)}"' if name else ""
            edits.insert_before(block.line, f'<div class="hb-spoken"{place} markdown="1">')
            edits.insert_after(block.end, "</div>")
        last_line = block.end if not isinstance(block, Heading) else block.line
    if open_part:
        edits.after.setdefault(last_line, []).extend(("", "</div>", ""))


def _edit_exercise(page: Page, answer: Answer, blocks: list[Block], edits: _Edits) -> None:
    """Put the task of an answer into a box, with its signature, and fold hints and solution.

    Each reaches to the next part. Runs after the examples are edited: their boxes are inside.
    """
    closing: tuple[str, ...] = ()
    last_line = answer.line
    for block in [*blocks, None]:
        lead = lead_of(block) if block else ""
        if lead is not None and closing:
            edits.after.setdefault(last_line, []).extend(("", *closing, ""))
            closing = ()
        if block is None:
            return
        if lead == TASK_LEAD:
            opening, closing = _task_box(page, answer)
            edits.before.setdefault(block.line, [])[:0] = ("", *opening, "")
        elif lead in _FOLDED:
            opening, closing = _fold(_FOLDED[lead], answer)
            edits.before.setdefault(block.line, [])[:0] = ("", *opening, "")
            # The summary says it.
            line = lines_of(page.text)[block.line - 1]
            edits.replaced[block.line] = line.removeprefix(lead).lstrip()
        last_line = block.end if not isinstance(block, Heading) else block.line


_FOLDED = {HINTS_LEAD: "Hints", SOLUTION_LEAD: "A solution"}
"""The parts that readers open when they want to see them, with their summaries."""


def _fold(summary: str, answer: Answer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    name = summary.split()[-1].lower()
    opening = (
        f'<details class="hb-fold hb-fold--{name}" id="{name}-{answer.id}" markdown="1">',
        f"<summary>{summary}</summary>",
    )
    return opening, ("</details>",)


def _task_box(page: Page, answer: Answer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    assert answer.exercise, "only an answer with an exercise has a task"
    file = f"{relative_root(page.path)}{stub_name(answer)}"
    link = (
        f'<p class="hb-stub">To solve at your desk: <a href="{file}" download>{answer.id}.py</a>, '
        "which checks what you write.</p>"
    )
    code = ("```python", signature(answer.exercise).rstrip("\n"), "```")
    return ('<div class="hb-task" markdown="1">',), ("", *code, "", link, "", "</div>")


def output_id(example: Example) -> str:
    """The id of an example's output on its page; it is for the search, and not stable."""
    return f"output-{example.line}"


def spoken_id(answer_id: str) -> str:
    """The id of an answer's spoken form on its page."""
    return f"say-{answer_id}"


def claims_slot(answer: Answer) -> str:
    """The name of the slot for what the source said about an answer."""
    return f"claims {answer.id}"


def render_page(page: Page, generated: Mapping[str, str] | None = None) -> str:
    """Markdown for the site, with slots for what is HTML already or only the run can tell.

    `generated` maps names to texts that stand where the page says `<!-- generated: name -->`; what
    is called "map" stands before the first answer, what is called "end" at the end of the page.
    """
    edits = _Edits()
    answers = {answer.line: answer for answer in page.answers}
    current: Answer | None = None
    for block in page.blocks:
        if isinstance(block, Heading) and block.level <= 2:
            current = answers.get(block.line)
        if not isinstance(block, Comment):
            continue
        words = block.text.split()
        if words[:1] == ["generated:"] and generated is not None:
            edits.remove(block.line, block.end)
            edits.insert_before(block.line, generated.get(" ".join(words[1:]), ""))
        elif block.text.strip().startswith(_PROGRAM_COMMENTS):
            edits.remove(block.line, block.end)
            if current and words[:1] == ["answer"]:
                edits.insert_before(block.line, _chips(current, relative_root(page.path)))
    for example in page.examples:
        _edit_example(example, page, edits)
    for answer, blocks in _blocks_by_answer(page):
        if answer.exercise:
            _edit_exercise(page, answer, blocks, edits)
    _edit_parts(page, edits)
    ends = _answer_ends(page)
    for answer in page.answers:
        edits.after.setdefault(ends[answer.line], []).extend(("", slot(claims_slot(answer)), ""))
    lines = lines_of(page.text)
    edits.remove(1, _front_matter_end(lines))
    if page.answers and generated:
        edits.insert_before(page.answers[0].line, generated.get("map", ""))
    end = (generated or {}).get("end", "")
    return f"{HEAD}\n\n{edits.apply(lines)}\n{end}\n\n{FOOT}\n"


def _blocks_by_answer(page: Page) -> list[tuple[Answer, list[Block]]]:
    """The answers of a page with what stands below their headings."""
    answers = {answer.line: answer for answer in page.answers}
    found: list[tuple[Answer, list[Block]]] = []
    inside: list[Block] = []
    for block in page.blocks:
        if isinstance(block, Heading) and block.level <= 2:
            inside = []
            if answer := answers.get(block.line):
                found.append((answer, inside))
        else:
            inside.append(block)
    return found


def _answer_ends(page: Page) -> dict[int, int]:
    """The last line of each answer, by the line of its heading."""
    ends: dict[int, int] = {}
    start = 0
    for block in page.blocks:
        if isinstance(block, Heading) and block.level <= 2:
            start = block.line
        ends[start] = block.line if isinstance(block, Heading) else block.end
    return ends


def _front_matter_end(lines: Iterable[str]) -> int:
    """The number of the line that closes the front matter; 0 where there is none."""
    for number, line in enumerate(lines, start=1):
        if number == 1 and line.rstrip() != "---":
            return 0
        if number > 1 and line.rstrip() in ("---", "..."):
            return number
    return 0
