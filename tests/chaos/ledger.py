"""The ledger: every side effect of every attempt, from its own view and not the server's."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

BEGIN, ALIVE, END = "begin", "alive", "end"


class Entry(NamedTuple):
    """A sign of life of one attempt; `at` is in nanoseconds of the system's clock."""

    flow: str
    execution: str
    task_run: str
    attempt: int
    what: str
    at: int


class Ledger:
    """Requests are noted here, scripts write lines to `file`.

    `open_most` says how many executions of a flow were at work at once, as seen here.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        file.touch()
        self.open_most: dict[str, int] = defaultdict(int)
        self._open: dict[str, list[str]] = defaultdict(list)
        self._entries: list[Entry] = []
        self._failed: set[str] = set()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.ledger = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where requests go."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """No request is taken any more."""
        self._server.shutdown()
        self._server.server_close()

    def note(self, entry: Entry) -> None:
        """Write a line of a request."""
        with self._lock:
            self._entries.append(entry)
            at_work = self._open[entry.flow]
            if entry.what == BEGIN:
                at_work.append(entry.execution)
            else:
                at_work.remove(entry.execution)
            most = max(self.open_most[entry.flow], len(set(at_work)))
            self.open_most[entry.flow] = most

    def fails_first(self, task_run: str) -> bool:
        """Whether this is the first request of a task run, which is to fail."""
        with self._lock:
            is_first = task_run not in self._failed
            self._failed.add(task_run)
        return is_first

    def entries(self) -> list[Entry]:
        """All of them, by date."""
        lines = (line.split() for line in self.file.read_text().splitlines())
        written = [
            Entry(flow, execution, task_run, int(attempt), what, int(at))
            for flow, execution, task_run, attempt, what, at in lines
        ]
        with self._lock:
            return sorted([*self._entries, *written], key=lambda entry: entry.at)


class _Server(ThreadingHTTPServer):
    ledger: Ledger
    # Threads of requests whose client was killed end by themselves.
    daemon_threads = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    """`/mark` works for a while and answers; `/flaky` does, but fails once per task run."""

    server: _Server

    def do_GET(self) -> None:
        """Note the beginning, work, note the end, answer."""
        parts = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        who = (given["flow"], given["execution"], given["run"], int(given["attempt"]))
        ledger = self.server.ledger
        ledger.note(Entry(*who, BEGIN, time.time_ns()))
        time.sleep(int(given["hold"]) / 1000)
        is_failure = parts.path == "/flaky" and ledger.fails_first(given["run"])
        ledger.note(Entry(*who, ALIVE if is_failure else END, time.time_ns()))
        self.send_response(500 if is_failure else 200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Not a word."""
