"""The part that runs inside a worker of Dask: it starts the node's program and passes lines on.

It is sent as text, so it imports nothing of ours. One thread of the worker is busy as long as the
command runs.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any

FLUSH_SECONDS = 0.1
LOOK_SECONDS = 0.2
PUT_SECONDS = 5


class Pipe:
    """A queue of the scheduler, over the connections that the worker itself has to it.

    We use no client: a worker makes its own on first use, and Dask hands it to other threads
    before it is connected. The worker's connections are there from its start, with its security.
    """

    def __init__(self, worker: Any, name: str) -> None:
        self._worker = worker
        self._name = name
        self.is_gone = False

    def put(self, item: Any) -> bool:
        """Whether the queue took it in time; nobody misses what is for a queue that is gone."""
        return self._call("queue_put", data=item) is not None

    def get(self) -> Any:
        """The next item; None when none came in time."""
        answer = self._call("queue_get")
        return answer and answer.get("value")

    def _call(self, operation: str, **given: Any) -> Any:
        from distributed import TimeoutError as OutOfTime
        from distributed.utils import sync

        call = getattr(self._worker.scheduler, operation)
        try:
            answer = sync(self._worker.loop, call, name=self._name, timeout=PUT_SECONDS, **given)
        except (OutOfTime, OSError):
            return None
        except (KeyError, RuntimeError):
            # The runner closed it, for it wants no more, or the worker closes its connections.
            self.is_gone = True
            return {}
        return {} if answer is None else answer


class Post:
    """Numbered messages to the runner, in the order of the lines; full queues hold us up."""

    def __init__(self, pipe: Pipe, part_bytes: int) -> None:
        self._pipe = pipe
        self._part_bytes = part_bytes
        self._lines: list[str] = []
        self._size = 0
        self._number = 0
        self._lock = threading.Lock()
        self._not_full = threading.Condition(self._lock)
        self.is_due = threading.Event()

    def add(self, line: str) -> None:
        """One line; waits while there are too many."""
        with self._not_full:
            while self._size >= self._part_bytes:
                self._not_full.wait()
            self._lines.append(line)
            self._size += len(line)
            if self._size >= self._part_bytes:
                self.is_due.set()

    def send(self, is_wanted: Any) -> None:
        """Send what is there. `is_wanted()` says whether there is still somebody to read it."""
        with self._not_full:
            lines, self._lines, self._size = self._lines, [], 0
            self.is_due.clear()
            self._not_full.notify_all()
        if not lines:
            return
        self._number += 1
        message = [self._number, "\n".join(lines)]
        while is_wanted() and not self._pipe.put(message):
            pass


class RemoteCommand:
    """One command on this worker."""

    def __init__(self, payload: Any) -> None:
        from distributed import get_worker

        self.payload = payload
        self.worker = get_worker()
        self.inbound = Pipe(self.worker, payload["inbound"])
        self.outbound = Pipe(self.worker, payload["outbound"])
        self.post = Post(self.outbound, payload["part_bytes"])
        self.ordered_at = 0.0

    def is_wanted(self) -> bool:
        """Whether the scheduler still wants the task; a client that is gone wants none, and a
        worker that closes has lost the scheduler or is asked to.

        Some seconds after the order the end may still be reported.
        """
        task = self.worker.state.tasks.get(self.payload["key"])
        is_ordered = task is None or task.state == "cancelled"
        is_closing = self.worker.status.name in ("closing", "closed")
        if not (is_ordered or is_closing or self.inbound.is_gone or self.outbound.is_gone):
            return True
        self.ordered_at = self.ordered_at or time.monotonic()
        return bool(time.monotonic() - self.ordered_at < self.payload["end_seconds"])

    def run(self) -> None:
        """Take the files, run the command, send what it prints."""
        # Dask removes its own folder, also when this worker is killed.
        folder = tempfile.mkdtemp(prefix="tiercel-", dir=self.worker.local_directory)
        try:
            greeting = [0, self.payload["mark"] + " w " + '"' + self.worker.address + '"']
            while self.is_wanted() and not self.outbound.put(greeting):
                pass
            baggage = os.path.join(folder, "baggage.zip")
            program = os.path.join(folder, "node_program.py")
            if not self.receive(baggage):
                return
            with open(program, "w", encoding="utf-8") as file:
                file.write(self.payload["program"])
            self.follow([sys.executable, program, baggage])
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def receive(self, path: str) -> bool:
        """The zip from the runner; False when it is not wanted any more."""
        with open(path, "wb") as file:
            while self.is_wanted() and not self.ordered_at:
                part = self.inbound.get()
                if part == b"":
                    return True
                file.write(part or b"")
        return False

    def follow(self, argv: list[str]) -> None:
        """Run the program to its end."""
        environ = {**os.environ, "DASK_SCHEDULER_ADDRESS": self.payload["address"]}
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
            start_new_session=True,
        )
        reader = threading.Thread(target=self.read, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            while reader.is_alive():
                self.post.is_due.wait(FLUSH_SECONDS)
                self.post.send(self.is_wanted)
                self.is_wanted()
                if self.ordered_at and process.stdin and not process.stdin.closed:
                    # At the end of its input the program ends what it has started.
                    process.stdin.close()
                if self.ordered_at and not self.is_wanted():
                    break
            self.post.send(self.is_wanted)
        finally:
            end_group(process)

    def read(self, stream: Any) -> None:
        """Every line of the program."""
        with stream:
            for line in stream:
                self.post.add(line.decode("ascii", "replace").rstrip("\n"))
        self.post.is_due.set()


def end_group(process: Any) -> None:
    """Afterwards nothing of the program runs."""
    try:
        process.wait(LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        pass
    if process.stdin and not process.stdin.closed:
        process.stdin.close()
    process.wait()


def main(payload: Any) -> None:
    """Called by the scheduler's order, in a thread of the worker."""
    RemoteCommand(payload).run()
