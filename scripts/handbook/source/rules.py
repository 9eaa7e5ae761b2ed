"""The rules of the normaliser, in their order.

In: the lines of a source text. Out: the lines of regular Markdown, and what each rule did to
which source line.

To add a rule: a pure function from lines to lines, a row in `RULES`, and a golden file with the
rule's name in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handbook.source import characters, code, fences, layout, lists, prose, questions
from handbook.source.account import Account
from handbook.source.lines import Lines


@dataclass(frozen=True)
class Rule:
    """A named repair."""

    name: str
    """The name under which the account and the tests know it."""
    apply: Callable[[Lines], Lines]
    """The repair: lines in, lines out."""
    whole: bool = False
    """Whether it needs the whole text; the others are given one question at a time."""


RULES: tuple[Rule, ...] = (
    Rule("characters", characters.plain_characters, whole=True),
    # What is what: the rules below need to know.
    Rule("fences", fences.mark_fences, whole=True),
    Rule("questions", questions.mark_questions, whole=True),
    Rule("fused-answers", questions.split_fused),
    # Words.
    Rule("separators", prose.drop_separators),
    Rule("promotion", prose.drop_promotion),
    Rule("html", prose.drop_html),
    Rule("answer-labels", prose.drop_answer_labels),
    Rule("quotes", prose.straighten_quotes),
    Rule("dashes", prose.regular_dashes),
    Rule("spaces", prose.regular_spaces),
    Rule("subheadings", prose.demote_subheadings),
    # Blocks.
    Rule("formulas", prose.mark_formulas),
    Rule("numbered-lists", lists.split_numbered),
    Rule("bullets", lists.split_bullets),
    Rule("term-lists", lists.split_terms),
    # Code.
    Rule("gutters", code.drop_gutters),
    Rule("second-copies", code.drop_second_copies),
    Rule("prompts", code.regular_prompts),
    Rule("languages", code.name_languages),
    Rule("fence-marks", code.regular_fences),
    # Last, for the others leave and remove blank lines.
    Rule("blank-lines", layout.regular_blank_lines),
)


def apply_rules(lines: Lines, rules: Iterable[Rule], account: Account) -> Lines:
    """Apply rules in their order, and enter into the account what each did."""
    for rule in rules:
        after = rule.apply(lines)
        account.enter(rule.name, lines, after)
        lines = after
    return lines
