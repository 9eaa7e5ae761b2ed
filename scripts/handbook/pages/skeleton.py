"""The skeleton of an answer: in goes its question, out comes Markdown with what is to be written.

Whatever is left as it is fails the build, each with its line: empty fields, and comments that
begin with `todo`.
"""

from __future__ import annotations

from dataclasses import dataclass

_CODE_PARTS = """\
<!-- todo: the task in one sentence, with its signature -->

??? note "Hints"

    <!-- todo: two or three steps towards the solution -->

<!-- todo: the solution as an example -->

<!-- todo: the check against PyTorch in values and gradients; its complexity -->
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
