"""The Process runner: a command as a group of processes of this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import IO

from tiercel.model.json_types import Json
from tiercel.model.limits import (
    PROCESS_DRAIN_SECONDS,
    PROCESS_KILL_SECONDS,
    SCRIPT_LINE_BYTES_MAX,
)
from tiercel.model.log import Level
from tiercel.plugin import Example, Interrupted, PluginError, RunContext, RunnerPlugin, plugin
from tiercel.plugin.runner import Command, Ended
from tiercel.plugins.core.runner import guard

PROCESS = "io.kestra.plugin.core.runner.Process"
# What `limits` of the server's settings mean to the shell's ulimit, and its unit.
LIMITS = {"memoryKb": "-v", "openFiles": "-n", "cpuSeconds": "-t", "processes": "-u"}

# A shell waits until it is told that the guard knows it, and becomes the command. When the server
# is killed before, the input of the shell ends and nothing runs: no moment of it is unguarded.
WAIT = "read -r TIERCEL_GATE || exit 1"
BECOME = 'exec "$@" </dev/null'

OnLine = Callable[[str, bool], None]


@plugin(
    PROCESS,
    title="Run commands as processes of the worker's machine.",
    examples=[Example("taskRunner:\n  type: io.kestra.plugin.core.runner.Process")],
)
class Process(RunnerPlugin):
    """Its own session, so that a kill reaches everything that the command started."""

    def find_program(self, names: Sequence[str]) -> str:
        """The first program that the machine has; the first name when there is none."""
        virtual = os.environ.get("VIRTUAL_ENV")
        for name in names:
            if virtual and name == "python":
                return f"{virtual}/bin/python"
            if shutil.which(name) is not None:
                return name
        return names[0]

    def run(self, ctx: RunContext, command: Command) -> Ended:
        """Run it to its end.

        Raises: Interrupted after a kill; PluginError when the program is missing.
        """
        guard.begin()
        process = _started(ctx, command)
        guard.watch(process.pid)
        group = Group(process.pid)
        ctx.on_stop(group.stop)
        if ctx.is_stopped:
            group.stop()
        open_gate(process)
        readers = [
            start_reader(process.stdout, command.on_line, is_error=False),
            start_reader(process.stderr, command.on_line, is_error=True),
        ]
        try:
            code = process.wait()
            if not ctx.is_stopped:
                drain(readers)
        finally:
            group.kill()
            guard.forget(process.pid)
            drain(readers)
        if ctx.is_stopped:
            raise Interrupted("The command was interrupted")
        if code == 0:
            ctx.log.write(Level.DEBUG, "Command succeed with exit code 0")
        return Ended(exit_code=code if code >= 0 else 128 - code)


def _started(ctx: RunContext, command: Command) -> subprocess.Popen[bytes]:
    """The command, which waits at its gate. Raises: PluginError."""
    environment = {**ctx.environment, **command.env}
    _check_program(command, environment)
    try:
        process = subprocess.Popen(
            gated(command.argv, limits_of(ctx)),
            cwd=command.folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise PluginError(f"Unable to start '{command.argv[0]}': {error}") from error
    shown = " ".join(command.argv)
    ctx.log.write(Level.DEBUG, f"Starting command with pid {process.pid} [{shown}]")
    return process


def _check_program(command: Command, environment: Mapping[str, str]) -> None:
    """Say what is missing before a shell says it less clearly. Raises: PluginError."""
    program, folder = command.argv[0], command.folder
    # What is not absolute counts from the folder of the command, not from that of the server.
    places = environment.get("PATH", os.defpath).split(os.pathsep)
    path = os.pathsep.join(os.path.join(folder, place) for place in places)
    named = os.path.join(folder, program) if os.path.dirname(program) else program
    if shutil.which(named, path=path) is None:
        if os.path.exists(named):
            raise PluginError(f"Unable to start '{program}': it is no file that may be executed")
        raise PluginError(f"Unable to find the program '{program}' on this machine")


def limits_of(ctx: RunContext) -> Json:
    """The limits that the server's settings have for the task's type, else for this runner."""
    limits: Json = ctx.plugin_configuration.get("limits")
    return ctx.configuration_of(PROCESS).get("limits") if limits is None else limits


def gated(argv: Sequence[str], limits: Json) -> list[str]:
    """The command behind its gate, and behind `ulimit` when the server sets limits."""
    given = limits if isinstance(limits, Mapping) else {}
    settings = [
        f"ulimit {flag} {int(given[name])}" for name, flag in LIMITS.items() if name in given
    ]
    return ["/bin/sh", "-c", "; ".join([WAIT, *settings, BECOME]), "sh", *argv]


def open_gate(process: subprocess.Popen[bytes]) -> None:
    """Let the command begin; one that was stopped before never does."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError), process.stdin:
        process.stdin.write(b"\n")


class Group:
    """The processes of one command; the group has the id of its first process."""

    def __init__(self, identifier: int) -> None:
        self._id = identifier
        self._lock = threading.Lock()
        self._is_gone = threading.Event()

    def stop(self) -> None:
        """Ask the group to end, and kill it when it does not. Returns at once."""
        self._signal(signal.SIGTERM)
        threading.Thread(target=self._kill_later, daemon=True).start()

    def kill(self) -> None:
        """Kill what is left; afterwards nothing is signalled any more."""
        self._signal(signal.SIGKILL)
        with self._lock:
            self._is_gone.set()

    def _kill_later(self) -> None:
        if not self._is_gone.wait(PROCESS_KILL_SECONDS):
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with self._lock:
            # The id may belong to somebody else once the first process is gone.
            if self._is_gone.is_set():
                return
            try:
                os.killpg(self._id, number)
            except (ProcessLookupError, PermissionError):
                return


def start_reader(stream: IO[bytes] | None, on_line: OnLine, *, is_error: bool) -> threading.Thread:
    """A thread that reads the stream to its end."""
    assert stream is not None

    def read() -> None:
        with stream:
            read_lines(stream, lambda line: on_line(line, is_error))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread


def read_lines(stream: IO[bytes], take: Callable[[str], None]) -> None:
    """Every line without its end; what is longer than the bound is dropped from a line."""
    while piece := stream.readline(SCRIPT_LINE_BYTES_MAX):
        line = piece
        while not piece.endswith(b"\n") and (piece := stream.readline(SCRIPT_LINE_BYTES_MAX)):
            pass
        take(line.rstrip(b"\r\n").decode("utf-8", errors="replace"))


def drain(readers: Sequence[threading.Thread]) -> None:
    """Wait until all output is read, but not for processes that hold it open for ever."""
    end = monotonic() + PROCESS_DRAIN_SECONDS
    for reader in readers:
        reader.join(timeout=max(0.0, end - monotonic()))
