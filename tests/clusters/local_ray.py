"""A Ray cluster of one node."""

from __future__ import annotations

import os
import socket
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from tests.clusters.environment import python_of_clusters
from tests.clusters.shared import Started, detached, end_group

START_SECONDS_MAX = 120.0
# Two at once; what wants less than a processor goes besides.
OPTIONS = ("--num-cpus=2", '--resources={"slot": 1}', "--object-store-memory=80000000")


def running_ray() -> Started:
    """A cluster that takes jobs. Raises: Missing."""
    python = python_of_clusters()
    # Its sockets lie below the folder, and their paths must be short.
    folder = Path(tempfile.mkdtemp(prefix="tray-"))
    dashboard, agent, client, metrics = free_ports(4)
    environ = {
        **os.environ,
        # As on a node: the interpreter of Ray is the `python` of its shell.
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "RAY_worker_register_timeout_seconds": "120",
        "RAY_DISABLE_DOCKER_CPU_WARNING": "1",
        # On a busy machine a node is late, not dead: without this the cluster ends itself.
        "RAY_health_check_timeout_ms": "60000",
        "RAY_health_check_failure_threshold": "20",
        "RAY_agent_register_timeout_ms": "300000",
        "RAY_gcs_server_request_timeout_seconds": "300",
    }
    command = [
        # Other tests measure time: they go first.
        *(
            "nice",
            "-n",
            "3",
            python.parent / "ray",
            "start",
            "--head",
            "--block",
            "--disable-usage-stats",
        ),
        *("--port=0", "--node-ip-address=127.0.0.1", "--include-dashboard=true"),
        *("--dashboard-host=127.0.0.1", f"--dashboard-port={dashboard}"),
        *(f"--dashboard-agent-listen-port={agent}", f"--metrics-export-port={metrics}"),
        *(f"--ray-client-server-port={client}", f"--temp-dir={folder}/s"),
        *("--min-worker-port=0", "--max-worker-port=0", *OPTIONS),
    ]
    started = Started(
        f"http://127.0.0.1:{dashboard}", detached(command, folder, environ), str(folder)
    )
    try:
        if not takes_jobs(started.address, START_SECONDS_MAX):
            raise AssertionError("Ray does not take jobs")
    except AssertionError as error:
        end_group(started.group)
        error.add_note((folder / "log").read_text(errors="replace")[-3000:])
        raise
    return started


def takes_jobs(address: str, seconds: float = 30.0) -> bool:
    """Whether it lists its jobs, at the latest after some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/api/jobs/", timeout=10):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses right now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
