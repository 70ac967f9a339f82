"""A guard beside the worker: it starts commands, and kills those of a worker that is gone."""

from __future__ import annotations

import atexit
import contextlib
import json
import math
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from tiercel.plugin import PluginError

PROGRAM = Path(__file__).with_name("guard_program.py")
MESSAGE = struct.Struct("!cd")
ORDER = struct.Struct("!cQ")


class Request(msgspec.Struct, frozen=True):
    """A command to start; `script` is handed over as a file with the descriptor 9.

    `filters` in base64 are for a command that is confined, beside its rulesets. One of more than so
    many `processes` at a time is killed; 0 is no bound.
    """

    argv: Sequence[str]
    env: Mapping[str, str]
    folder: str
    script: str | None = None
    filters: str | None = None
    processes: int = 0


class Answer(msgspec.Struct, frozen=True):
    """A supervisor's report: why nothing began, which process began, with what code it ended.

    Or that it is killed, since it was `is_crowded`.
    """

    error: str = ""
    process: int = 0
    supervisor: int = 0
    code: int | None = None
    is_crowded: bool = False
    is_clean: bool = False


class Supervisor:
    """One that runs one command after the other; see `guard_program.py`."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._answers = line.makefile("rb")
        self.process = 0

    @property
    def is_there(self) -> bool:
        """Whether it may be given a command: it says nothing unasked, so something is its end."""
        try:
            self._line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def order(self, letter: bytes, content: bytes = b"", outputs: Sequence[int] = ()) -> None:
        """Send an order. Raises: OSError."""
        socket.send_fds(self._line, [ORDER.pack(letter, len(content))], outputs)
        self._line.sendall(content)

    def answer(self) -> Answer | None:
        """The next answer; None at the end."""
        try:
            line = self._answers.readline()
        except OSError:
            return None
        found = msgspec.json.decode(line, type=Answer) if line else None
        if found is not None and found.supervisor:
            self.process = found.supervisor
        return found

    def limit(self, seconds: float | None) -> None:
        """How long to wait for an answer."""
        self._line.settimeout(seconds)

    def close(self) -> None:
        """It kills what is left of its command, and ends."""
        self._answers.close()
        self._line.close()


class Guard:
    """Knows what this process has started, and until when it may run.

    Without it a script outlives a worker that crashed, or goes on while its worker is suspended,
    and its next attempt runs beside it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._supervisors: set[int] = set()
        self._idle: list[Supervisor] = []
        self._until: float | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def begin(self) -> None:
        """Be there before the first group is. Raises: OSError."""
        with self._lock:
            if self._process is None:
                self._start()

    def supervisor(self) -> Supervisor:
        """One that has no command: an old one or a new one. Raises: OSError."""
        with self._lock:
            while self._idle:
                found = self._idle.pop()
                if found.is_there:
                    return found
                self._drop(found)
            if self._process is None:
                self._start()
            line, end = socket.socketpair()
            with end:
                self._order(b"+", 0, [end.fileno()])
            return Supervisor(line)

    def take_back(self, supervisor: Supervisor, *, is_clean: bool) -> None:
        """Keep it for the next command when nothing of the last one is left. Raises: OSError."""
        with self._lock:
            if is_clean:
                self._supervisors.add(supervisor.process)
                self._idle.append(supervisor)
            else:
                self._drop(supervisor)

    def _drop(self, supervisor: Supervisor) -> None:
        supervisor.close()
        self._supervisors.discard(supervisor.process)
        self._order(b"f", supervisor.process)

    def know(self, supervisor: int) -> None:
        """Report this supervisor to the next guard, should this one be ended."""
        with self._lock:
            self._supervisors.add(supervisor)

    def watch(self, group: int) -> None:
        """Kill the group when this process ends or its time is over. Raises: OSError."""
        with self._lock:
            self._groups.add(group)
            if self._process is None:
                self._start()
            else:
                self._order(b"w", group)

    def forget(self, group: int) -> None:
        """The group is gone. Raises: OSError."""
        with self._lock:
            self._groups.discard(group)
            self._order(b"f", group)

    def hold(self, until: float | None) -> None:
        """Until when all may run, by the machine's steady clock. Raises: OSError."""
        with self._lock:
            self._until = until
            self._order(b"=", _time(until))

    def close(self) -> None:
        """Let it go, as the end of this process would."""
        for supervisor in self._idle:
            supervisor.close()
        self._idle.clear()
        self._end()

    def _end(self) -> None:
        if self._process is not None and self._line is not None:
            self._line.close()
            self._process.wait()

    def _start(self) -> None:
        """In a session of its own: a key press in a terminal ends the worker first."""
        self._line, end = socket.socketpair()
        with end:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(PROGRAM)],
                stdin=end.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                start_new_session=True,
            )
        self._send(b"=", _time(self._until))
        for group in self._groups:
            self._send(b"w", group)
        for supervisor in self._supervisors:
            self._send(b"s", supervisor)

    def _order(self, kind: bytes, value: float, descriptors: Sequence[int] = ()) -> None:
        if self._process is None:
            return
        try:
            self._send(kind, value, descriptors)
        except (BrokenPipeError, ConnectionResetError):
            # Somebody ended it.
            self._end()
            self._start()
            self._send(kind, value, descriptors)

    def _send(self, kind: bytes, value: float, descriptors: Sequence[int] = ()) -> None:
        assert self._line is not None
        socket.send_fds(self._line, [MESSAGE.pack(kind, value)], descriptors)


