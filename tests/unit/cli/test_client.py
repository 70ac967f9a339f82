"""Requests of the command line that may be sent again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tiercel.cli import client
from tiercel.cli.app import run as cli

SOURCE = "id: hello\nnamespace: company.team\ntasks: []\n"
EXECUTION = '{"id": "x", "state": {"current": "SUCCESS"}}'


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The headers of each request."""
    found: list[dict[str, str]] = []

    def call(self: client.Client, method: str, path: str, **options: Any) -> bytes:
        found.append(options["headers"])
        return EXECUTION.encode()

    monkeypatch.setattr(client.Client, "call", call)
    return found


def keys(sent: list[dict[str, str]]) -> list[str | None]:
    return [headers.get("Idempotency-Key") for headers in sent]


def commands(folder: Path) -> list[list[str]]:
    flow = folder / "flow.yml"
    flow.write_text(SOURCE)
    return [
        ["flow", "create", str(flow)],
        ["flow", "run", "company.team", "hello"],
        ["namespace", "kv", "update", "company.team", "a", "1"],
    ]


def test_a_key_goes_with_what_makes_something(tmp_path: Path, sent: list[dict[str, str]]) -> None:
    for command in commands(tmp_path):
        assert cli([*command, "--idempotency-key", "one"], None) == 0
    assert keys(sent) == ["one"] * 3


def test_without_one_none_is_sent(tmp_path: Path, sent: list[dict[str, str]]) -> None:
    for command in commands(tmp_path):
        assert cli(command, None) == 0
    assert keys(sent) == [None] * 3


def test_each_file_of_many_has_a_key_of_its_own(tmp_path: Path, sent: list[dict[str, str]]) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    command = ["namespace", "files", "update", "company.team", str(tmp_path)]
    for _ in range(2):
        assert cli([*command, "--idempotency-key", "one"], None) == 0
    first, second, *again = keys(sent)
    assert first is not None
    assert first.startswith("one-")
    assert first != second
    assert again == [first, second]
