"""The guard kills what its worker may not run any more."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from tiercel.adapters.system_clock import SystemClock
from tiercel.plugins.core.runner.guard import Guard

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
    ends = time.monotonic() + 1.5
    while time.monotonic() < ends:
        guard.hold(now() + 0.6)
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


def test_no_guard_is_begun_for_nothing(guard: Guard) -> None:
    guard.hold(now() + 5)
    guard.hold(None)
    assert guard._process is None
