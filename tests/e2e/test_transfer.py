"""A whole installation moves between real databases, by the real command."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.e2e.server import Server, running
from tests.postgres.server import PackagedServer
from tests.transfer import content, fill, ports_over
from tiercel.adapters.local_blobs import LocalBlobs
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.postgres.address import read_address
from tiercel.adapters.postgres.store import PostgresStore
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.json_types import Json
from tiercel.ports.ports import Ports
from tiercel.ports.store import Store

pytestmark = pytest.mark.postgres

YAML = {"Content-Type": "application/x-yaml"}
# On a machine that does other work as well.
WAIT_SECONDS_MAX = 90.0
LEASE_SECONDS = 60.0  # A killed worker's job is given to another after 30.
KEY = base64.b64encode(b"k" * 32).decode()
CORE = "io.kestra.plugin.core"
FLOWS = {
    "hello": f"""
labels: {{team: red}}
tasks:
  - {{id: say, type: {CORE}.log.Log, message: hello}}
  - id: publish
    type: {CORE}.metric.Publish
    metrics: [{{type: counter, name: rows, value: 3, tags: {{a: b}}}}]
  - id: file
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {{type: {CORE}.runner.Process}}
    outputFiles: [out.txt]
    commands: [echo words > out.txt]
triggers:
  - {{id: yearly, type: {CORE}.trigger.Schedule, cron: "0 0 1 1 *"}}
  - {{id: off, type: {CORE}.trigger.Schedule, cron: "0 0 1 1 *", disabled: true}}
""",
    "paused": f"""
tasks:
  - {{id: before, type: {CORE}.debug.Return, format: kept}}
  - {{id: hold, type: {CORE}.flow.Pause, pauseDuration: PT5H}}
  - {{id: after, type: {CORE}.debug.Return, format: "{{{{ outputs.before.value }}}}"}}
""",
    "limited": f"""
concurrency: {{limit: 1, behavior: QUEUE}}
tasks:
  - {{id: hold, type: {CORE}.flow.Pause}}
""",
    "sealed": f"""
tasks:
  - id: open
    type: {CORE}.debug.Return
    format: "{{{{ secret('KEY') == 'sesame' ? 'open' : 'shut' }}}}"
""",
    "ledger": f"""
tasks:
  - id: first
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {{type: {CORE}.runner.Process}}
    commands: ["echo first >> LEDGER"]
  - {{id: nap, type: {CORE}.flow.Sleep, duration: PT5S}}
  - id: last
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {{type: {CORE}.runner.Process}}
    commands: ["echo last >> LEDGER"]
