"""A guard beside the worker: it kills the commands of a worker that is gone, asleep or cut off."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path

from tiercel.plugin import PluginError

PROGRAM = Path(__file__).with_name("guard_program.py")


class Guard:
    """Knows the groups of processes that this process has started, and until when they may run.

    Without it a script outlives a worker that crashed, or goes on while its worker is suspended,
    and its next attempt runs beside it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._until: float | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Be there before the first group is. Raises: OSError."""
        with self._lock:
            if self._process is None:
                self._start()

    def watch(self, group: int) -> None:
        """Kill the group when this process ends or its time is over. Raises: OSError."""
        with self._lock:
            self._groups.add(group)
            if self._process is None:
                self._start()
            else:
                self._tell(f"+ {group}")

    def forget(self, group: int) -> None:
        """The group is gone. Raises: OSError."""
        with self._lock:
            self._groups.discard(group)
            self._tell(f"- {group}")

    def hold(self, until: float | None) -> None:
        """Until when groups may run, by the machine's steady clock. Raises: OSError."""
        with self._lock:
            self._until = until
            self._tell(_time(until))

    def close(self) -> None:
        """Let it go, as the end of this process would."""
        if self._process is not None:
            self._process.communicate()

    def _start(self) -> None:
        """In a session of its own: a key press in a terminal ends the worker first."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
            bufsize=0,
        )
        self._write("\n".join([_time(self._until), *(f"+ {each}" for each in self._groups)]))

    def _tell(self, line: str) -> None:
        if self._process is None:
            return
        try:
            self._write(line)
        except BrokenPipeError:
            # Somebody ended it.
            self._process.communicate()
            self._start()

    def _write(self, lines: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{lines}\n".encode())


def begin() -> None:
    """Call it before a command is started, so that no moment of it is unguarded.

    Raises: PluginError.
    """
    try:
        _guard(os.getpid()).begin()
    except OSError as error:
        raise PluginError(f"Unable to guard commands: {error}") from error


def watch(group: int) -> None:
    """Kill the group when this process can't. Raises: PluginError, the group killed."""
    try:
        _guard(os.getpid()).watch(group)
    except OSError as error:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
        raise PluginError(f"Unable to guard a command: {error}") from error


def forget(group: int) -> None:
    """The group is gone; its number may be another's from now on."""
    with contextlib.suppress(OSError):
        _guard(os.getpid()).forget(group)


def hold(until: float | None) -> None:
    """Until when commands may run, by the steady clock of the machine; None for ever."""
    with contextlib.suppress(OSError):
        _guard(os.getpid()).hold(until)


def _time(until: float | None) -> str:
    return "=" if until is None else f"= {until!r}"


@lru_cache(maxsize=1)
def _guard(_process: int) -> Guard:
    """The guard of this process; a fork gets one of its own."""
    guard = Guard()
    atexit.register(guard.close)
    return guard