class Started:
    """A command that a supervisor has begun."""

    def __init__(self, guard: Guard, request: Request, outputs: Sequence[int]) -> None:
        """Raises: OSError; PluginError, its message the reason alone."""
        self._guard = guard
        self._lock = threading.Lock()
        self._is_ended = False
        self._is_clean = False
        self._processes = request.processes
        self._supervisor = guard.supervisor()
        # The standard library's form holds names of files that are no text, too.
        content = json.dumps(msgspec.structs.asdict(request)).encode()
        answer = None
        try:
            # One that was ended before it could be asked is the same as one that does not answer.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self._supervisor.order(b"R", content, outputs)
                answer = self._answer()
        finally:
            if answer is None or answer.error:
                self._leave()
        if answer is None or answer.error:
            raise PluginError(answer.error if answer else "its supervisor was ended")
        self.process = answer.process
        guard.know(self._supervisor.process)

    def wait(self) -> int:
        """The exit code; a negative one is a signal. Raises: PluginError."""
        answer = self._answer()
        if answer is not None and answer.is_crowded:
            raise crowded(self._processes)
        if answer is None or answer.code is None:
            raise PluginError("The supervisor of the command was ended")
        return answer.code

    def order(self, letter: bytes) -> None:
        """`T` ends the command gently, `K` kills all that is left of it."""
        with self._lock, contextlib.suppress(OSError):
            if not self._is_ended:
                self._supervisor.order(letter)

    def end(self, seconds: float) -> None:
        """Kill what is left, and wait until it is gone, but not for ever."""
        self.order(b"K")
        with contextlib.suppress(OSError):
            self._supervisor.limit(seconds)
            while not self._is_clean and self._answer() is not None:
                pass
            self._supervisor.limit(None)
        self._leave()

    def _answer(self) -> Answer | None:
        answer = self._supervisor.answer()
        self._is_clean = answer is not None and answer.is_clean
        return answer

    def _leave(self) -> None:
        with self._lock:
            self._is_ended = True
        with contextlib.suppress(OSError):
            self._guard.take_back(self._supervisor, is_clean=self._is_clean)


def crowded(processes: int) -> PluginError:
    """The error of a command that was killed for what it has started."""
    return PluginError(
        f"The command was killed: it had more than {processes} processes at a time, which is the"
        " most that tiercel.sandbox.processes allows"
    )


def start(request: Request, outputs: Sequence[int]) -> Started:
    """Start a command below a supervisor. Raises: PluginError, its message the reason alone."""
    try:
        return Started(_guard(os.getpid()), request, outputs)
    except OSError as error:
        raise PluginError(f"no guard for it ({error})") from error


def begin() -> None:
    """Call it before a group is started, so that no moment of it is unguarded.

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


def _time(until: float | None) -> float:
    return math.nan if until is None else until


@lru_cache(maxsize=1)
def _guard(_process: int) -> Guard:
    """The guard of this process; a fork gets one of its own."""
    guard = Guard()
    atexit.register(guard.close)
    return guard
