"""Flows that a new server starts with."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"tutorial_flows": {"enabled": True}, "system_flows": {"namespace": "ops"}}


async def test_a_new_server_has_flows_to_begin_with(api: Api, application: Application) -> None:
    flows = (await api.get("/flows/search?size=100")).json()["results"]
    names = {(flow["namespace"], flow["id"]) for flow in flows}
    assert ("company.team", "hello_world") in names
    assert ("ops", "purge") in names
    assert len(flows) > 10
    assert (await api.run("hello_world"))["state"]["current"] == "SUCCESS"

    await api.delete("/flows/company.team/hello_world")
    assert await application.services.tutorials.create() == 0
    assert (await api.get("/flows/company.team/hello_world")).status_code == 404
