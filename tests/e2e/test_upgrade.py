"""Data of older versions is taken over in one step, and the version before works on newer data.

`older/` has data folders of versions without a number, each named after the schema of its database,
that of PostgreSQL as a dump: an execution that ended with a file, a paused one, a trigger, a value.
`with_a_user.zip` is of before there were users: `older/fill.py` made it.
"""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.e2e.older.fill import CONFIG, SECRET, USER, ask, basic
from tests.e2e.server import Server, running
from tests.postgres.server import PackagedServer, program
from tiercel.adapters.contracting import MARK
from tiercel.adapters.sqlite.migrate import _migrations
from tiercel.model.json_types import Json

OLDER_POSTGRES = Path(__file__).parent / "older" / "postgres_11.zip"
OLDER = sorted((Path(__file__).parent / "older").glob("schema_*.zip"))
WITH_A_USER = Path(__file__).parent / "older" / "with_a_user.zip"
POSTGRES = pytest.mark.postgres
# On a machine that does other work as well; nothing is measured by it.
SECONDS_MAX = 120

pytestmark = pytest.mark.timeout(600)
# A version to come, as Python finds it when it starts: one more migration.
NEWER = """
import tiercel.adapters.{database}.migrate as module
known = module._migrations()
module._migrations = lambda: [*known, {migration!r}]
"""
EXPANDS = "ALTER TABLE executions ADD COLUMN colour TEXT;"
FLOW = """id: slow
namespace: company.upgrade
tasks:
  - id: before
    type: io.kestra.plugin.core.debug.Return
    format: from before
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    pauseDuration: PT2S
  - id: after
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.before.value }}"
"""


def call(server: Server, method: str, path: str, body: bytes = b"", kind: str = "") -> Json:
    request = urllib.request.Request(f"{server.base}/api/v1/main{path}", body or None)
    request.method = method
    request.add_header("content-type", kind or "application/json")
    with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
        content = answer.read()
    return json.loads(content) if content else None


