"""A Process runner that hands Python scripts to an interpreter that is already up."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import BinaryIO

import msgspec

from tiercel.plugin import Interrupted, Level, PluginError, RunContext
from tiercel.plugin.limits import WARM_START_SECONDS_MAX
from tiercel.plugin.runner import Command, Ended
from tiercel.plugins.core.runner import guard
from tiercel.plugins.core.runner.process import (
    Group,
    Process,
    drain,
    limits_of,
    start_reader,
)

SERVER = Path(__file__).with_name("warm_server.py")


class WarmProcess(Process):
    """As Process; a script of one program is run in a fork of a waiting interpreter."""

    def run(self, ctx: RunContext, command: Command) -> Ended:
        """Run it to its end. Raises: as Process."""
        if len(command.direct) != 2 or limits_of(ctx):
            return super().run(ctx, command)
        program, script = command.direct
        guard.begin()
        with _connected(program, ctx.environment) as connection:
            return _run_forked(ctx, command, script, connection)


def _run_forked(ctx: RunContext, command: Command, script: str, connection: socket.socket) -> Ended:
    output, output_end = os.pipe()
    error, error_end = os.pipe()
    request = {
        "script": script,
        "cwd": str(command.folder),
        "env": {**ctx.environment, **command.env},
    }
    content = msgspec.json.encode(request) + b"\n"
    try:
        sent = socket.send_fds(connection, [content], [output_end, error_end])
        if sent < len(content):
            connection.sendall(content[sent:])
    finally:
        os.close(output_end)
        os.close(error_end)
    readers = [
        start_reader(os.fdopen(output, "rb"), command.on_line, is_error=False),
        start_reader(os.fdopen(error, "rb"), command.on_line, is_error=True),
    ]
    with connection.makefile("rb") as answers:
        return _watched(ctx, command, answers, readers)


def _watched(
    ctx: RunContext,
    command: Command,
    answers: BinaryIO,
    readers: Sequence[threading.Thread],
) -> Ended:
    process = int(answers.readline() or 0)
    if process == 0:
        raise PluginError("The waiting Python interpreter did not take the script")
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
    if code == 0:
        ctx.log.write(Level.DEBUG, "Command succeed with exit code 0")
    return Ended(exit_code=code)


def _connected(program: str, environment: Mapping[str, str]) -> socket.socket:
    """A connection to the waiting interpreter, which is started when it is not there.

    Raises: PluginError when it can't be started.
    """
    found = shutil.which(program)
    if found is None:
        raise PluginError(f"Unable to find the program '{program}' on this machine")
    path = socket_path(found)
    end = monotonic() + WARM_START_SECONDS_MAX
    is_started = False
    while monotonic() < end:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            if not is_started:
                _start(found, path, environment)
                is_started = True
            # It binds its socket within a few milliseconds.
            sleep(0.005)
        else:
            return connection
    raise PluginError(f"Unable to start a waiting interpreter with '{program}'")


def socket_path(program: str) -> Path:
    """Where the interpreter of this server for that program listens."""
    key = hashlib.sha256(program.encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"tiercel-{os.getuid()}-{os.getpid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PluginError(f"{folder} belongs to another user")
    return folder / f"{key}.sock"


def _start(program: str, path: Path, environment: Mapping[str, str]) -> None:
    """Start it as a child of this process: it ends with us."""
    path.unlink(missing_ok=True)
    process = subprocess.Popen(
        [program, "-I", str(SERVER), str(path), str(os.getpid())],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Reaped when it ends, in whatever year that is.
    threading.Thread(target=process.wait, daemon=True).start()
