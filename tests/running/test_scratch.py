"""What servers write to while they run, and what killed ones leave of it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("servers fork, which Windows does not", allow_module_level=True)

from handbook.running.scratch import open_scratch


def test_folders_in_use_stay_and_abandoned_ones_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned, foreign = tmp_path / "handbook-run-old", tmp_path / "handbook-run-other"
    (abandoned / "work").mkdir(parents=True)
    (abandoned / "lock").touch()
    foreign.mkdir()  # it has no lock: it is somebody else's, or not yet whole
    first, second = open_scratch(), open_scratch()
    assert set(tmp_path.iterdir()) == {first, second, foreign}
