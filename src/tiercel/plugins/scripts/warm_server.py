"""A Python that waits for scripts and runs each in a fork of itself.

It is run as a file by the interpreter that scripts ask for, so it uses nothing but the standard
library of old versions. It ends with the server that started it, or when nobody asks any more.

Its standard input is a socket, on which each client's connection arrives as a descriptor: no name
leads to it. A client sends one JSON line `{script, cwd, env, filters, processes}` together with the
descriptors of standard output and error, and of rulesets when the script is to be confined. It gets
two lines: the id of the new process, which leads a group of its own, and its exit code, or -1 when
it was killed for having more `processes` below it at a time. When the
client then closes the connection, what the script has left behind is killed, whatever session or
group it is in: the script adopts its orphans (a child subreaper), and so does this process when the
script has ended.
"""

from __future__ import annotations

import array
import base64
import ctypes
import importlib.util
import json
import os
import resource
import runpy
import select
import signal
import socket
import sys
import time
from typing import Any, Dict, List, NoReturn, Optional, Tuple  # noqa: UP035  Old Pythons run it.

IDLE_SECONDS_MAX = 600.0
REQUEST_BYTES_MAX = 4 * 1024 * 1024
Running = Dict[int, "Script"]  # noqa: UP006
CROWDED = -1
SUBREAPER = 36
# Two for output, two rulesets.
DESCRIPTORS_MAX = 4


class Script:
    """One that runs for a client; `processes` are how many it may have, 0 is no bound."""

    def __init__(self, client: socket.socket, processes: int) -> None:
        self.client = client
        self.processes = processes
        self.is_crowded = False


