"""Client libraries of families."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

import pytest

from tiercel.plugins import clients


def test_libraries_are_imported_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = threading.Barrier(2)
    met = []

    def imported(name: str) -> ModuleType:
        try:
            meeting.wait(0.2)
            met.append(name)
        except threading.BrokenBarrierError:
            meeting.reset()
        return sys

    monkeypatch.setattr(clients, "import_module", imported)
    threads = [
        threading.Thread(target=clients.client_module, args=(name, "NATS", "tiercel[nats]"))
        for name in ("nats", "nats.errors")
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert met == []
