"""The memory of this process, where the machine tells it and where it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tiercel.service.instance import memory

MIB = 1024**2


def test_it_grows_with_what_is_held() -> None:
    before = memory.memory_used()
    held = bytearray(64 * MIB)
    # Pages count once they are written.
    page = os.sysconf("SC_PAGE_SIZE")
    held[::page] = b"x" * len(range(0, len(held), page))
    assert memory.memory_used() - before > 32 * MIB


def test_elsewhere_it_is_the_most_so_far(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "_STATM", tmp_path / "none")
    assert 4 * MIB < memory.memory_used() < 1024**4
