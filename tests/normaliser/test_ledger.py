"""The ledger: its form, what it does to the text, and each way in which an entry can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.source import Correction, Reference, SourceError, normalise, read_ledger

TEXT = """\
**Q1: what is a tensor?**

Answer: A tensor is an array. It has axis. It has axis too.

Sigmoid Tanh ReLU

```
import torch
x = torch.ones(2)
```

Below the code.

**Q2: What is B?**

B is B.
"""

ENTRY = """\
# A comment.

- key: q01
  before: "{before}"
  after: "{after}"
  kind: {kind}
  why: Because.
"""


def entry(before: str, after: str, key: str = "q01", line: int = 1) -> Correction:
    return Correction(key, before, after, "grammar", "Because.", line=line)


def corrected(*entries: Correction) -> str:
    return normalise(TEXT, entries).questions[0].answer


@pytest.fixture
def ledger(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "corrections.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_reads_all_fields(ledger) -> None:
    path = ledger(
        """\
- key: q28b
  before: |
    two
    lines
  after: ""
  kind: fact
  why: |
    Why.
  reference:
    - https://docs.pytorch.org/docs/2.13/tensors.html
    - url: https://arxiv.org/abs/1412.6980
      text: Kingma and Ba (2015), section 2
  proof: what-is-adam

- key: q01
  before: a
  after: b
  kind: spelling
  why: Because.
