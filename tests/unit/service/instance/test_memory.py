"""The memory of this process, where the machine tells it and where it does not."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest

from tiercel.service.instance import memory

MIB = 1024**2


def test_it_grows_with_what_is_held() -> None:
    before = memory.memory_used()
    # Not from what this process has had before and given up.
    with mmap.mmap(-1, 64 * MIB) as held:
        # Pages count once they are written.
        for place in range(0, len(held), mmap.PAGESIZE):
            held[place] = 1
        assert memory.memory_used() - before > 32 * MIB


def test_elsewhere_it_is_the_most_so_far(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "_STATM", tmp_path / "none")
    assert 4 * MIB < memory.memory_used() < 1024**4
