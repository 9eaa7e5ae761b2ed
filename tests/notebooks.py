"""Small labs for tests: in go cells, out comes a notebook's text."""

from __future__ import annotations

import json
from typing import Any

FIRST = "# A lab\n\n**The question.** Does it work?"
LAST = "## Result { #result }\n\n**The answer.** It does."


def markdown(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name: str, source: str, **fields: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": name, "metadata": {}, "source": source}
    return cell | {"outputs": [], "execution_count": None} | fields


def notebook(*cells: dict[str, Any], **declared: Any) -> str:
    """A notebook of these cells between a question and an answer."""
    own = {"description": "A lab that shows whether labs work.", "answers": ["what-is-autograd"]}
    return json.dumps(
        {
            "cells": [markdown("question", FIRST), *cells, markdown("answer", LAST)],
            "metadata": {"handbook": own | declared},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
