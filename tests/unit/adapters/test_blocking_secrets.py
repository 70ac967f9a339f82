"""Managers of secrets whose clients block are asked in threads, for a bounded time."""

from __future__ import annotations

import threading

import pytest

from tiercel.adapters.blocking_secrets import BlockingSecrets
from tiercel.bootstrap import secret_sources
from tiercel.model.errors import Unavailable
from tiercel.plugin.services.secret_manager import Marked, MarkedSecrets
from tiercel.settings import Settings


class Marks(MarkedSecrets):
    """Has one secret, in the namespace `a`."""

    def listed(self, namespace: str) -> list[Marked]:
        marks = {"prefix": "kestra", "namespace": "a", "key": "API"}
        return [Marked("one", marks), Marked("two", {**marks, "namespace": "ab"})]

    def value(self, name: str) -> bytes:
        return f"{name} in {threading.current_thread() is threading.main_thread()}".encode()


class Silent(Marks):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__("silent", {})
        self.gate = threading.Event()

    def value(self, name: str) -> bytes:
        self.gate.wait(60)
        return b""


async def test_it_is_asked_in_a_thread() -> None:
    secrets = BlockingSecrets(Marks("marks", {}))
    assert await secrets.get("a.b", "API") == "one in False"
    assert await secrets.get("ab", "API") == "two in False"
    assert await secrets.get("b", "API") is None
    assert await secrets.names("a.b") == ["API"]


async def test_one_that_does_not_answer_is_not_waited_for() -> None:
    manager = Silent()
    with pytest.raises(Unavailable, match="does not answer within"):
        await BlockingSecrets(manager, 0.05).get("a", "API")
    manager.gate.set()


async def test_a_manager_of_a_package_is_asked_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_sources, "load_adapter", lambda _: lambda _: Marks("marks", {}))
    settings = Settings.model_validate({"secret": {"type": "vault"}})
    secrets = secret_sources.secrets_of(settings, {})
    assert await secrets.get("a", "API") == "one in False"
