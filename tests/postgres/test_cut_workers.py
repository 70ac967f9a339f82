"""A worker that is cut off or suspended: its script is dead before the next attempt begins."""

from __future__ import annotations

import json
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.chaos.cluster import Member, cluster_config
from tests.e2e.server import running
from tests.postgres.line import Line, a_line
from tests.postgres.server import PackagedServer

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(120)]

LEASE_SECONDS = 3
WAIT_SECONDS_MAX = 40.0
YAML = {"Content-Type": "application/x-yaml"}
# It ignores a polite end. Only the first attempt goes on for ever.
SCRIPT = """trap '' TERM HUP
say() {{ echo "{{{{ taskrun.attemptsCount }}}} $(date +%s%N)" >> {ledger}; }}
say
while [ {{{{ taskrun.attemptsCount }}}} = 0 ]; do sleep 0.02; say; done
"""
SHELL = "io.kestra.plugin.scripts.shell.Commands"
RUNNER = "{type: io.kestra.plugin.core.runner.Process}"


class Scene(NamedTuple):
    """A server without worker, a worker whose line can be cut, and another one."""

    client: httpx2.Client
    cut_off: Member
    other: Member
    line: Line
    ledger: Path

    def start(self, flow: str) -> str:
        """A new execution."""
        return str(self.client.post(f"/executions/company.team/{flow}").json()["id"])

    def state(self, execution: str) -> str:
        """The state of an execution."""
        return str(self.client.get(f"/executions/{execution}").json()["state"]["current"])

    def signs(self, attempt: int) -> list[int]:
        """When an attempt gave a sign of life, in nanoseconds."""
        lines = [line.split() for line in self.ledger.read_text().splitlines()]
        return [int(at) for number, at in lines if int(number) == attempt]


@pytest.fixture
def scene(tmp_path: Path, postgres_server: PackagedServer) -> Iterator[Scene]:
    url = f"{postgres_server.url}&currentSchema=test_{secrets.token_hex(6)}"
    (folder,) = parse_qs(urlsplit(url).query)["host"]
    with a_line(f"{folder}/.s.PGSQL.5432") as line:
        lined = f"postgresql://postgres@127.0.0.1:{line.port}/postgres?sslmode=disable"
        lined += f"&currentSchema={url.rpartition('=')[2]}"
        places = {"server": url, "one": lined, "two": url}
        for name, address in places.items():
            (tmp_path / name).mkdir()
            settings = f"tiercel: {{worker: {{threads: 0, lease: PT{LEASE_SECONDS}S}}}}\n"
            (tmp_path / name / "config.yml").write_text(cluster_config(address) + settings)
        one, two = (Member(tmp_path / name, "worker", 1) for name in ("one", "two"))
        with (
            running(tmp_path / "server") as server,
            httpx2.Client(base_url=f"{server.base}/api/v1/main", timeout=30) as client,
        ):
            try:
                yield Scene(client, one, two, line, tmp_path / "ledger")
            finally:
                line.close()
                for member in (one, two):
                    if member._process is not None and member._process.poll() is None:
                        member.kill()


def cut(scene: Scene) -> None:
    scene.line.cut()


def suspend(scene: Scene) -> None:
    os.kill(scene.cut_off._process.pid, signal.SIGSTOP)


def bring_back(scene: Scene) -> None:
    scene.line.mend()
    os.kill(scene.cut_off._process.pid, signal.SIGCONT)


@pytest.mark.parametrize("part", [cut, suspend])
def test_no_attempt_lives_beside_the_next_one(scene: Scene, part: Callable[[Scene], None]) -> None:
    scene.ledger.touch()
    script = json.dumps(SCRIPT.format(ledger=scene.ledger))
    save(scene, "long", f"{{id: t, type: {SHELL}, taskRunner: {RUNNER}, commands: [{script}]}}")
    save(scene, "short", "{id: t, type: io.kestra.plugin.core.log.Log, message: hi}")
    scene.cut_off.start()
    scene.other.start()
    execution = begun_on_the_worker_to_cut(scene)
    part(scene)
    when(lambda: scene.state(execution) == "SUCCESS")
    assert scene.signs(0)[-1] < scene.signs(1)[0]
    scene.other.kill()
    bring_back(scene)
    execution = scene.start("short")
    when(lambda: scene.state(execution) == "SUCCESS")
    log = scene.cut_off._log.read_text()
    assert "1 running tasks are stopped" in log
    assert "The worker takes jobs again" in log
    assert "Traceback" not in log


def begun_on_the_worker_to_cut(scene: Scene) -> str:
    """An execution whose script runs there; the other worker is ready to take over."""
    scene.cut_off.wait()
    scene.other.wait()
    os.kill(scene.other._process.pid, signal.SIGSTOP)
    execution = scene.start("long")
    when(lambda: len(scene.signs(0)) > 5)
    os.kill(scene.other._process.pid, signal.SIGCONT)
    return execution


def save(scene: Scene, flow: str, task: str) -> None:
    """Save a flow of one task."""
    source = f"id: {flow}\nnamespace: company.team\ntasks: [{task}]\n"
    answer = scene.client.post("/flows", content=source, headers=YAML)
    assert answer.status_code == 200, answer.text


def when(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    ends = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        assert time.monotonic() < ends, "it did not come to hold"
        time.sleep(0.05)
