"""For `pytest --codeblocks`, which runs all examples in one process: each begins afresh.

That is, with torch's default dtype, and in an empty folder of its own, so that files which it
writes stay out of the repository.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator

import pytest
import torch


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Wrap each example."""
    torch.set_default_dtype(torch.float32)
    with (
        tempfile.TemporaryDirectory(prefix="handbook-", ignore_cleanup_errors=True) as folder,
        contextlib.chdir(folder),
    ):
        return (yield)
