"""The commands: what they write, their exit status, and what bad input leaves untouched."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
TEXT = "**Q1: What is A?**\n\nAnswer: A is A.\n"
MARKDOWN = "## What is A? { #q01 }\n\nA is A.\n"


def run(*arguments: str | Path, script: str = "normalise.py") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPTS / script, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_writes_markdown(source: Path) -> None:
    result = run(source)
    assert (result.returncode, result.stdout, result.stderr) == (0, MARKDOWN, "")


def test_writes_json(source: Path) -> None:
    result = run(source, "--json")
    assert json.loads(result.stdout) == [
        {"key": "q01", "question": "What is A?", "answer": "A is A."}
    ]


def test_writes_the_report(source: Path) -> None:
    result = run(source, "--report")
    assert result.stdout == (
        "1: changed by questions\n"
        "3: changed by answer-labels\n"
        "\n"
        "2 lines with text: 0 kept, 2 changed, 0 removed\n"
        "1 questions, q01 to q01\n"
        "numbers that the source does not have: none\n"
        "questions that share a number with an earlier one: none\n"
    )


def test_applies_the_ledger(source: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.yml"
    ledger.write_text(
        "- {key: q01, before: A is A., after: Ä is “A”., kind: fact, why: x, "
        "reference: 'https://example.org'}\n",
        encoding="utf-8",
    )
    result = run(source, "--corrections", ledger)
    assert result.stdout == MARKDOWN.replace("A is A.", "Ä is “A”.")


def test_writes_a_file(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.md"
    result = run(source, "--output", output)
    assert (result.returncode, result.stdout) == (0, "")
    assert output.read_bytes() == MARKDOWN.encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.md", "source.txt"]


def test_keeps_mode_and_link_of_the_file(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.md"
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(target)
    assert run(source, "--output", link).returncode == 0
    assert link.is_symlink()
    assert target.read_text() == MARKDOWN
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_writes_to_what_is_no_regular_file(source: Path) -> None:
    assert run(source, "--output", os.devnull).returncode == 0
    assert not Path(os.devnull).is_file()


def test_check_is_content_with_what_it_would_write(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.md"
    output.write_text(MARKDOWN)
    result = run(source, "--output", output, "--check")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_check_shows_a_difference_and_writes_nothing(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.md"
    output.write_text("## What is A? { #q01 }\n\nA is B.\n")
    result = run(source, "--output", output, "--check")
    assert result.returncode == 1
    assert result.stdout.splitlines()[-3:] == [" ", "-A is B.", "+A is A."]
    assert output.read_text().endswith("A is B.\n")


def test_check_fails_without_the_file(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.md"
    result = run(source, "--output", output, "--check")
    assert result.returncode == 1
    assert f"--- {output} (missing)\n" in result.stdout
    assert "+A is A.\n" in result.stdout
    assert not output.exists()


@pytest.mark.parametrize("form", ["--json", "--report"])
def test_check_knows_the_other_forms(source: Path, tmp_path: Path, form: str) -> None:
    output = tmp_path / "out"
    assert run(source, form, "--output", output).returncode == 0
    assert run(source, form, "--output", output, "--check").returncode == 0
    assert run(source, "--output", output, "--check").returncode == 1


def test_a_closed_pipe_is_no_error(source: Path) -> None:
    source.write_text(TEXT + "word " * 200_000, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, SCRIPTS / "normalise.py", source],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


BAD_SOURCES = [
    pytest.param(b"", 1, "the text is empty", id="empty"),
    pytest.param(b"\xef\xbb\xbf \r\n\n", 1, "the text is empty", id="blank"),
    pytest.param(b"Some words.\n", 1, "no question found", id="no-question"),
    pytest.param(b"```\n**Q1: A?**\n```\n", 1, "no question found", id="only-in-code"),
    pytest.param(b"**Q1: A?**\n\nx\n\xff\n", 4, "not UTF-8: byte 0xff", id="not-utf-8"),
    pytest.param(b"**Q1: A?**\r\rx \xe2\x28\xa1", 3, "not UTF-8: byte 0xe2", id="bad-sequence"),
    pytest.param(b"\xff\xfeQ\x001\x00", 1, "not UTF-8", id="utf-16"),
    pytest.param(b"**Q1: A?**\n\n```\nx\n", 3, "never closed", id="unclosed-fence"),
    pytest.param(b"**Q1: A?**\n\n~~~\nx\n```\n", 3, "never closed", id="other-fence"),
    pytest.param(b"**Q1: A?**\nAnswer: ````\nx\n```\n", 2, "never closed", id="short-fence"),
]


@pytest.mark.parametrize(("data", "line", "message"), BAD_SOURCES)
def test_bad_source(tmp_path: Path, data: bytes, line: int, message: str) -> None:
    source, output = tmp_path / "source.txt", tmp_path / "out.md"
    source.write_bytes(data)
    output.write_text("untouched")
    result = run(source, "--output", output)
    assert result.returncode == 2
    assert result.stderr.startswith(f"{source}:{line}: ")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert output.read_text() == "untouched"
    assert len(list(tmp_path.iterdir())) == 2


BAD_LEDGERS = [
    pytest.param(b"\xff", 1, "not UTF-8", id="not-utf-8"),
    pytest.param(b"a: [", 1, "not YAML", id="not-yaml"),
    pytest.param(b"a: b", 1, "must be a list", id="no-list"),
    pytest.param(b"\n- key: q01\n", 2, "missing fields", id="missing-field"),
    pytest.param(
        b"\n- {key: q09, before: a, after: b, kind: grammar, why: x}\n", 2, "no such key", id="key"
    ),
    pytest.param(
        b"[]\n# x\n".replace(b"[]", b"- {key: q01, before: zzz, after: b, kind: grammar, why: x}"),
        1,
        "is not found",
        id="stale",
    ),
    pytest.param(
        b"- {key: q01, before: A is, after: b, kind: typo, why: x}\n", 1, "unknown kind", id="kind"
    ),
]


@pytest.mark.parametrize(("data", "line", "message"), BAD_LEDGERS)
def test_bad_ledger(source: Path, tmp_path: Path, data: bytes, line: int, message: str) -> None:
    ledger, output = tmp_path / "ledger.yml", tmp_path / "out.md"
    ledger.write_bytes(data)
    output.write_text("untouched")
    result = run(source, "--corrections", ledger, "--output", output)
    assert result.returncode == 2
    assert result.stderr.startswith(f"{ledger}:{line}: ")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert output.read_text() == "untouched"


def test_files_that_are_not_there(source: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    for arguments, path in [
        ([missing], missing),
        ([tmp_path], tmp_path),
        ([source, "--corrections", missing], missing),
        ([source, "--corrections", tmp_path], tmp_path),
        ([source, "--output", missing / "out.md"], missing / "out.md"),
        ([source, "--output", tmp_path], tmp_path),
        ([source, "--output", tmp_path, "--check"], tmp_path),
    ]:
        result = run(*arguments)
        assert result.returncode == 2, arguments
        assert result.stdout == ""
        assert result.stderr.startswith(f"{path}:1: cannot be "), arguments
        assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["source.txt"]


@pytest.mark.parametrize(
    "arguments",
    [["--check"], ["--json", "--report"], ["--unknown"], ["one", "two"], ["--output"]],
    ids=" ".join,
)
def test_wrong_arguments(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: normalise.py")


@pytest.mark.parametrize("script", ["normalise.py", "benchmark_normaliser.py"])
def test_help_has_an_example(script: str) -> None:
    result = run("--help", script=script)
    assert result.returncode == 0
    assert f"example: python scripts/{script}" in result.stdout


def test_benchmark_measures(source: Path) -> None:
    result = run(source, "--copies", 3, "--runs", 1, script="benchmark_normaliser.py")
    assert result.returncode in (0, 1), result.stderr
    assert "ratio: " in result.stdout
    source.write_text("no question")
    bad = run(source, script="benchmark_normaliser.py")
    assert (bad.returncode, bad.stderr) == (2, "source:1: no question found\n")
