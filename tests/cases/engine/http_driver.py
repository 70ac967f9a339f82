"""Cases against a real server process over HTTP, on SQLite, in real time."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlencode

from tests.cases.engine.driver import Answer, Request

T = TypeVar("T")

POLL_S = 0.05
START_S_MAX = 30.0
CALL_S_MAX = 60.0


class HttpDriver:
    """Starts a server with data of its own; `settings` are keys of its configuration file."""

    def __init__(self, settings: dict[str, object] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tiercel-cases-")
        self._port = _free_port()
        self._connection: http.client.HTTPConnection | None = None
        self._log = Path(self._folder.name) / "server.log"
        self._config = Path(self._folder.name) / "config.yml"
        key = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
        document = {"kestra": {"encryption": {"secret-key": key}, **(settings or {})}}
        self._config.write_text(json.dumps(document), encoding="utf-8")
        self._process = self._launch()

    def call(self, request: Request) -> Answer:
        path = quote(request.path, safe="/%:@!$&'()*+,;=")
        if request.params:
            path += "?" + urlencode(request.params)
        headers = dict(request.headers)
        for is_last in (False, True):
            try:
                return self._send(request.method, path, headers, request.body)
            except (http.client.HTTPException, ConnectionError):
                self._disconnect()
                # An idle connection may have been closed by the server: once more on a new one.
                if is_last:
                    raise
        raise AssertionError("unreachable")

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self._port, timeout=CALL_S_MAX
            )
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        fields = {key.lower(): value for key, value in response.getheaders()}
        return Answer(response.status, fields, response.read())

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def wait_until(self, probe: Callable[[], T], timeout_s: float) -> T:
        end = time.monotonic() + timeout_s
        while True:
            found = probe()
            if found or time.monotonic() >= end:
                return found
            time.sleep(POLL_S)

    def restart_server(self) -> None:
        self._kill()
        self._process = self._launch()

    def crash_worker(self) -> None:
        # The standalone server is its own worker: it goes down with what it runs.
        self.restart_server()

    def close(self) -> None:
        """End the server and remove its data."""
        self._kill()
        self._folder.cleanup()

    def server_log(self) -> str:
        """What the server wrote, for reports."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tiercel", "server", "standalone"]
        command += ["--host", "127.0.0.1", "--port", str(self._port)]
        command += ["--data", str(Path(self._folder.name) / "data"), "--config", str(self._config)]
        with self._log.open("ab") as output:
            process = subprocess.Popen(
                command, stdout=output, stderr=output, env={**os.environ}, start_new_session=True
            )
        end = time.monotonic() + START_S_MAX
        while time.monotonic() < end:
            if process.poll() is not None:
                break
            try:
                if self.call(Request("GET", "/ping")).status == 200:
                    return process
            except OSError:
                time.sleep(POLL_S)
        raise AssertionError(f"the server does not answer:\n{self.server_log()[-4000:]}")

    def _kill(self) -> None:
        self._disconnect()
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
