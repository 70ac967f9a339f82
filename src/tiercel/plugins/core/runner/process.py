"""The Process runner: a command as processes of this machine."""

from __future__ import annotations

import math
import os
import re
import shutil
import signal
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import IO

from tiercel.plugin import (
    Example,
    Interrupted,
    Json,
    Level,
    PluginError,
    RunContext,
    RunnerPlugin,
    plugin,
)
from tiercel.plugin.limits import PROCESS_DRAIN_SECONDS, PROCESS_KILL_SECONDS, SCRIPT_LINE_BYTES_MAX
from tiercel.plugin.runner import Command, Ended
from tiercel.plugins.core.runner import guard
from tiercel.plugins.core.runner.sandbox import missing, variables, walls

PROCESS = "io.kestra.plugin.core.runner.Process"
# What `limits` of the server's settings mean to the shell's ulimit, and its unit.
LIMITS = {"memoryKb": "-v", "openFiles": "-n", "cpuSeconds": "-t", "processes": "-u"}

# Shells that run a text given as their last argument, and how they read a file instead: the text
# may hold secrets, and arguments are shown to everybody on the machine.
SHELLS = frozenset({"sh", "ash", "bash", "dash", "ksh", "mksh", "zsh"})
TEXT_OPTION = re.compile(r"-[a-z]*c")
READ_SCRIPT = ". /dev/fd/9"
CLOSE_SCRIPT = "exec 9<&-; "
BECOME = 'exec "$@"'

OnLine = Callable[[str, bool], None]


@plugin(
    PROCESS,
    title="Run commands as processes of the worker's machine.",
    examples=[Example("taskRunner:\n  type: io.kestra.plugin.core.runner.Process")],
)
class Process(RunnerPlugin):
    """Below a supervisor, so that a kill reaches everything that the command started."""

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
        report_missing(ctx)
        started, readers = _started(ctx, command)
        processes = Processes(started)
        ctx.on_stop(processes.stop)
        if ctx.is_stopped:
            processes.stop()
        try:
            with stopped_after(command.timeout, processes):
                code = started.wait()
            if not ctx.is_stopped:
                drain(readers)
        finally:
            processes.kill()
            drain(readers)
        if ctx.is_stopped:
            raise Interrupted("The command was interrupted")
        if code == 0:
            ctx.log.write(Level.DEBUG, "Command succeed with exit code 0")
        return Ended(exit_code=code if code >= 0 else 128 - code)


def _started(ctx: RunContext, command: Command) -> tuple[guard.Started, list[threading.Thread]]:
    """The command, and the threads that read its output. Raises: PluginError, Interrupted."""
    if ctx.is_stopped:
        raise Interrupted("The command was interrupted")
    folder = str(command.folder)
    environment = environment_of(ctx, command)
    _check_program(command, environment)
    argv, script = without_text(command.argv)
    output, output_end = os.pipe()
    error, error_end = os.pipe()
    try:
        with walls(ctx.sandbox, [folder]) as confined:
            request = guard.Request(
                argv=limited(argv, limits_of(ctx)),
                env=environment,
                folder=folder,
                script=script,
                filters=None if confined is None else b64encode(confined.program).decode(),
                processes=ctx.sandbox.processes_max,
            )
            rulesets = () if confined is None else confined.rulesets
            started = guard.start(request, [output_end, error_end, *rulesets])
    except PluginError as problem:
        os.close(output)
        os.close(error)
        raise PluginError(f"Unable to start '{command.argv[0]}': {problem.message}") from problem
    finally:
        os.close(output_end)
        os.close(error_end)
    shown = " ".join(command.argv)
    ctx.log.write(Level.DEBUG, f"Starting command with pid {started.process} [{shown}]")
    return started, [
        start_reader(os.fdopen(output, "rb"), command.on_line, is_error=False),
        start_reader(os.fdopen(error, "rb"), command.on_line, is_error=True),
    ]


def environment_of(ctx: RunContext, command: Command) -> dict[str, str]:
    """The variables of a command, with those that lead to places which its sandbox has."""
    given = {**ctx.environment, **command.env}
    added = variables(ctx.sandbox, str(command.folder), given)
    if "TMPDIR" in added:
        os.makedirs(added["TMPDIR"], exist_ok=True)
    return {**given, **added}


def report_missing(ctx: RunContext) -> None:
    """Warn of what this machine can't do of the sandbox."""
    lacking = missing(ctx.sandbox)
    if lacking and ctx.sandbox.level != "strict":
        ctx.log.write(Level.WARN, f"The sandbox has gaps on this machine: {'; '.join(lacking)}")


def without_text(argv: Sequence[str]) -> tuple[Sequence[str], str | None]:
    """The command line of a shell without its script, and the script."""
    *options, text = argv
    is_shell = os.path.basename(argv[0]) in SHELLS
    if len(argv) < 3 or not is_shell or TEXT_OPTION.fullmatch(argv[-2]) is None:
        return argv, None
    return [*options, READ_SCRIPT], CLOSE_SCRIPT + text


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


def limited(argv: Sequence[str], limits: Json) -> Sequence[str]:
    """The command behind `ulimit` when the server sets limits."""
    given = limits if isinstance(limits, Mapping) else {}
    settings = [
        f"ulimit {flag} {int(given[name])}" for name, flag in LIMITS.items() if name in given
    ]
    return ["/bin/sh", "-c", "; ".join([*settings, BECOME]), "sh", *argv] if settings else argv


class Processes:
    """All processes of one command, whatever group or session they are in."""

    def __init__(self, started: guard.Started) -> None:
        self._started = started
        self._is_gone = threading.Event()

    def stop(self) -> None:
        """Ask the command to end, and kill all of it when it does not. Returns at once."""
        self._started.order(b"T")
        threading.Thread(target=self._kill_later, daemon=True).start()

    def kill(self) -> None:
        """Kill what is left, and wait for its end."""
        self._is_gone.set()
        self._started.end(PROCESS_KILL_SECONDS)

    def _kill_later(self) -> None:
        if not self._is_gone.wait(PROCESS_KILL_SECONDS):
            self._started.order(b"K")


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


@contextmanager
def stopped_after(time: timedelta | None, processes: Processes) -> Iterator[None]:
    """Stop what takes longer; None for what may take for ever."""
    timer = threading.Timer(math.inf if time is None else time.total_seconds(), processes.stop)
    if time is not None:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


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
