"""Health, readiness and the management port's application."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import pytest

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json


@pytest.fixture
async def management(application: Application) -> AsyncIterator[Api]:
    async with Api(application.management) as client:
        yield client


@pytest.fixture
def away(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is gone."""

    def refuse() -> None:
        raise Unavailable("The database is away.")

    monkeypatch.setattr(application.ports.store, "transaction", refuse)


@pytest.mark.parametrize("path", ["/health", "/health/readiness", "/health/liveness"])
async def test_a_healthy_server_says_so_on_both_ports(api: Api, management: Api, path: str) -> None:
    for client in (api, management):
        answer = await client.http.get(path)
        assert (answer.status_code, answer.json()["status"]) == (200, "UP")


async def test_without_a_database_it_is_alive_but_neither_healthy_nor_ready(
    management: Api, away: None
) -> None:
    for path in ("/health", "/health/readiness"):
        answer = await management.http.get(path)
        assert answer.status_code == 503
        body = answer.json()
        assert body["status"] == "DOWN"
        assert body["details"]["database"]["details"] == {"error": "The database is away."}
    assert (await management.http.get("/health/liveness")).status_code == 200


async def test_a_server_that_leaves_is_not_ready(application: Application, management: Api) -> None:
    application.services.health.drain()
    answer = await management.http.get("/health/readiness")
    assert answer.status_code == 503
    assert answer.json()["details"]["service"]["status"] == "OUT_OF_SERVICE"
    assert (await management.http.get("/health")).status_code == 200


async def test_the_management_port_has_no_api(management: Api) -> None:
    assert (await management.http.get("/version")).json()["version"]
    assert (await management.http.get("/prometheus")).status_code == 200
    for path in ("/api/v1/main/flows/search", "/", "/ui/", "/api/v1/configs"):
        assert (await management.http.get(path)).status_code == 404


class TestWithCredentials:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        credentials = {"username": "ops", "password": "secret"}
        return {
            "endpoints": {"all": {"basic_auth": credentials}},
            "micronaut": {"server": {"context_path": "/tiercel"}},
        }

    async def test_it_asks_for_them(self, management: Api) -> None:
        right = base64.b64encode(b"ops:secret").decode()
        wrong = base64.b64encode(b"ops:other").decode()
        for given in (None, f"Basic {wrong}", "Basic !", f"Bearer {right}"):
            headers = {} if given is None else {"Authorization": given}
            answer = await management.http.get("/health", headers=headers)
            assert (answer.status_code, answer.content) == (401, b"")
        answer = await management.http.get("/health", headers={"Authorization": f"Basic {right}"})
        assert answer.status_code == 200
