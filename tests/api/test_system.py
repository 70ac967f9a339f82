"""The state of the server, its settings, and what is in a support bundle."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.api.application import parts_in_memory
from tests.api.client import FAILING, HELLO, Api
from tests.ports.values import a_job
from tiercel import __version__
from tiercel.bootstrap import Application, assemble
from tiercel.model.json_types import Json
from tiercel.settings import Settings

CANARY = "canary-9b27c4"
KEY = base64.b64encode(CANARY.ljust(32, "x").encode()).decode()
SETTINGS: dict[str, Json] = {
    "encryption": {"secret_key": KEY},
    "variables": {"globals": {"safe": CANARY}},
    "plugins": {"configurations": [{"type": "a.b", "values": {"token": CANARY}}]},
    "storage": {"type": "local", "local": {"secret": CANARY}},
    "url": f"https://me:{CANARY}@flows.example.com",
    "datasources": {"other": {"url": f"jdbc:x:{CANARY}", "password": CANARY}},
    "metrics": {"tags": {"team": CANARY}},
    "retention": {"namespaces": {"company": "30d", "company.kept": "forever"}},
}
ENVIRON = {"DOCKER_HOST": f"tcp://me:{CANARY}@engine:2375", "SECRET_TOKEN": CANARY, "ENV_X": CANARY}


@pytest.fixture
async def application(tmp_path: Path) -> AsyncIterator[Application]:
    """A server with a secret in each setting that takes a text of somebody's own."""
    settings = Settings.model_validate({"data": tmp_path, **SETTINGS})
    parts = parts_in_memory(tmp_path, settings)
    environ = {**parts.environ, **ENVIRON}
    application = assemble(replace(parts, environ=environ))
    await application.start()
    yield application
    await application.stop()


async def test_the_state_of_a_server(api: Api, application: Application) -> None:
    await api.create(HELLO)
    await api.run("hello")
    state = (await api.get("/system/health")).json()
    assert (state["version"], state["serverType"]) == (__version__, "STANDALONE")
    assert state["uptimeSeconds"] >= 0
    components = {one["name"]: one["status"] for one in state["components"]}
    assert (components["database"], components["service"]) == ("UP", "UP")
    database = state["database"]
    rows = {one["name"]: one["rows"] for one in database["tables"]}
    assert (rows["flows"], rows["executions"], rows["task_runs"]) == (1, 1, 2)
    assert list(rows) == sorted(rows)
    assert state["storage"]["isComplete"] is True
    assert state["retention"]["namespaces"] == {"company": 30 * 86_400.0, "company.kept": None}
    queues = {one["name"]: one for one in state["queues"]}
    assert queues["jobs"] == {"name": "jobs", "waiting": 0, "active": 0, "lagSeconds": 0.0}
    assert queues["events"] == {
        "name": "events",
        "waiting": 0,
        "active": None,
        "lagSeconds": None,
    }


async def test_jobs_that_wait_have_a_lag(api: Api, application: Application) -> None:
    job = replace(a_job("lost"), worker_group="of nobody")
    async with application.ports.store.transaction() as tx:
        tx.jobs.put(job)
    queues = (await api.get("/system/health")).json()["queues"]
    jobs = next(one for one in queues if one["name"] == "jobs")
    assert (jobs["waiting"], jobs["active"]) == (1, 0)
    assert jobs["lagSeconds"] > 0


async def test_settings_have_sources_and_no_secrets(api: Api) -> None:
    answer = await api.get("/system/settings")
    assert CANARY not in answer.text
    assert KEY not in answer.text
    found = {one["name"]: one for one in answer.json()["settings"]}
    assert found["tiercel.encryption.secret-key"] == {
        "name": "tiercel.encryption.secret-key",
        "value": None,
        "masked": True,
        "source": "DEFAULT",
        "sourceName": "",
    }
    assert found["micronaut.server.port"]["value"] == "8080"


async def test_a_support_bundle_has_no_secret_and_nothing_of_a_flow(api: Api) -> None:
    await api.create(HELLO.replace("Hello {{ inputs.who }}", f"{CANARY} {{{{ secret('X') }}}}"))
    await api.create(FAILING)
    await api.run("hello", who=CANARY)
    await api.run("bad")
    await api.put("/namespaces/company.team/kv/key", json=CANARY)
    await api.put("/namespaces/company.team/secrets", json={"key": "X", "value": CANARY})
    token = await api.post("/me/api-tokens", json={"name": "t", "description": CANARY})
    answer = await api.get("/system/support-bundle")
    assert answer.headers["content-type"] == "application/zip"
    assert "tiercel-support.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, text in texts.items():
        for secret in (CANARY, KEY, token.json()["fullToken"]):
            assert secret not in text, name
    for text in (texts["meters.json"], texts["services.json"], texts["state.json"]):
        assert "company.team" not in text
        assert "hello" not in text
    machine = json.loads(texts["machine.json"])
    assert "tcp://engine:2375" in next(
        one["text"] for one in machine if one["subject"] == "containers"
    )
    assert json.loads(texts["usage.json"])["flows"]["count"] == 2
    assert json.loads(texts["state.json"])["version"] == __version__
    assert "executor_execution_started_count" in json.loads(texts["meters.json"])
