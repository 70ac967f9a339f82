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


class Post:
    """Numbered messages to the runner, in the order of the lines; full queues hold us up."""

    def __init__(self, queue: Any, part_bytes: int) -> None:
        self._queue = queue
        self._part_bytes = part_bytes
        self._lines: list[str] = []
        self._size = 0
        self._number = 0
        self._lock = threading.Lock()
        self._room = threading.Condition(self._lock)
        self.is_due = threading.Event()

    def add(self, line: str) -> None:
        """One line; waits while there are too many."""
        with self._room:
            while self._size >= self._part_bytes:
                self._room.wait()
            self._lines.append(line)
            self._size += len(line)
            if self._size >= self._part_bytes:
                self.is_due.set()

    def send(self, is_wanted: Any) -> None:
        """Send what is there. `is_wanted()` tells whether there is still somebody to read it."""
        with self._room:
            lines, self._lines, self._size = self._lines, [], 0
            self.is_due.clear()
            self._room.notify_all()
        if not lines:
            return
        self._number += 1
        while is_wanted():
            try:
                self._queue.put([self._number, "\n".join(lines)], timeout=PUT_SECONDS)
                return
            except (TimeoutError, OSError):
                continue


def connected(get_client: Any) -> Any:
    """The client of this process; Dask fails while a new one is still on its way."""
    ends = time.monotonic() + 30
    while True:
        try:
            return get_client()
        except AssertionError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


class Errand:
    """One command on this worker."""

    def __init__(self, payload: Any) -> None:
        import distributed
        from distributed import Queue, get_client, get_worker

        self.payload = payload
        self.worker = get_worker()
        # The client of a process is made on first use, which threads must not do at the same time.
        with distributed.__dict__.setdefault("_tiercel_lock", threading.Lock()):
            client = connected(get_client)
        self.inbound = Queue(payload["inbound"], client=client, maxsize=payload["items_max"])
        self.outbound = Queue(payload["outbound"], client=client, maxsize=payload["items_max"])
        self.post = Post(self.outbound, payload["part_bytes"])
        self.ordered_at = 0.0

    def is_wanted(self) -> bool:
        """Whether the scheduler still wants the task; a client that is gone wants none.

        Some seconds after the order the end may still be told.
        """
        task = self.worker.state.tasks.get(self.payload["key"])
        if task is not None and task.state != "cancelled":
            return True
        self.ordered_at = self.ordered_at or time.monotonic()
        return bool(time.monotonic() - self.ordered_at < self.payload["end_seconds"])

    def run(self) -> None:
        """Take the files, run the command, tell what it says."""
        # Dask removes its own folder, also when this worker is killed.
        folder = tempfile.mkdtemp(prefix="tiercel-", dir=self.worker.local_directory)
        try:
            self.outbound.put([0, self.payload["mark"] + " w " + '"' + self.worker.address + '"'])
            baggage = os.path.join(folder, "baggage.zip")
            program = os.path.join(folder, "node_program.py")
            if not self.receive(baggage):
                return
            with open(program, "w", encoding="utf-8") as file:
                file.write(self.payload["program"])
            self.follow([sys.executable, program, baggage])
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self.inbound.close()
            self.outbound.close()

    def receive(self, path: str) -> bool:
        """The zip from the runner; False when it is not wanted any more."""
        with open(path, "wb") as file:
            while self.is_wanted() and not self.ordered_at:
                try:
                    part = self.inbound.get(timeout=PUT_SECONDS)
                except (TimeoutError, OSError):
                    continue
                if not part:
                    return True
                file.write(part)
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
                    # The end of its input tells the program to end what it has started.
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
    Errand(payload).run()
