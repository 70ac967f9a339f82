"""A server process for the benchmarks: started on a free loopback port, watched, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from bench.peers.tree import memory_mb

# On a machine that does other work as well; how long it took is told by itself.
START_SECONDS_MAX = 600.0


def free_port() -> int:
    """A TCP port of the loopback interface that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_when_asked() -> None:
    """Make a request to end raise SystemExit, so that what was started is stopped as well."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


class ServerProcess:
    """`tiercel server standalone` with an empty data folder; a context manager."""

    def __init__(
        self,
        data: Path | None = None,
        config: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.config = config
        self._environment = {**os.environ, **(environment or {})}
        self._folder = tempfile.TemporaryDirectory(prefix="tiercel-bench-")
        self.data = data or Path(self._folder.name) / "data"
        self.port = free_port()
        self.started_s = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> ServerProcess:
        self.start()
        return self

    def start(self) -> None:
        """Start and wait for the first 200; `started_s` is how long that took."""
        command = [
            sys.executable,
            "-m",
            "tiercel",
            "server",
            "standalone",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]
        if self.config is not None:
            command += ["--config", str(self.config)]
        began = time.perf_counter()
        log = Path(self._folder.name) / "server.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, stdout=output, stderr=output, env=self._environment
            )
        while time.perf_counter() - began < START_SECONDS_MAX:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/ping", timeout=1) as answer:
                    if answer.status == 200:
                        self.started_s = time.perf_counter() - began
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.005)
        self.stop()
        raise RuntimeError("the server did not answer in time")

    @property
    def resident_mb(self) -> float:
        """Memory of the process in use, in megabytes."""
        assert self._process is not None
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def shared_mb(self) -> float:
        """Memory in use, in megabytes; of a page that N processes share, one N-th."""
        assert self._process is not None
        return memory_mb(self._process.pid)

    @property
    def cpu_s(self) -> float:
        """Processor time that the process has used, in seconds."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._folder.cleanup()

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ask the server to end, and wait."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
