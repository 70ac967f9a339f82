"""Loggers, settings and work, on the management port."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json

NAME = "tiercel.test_of_diagnostics"
SECRETS = {
    "key": "a2V5IGtleSBrZXkga2V5IGtleSBrZXkga2V5IGtleSE=",
    "password": "Very-Secret-1",
    "database": "postgres-word",
    "global": "a-hidden-global",
    "bucket": "minio-word",
}


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {
        "encryption": {"secret_key": SECRETS["key"]},
        "server": {"basic_auth": {"username": "me@example.org", "password": SECRETS["password"]}},
        "datasources": {
            "postgres": {"url": "jdbc:postgresql://x/y", "password": SECRETS["database"]}
        },
        "variables": {"globals": {"token": SECRETS["global"]}},
    }


@pytest.fixture
async def management(application: Application) -> AsyncIterator[Api]:
    async with Api(application.management) as client:
        yield client


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    logging.getLogger(NAME).setLevel(logging.NOTSET)


async def test_a_level_is_changed_while_the_server_runs(management: Api) -> None:
    path = f"/loggers/{NAME}"
    before = (await management.http.get(path)).json()
    assert before["configuredLevel"] == "NOT_SPECIFIED"
    changed = await management.http.post(path, json={"configuredLevel": "TRACE"})
    assert (changed.status_code, changed.content) == (200, b"")
    level = {"configuredLevel": "TRACE", "effectiveLevel": "TRACE"}
    assert (await management.http.get(path)).json() == level
    listed = (await management.http.get("/loggers")).json()
    assert listed["loggers"][NAME] == level
    assert set(listed["levels"]) > {"ERROR", "WARN", "INFO", "DEBUG", "TRACE", "OFF"}
    assert (await management.http.post(path, json={})).status_code == 200
    assert (await management.http.get(path)).json() == before


async def test_levels_and_names_that_there_are_not(management: Api) -> None:
    path = f"/loggers/{NAME}"
    for body in ({"configuredLevel": "LOUD"}, {"configuredLevel": 1}, [1]):
        assert (await management.http.post(path, json=body)).status_code == 422
    assert (await management.http.post(path, content=b"level=INFO")).status_code == 422
    for method in ("GET", "POST"):
        wrong = await management.http.request(method, "/loggers/a%20b", json={})
        assert wrong.status_code == 404


async def test_settings_are_named_and_none_is_shown(management: Api) -> None:
    answer = await management.http.get("/env")
    source = answer.json()["propertySources"][0]
    properties = source["properties"]
    assert "encryption.secret-key" in properties
    assert "variables.globals.token" in properties
    assert set(properties.values()) == {"*****"}
    assert (await management.http.get("/env/settings")).json() == source
    assert (await management.http.get("/env/other")).status_code == 404
    for secret in SECRETS.values():
        assert secret not in answer.text


async def test_the_api_has_none_of_it_and_asks_who_wants_to_know_of_work(api: Api) -> None:
    credentials = ("me@example.org", SECRETS["password"])
    for path in ("/loggers", f"/loggers/{NAME}", "/env", "/env/settings"):
        assert (await api.http.get(path, auth=credentials)).status_code == 404
    for path in ("/worker", "/scheduler", "/%77orker", "/scheduler/"):
        assert (await api.http.get(path)).status_code == 401
        assert (await api.http.get(path, auth=credentials)).status_code == 200
