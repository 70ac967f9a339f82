"""The guard kills what its worker may not run any more."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tiercel.adapters.system_clock import SystemClock
from tiercel.plugin import PluginError
from tiercel.plugins.core.runner.guard import ORDER, Guard, Request, Started, Supervisor

SECONDS_MAX = 20


@pytest.fixture
def guard() -> Iterator[Guard]:
    guard = Guard()
    yield guard
    guard.close()


@pytest.fixture
def command() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["/bin/sh", "-c", "sleep 60 & wait"], start_new_session=True)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(SECONDS_MAX)


def now() -> float:
    return SystemClock().monotonic()


def test_a_command_is_killed_when_its_time_is_over(
    guard: Guard, command: subprocess.Popen[bytes]
) -> None:
    until = now() + 0.3
    guard.hold(until)
    guard.begin()
    guard.watch(command.pid)
    assert command.wait(SECONDS_MAX) == -signal.SIGKILL
    assert now() >= until


def test_a_command_that_begins_too_late_is_killed_at_once(
    guard: Guard, command: subprocess.Popen[bytes]
) -> None:
    guard.hold(now() - 1)
    guard.begin()
    guard.watch(command.pid)
    assert command.wait(SECONDS_MAX) == -signal.SIGKILL


def test_a_command_lives_while_its_time_is_prolonged(
    guard: Guard, command: subprocess.Popen[bytes]
) -> None:
    guard.begin()
    guard.watch(command.pid)
    ends = time.monotonic() + 3.5
    while time.monotonic() < ends:
        guard.hold(now() + 3)
        with pytest.raises(subprocess.TimeoutExpired):
            command.wait(0.1)
    guard.hold(None)
    with pytest.raises(subprocess.TimeoutExpired):
        command.wait(0.8)


def test_a_command_that_is_gone_is_not_killed(
    guard: Guard, command: subprocess.Popen[bytes]
) -> None:
    guard.begin()
    guard.watch(command.pid)
    guard.forget(command.pid)
    guard.hold(now() - 1)
    guard.close()
    assert command.poll() is None


def test_a_guard_that_was_ended_is_replaced_with_all_that_it_knew(
    guard: Guard, command: subprocess.Popen[bytes]
) -> None:
    guard.begin()
    guard.watch(command.pid)
    assert guard._process is not None
    guard._process.kill()
    guard._process.wait(SECONDS_MAX)
    guard.hold(now() - 1)
    assert command.wait(SECONDS_MAX) == -signal.SIGKILL


def a_request(script: str, folder: Path) -> Request:
    return Request(
        argv=["/bin/sh", "-c", script], env={"PATH": os.environ["PATH"]}, folder=str(folder)
    )


@pytest.fixture
def outputs() -> Iterator[list[int]]:
    nothing = os.open(os.devnull, os.O_WRONLY)
    yield [nothing, nothing]
    os.close(nothing)


def test_a_supervisor_runs_one_command_after_the_other(
    guard: Guard, outputs: list[int], tmp_path: Path
) -> None:
    found = []
    for number in range(3):
        started = Started(guard, a_request(f"exit {number}", tmp_path), outputs)
        found.append((started.wait(), started._supervisor.process))
        started.end(SECONDS_MAX)
    assert [code for code, _ in found] == [0, 1, 2]
    assert len({process for _, process in found}) == 1


def test_a_command_whose_request_was_cut_off_never_begins(
    guard: Guard, outputs: list[int], tmp_path: Path
) -> None:
    content = json.dumps(msgspec.structs.asdict(a_request("touch begun", tmp_path))).encode()
    supervisor = guard.supervisor()
    socket.send_fds(supervisor._line, [ORDER.pack(b"R", len(content)), content[:-9]], outputs)
    supervisor.close()
    guard.close()
    assert not (tmp_path / "begun").exists()


def test_what_can_not_be_started_is_reported_and_the_next_command_runs(
    guard: Guard, outputs: list[int], tmp_path: Path
) -> None:
    with pytest.raises(PluginError, match="No such file or directory"):
        Started(guard, a_request("true", tmp_path / "none"), outputs)
    started = Started(guard, a_request("true", tmp_path), outputs)
    assert started.wait() == 0
    started.end(SECONDS_MAX)


def test_a_supervised_command_ends_with_its_time_and_a_late_one_at_once(
    guard: Guard, outputs: list[int], tmp_path: Path
) -> None:
    started = Started(guard, a_request("trap '' TERM; sleep 60", tmp_path), outputs)
    guard.hold(now() + 0.2)
    assert started.wait() == -signal.SIGKILL
    started.end(SECONDS_MAX)
    # The late one is ended at once; on a busy machine it may have begun by then.
    why = ""
    try:
        late = Started(guard, a_request("sleep 60", tmp_path), outputs)
        code = late.wait()
        late.end(SECONDS_MAX)
    except PluginError as error:
        code, why = -signal.SIGKILL, str(error)
    assert code == -signal.SIGKILL
    assert why == "" or "its supervisor was ended" in why
    guard.hold(now() + 60)
    for _ in range(3):
        # A busy machine ends supervisors a moment late, so that one may still be asked.
        try:
            started = Started(guard, a_request("true", tmp_path), outputs)
        except PluginError:
            continue
        break
    assert started.wait() == 0
    started.end(SECONDS_MAX)


def test_a_supervisor_that_is_ended_when_it_is_asked_is_told(
    guard: Guard, outputs: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, other = socket.socketpair()
    other.close()
    with line:
        monkeypatch.setattr(guard, "supervisor", lambda: Supervisor(line))
        with pytest.raises(PluginError, match="its supervisor was ended"):
            Started(guard, a_request("true", tmp_path), outputs)


def test_the_next_guard_knows_the_supervisors_of_one_that_was_ended(
    guard: Guard, outputs: list[int], tmp_path: Path
) -> None:
    started = Started(guard, a_request("sleep 60", tmp_path), outputs)
    assert guard._process is not None
    guard._process.kill()
    guard._process.wait(SECONDS_MAX)
    guard.hold(now() - 1)
    assert started.wait() == -signal.SIGKILL
    started.end(SECONDS_MAX)


def test_no_guard_is_begun_for_nothing(guard: Guard) -> None:
    guard.hold(now() + 5)
    guard.hold(None)
    assert guard._process is None
