"""A Process runner that hands Python scripts to an interpreter that is already up."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import msgspec

from tiercel.plugin import Interrupted, Level, PluginError, RunContext
from tiercel.plugin.runner import Command, Ended
from tiercel.plugins.core.runner import confinement, descendants, guard
from tiercel.plugins.core.runner.process import (
    Group,
    Process,
    drain,
    environment_of,
    limits_of,
    report_missing,
    start_reader,
)
from tiercel.plugins.core.runner.sandbox import walls

SERVER = Path(__file__).with_name("warm_server.py")
# Files that it loads, whatever Python it is.
MODULES = (str(confinement.__file__), str(descendants.__file__))
# One that was idle for long ends just when it is asked: then the next one is.
ATTEMPTS = 3


class WarmProcess(Process):
    """As Process; a script of one program is run in a fork of a waiting interpreter."""

    def run(self, ctx: RunContext, command: Command) -> Ended:
        """Run it to its end. Raises: as Process."""
        if len(command.direct) != 2 or limits_of(ctx):
            return super().run(ctx, command)
        report_missing(ctx)
        program, script = command.direct
        guard.begin()
        # An interpreter never serves two namespaces.
        namespace = "" if ctx.sandbox.level == "off" else ctx.sandbox.namespace
        for _ in range(ATTEMPTS):
            with interpreters().connection(program, namespace, ctx.environment) as connection:
                readers = _handed_over(ctx, command, script, connection)
                with connection.makefile("rb") as answers:
                    process = _process(answers)
                    if process:
                        return _watched(ctx, command, (process, answers), readers)
        raise PluginError("The waiting Python interpreter did not take the script")


def _process(answers: BinaryIO) -> int:
    """The id of the script's process; 0 when the interpreter is gone."""
    try:
        return int(answers.readline() or 0)
    except ConnectionResetError:
        return 0


def _handed_over(
    ctx: RunContext, command: Command, script: str, connection: socket.socket
) -> list[threading.Thread]:
    """Send the request; the threads that read the output of the script."""
    output, output_end = os.pipe()
    error, error_end = os.pipe()
    try:
        with walls(ctx.sandbox, [str(command.folder)]) as confined:
            request = {
                "script": script,
                "cwd": str(command.folder),
                "env": environment_of(ctx, command),
                "filters": None if confined is None else b64encode(confined.program).decode(),
                "processes": ctx.sandbox.processes_max,
            }
            content = msgspec.json.encode(request) + b"\n"
            rulesets = () if confined is None else confined.rulesets
            _send(connection, content, [output_end, error_end, *rulesets])
    except BaseException:
        os.close(output)
        os.close(error)
        raise
    finally:
        os.close(output_end)
        os.close(error_end)
    return [
        start_reader(os.fdopen(output, "rb"), command.on_line, is_error=False),
        start_reader(os.fdopen(error, "rb"), command.on_line, is_error=True),
    ]


def _send(connection: socket.socket, content: bytes, descriptors: Sequence[int]) -> None:
    """Send a request; one that has ended meanwhile is noticed by its missing answer."""
    try:
        sent = socket.send_fds(connection, [content], descriptors)
        if sent < len(content):
            connection.sendall(content[sent:])
    except (BrokenPipeError, ConnectionResetError):
        return


def _watched(
    ctx: RunContext,
    command: Command,
    started: tuple[int, BinaryIO],
    readers: Sequence[threading.Thread],
) -> Ended:
    process, answers = started
    ctx.log.write(Level.DEBUG, f"Starting command with pid {process} [{' '.join(command.direct)}]")
    guard.watch(process)
    group = Group(process)
    ctx.on_stop(group.stop)
    if ctx.is_stopped:
        group.stop()
    try:
        code = int(answers.readline() or 1)
        if not ctx.is_stopped:
            drain(readers)
    finally:
        group.kill()
        guard.forget(process)
        drain(readers)
    if ctx.is_stopped:
        raise Interrupted("The command was interrupted")
    if code < 0:
        raise guard.crowded(ctx.sandbox.processes_max)
    if code == 0:
        ctx.log.write(Level.DEBUG, "Command succeed with exit code 0")
    return Ended(exit_code=code)


class Interpreters:
    """The waiting interpreters of this server, one for each program and namespace."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[tuple[str, str], socket.socket] = {}

    def connection(
        self, program: str, namespace: str, environment: Mapping[str, str]
    ) -> socket.socket:
        """A connection to the interpreter, which is started when it is not there.

        Raises: PluginError when it can't be started.
        """
        found = shutil.which(program)
        if found is None:
            raise PluginError(f"Unable to find the program '{program}' on this machine")
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            place = (found, namespace)
            line = self._lines.get(place)
            if line is None or not _passed(line, theirs):
                if line is not None:
                    line.close()
                self._lines[place] = line = _start(found, environment)
                if not _passed(line, theirs):
                    ours.close()
                    raise PluginError(f"Unable to start a waiting interpreter with '{program}'")
        return ours


@lru_cache(maxsize=1)
def _interpreters(_process: int) -> Interpreters:
    return Interpreters()


def interpreters() -> Interpreters:
    """Those of this process; a fork starts its own."""
    return _interpreters(os.getpid())


def _passed(line: socket.socket, end: socket.socket) -> bool:
    """Whether the interpreter is there to take the end of a connection."""
    try:
        socket.send_fds(line, [b"+"], [end.fileno()])
    except OSError:
        return False
    return True


def _start(program: str, environment: Mapping[str, str]) -> socket.socket:
    """Start it as a child of this process, with whose end of the line it ends."""
    line, end = socket.socketpair()
    with end:
        process = subprocess.Popen(
            [program, "-I", str(SERVER), *MODULES],
            env=environment,
            stdin=end.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    # Reaped when it ends, in whatever year that is.
    threading.Thread(target=process.wait, daemon=True).start()
    return line
