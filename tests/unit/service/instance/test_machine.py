"""What a look at the machine finds."""

from __future__ import annotations

import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from tiercel.service.instance import machine
from tiercel.service.instance.finding import Health

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2024, 1, 1, tzinfo=UTC)


class Usage(NamedTuple):
    """As `shutil.disk_usage` answers."""

    total: int
    used: int
    free: int


def test_a_folder_that_is_not_made_yet_is_looked_for_above(tmp_path: Path) -> None:
    found = machine.look_at_folder(tmp_path / "a" / "b")
    assert found.health is Health.GOOD
    assert "(not made yet)" in found.text
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_files(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    found = machine.look_at_folder(file)
    assert found.health is Health.BROKEN
    assert "--data" in found.remedy


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(9, 9, 5 * 1024**2))
    found = machine.look_at_folder(tmp_path)
    assert (found.health, "5 MiB are free" in found.text) == (Health.DOUBTFUL, True)


def test_a_clock_before_the_installation_is_wrong() -> None:
    assert machine.look_at_clock(LATER, LONG_AGO).health is Health.GOOD
    found = machine.look_at_clock(LONG_AGO, LATER)
    assert (found.health, "NTP" in found.remedy) == (Health.BROKEN, True)


def test_an_engine_is_asked_where_it_is_said_to_be(tmp_path: Path) -> None:
    place = tmp_path / "engine.sock"
    environ = {"DOCKER_HOST": f"unix://{place}"}
    found = machine.look_at_engine(environ)
    assert (found.health, str(place) in found.text) == (Health.DOUBTFUL, True)
    with socket.socket(socket.AF_UNIX) as engine:
        engine.bind(str(place))
        engine.listen()
        assert machine.look_at_engine(environ).health is Health.GOOD
    found = machine.look_at_engine({"DOCKER_HOST": "tcp://me:canary@engine:2375"})
    assert (found.health, "tcp://engine:2375" in found.text) == (Health.GOOD, True)
    assert "canary" not in found.text


def test_an_engine_that_may_not_be_used_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: socket.socket, address: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert "group" in machine.look_at_engine({}).remedy


def test_interpreters_are_those_of_the_path(tmp_path: Path) -> None:
    assert machine.look_at_interpreters(str(tmp_path)).health is Health.DOUBTFUL
    (tmp_path / "bash").touch(mode=0o755)
    assert machine.look_at_interpreters(str(tmp_path)).text == "on the PATH: bash"


def test_pages_are_built_or_not(tmp_path: Path) -> None:
    assert "make ui" in machine.look_at_pages(tmp_path).remedy
    (tmp_path / "index.html").touch()
    assert machine.look_at_pages(tmp_path).health is Health.GOOD