""",
}


class Installation:
    """A folder with a configuration, and its database."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self.url = url
        folder.mkdir(exist_ok=True)
        document: dict[str, Json] = {"kestra": {"encryption": {"secret-key": KEY}}}
        if url is not None:
            document["kestra"]["repository"] = {"type": "postgres"}
            document["datasources"] = {"postgres": {"url": url}}
        (folder / "config.yml").write_text(json.dumps(document), encoding="utf-8")

    def words(self, name: str, archive: Path) -> list[str]:
        places = ["--config", self.folder / "config.yml", "--data", self.folder / "data"]
        return [sys.executable, "-m", "tiercel", "sys", name, *map(str, [archive, *places])]

    def command(self, name: str, archive: Path, *options: str) -> tuple[int, str, str]:
        """Exit code, output and errors of `sys export` or `sys import`."""
        done = subprocess.run(
            [*self.words(name, archive), *options],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def report(self, name: str, archive: Path) -> Json:
        """What the command says in JSON, when it goes well."""
        code, output, errors = self.command(name, archive, "--json")
        assert code == 0, errors
        return json.loads(output)

    @asynccontextmanager
    async def ports(self) -> AsyncIterator[Ports]:
        """The database and the files, while no server has them."""
        store: Store
        if self.url is None:
            store = SqliteStore(self.folder / "data" / "tiercel.db", AsyncioNotifier())
        else:
            store = PostgresStore(read_address(self.url), AsyncioNotifier())
        await store.open()
        yield ports_over(store, LocalBlobs(self.folder / "data" / "storage"))
        await store.close()

    def content(self) -> dict[str, list[str]]:
        async def read() -> dict[str, list[str]]:
            async with self.ports() as ports:
                return await content(ports)

        return asyncio.run(read())


@pytest.fixture
def lite(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "lite")


@pytest.fixture
def grown(tmp_path: Path, postgres_server: PackagedServer) -> Installation:
    schema = f"move_{secrets.token_hex(6)}"
    return Installation(tmp_path / "grown", f"{postgres_server.url}&currentSchema={schema}")


class Client:
    """The API of a server."""

    def __init__(self, server: Server) -> None:
        self._http = httpx2.Client(base_url=f"{server.base}/api/v1/main/", timeout=30)

    def close(self) -> None:
        self._http.close()

    def ask(self, method: str, path: str, **options: Json) -> Json:
        answer = self._http.request(method, path, **options)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def run(self, flow_id: str) -> str:
        """The id of a new execution."""
        return str(self.ask("POST", f"executions/company.team/{flow_id}")["id"])

    def execution(self, execution_id: str) -> Json:
        return self.ask("GET", f"executions/{execution_id}")

    def until(self, execution_id: str, state: str, seconds: float = WAIT_SECONDS_MAX) -> Json:
        """The execution in that state."""
        deadline = time.monotonic() + seconds
        while (found := self.execution(execution_id))["state"]["current"] != state:
            assert time.monotonic() < deadline, found["state"]
            time.sleep(0.05)
        return found

    def resume(self, execution_id: str) -> None:
        self.ask("POST", f"executions/{execution_id}/resume")


def furnish(client: Client, ledger: Path) -> dict[str, str]:
    """Something of every kind that users make; the executions that are under way, by name."""
    for flow_id, rest in FLOWS.items():
        source = f"id: {flow_id}\nnamespace: company.team{rest}".replace("LEDGER", str(ledger))
        client.ask("POST", "flows", headers=YAML, content=source)
    source = f"id: hello\nnamespace: company.team\ndescription: new{FLOWS['hello']}"
    client.ask("PUT", "flows/company.team/hello", headers=YAML, content=source)
    client.ask("POST", "flows", headers=YAML, content=source.replace("id: hello", "id: gone", 1))
    client.ask("DELETE", "flows/company.team/gone")
    space = "namespaces/company.team"
    client.ask("PUT", f"{space}/secrets", json={"key": "KEY", "value": "sesame"})
    client.ask("PUT", f"{space}/kv/forever", content='{"a": 1}')
    client.ask("PUT", f"{space}/kv/forever", content='{"a": 2}')
    client.ask("PUT", f"{space}/kv/short", content='"x"', headers={"ttl": "P1D"})
    for text in (b"one", b"two"):
        files = {"fileContent": ("f", text)}
        client.ask("POST", f"{space}/files", params={"path": "/words.txt"}, files=files)
    task = {"id": "a", "type": f"{CORE}.log.Log", "message": "x"}
    template = {"id": "shared", "namespace": "company.team", "tasks": [task]}
    client.ask("POST", "templates", json=template)
    charts = "charts:\n  - id: text\n    type: io.kestra.plugin.core.dashboard.chart.Markdown\n"
    dashboard = f"title: Mine\n{charts}    source: {{type: Text, content: hi}}\n"
    client.ask("POST", "dashboards", headers=YAML, content=dashboard)
    for _ in range(3):
        client.until(client.run("hello"), "SUCCESS")
    under_way = {"paused": client.run("paused"), "holder": client.run("limited")}
    for execution_id in under_way.values():
        client.until(execution_id, "PAUSED")
    under_way["queued"] = client.run("limited")
    client.until(under_way["queued"], "QUEUED")
    return under_way


def start_napping(client: Client) -> str:
    """An execution in the midst of its second task."""
    execution_id = client.run("ledger")
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while True:
        runs = client.execution(execution_id).get("taskRunList") or []
        if any((run["taskId"], run["state"]["current"]) == ("nap", "RUNNING") for run in runs):
            return execution_id
        assert time.monotonic() < deadline
        time.sleep(0.02)


def finish(client: Client, under_way: dict[str, str], ledger: Path) -> None:
    """Everything goes on where it was, and nothing is done twice."""
    client.resume(under_way["paused"])
    ended = client.until(under_way["paused"], "SUCCESS")
    after = next(run for run in ended["taskRunList"] if run["taskId"] == "after")
    outputs = client.ask("GET", f"executions/{under_way['paused']}")["taskRunList"]
    assert after["id"] in [run["id"] for run in outputs]
    assert after["outputs"]["value"] == "kept"
    client.resume(under_way["holder"])
    client.until(under_way["holder"], "SUCCESS")
    client.until(under_way["queued"], "PAUSED")
    client.resume(under_way["queued"])
    client.until(under_way["queued"], "SUCCESS")
    opened = client.until(client.run("sealed"), "SUCCESS")
    assert opened["taskRunList"][0]["outputs"]["value"] == "open"
    client.until(under_way["running"], "SUCCESS", LEASE_SECONDS)
    assert ledger.read_text(encoding="utf-8").split() == ["first", "last"]


@pytest.mark.timeout(180)  # A lease must end.
def test_an_installation_moves_up_and_back_and_goes_on(
    tmp_path: Path, lite: Installation, grown: Installation
) -> None:
    ledger, archive = tmp_path / "ledger", tmp_path / "up.tar"
    # Beside the data folder scripts may write to what is there, but make nothing.
    ledger.touch()
    with running(lite.folder) as server:
        client = Client(server)
        under_way = furnish(client, ledger)
        code, _, errors = lite.command("export", archive)
        assert (code, "in use by another Tiercel server. Stop it first" in errors) == (1, True)
        under_way["running"] = start_napping(client)
        server.stop(signal.SIGKILL)
        client.close()
    before = lite.content()
    for kind in ("flows", "documents", "kv", "triggers", "executions", "timers", "jobs"):
        assert before[kind], kind
    exported = lite.report("export", archive)
    assert exported["counts"]["flows"] == len(FLOWS) + 3
    code, output, errors = grown.command("import", archive)
    assert code == 0, errors
    assert "executions: 7 of 7" in output
    assert "Imported." in output
    assert grown.content() == before
    assert "nothing to do" in grown.command("import", archive)[1]
    # Back again, before anything moves on.
    back = Installation(tmp_path / "back")
    grown.report("export", tmp_path / "down")
    assert back.report("import", tmp_path / "down")["isComplete"]
    assert back.content() == before
    with running(grown.folder) as server:
        client = Client(server)
        finish(client, under_way, ledger)
        code, _, errors = grown.command("export", tmp_path / "late")
        assert (code, "Servers are running on this database" in errors) == (1, True)
        copied = json.loads(grown.command("export", tmp_path / "live", "--live", "--json")[1])
        assert copied["counts"]["executions"] == len(before["executions"]) + 1
        code, _, errors = lite.command("import", tmp_path / "live")
        assert (code, "The target is not empty" in errors) == (1, True)
        client.close()


def kill_after(words: list[str], holds: Callable[[str], bool]) -> None:
    """Start a command, and kill it after the first line of which that holds."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if holds(line):
                process.kill()
                break
        assert process.wait(60) == -signal.SIGKILL


@pytest.mark.timeout(180)
@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_an_import_that_is_killed_goes_on(
    tmp_path: Path, lite: Installation, grown: Installation, target: str
) -> None:
    async def prepare() -> None:
        async with lite.ports() as ports:
            await fill(ports, executions=3_000, logs=6_000)

    asyncio.run(prepare())
    before = lite.content()
    archive = tmp_path / "archive"
    lite.report("export", archive)
    new = grown if target == "postgres" else Installation(tmp_path / "new")
    words = new.words("import", archive)
    # In the midst of executions, then of logs.
    kill_after([words[0], "-u", *words[1:]], lambda line: line.startswith("triggers:"))
    code, _, errors = start_refused(new)
    assert (code, "An import into this database is not finished" in errors) == (1, True)
    kill_after([words[0], "-u", *words[1:]], lambda line: line.startswith("announcements:"))
    outcome = new.report("import", archive)
    assert (outcome["isComplete"], outcome["is_resumed"]) == (True, True)
    assert new.content() == before


def start_refused(installation: Installation) -> tuple[int, str, str]:
    """What a server says that does not start."""
    places = [
        "--config",
        installation.folder / "config.yml",
        "--data",
        installation.folder / "data",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tiercel", "server", "standalone", "--port", "0", *map(str, places)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
