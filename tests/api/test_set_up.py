"""A server that others reach and nobody owns: closed, until the code of its log is given."""

from __future__ import annotations

import pytest

from tests.api.client import HOOK, YAML, Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json

NEW = {"username": "admin@example.org", "password": "Secret-Password-1"}


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"setup": True}}


async def test_nothing_is_answered_but_what_a_set_up_needs(api: Api) -> None:
    for path in ("/flows/search", "/configs", "/me", "/users", "/auditlogs/search"):
        assert (await api.get(path)).status_code == 401
    hook = "/executions/webhook/company.team/hook/k1234567"
    assert (await api.post(hook)).status_code == 401
    assert (await api.post("/basicAuth", json=NEW)).status_code == 401
    assert (await api.post("/login", json=NEW)).status_code == 401
    assert (await api.http.get("/ping")).text == "pong"
    login = (await api.get("/configs/login")).json()
    assert login["isBasicAuthInitialized"] is False
    found = (await api.get("/setup")).json()
    assert (found["done"], found["setupCodeRequired"]) == (False, True)


@pytest.mark.parametrize("code", [None, "", "0" * 32, 7, ["x"]])
async def test_without_the_code_there_is_no_first_user(
    api: Api, application: Application, code: Json
) -> None:
    await application.services.access.codes.issue()
    refused = await api.post("/setup", json={**NEW, "setupCode": code})
    assert refused.status_code == 422
    assert "setupCode" in refused.text
    assert (await api.get("/setup")).json()["done"] is False


async def test_the_code_makes_the_first_user_who_owns_the_server(
    api: Api, application: Application
) -> None:
    code = await application.services.access.codes.issue()
    made = await api.post("/setup", json={**NEW, "setupCode": code})
    assert made.status_code == 200, made.text
    assert made.json()["instanceOwner"] is True
    user = (NEW["username"], NEW["password"])
    assert (await api.get("/setup")).json()["setupCodeRequired"] is False
    created = await api.post("/flows", headers=YAML, content=HOOK, auth=user)
    assert created.status_code == 200
    hook = "/executions/webhook/company.team/hook/k1234567"
    assert (await api.post(hook)).status_code == 200
    assert (await api.post("/setup", json={**NEW, "setupCode": code})).status_code == 405
    assert (await api.get("/flows/search")).status_code == 401
