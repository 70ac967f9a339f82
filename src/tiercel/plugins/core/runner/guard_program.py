"""What the guard runs: it starts commands, and kills them when their time or the server is over.

It is run as a file by an interpreter of its own, so it uses nothing but the standard library.
Its standard input is a socket with messages of nine bytes, a letter and a number:

    +   begin a supervisor; its socket comes along
    w   kill the group with that number when the time is over; f forgets it
    s   a supervisor that another guard has started
    =   let all live until that time of the machine's steady clock; a NaN is for ever

A supervisor, a fork of the guard, runs one command after the other and adopts what these leave
behind (a child subreaper): whoever changes session or group is still below it. On its socket are a
letter and the length of what follows: `R` a request as JSON, with two descriptors for the output
and those of rulesets when the command is to be confined;
`T` ends the command gently, `K` kills all that is left of it. It answers with lines of JSON. When
its socket ends, which it does when the server does, that counts as `K`, and so does SIGTERM, by
which the guard says that the time is over; then it ends. What has more processes than its request
allows is killed as well, and its server hears why.
"""

from __future__ import annotations

import array
import base64
import contextlib
import ctypes
import fcntl
import gc
import json
import math
import os
import resource
import select
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any, NoReturn

STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
MESSAGE = struct.Struct("!cd")
ORDER = struct.Struct("!cQ")
SUBREAPER = 36
SCRIPT_DESCRIPTOR = 9
# Above the descriptors that commands get.
FREE_DESCRIPTOR = 10
PIECE_BYTES = 1 << 20
# Modules beside this file.
CONFINEMENT, DESCENDANTS = "confinement", "descendants"
DESCRIPTORS_MAX = 4