"""
    )
    assert read_ledger(path) == (
        Correction(
            "q28b",
            "two\nlines",
            "",
            "fact",
            "Why.",
            (
                Reference("https://docs.pytorch.org/docs/2.13/tensors.html"),
                Reference("https://arxiv.org/abs/1412.6980", "Kingma and Ba (2015), section 2"),
            ),
            "what-is-adam",
            str(path),
            1,
        ),
        Correction("q01", "a", "b", "spelling", "Because.", (), None, str(path), 15),
    )


def test_a_single_reference_needs_no_list(ledger) -> None:
    text = ENTRY.format(before="a", after="b", kind="fact")
    (read,) = read_ledger(ledger(text + "  reference: https://example.org/a\n"))
    assert read.references == (Reference("https://example.org/a"),)
    assert read.line == 3


def test_an_empty_list_is_a_ledger(ledger) -> None:
    assert read_ledger(ledger("[]\n")) == ()


GOOD = ENTRY.format(before="a", after="b", kind="spelling")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("", 1, "must be a list", id="empty"),
        pytest.param("\n# nothing\nkey: q01\n", 3, "must be a list", id="mapping"),
        pytest.param("- q01\n", 1, "must be a mapping", id="text-entry"),
        pytest.param("[]\n---\n[]\n", 2, "not YAML", id="two-documents"),
        pytest.param("- key: [\n", 1, "not YAML", id="broken"),
        pytest.param("- key: q01\n  why: \x07\n", 2, "not YAML", id="control-character"),
        pytest.param("- !!python/object:os.system {}\n", 1, "missing fields", id="object"),
        pytest.param(GOOD + "  whom: x\n", 3, "unknown field `whom`", id="unknown-field"),
        pytest.param(GOOD + "  why: x\n", 3, "`why` is there twice", id="doubled-field"),
        pytest.param(GOOD.replace("  why: Because.\n", ""), 3, "missing field: why", id="missing"),
        pytest.param(GOOD.replace("Because.", '" "'), 3, "`why` is empty", id="empty-why"),
        pytest.param(GOOD.replace('"a"', '""'), 3, "`before` is empty", id="empty-before"),
        pytest.param(GOOD.replace('"a"', "3"), 3, "put '3' in quotes", id="number"),
        pytest.param(GOOD.replace('"b"', ""), 3, "put '' in quotes", id="null"),
        pytest.param(GOOD.replace('"b"', "[b]"), 3, "`after` must be a text", id="list"),
        pytest.param(GOOD.replace('"b"', '"a"'), 3, "is the same as", id="no-change"),
        pytest.param(GOOD.replace("spelling", "typo"), 3, "unknown kind 'typo'", id="kind"),
        pytest.param(GOOD.replace("q01", "1"), 3, "`key` must be a text", id="number-key"),
        pytest.param(GOOD.replace("q01", "Q1"), 3, "no such key: 'Q1'", id="wrong-key"),
        pytest.param(GOOD.replace("spelling", "fact"), 3, "needs a `reference`", id="fact"),
        pytest.param(GOOD.replace("spelling", "code"), 3, "needs a `reference`", id="code"),
        pytest.param(GOOD.replace("spelling", "outdated"), 3, "needs a `ref", id="outdated"),
        pytest.param(
            GOOD.replace("spelling", "fact") + "  reference: []\n",
            3,
            "needs a `reference`",
            id="no-reference",
        ),
        pytest.param(GOOD + "  reference: the manual\n", 3, "a web address", id="no-address"),
        pytest.param(GOOD + "  reference:\n    - text: x\n", 3, "needs a `url`", id="no-url"),
        pytest.param(GOOD + "  reference:\n    - title: x\n", 3, "unknown field", id="title"),
        pytest.param(GOOD + "  proof: What is it?\n", 3, "the id of an answer", id="proof"),
    ],
)
def test_refuses_a_wrong_form(ledger, text: str, line: int, message: str) -> None:
    path = ledger(text)
    with pytest.raises(SourceError) as caught:
        read_ledger(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert message in caught.value.message


def test_corrects_the_question_and_the_answer() -> None:
    entries = [
        entry("what is", "What is"),
        entry("It has axis. ", "It has axes. "),
        entry("It has axis too.", ""),
    ]
    questions = normalise(TEXT, entries).questions
    assert questions[0].question == "What is a tensor?"
    assert questions[0].answer.startswith("A tensor is an array. It has axes.\n\nSigmoid")
    assert questions[1].answer == "B is B."


def test_order_does_not_matter_and_results_are_not_matched_again() -> None:
    entries = [entry("Sigmoid", "Tanh"), entry(" Tanh ", " Sigmoid ")]
    assert corrected(*entries) == corrected(*reversed(entries))
    assert "\n\nTanh Sigmoid ReLU\n\n" in corrected(*entries)


def test_turns_a_paragraph_into_a_list() -> None:
    answer = corrected(entry("Sigmoid Tanh ReLU", "- Sigmoid\n- Tanh\n- ReLU"))
    assert "too.\n\n- Sigmoid\n- Tanh\n- ReLU\n\n```python\n" in answer


def test_turns_one_fence_into_two() -> None:
    answer = corrected(
        entry(
            "x = torch.ones(2)\n```",
            "print(torch.ones(2))\n```\n```text\ntensor([1., 1.])\n```",
        )
    )
    assert "print(torch.ones(2))\n```\n\n```text\ntensor([1., 1.])\n```\n\nBelow" in answer


def test_turns_code_into_prose_and_prose_into_code() -> None:
    whole = "```python\nimport torch\nx = torch.ones(2)\n```"
    answer = corrected(
        entry(whole, "Some words."), entry("Below the code.", "```python\npass\n```")
    )
    assert answer.endswith("ReLU\n\nSome words.\n\n```python\npass\n```")


def test_a_deletion_leaves_no_gap() -> None:
    assert "too.\n\n```python" in corrected(entry("Sigmoid Tanh ReLU", ""))
    assert corrected(entry("Below the code.", "")).endswith("torch.ones(2)\n```")


def test_invisible_characters_of_the_ledger_are_dropped(ledger) -> None:
    (read,) = read_ledger(
        ledger(
            ENTRY.format(before="a\\u00a0b", after="b\\u200b", kind="code")
            + "  reference: https://example.org\n"
        )
    )
    assert (read.before, read.after) == ("a b", "b")


@pytest.mark.parametrize(
    ("entries", "line", "message"),
    [
        pytest.param([entry("x", "y", "q03", 7)], 7, "no such key: 'q03'", id="key"),
        pytest.param([entry("nowhere", "y", line=8)], 8, "is not found in q01", id="stale"),
        pytest.param([entry("It has axis", "y", line=9)], 9, "more than once", id="twice"),
        pytest.param([entry("B is B.", "y", line=9)], 9, "is not found in q01", id="elsewhere"),
        pytest.param(
            [entry("A tensor is", "y", line=3), entry("is an array", "z", line=9)],
            9,
            "overlaps that of the entry in line 3",
            id="overlap",
        ),
        pytest.param(
            [entry("is an", "y", line=9), entry("A tensor is an array", "z", line=3)],
            9,
            "overlaps that of the entry in line 3",
            id="within",
        ),
        pytest.param(
            [entry("tensor?\n\nA", "tensor?\n\nB", line=9)], 9, "must stay one line", id="across"
        ),
        pytest.param([entry("what is a tensor?", "", line=9)], 9, "one line", id="empty"),
        pytest.param(
            [entry("what", "what\nelse", line=9)], 9, "must stay one line", id="two-lines"
        ),
        pytest.param([entry("ones(2)\n```", "ones(2)", line=9)], 9, "not closed", id="fence"),
        pytest.param(
            [entry("Below", "**Q7: What?**\nBelow", line=9)], 9, "reads as a question", id="heading"
        ),
        pytest.param(
            [entry("Below", "## What? { #q07 }\nBelow", line=9)],
            9,
            "reads as a question",
            id="keyed-heading",
        ),
    ],
)
def test_refuses_an_entry_that_does_not_apply(
    entries: list[Correction], line: int, message: str
) -> None:
    with pytest.raises(SourceError) as caught:
        normalise(TEXT, entries)
    assert (caught.value.path, caught.value.line) == ("corrections.yml", line)
    assert message in caught.value.message


def test_overlapping_finds_count_as_two() -> None:
    with pytest.raises(SourceError, match="more than once"):
        normalise("**Q1: A?**\n\naaa\n", [entry("aa", "b")])


def test_the_account_names_the_entries() -> None:
    report = normalise(
        TEXT,
        [
            entry("what is", "What is", line=1),
            entry("an array", "a multi-dimensional array", line=7),
            entry("It has axis too.", "Its axes are named.", line=12),
            entry("Sigmoid Tanh ReLU", "", line=17),
            entry("import torch\nx", "y", line=22),
        ],
    ).report
    assert report.splitlines()[:7] == [
        "1: changed by questions, ledger corrections.yml:1",
        "3: changed by answer-labels, ledger corrections.yml:7, ledger corrections.yml:12",
        "5: removed by ledger corrections.yml:17",
        "7: changed by languages",
        "8: changed by ledger corrections.yml:22",
        "9: changed by ledger corrections.yml:22",
        "10: kept",
    ]
