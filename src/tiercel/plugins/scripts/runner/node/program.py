"""The program that a cluster's node runs: it unpacks files, runs a command and reports on it.

It is sent as text, so it uses the standard library alone and runs on any Python since 3.8. Its
one argument is a zip with `job.json` and the files below `files/`. What it reports are lines on
standard output, each of them the job's mark, a letter and JSON: see `protocol.py` beside it.
"""

from __future__ import annotations

import base64
import codecs
import ctypes
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

PIECE_BYTES = 16 * 1024
CHUNK_BYTES = 48 * 1024
CHILD_SUBREAPER = 36


class Messages:
    """Lines to whoever reads our standard output; whole ones, from any thread."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._lock = threading.Lock()

    def send(self, kind: str, content: Any) -> None:
        line = f"{self._mark} {kind} {json.dumps(content)}\n".encode("ascii")
        with self._lock:
            while line:
                line = line[os.write(1, line) :]


class JobNode:
    """One job on this node."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.folder: str = job["folder"]
        self.messages = Messages(job["mark"])
        self.is_stopped = threading.Event()

    def run(self, baggage: str) -> int:
        """The whole course; the exit code of the command."""
        os.makedirs(os.path.dirname(self.folder), exist_ok=True)
        os.mkdir(self.folder, 0o700)
        try:
            with zipfile.ZipFile(baggage) as archive:
                unpack(archive, self.folder)
            os.unlink(baggage)
            before = dict(stamps(self.folder))
            self.messages.send("s", {"python": platform.python_version(), "host": platform.node()})
            code = self.command()
            if not self.is_stopped.is_set():
                self.send_changed(before)
        finally:
            kill_descendants(signal.SIGKILL)
            shutil.rmtree(self.folder, ignore_errors=True)
        self.messages.send("x", {"code": code})
        return code

    def command(self) -> int:
        """Run the command to its end; afterwards nothing that it started is left."""
        # The Python of the cluster is the `python` of the command.
        own = os.path.dirname(sys.executable)
        path = os.environ.get("PATH", os.defpath)
        environ = {**os.environ, "PATH": f"{own}{os.pathsep}{path}", **self.job["env"]}
        try:
            process = subprocess.Popen(
                self.job["argv"],
                cwd=self.folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise Refused(f"Unable to start '{self.job['argv'][0]}': {error}") from error
        readers = [
            start(self.read, process.stdout, "o"),
            start(self.read, process.stderr, "e"),
        ]
        code = process.wait()
        drain(readers, self.job["drain_seconds"])
        kill_descendants(signal.SIGKILL)
        drain(readers, self.job["drain_seconds"])
        return code if code >= 0 else 128 - code

    def read(self, stream: IO[bytes], kind: str) -> None:
        """Send every line; a long one in pieces whose kind is a capital."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        with stream:
            is_open = False
            while True:
                piece = stream.readline(PIECE_BYTES)
                if not piece:
                    break
                is_open = not piece.endswith(b"\n")
                text = decoder.decode(piece.rstrip(b"\n"), final=not is_open)
                self.messages.send(kind.upper() if is_open else kind, text)
            if is_open:
                self.messages.send(kind, decoder.decode(b"", final=True))

    def send_changed(self, before: dict[str, tuple[int, int, int]]) -> None:
        """Every file that is new or not as it came. Raises: Refused when they are too large."""
        left: int = self.job["files_bytes_max"]
        for path, stamp in stamps(self.folder):
            if before.get(path) == stamp:
                continue
            left -= stamp[0]
            if left < 0:
                raise Refused(
                    f"The files that the command left are larger than"
                    f" {self.job['files_bytes_max']} bytes"
                )
            self.send(path)

    def send(self, path: str) -> None:
        """One file in chunks."""
        full = os.path.join(self.folder, path)
        with open(full, "rb") as file:
            self.messages.send("f", {"path": path, "mode": os.fstat(file.fileno()).st_mode & 0o777})
            while True:
                chunk = file.read(CHUNK_BYTES)
                if not chunk:
                    break
                self.messages.send("d", base64.b64encode(zlib.compress(chunk, 1)).decode("ascii"))
        self.messages.send("c", None)

    def stop(self) -> None:
        """Ask everything that was started to end, and kill it when it does not."""
        if self.is_stopped.is_set():
            return
        self.is_stopped.set()
        kill_descendants(signal.SIGTERM)
        end = time.monotonic() + self.job["kill_seconds"]
        while time.monotonic() < end and any(True for _ in descendants()):
            time.sleep(0.05)
        kill_descendants(signal.SIGKILL)


class Refused(Exception):
    """The job can't be done; the text says why."""


def unpack(archive: zipfile.ZipFile, folder: str) -> None:
    """The files of the job, with their modes."""
    for member in archive.infolist():
        top, _, path = member.filename.partition("/")
        if top != "files" or not path:
            continue
        target = os.path.join(folder, path)
        if member.filename.endswith("/"):
            os.makedirs(target, exist_ok=True)
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(member) as source, open(target, "wb") as file:
            shutil.copyfileobj(source, file)
        os.chmod(target, (member.external_attr >> 16) & 0o777 or 0o644)


def stamps(folder: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """(relative path, what changes with the content) of every regular file."""
    for root, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.join(root, name)
            if os.path.isfile(path) and not os.path.islink(path):
                found = os.stat(path)
                stamp = (found.st_size, found.st_mtime_ns, found.st_ino)
                yield os.path.relpath(path, folder).replace(os.sep, "/"), stamp


def descendants() -> Iterator[int]:
    """Process ids of everything below us that is no corpse, where the system says."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            children.setdefault(int(parent), []).append(int(name))
    wanted = [os.getpid()]
    while wanted:
        for child in children.get(wanted.pop(), ()):
            wanted.append(child)
            yield child


def kill_descendants(number: int) -> None:
    """Signal everything below us."""
    for process in list(descendants()):
        try:
            os.kill(process, number)
        except OSError:
            continue


def adopt_orphans() -> None:
    """What loses its parent becomes our child, so that a kill reaches it; on Linux."""
    try:
        ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        return


def start(work: Any, *given: Any) -> threading.Thread:
    """A thread that does not hold up our end."""
    thread = threading.Thread(target=work, args=given, daemon=True)
    thread.start()
    return thread


def drain(readers: list[threading.Thread], seconds: float) -> None:
    """Wait for the rest of the output, but not for ever."""
    end = time.monotonic() + seconds
    for reader in readers:
        reader.join(max(0.0, end - time.monotonic()))


def stop_later(node: JobNode) -> None:
    """Stop in a thread: a signal must not wait."""
    start(node.stop)


def stop_with_parent(node: JobNode) -> None:
    """Stop when our standard input ends: whoever started us is gone, or wants it."""
    while os.read(0, 1024):
        continue
    node.stop()


def main(baggage: str) -> int:
    """Run the job of the file; the exit code of its command."""
    with zipfile.ZipFile(baggage) as archive:
        node = JobNode(json.loads(archive.read("job.json")))
    adopt_orphans()
    signal.signal(signal.SIGTERM, lambda number, frame: stop_later(node))
    if node.job["ends_with_input"]:
        start(stop_with_parent, node)
    try:
        return node.run(baggage)
    except Refused as error:
        node.messages.send("r", str(error))
    except OSError as error:
        node.messages.send("r", f"The node can't run the command: {error}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