def adopt_orphans() -> None:
    """Become the parent of what descendants leave behind, where the system knows that."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0)


def children() -> list[int]:
    """The children of this process, which has one thread."""
    process = os.getpid()
    try:
        with open(f"/proc/self/task/{process}/children", "rb") as file:
            return [int(each) for each in file.read().split()]
    except OSError:
        return [each for each in _all_processes() if _parent_of(each) == process]


def _all_processes() -> Iterator[int]:
    with contextlib.suppress(OSError):
        yield from (int(name) for name in os.listdir("/proc") if name.isdigit())


def _parent_of(process: int) -> int:
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def signal_to(process: int, number: signal.Signals, *, is_group: bool) -> bool:
    """Send it; whether anybody was there who may be signalled."""
    try:
        (os.killpg if is_group else os.kill)(process, number)
    except OSError:
        return False
    return True


class Watch:
    """The supervisors and groups that live, and until when they may."""

    def __init__(self) -> None:
        self.supervisors: set[int] = set()
        self._groups: set[int] = set()
        self._until = math.nan

    def obey(self, kind: bytes, value: float) -> None:
        """Do what a message says."""
        if kind == b"=":
            self._until = value
        elif kind == b"s":
            self.supervisors.add(int(value))
        elif kind == b"w":
            self._groups.add(int(value))
        else:
            self._groups.discard(int(value))
            self.supervisors.discard(int(value))

    def left_s(self) -> float | None:
        """How long to wait for the next message at most; None for ever."""
        if math.isnan(self._until) or not (self._groups or self.supervisors):
            return None
        return max(self._until - time.clock_gettime(STEADY), 0.0)

    def kill_all(self) -> None:
        """Kill every group, and what is below the supervisors."""
        for group in self._groups:
            # Only its first process when it has not made the group yet.
            if not signal_to(group, signal.SIGKILL, is_group=True):
                signal_to(group, signal.SIGKILL, is_group=False)
        self._groups.clear()
        for supervisor in self.supervisors:
            signal_to(supervisor, signal.SIGTERM, is_group=False)
        self.supervisors.clear()


class Wake:
    """A descriptor that is readable after a signal."""

    def __init__(self, *numbers: signal.Signals) -> None:
        self.end, waker = socket.socketpair()
        self._waker = waker
        for end in (self.end, waker):
            end.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, lambda number, frame: None)

    def numbers(self) -> bytes:
        """The signals since the last call."""
        try:
            return self.end.recv(4096)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """Forget it, in a fork."""
        signal.set_wakeup_fd(-1)
        self.end.close()
        self._waker.close()


def guard() -> None:
    """Follow the input to its end."""
    line = socket.socket(fileno=0)
    watch, wake = Watch(), Wake(signal.SIGCHLD)
    adopt_orphans()
    # Dumps of confined commands would go wherever the machine sends them.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in (CONFINEMENT, DESCENDANTS):
        beside(name)
    gc.freeze()
    while True:
        ready, _, _ = select.select([line, wake.end], [], [], watch.left_s())
        if wake.end in ready:
            wake.numbers()
            kill_strays(watch)
        if line in ready:
            received = receive(line)
            if received is None:
                break
            kind, value, descriptors = received
            if kind == b"+":
                process = os.fork()
                if process == 0:
                    line.detach()
                    wake.close()
                    Supervisor(descriptors[0]).run()
                watch.supervisors.add(process)
                for descriptor in descriptors:
                    os.close(descriptor)
            else:
                watch.obey(kind, value)
        if watch.left_s() == 0.0:
            watch.kill_all()
    watch.kill_all()


def receive(line: socket.socket) -> tuple[bytes, float, list[int]] | None:
    """One message of the guard and its descriptors; None at the end."""
    received = exactly(line, MESSAGE.size)
    return None if received is None else (*MESSAGE.unpack(received[0]), received[1])


def exactly(line: socket.socket, size: int) -> tuple[bytes, list[int]] | None:
    """So many bytes and the descriptors that come along; None at the end."""
    descriptors = array.array("i")
    space = socket.CMSG_SPACE(DESCRIPTORS_MAX * descriptors.itemsize)
    pieces, left = [], size
    while left > 0:
        try:
            piece, ancillary, _, _ = line.recvmsg(min(left, PIECE_BYTES), space)
        except ConnectionError:
            # An end, too: the other side is gone, and has not read all that was sent to it.
            return None
        if not piece:
            return None
        pieces.append(piece)
        left -= len(piece)
        for level, kind, payload in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(payload[: len(payload) // 4 * 4])
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    return b"".join(pieces), list(descriptors)


def kill_strays(watch: Watch) -> None:
    """Reap supervisors; what one has left behind, such as one that was killed, ends with it."""
    while True:
        try:
            process, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if process == 0:
            return
        watch.supervisors.discard(process)
        for stray in set(children()) - watch.supervisors:
            signal_to(stray, signal.SIGKILL, is_group=False)


class Supervisor:
    """The parent of one command after the other, and of all that each leaves behind."""

    def __init__(self, line: int) -> None:
        self._line = socket.socket(fileno=line)
        self._wake: Wake
        # The process of the command while it lives, and the group that it leads.
        self._command = self._group = 0
        self._is_over = False

    def run(self) -> NoReturn:
        """Run commands until the server or the guard ends it."""
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            self._wake = Wake(signal.SIGCHLD, signal.SIGTERM)
            adopt_orphans()
            while not self._is_over:
                self._serve()
        finally:
            # Whatever went wrong here: nobody else would end what it has begun.
            with contextlib.suppress(OSError):
                self._kill()
            os._exit(0)

    def _serve(self) -> None:
        """Wait for a request, run the command, and leave nothing of it."""
        request: dict[str, Any] | None = None
        outputs: list[int] = []
        while request is None and not self._is_over:
            letter, content, outputs = self._next()
            request = json.loads(content) if letter == b"R" else None
        if request is None or not self._start(request, outputs):
            return
        self._follow(request["processes"])
        self._kill()
        os.chdir("/")
        self._report({"is_clean": True})

    def _next(self, seconds: float | None = None) -> tuple[bytes, bytes, list[int]]:
        """The next order; an empty letter after something else, or when the time is over."""
        ready, _, _ = select.select([self._line, self._wake.end], [], [], seconds)
        if self._wake.end in ready:
            self._is_over = self._is_over or signal.SIGTERM in self._wake.numbers()
        if self._line not in ready:
            return b"", b"", []
        head = exactly(self._line, ORDER.size)
        letter, size = (b"", 0) if head is None else ORDER.unpack(head[0])
        body = exactly(self._line, size)
        if head is None or body is None:
            self._is_over = True
            return b"", b"", []
        return letter, body[0], head[1]

    def _start(self, request: dict[str, Any], outputs: list[int]) -> bool:
        """Whether the command has begun; the server hears which process it is, or why not."""
        try:
            os.chdir(request["folder"])
            self._command = self._group = started(request, outputs)
        except (OSError, ValueError) as error:
            self._report(
                {"error": getattr(error, "strerror", None) or str(error), "is_clean": True}
            )
            return False
        finally:
            for descriptor in outputs:
                os.close(descriptor)
        self._report({"process": self._command, "supervisor": os.getpid()})
        return True

    def _report(self, answer: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self._line.sendall(json.dumps(answer).encode() + b"\n")

    def _follow(self, processes: int) -> None:
        """Until nothing is left, or all is to be killed; so it is with more than `processes`."""
        descendants = beside(DESCENDANTS)
        while not self._is_over:
            letter, _, _ = self._next(descendants.LOOK_SECONDS if processes else None)
            if not self._reap() or letter == b"K":
                return
            if descendants.are_more(os.getpid(), processes):
                self._report({"is_crowded": True})
                return
            if letter == b"T" and self._command:
                signal_to(self._command, signal.SIGTERM, is_group=True)

    def _reap(self, *, waits: bool = False) -> bool:
        """Take leave of what has ended; whether anything is left."""
        options = 0 if waits else os.WNOHANG
        while True:
            try:
                process, status = os.waitpid(-1, options)
            except ChildProcessError:
                return False
            if process == 0:
                return True
            if process == self._command:
                self._command = 0
                self._report({"code": os.waitstatus_to_exitcode(status)})
            options = os.WNOHANG

    def _kill(self) -> None:
        """Kill the children until there are none: what they leave behind becomes a child."""
        if self._command or (self._group and sys.platform != "linux"):
            signal_to(self._group, signal.SIGKILL, is_group=True)
        while self._reap():
            for group in beside(DESCENDANTS).groups_below(os.getpid()):
                signal_to(group, signal.SIGKILL, is_group=True)
            # One that may not be killed, such as another user's, is not waited for.
            killed = [signal_to(each, signal.SIGKILL, is_group=False) for each in children()]
            if not any(killed) or not self._reap(waits=True):
                return


def started(request: dict[str, Any], descriptors: list[int]) -> int:
    """The command, confined when the request asks for it. Raises: OSError, ValueError."""
    outputs, rulesets = descriptors[:2], descriptors[2:]
    filters = request["filters"]
    if filters is None:
        return spawned(request, outputs)
    found: list[int | OSError | ValueError] = []

    def begin() -> None:
        # A thread confines itself alone; what it starts inherits that.
        try:
            beside(CONFINEMENT).confine(rulesets, base64.b64decode(filters))
            found.append(spawned(request, outputs))
        except (OSError, ValueError) as error:
            found.append(error)

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    if isinstance(found[0], int):
        return found[0]
    raise found[0]


@lru_cache(maxsize=2)
def beside(name: str) -> Any:
    """A module beside this file, which an isolated interpreter does not find by name."""
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    try:
        return import_module(name)
    finally:
        del sys.path[0]


def spawned(request: dict[str, Any], outputs: list[int]) -> int:
    """The command as a process that leads a session. Raises: OSError, ValueError."""
    environment = request["env"]
    os.environ["PATH"] = environment.get("PATH", os.defpath)
    actions = [(os.POSIX_SPAWN_DUP2, outputs[0], 1), (os.POSIX_SPAWN_DUP2, outputs[1], 2)]
    script = None
    if request["script"] is not None:
        script = script_file(request["script"])
        actions.append((os.POSIX_SPAWN_DUP2, script, SCRIPT_DESCRIPTOR))
    try:
        return os.posix_spawnp(
            request["argv"][0],
            request["argv"],
            environment,
            file_actions=actions,
            setsid=True,
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        )
    finally:
        if script is not None:
            os.close(script)


def script_file(script: str) -> int:
    """The script as a file that no other process sees."""
    file = os.memfd_create("script") if hasattr(os, "memfd_create") else _nameless_file()
    with open(file, "wb", closefd=False) as content:
        content.write(os.fsencode(script))
    os.lseek(file, 0, os.SEEK_SET)
    # Away from the numbers that the command gets.
    moved = fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, FREE_DESCRIPTOR)
    os.close(file)
    return moved


def _nameless_file() -> int:
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


if __name__ == "__main__":
    guard()
