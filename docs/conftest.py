"""For `pytest --codeblocks`, which runs all examples in one process: each begins afresh.

That is, with torch's default dtype, with nothing that torch.compile remembers, and in an empty
folder of its own, so that files which it writes stay out of the repository. And `import pytorch`
finds nothing: pytest puts this folder on the path for this file, and it holds a folder `pytorch`.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

with contextlib.suppress(ValueError):
    sys.path.remove(str(Path(__file__).parent))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Wrap each example."""
    torch.set_default_dtype(torch.float32)
    if dynamo := sys.modules.get("torch._dynamo"):
        dynamo.reset()
    with (
        tempfile.TemporaryDirectory(prefix="handbook-", ignore_cleanup_errors=True) as folder,
        contextlib.chdir(folder),
    ):
        return (yield)
