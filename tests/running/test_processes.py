"""What the server does once for all children: huge pages, and modules that later workers have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from handbook.running.job import Job
from handbook.running.pool import ForkPool

LIBRARY = Path(__file__).parents[2] / "scripts"

_GATHER = """
import hashlib
from handbook.running.processes import gather_pages, _huge_pages

kept = [bytearray(str(number), "ascii") * 1000 for number in range(20_000)]
large = bytearray(range(256)) * 200_000
digest = lambda: hashlib.sha256(b"".join(kept) + large).hexdigest()
before = digest()
assert _huge_pages(), "no place for a huge page"
gather_pages()
assert digest() == before
print("same")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="huge pages are asked for on Linux only")
def test_data_are_the_same_in_huge_pages() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _GATHER],
        env={"PYTHONPATH": str(LIBRARY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("same\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="examples are forked on Linux only")
def test_a_worker_is_replaced_when_the_server_has_imported_more(tmp_path: Path) -> None:
    """After the first example that needs a module, all find it imported."""
    module = "colorsys"
    source = f"import sys\nprint({module!r} in sys.modules)"
    pool = ForkPool(1, tmp_path)
    try:
        (first,) = pool.submit([Job("docs/a.md", source, 60, 2)])
        assert first.result().stdout == "False\n"
        (needs,) = pool.submit([Job("docs/b.md", source, 60, 2, needs=(module,))])
        assert needs.result().stdout == "True\n"
        (after,) = pool.submit([Job("docs/c.md", source, 60, 2)])
        assert after.result().stdout == "True\n"
    finally:
        pool.close()