def ended(server: Server, execution_id: str) -> Json:
    """The execution, once it has ended."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        found = call(server, "GET", f"/executions/{execution_id}")
        if found["state"]["current"] in ("SUCCESS", "FAILED", "KILLED", "WARNING"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"{execution_id} does not end")


def last_value(execution: Json) -> Json:
    (after,) = [each for each in execution["taskRunList"] if each["taskId"] == "after"]
    return execution["state"]["current"], after["outputs"]["value"]


def check(data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tiercel", "sys", "upgrade", "--check", "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS_MAX)


def newer(folder: Path, migration: str, database: str = "sqlite") -> dict[str, str]:
    """The environment of a server of a version to come."""
    place = folder / "newer"
    place.mkdir()
    one = ("0099_to_come", migration) if database == "postgres" else migration
    text = NEWER.format(database=database, migration=one)
    (place / "sitecustomize.py").write_text(text, encoding="utf-8")
    return {"PYTHONPATH": str(place)}


def on_postgres(folder: Path, server: PackagedServer, dump: Path | None = None) -> None:
    """Let servers with their data in a folder use a database of their own, filled from a dump."""
    name = f"upgrade_{secrets.token_hex(6)}"
    url = urlunsplit(urlsplit(server.url)._replace(path=f"/{name}"))
    psql(server.url, f"--command=CREATE DATABASE {name}")
    if dump is not None:
        psql(url, f"--file={dump}")
    settings = {
        "kestra": {"repository": {"type": "postgres"}},
        "datasources": {"postgres": {"url": f"{url}&currentSchema=older"}},
    }
    (folder / "config.yml").write_text(json.dumps(settings), encoding="utf-8")


def psql(url: str, what: str) -> None:
    command = [program("psql"), f"--dbname={url}", "--set=ON_ERROR_STOP=1", "--quiet", what]
    subprocess.run(command, check=True, timeout=SECONDS_MAX)


def check_taken_over(server: Server) -> None:
    """What `older/` has is there, and the paused execution goes on."""
    of_namespace = "search?filters[namespace][EQUALS]=company.upgrade"
    found = call(server, "GET", f"/executions/{of_namespace}")
    # The schedule of what is paused has missed some nights, and starts it again.
    known = [each for each in found["results"] if each.get("trigger") is None]
    states = {each["flowId"]: each["state"]["current"] for each in known}
    assert states == {"ended": "SUCCESS", "paused": "PAUSED"}
    (paused,) = [each for each in known if each["flowId"] == "paused"]
    call(server, "POST", f"/executions/{paused['id']}/resume")
    assert last_value(ended(server, paused["id"])) == ("SUCCESS", "from before")
    value = call(server, "GET", "/namespaces/company.upgrade/kv/colour")
    assert value["value"] == "red"
    assert call(server, "GET", f"/triggers/{of_namespace}")["total"] == 1


@pytest.mark.parametrize("archive", OLDER, ids=lambda archive: archive.stem)
def test_data_of_an_older_version_is_taken_over(archive: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(data)
    before = (data / "tiercel.db").read_bytes()
    schema = int(archive.stem.rpartition("_")[2])
    checked = check(data)
    assert checked.returncode == 0, checked.stderr
    assert f"{len(_migrations()) - schema} migration(s)" in checked.stdout
    assert "2 executions" in checked.stdout
    assert (data / "tiercel.db").read_bytes() == before
    with running(tmp_path) as server:
        check_taken_over(server)
    assert "0 migration(s)" in check(data).stdout


@POSTGRES
def test_a_database_of_an_older_version_is_taken_over(
    tmp_path: Path, postgres_server: PackagedServer
) -> None:
    with zipfile.ZipFile(OLDER_POSTGRES) as packed:
        packed.extractall(tmp_path / "data")
    on_postgres(tmp_path, postgres_server, tmp_path / "data" / "tiercel.sql")
    with running(tmp_path) as server:
        check_taken_over(server)


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=POSTGRES)])
def test_the_version_before_goes_on_with_executions_under_way(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if database == "postgres":
        on_postgres(tmp_path, request.getfixturevalue("postgres_server"))
    newer_version = newer(tmp_path, EXPANDS, database)
    started = []
    for version in (newer_version, {}, newer_version):
        with running(tmp_path, environ=version) as server:
            if not started:
                call(server, "POST", "/flows", FLOW.encode(), "application/x-yaml")
            for execution_id in started[-1:]:
                assert last_value(ended(server, execution_id)) == ("SUCCESS", "from before")
            started.append(call(server, "POST", "/executions/company.upgrade/slow")["id"])
            server.stop(signal.SIGKILL)
    with running(tmp_path) as server:
        for execution_id in started:
            assert last_value(ended(server, execution_id)) == ("SUCCESS", "from before")


def test_a_newer_schema_that_took_something_away_is_refused(tmp_path: Path) -> None:
    migration = f"{MARK}the column was replaced a version ago\n{EXPANDS}"
    with running(tmp_path, environ=newer(tmp_path, migration)):
        pass
    with pytest.raises(AssertionError, match="newer version of Tiercel"), running(tmp_path):
        pass


def test_a_user_a_token_and_a_secret_of_before_there_were_users_stay_good(tmp_path: Path) -> None:
    with zipfile.ZipFile(WITH_A_USER) as packed:
        packed.extractall(tmp_path / "data")
    (tmp_path / "config.yml").write_text(json.dumps(CONFIG), encoding="utf-8")
    token = json.loads((tmp_path / "data" / "known.json").read_text(encoding="utf-8"))["token"]
    user, bearer = basic(USER), f"Bearer {token}"
    with running(tmp_path) as server:
        for nobody in ("", basic((USER[0], "Secret-Password-2")), bearer[:-1]):
            with pytest.raises(HTTPError) as refused:
                ask(server, "GET /main/flows/search", nobody)
            refused.value.close()
            assert refused.value.code == 401
        for proof in (user, bearer):
            assert ask(server, "GET /main/flows/search", proof)["total"] == 1
            # Whoever had everything owns the server now.
            assert [each["username"] for each in ask(server, "GET /users", proof)["results"]] == [
                USER[0]
            ]
        names = ask(server, "GET /main/namespaces/company.upgrade/secrets", user)
        assert [each["key"] for each in names["results"]] == ["API_TOKEN"]
        started = ask(server, "POST /main/executions/company.upgrade/reads?wait=true", user)
        assert started["state"]["current"] == "SUCCESS"
        assert started["taskRunList"][0]["outputs"]["value"] == "true"
        entries = ask(server, "GET /main/auditlogs/search?size=100", user)["results"]
        server.stop()
    said = {each["operation"]: each for each in taken_over(entries)}
    assert said["access.take_over"]["username"] == USER[0]
    assert said["secret.take_over"]["secrets"] == 1
    for clear in (SECRET, USER[1], token):
        assert clear not in json.dumps(entries)
    with running(tmp_path) as server:
        again = ask(server, "GET /main/auditlogs/search?size=100", user)["results"]
    assert len(taken_over(again)) == len(said) == 2


def taken_over(entries: Json) -> list[dict[str, Json]]:
    """What the audit log says of what the server took over, which nobody asked for."""
    found = [each["auditLog"] for each in entries]
    found = [each for each in found if each["detail"]["operation"].endswith(".take_over")]
    assert {each["userId"] for each in found} == {"system"}
    return [each["detail"] for each in found]
