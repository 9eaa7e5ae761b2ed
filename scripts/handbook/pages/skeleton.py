"""The skeleton of an answer: in goes its question, out comes Markdown with what is to be written.

Whatever is left as it is fails the build, each with its line: empty fields, and comments that
begin with `todo`.
"""

from __future__ import annotations

from dataclasses import dataclass

_CODE_PARTS = """\
**The task.**

<!-- todo: what to write, with its signature and shapes, what it equals, what is not allowed -->

**Hints.**

<!-- todo: a numbered list of three, from vague to concrete -->

**A solution.**

<!-- todo: what to look for; an example of imports and definitions alone, with docstrings -->

**The check.**

<!-- todo: the example goes on and compares values and gradients with PyTorch's, case by case -->

<!-- todo: at least five wrong solutions in tests/wrong/, which the check has to catch -->

**Complexity.**

<!-- todo: operations and memory, by the sizes of the task -->
"""

_DEBUG_PARTS = """\
<!-- todo: the symptom -->

<!-- todo: an example that really shows it -->

<!-- todo: the observation that tells it from its neighbours -->

<!-- todo: the cure, run -->
"""

_STORY_PARTS = """\
<!-- todo: facts with dates and references; an example only where it proves something -->
"""

_COMPARE_PARTS = """\
<!-- todo: what both share, and the one difference that decides -->

<!-- todo: an example where the difference shows; when to use which -->
"""

_CONCEPT_PARTS = """\
<!-- todo: why, beginning with something concrete; say what to look for in the example -->

<!-- todo: the smallest example that proves it; it asserts what the prose claims -->

<!-- todo: what was seen -->
"""

_PARTS = {
    "concept": _CONCEPT_PARTS,
    "compare": _COMPARE_PARTS,
    "code": _CODE_PARTS,
    "debug": _DEBUG_PARTS,
    "story": _STORY_PARTS,
}
"""What comes between the spoken answer and the trap, by kind."""


@dataclass(frozen=True)
class Skeleton:
    """What is known of an answer before it is written."""

    id: str
    question: str
    kind: str
    level: str

    @property
    def markdown(self) -> str:
        """The section of a topic page."""
        return f"""\
## {self.question} {{ #{self.id} }}

<!-- answer
kind: {self.kind}
level: {self.level}
priority:
sources: []
tags: []
points: []
follow_ups: []
-->

**Say it.**

{_PARTS[self.kind]}
**The trap.** *Tempting:* *But* *Instead:*

<!-- todo: what one tends to do, the failure, run, and what to do instead -->

**They ask next.**

<!-- todo: two to four questions, each a link to its answer or followed by a one-sentence answer -->

**Sources.**

<!-- todo: primary ones, PyTorch's documentation by its version -->
"""
