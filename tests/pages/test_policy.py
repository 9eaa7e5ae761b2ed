"""What a page's Content-Security-Policy allows."""

from __future__ import annotations

import base64
import hashlib

import pytest

from handbook.rendering.policy import policy_of, with_policy


def test_scripts_in_the_page_are_named_by_their_hash() -> None:
    digest = base64.b64encode(hashlib.sha256(b"say('hello')").digest()).decode()
    assert f"'sha256-{digest}'" in policy_of("<script>say('hello')</script>")


@pytest.mark.parametrize(
    "script",
    [
        '<script id="c" type="application/json">{}</script>',
        '<script src="a.js"></script>',
        "<script src=a.js></script>",
    ],
)
def test_data_and_files_need_no_hash(script: str) -> None:
    assert policy_of(script) == policy_of("")


def test_nothing_is_allowed_by_being_in_the_page() -> None:
    rules = dict(rule.split(" ", 1) for rule in policy_of("").split("; "))
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "http" not in policy_of("")
    assert "*" not in policy_of("")


def test_it_stands_below_the_character_set() -> None:
    page = with_policy('<html><head><meta charset="utf-8"><title>A</title></head></html>')
    assert page.startswith('<html><head><meta charset="utf-8"><meta http-equiv="Content-Sec')
    with pytest.raises(ValueError, match="charset"):
        with_policy("<html></html>")