def adopt_orphans() -> None:
    """Become the parent of what descendants leave behind, where the system knows that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def passed(connection: socket.socket) -> Tuple[bytes, List[int]]:  # noqa: UP006
    """What can be read, with the descriptors that come along."""
    descriptors = array.array("i")
    space = socket.CMSG_SPACE(DESCRIPTORS_MAX * descriptors.itemsize)
    content, ancillary, _, _ = connection.recvmsg(65536, space)
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(payload[: len(payload) // 4 * 4])
    return content, list(descriptors)


def receive(connection: socket.socket) -> Tuple[Dict[str, Any], List[int]]:  # noqa: UP006
    """The request and its descriptors."""
    content, descriptors = passed(connection)
    while not content.endswith(b"\n") and len(content) < REQUEST_BYTES_MAX:
        more = connection.recv(65536)
        if not more:
            break
        content += more
    return json.loads(content), descriptors


def become(request: Dict[str, Any], descriptors: List[int], walls: Any) -> NoReturn:  # noqa: UP006
    """Turn the fork into the script's process, run it, and leave with its exit code."""
    code = 1
    try:
        os.setsid()
        adopt_orphans()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (descriptors[0], 1), (descriptors[1], 2)):
            os.dup2(source, target)
        sys.stdin = os.fdopen(0, "r", closefd=False)
        sys.stdout = os.fdopen(1, "w", 1, encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", closefd=False)
        os.chdir(request["cwd"])
        if request["filters"] is not None:
            walls.confine(descriptors[2:], base64.b64decode(request["filters"]))
        # Those of other scripts' clients too.
        os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        os.environ.clear()
        os.environ.update(request["env"])
        script = request["script"]
        paths = [each for each in request["env"].get("PYTHONPATH", "").split(os.pathsep) if each]
        sys.path[:0] = [os.path.dirname(script), *paths]
        sys.argv = [script]
        run_start_file(paths)
        runpy.run_path(script, run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            sys.stderr.write(end.code + "\n")
    # As the interpreter itself: whatever ends the script is shown and gives exit code 1.
    except BaseException:  # noqa: BLE001
        sys.excepthook(*sys.exc_info())
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code & 0xFF)


def run_start_file(paths: List[str]) -> None:  # noqa: UP006
    """Run what an interpreter that begins finds by PYTHONPATH."""
    for each in paths:
        path = os.path.join(each, "sitecustomize.py")
        if os.path.isfile(path):
            runpy.run_path(path)
            return


def start(connection: socket.socket, walls: Any) -> Optional[Tuple[int, Script]]:  # noqa: UP006, UP045
    """Fork for one request; the script with its process, None when the request is no good."""
    try:
        request, descriptors = receive(connection)
    except (ValueError, OSError):
        connection.close()
        return None
    if len(descriptors) < 2:
        connection.close()
        return None
    process = os.fork()
    if process == 0:
        become(request, descriptors, walls)
    for each in descriptors:
        os.close(each)
    connection.sendall(b"%d\n" % process)
    return process, Script(connection, request["processes"])


def exit_code(status: int) -> int:
    """The code that a shell would show."""
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def report_ended(running: Running, left: List[socket.socket]) -> None:  # noqa: UP006
    """Notify the clients of ended processes; `left` are those who may still read output."""
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if process == 0:
            return
        script = running.pop(process, None)
        if script is None:
            continue
        code = CROWDED if script.is_crowded else exit_code(status)
        try:
            script.client.sendall(b"%d\n" % code)
        except OSError:
            pass
        left.append(script.client)
        if os.WIFSIGNALED(status):
            # Somebody wanted its end: the guard, for one.
            kill_strays(running)


def kill_strays(running: Running) -> None:
    """Kill what scripts that have ended left behind; its own orphans become children in turn."""
    while True:
        strays = [each for each in children() if each not in running]
        for stray in strays:
            try:
                # At once with whatever it forks meanwhile.
                group = os.getpgid(stray)
                if group not in running and group != os.getpgrp():
                    os.killpg(group, signal.SIGKILL)
                os.kill(stray, signal.SIGKILL)
                os.waitpid(stray, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
            except PermissionError:
                return
        if not strays:
            return


def children() -> List[int]:  # noqa: UP006
    """The children of this process, where the system lists them."""
    try:
        with open("/proc/self/task/%d/children" % os.getpid()) as file:  # noqa: UP031
            return [int(each) for each in file.read().split()]
    except OSError:
        return []


def kill_group(process: int) -> None:
    """Kill a script and everything that it started."""
    try:
        os.killpg(process, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # It ended in this moment, or has not made its group yet: then it is alone.
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass


def accept(line: socket.socket, running: Running, walls: Any) -> bool:
    """Start what the next client asks for; False when there are no more clients."""
    content, descriptors = passed(line)
    for each in descriptors:
        connection = socket.socket(fileno=each)
        started = start(connection, walls)
        if started is not None:
            running[started[0]] = started[1]
    return bool(content)


def kill_crowds(running: Running, descendants: Any) -> None:
    """Kill the scripts that have too many processes, and all of these."""
    for process, script in running.items():
        if descendants.are_more(process, script.processes):
            script.is_crowded = True
            for group in descendants.groups_below(process) | {process}:
                kill_group(group)


def serve(line: socket.socket, walls: Any, descendants: Any) -> None:
    """Wait for requests until the server is gone or nobody came for a while."""
    running: Running = {}
    left: List[socket.socket] = []  # noqa: UP006
    adopt_orphans()
    last = time.monotonic()
    wake, waker = socket.socketpair()
    for end in (wake, waker):
        end.setblocking(False)
    # The end of a script wakes the loop at once.
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    while running or time.monotonic() - last < IDLE_SECONDS_MAX:
        clients = {process: each.client for process, each in running.items()}
        seconds = descendants.LOOK_SECONDS if running else 1.0
        ready, _, _ = select.select([line, wake, *clients.values(), *left], [], [], seconds)
        if wake in ready:
            wake.recv(4096)
        if line in ready:
            last = time.monotonic()
            if not accept(line, running, walls):
                break
        for process in [each for each, client in clients.items() if client in ready]:
            # Clients say nothing after their request: this one is gone.
            kill_group(process)
            running.pop(process).client.close()
        for client in [each for each in left if each in ready]:
            left.remove(client)
            client.close()
            kill_strays(running)
        report_ended(running, left)
        kill_crowds(running, descendants)
    # Nobody waits for these any more: whoever starts them anew must find them gone.
    for process in running:
        kill_group(process)
    kill_strays({})


def loaded(path: str) -> Any:
    """The module in a file of the server that this interpreter can't import by name."""
    spec = importlib.util.spec_from_file_location(os.path.basename(path)[:-3], path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(socket.socket(fileno=os.dup(0)), loaded(sys.argv[1]), loaded(sys.argv[2]))
