"""What holds for every text: the normaliser is idempotent, loses nothing, and never crashes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from golden import lines_before
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from texts import scraped, texts

from handbook.source import Correction, Normalised, SourceError, normalise
from handbook.source.lines import plain_line_ends
from handbook.source.rules import RULES

many = settings(
    max_examples=250,
    deadline=None,  # other work on the machine must not fail a test
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def normalised(text: str) -> Normalised:
    """What becomes of a text; texts that are no source texts are not of interest."""
    try:
        return normalise(text)
    except SourceError:
        assume(False)
        raise


def fates(report: str) -> list[tuple[int, str]]:
    """The account of each line: its number, and what became of it."""
    lines = report.partition("\n\n")[0].splitlines()
    return [(int(number), fate) for number, _, fate in (line.partition(": ") for line in lines)]


@many
@given(texts())
def test_never_crashes(text: str) -> None:
    refused = None
    try:
        result = normalise(text)
    except SourceError as error:
        refused = error
    if refused is None:
        assert result.questions
    else:
        assert 1 <= refused.line <= len(plain_line_ends(text).split("\n"))
        assert "\n" not in str(refused)


@many
@given(texts())
def test_idempotent(text: str) -> None:
    first = normalised(text)
    second = normalise(first.markdown)
    assert second.markdown == first.markdown
    assert second.questions == first.questions
    assert {fate for _, fate in fates(second.report)} == {"kept"}


@many
@given(scraped())
def test_regular_form(text: str) -> None:
    result = normalised(text)
    assert result.markdown.endswith("\n")
    assert not result.markdown.startswith("\n")
    assert not result.markdown.endswith("\n\n")
    keys = [question.key for question in result.questions]
    assert len(set(keys)) == len(keys)
    for question in result.questions:
        heading = f"## {question.question} {{ #{question.key} }}\n"
        assert f"\n{heading}" in f"\n{result.markdown}"
        assert question.question.strip() == question.question
        assert question.answer.strip("\n") == question.answer


@many
@given(texts())
def test_accounts_for_each_line_once(text: str) -> None:
    result = normalised(text)
    lines = plain_line_ends(text).split("\n")
    with_text = [number for number, line in enumerate(lines, start=1) if line.strip()]
    account = fates(result.report)
    assert [number for number, _ in account] == with_text
    written = {line.rstrip() for line in result.markdown.split("\n")}
    names = {rule.name for rule in RULES}
    for number, fate in account:
        if fate == "kept":
            assert lines[number - 1].rstrip() in written
        else:
            step = re.fullmatch(r"(?:changed|removed) by (.+)", fate)
            assert step, fate
            assert set(step[1].split(", ")) <= names


def words(text: str) -> set[str]:
    """The longer words of a text, but for labels, names of entities and of shells."""
    without_entities = re.sub(r"&#?\w+;", " ", text.lower())
    found = set(re.findall(r"[^\W\d_]{3,}", without_entities))
    return found - {"answer", "ans", "solution", "question", "bash"}


@many
@given(scraped())
def test_loses_no_word_of_what_is_not_removed(text: str) -> None:
    result = normalised(text)
    lines = plain_line_ends(text).split("\n")
    # Soft hyphens and the like vanish from within words: texts with them are not of interest.
    assume(not any(ord(letter) in (0xAD, 0x200B, 0x2060, 0xFEFF) for letter in text))
    assume(not re.search(r"[\x00-\x08\x0e-\x1b\x7f\ufffe]", text))
    left = words(result.markdown)
    for number, fate in fates(result.report):
        if not fate.startswith("removed"):
            assert words(lines[number - 1]) <= left


@many
@given(texts())
def test_deterministic(text: str) -> None:
    first, second = normalised(text), normalised(text)
    assert first == second


@many
@given(scraped())
def test_code_is_kept(text: str) -> None:
    """Lines of code come out as they are, or not at all."""
    result = normalised(text)
    last = next(rule for rule in RULES if not rule.whole)
    written = set(result.markdown.split("\n"))
    accounts = dict(fates(result.report))
    for line in lines_before(last, text):
        if line.kind.value == "code" and line.text.strip():
            fate = accounts[line.origins[0]]
            if "prompts" not in fate and not fate.startswith("removed"):
                assert line.text in written


@many
@given(scraped(), st.data())
def test_corrected_text_is_idempotent(text: str, data: st.DataObject) -> None:
    """A ledger that puts any text in the place of any other leaves regular text, or is refused."""
    plain = normalised(text)
    question = data.draw(st.sampled_from(plain.questions))
    whole = f"{question.question}\n\n{question.answer}"
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    before = whole[start:end].strip("\n")
    assume(before.strip())
    assume(whole.count(before) == 1)
    after = data.draw(st.one_of(scraped(), st.sampled_from(("", "x", "- a\n- b", "```\nx\n```"))))
    entry = Correction(question.key, before, after, "grammar", "why")
    assume(entry.after != before)
    try:
        result = normalise(text, [entry])
    except SourceError:
        assume(False)
    again = normalise(result.markdown)
    assert [one.key for one in again.questions] == [one.key for one in plain.questions]
    assert again.markdown == result.markdown


@pytest.mark.parametrize(
    "make",
    [
        lambda size: "**Q1: A?**\n\n" + "a" + " " * size + "b\n",
        lambda size: "**Q1: A?**\n\n" + "` " * size + "\n",
        lambda size: "**Q1: A?**\n\n" + "1. x " * size + "\n",
        lambda size: "**Q1: A?**\n\n" + "• x " * size + "\n",
        lambda size: "**Q1: A?**\n\n" + "Foo: bar. " * size + "\n",
        lambda size: "**Q1: A?**\n\n" + "<p " * size + "\n",
        lambda size: "**Q1: " + "What? " * size + "x**\n",
        lambda size: "**Q1: A?**\n\n```\n" + "x = 1\n" * size + "```\n",
        lambda size: "**Q1: A?**\n" * size,
        lambda size: "**Q1: A?**\n" + "\n" * size + "x\n",
    ],
)
def test_huge_texts_come_out(make: Callable[[int], str]) -> None:
    """Texts on which rules that look again and again at the same would not come to an end."""
    text = make(10_000)
    result = normalise(text)
    assert normalise(result.markdown).markdown == result.markdown
