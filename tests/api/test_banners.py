"""Banners: written, listed, and shown with the configuration while they are active."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

PAST, FUTURE = "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"
ADMIN = ("admin@example.org", "Secret-Password-1")


async def active(api: Api) -> list[str]:
    """The messages that everybody is to read now."""
    return [each["message"] for each in (await api.get("/configs")).json()["banners"]]


async def test_a_banner_is_written_shown_changed_and_taken_down(api: Api) -> None:
    sent = {"message": "<b>At noon</b> https://example.org", "type": "WARNING"}
    made = (await api.post("/banners", json=sent)).json()
    assert made == {"id": made["id"], **sent, "active": True}
    assert (await api.get("/banners/search")).json() == [made]
    assert (await api.get("/configs")).json()["banners"] == [made]
    one = f"/banners/{made['id']}"
    changed = (await api.put(one, json={**made, "startDate": FUTURE, "tenantId": "main"})).json()
    assert (changed["active"], changed["startDate"][:4], changed["tenantId"]) == (
        False, "2099", "main",
    )  # fmt: skip
    assert await active(api) == []
    gone = await api.delete(one)
    assert (gone.status_code, gone.content) == (200, b"")
    assert (await api.get("/banners/search")).json() == []
    for method in ("PUT", "DELETE"):
        assert (await api.call(method, one, json=sent)).status_code == 404


@pytest.mark.parametrize(
    ("members", "is_shown"),
    [
        ({}, True),
        ({"startDate": PAST, "endDate": FUTURE}, True),
        ({"endDate": PAST}, False),
        ({"startDate": FUTURE}, False),
        ({"active": False}, False),
        ({"active": True, "startDate": FUTURE}, False),
        ({"type": "error"}, True),
        ({"type": None, "startDate": ""}, True),
    ],
)
async def test_a_banner_is_active_between_its_dates(
    api: Api, members: dict[str, Json], is_shown: bool
) -> None:
    made = await api.post("/banners", json={"message": "now", **members})
    assert (made.status_code, made.json()["active"]) == (200, is_shown)
    assert await active(api) == ["now"] * is_shown


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"message": None}, "message"),
        ({"message": " "}, "message"),
        ({"message": "x" * 2001}, "2,000"),
        ({"type": "LOUD"}, "WARNING"),
        ({"startDate": FUTURE, "endDate": PAST}, "must be after the startDate"),
        ({"endDate": "later"}, "endDate"),
        ({"tenantId": "other"}, "main"),
        ({"active": "yes"}, "active"),
    ],
)
async def test_what_is_wrong_is_said(api: Api, wrong: dict[str, Json], text: str) -> None:
    answer = await api.post("/banners", json={"message": "now", **wrong})
    assert (answer.status_code, text in answer.text) == (422, True), answer.text
    assert (await api.put("/banners/x", json={"message": "now", **wrong})).status_code == 422


async def test_an_id_is_taken_once(api: Api) -> None:
    sent = {"id": "noon", "message": "now"}
    assert (await api.post("/banners", json=sent)).json()["id"] == "noon"
    assert (await api.post("/banners", json=sent)).status_code == 409


@pytest.mark.parametrize(
    "overrides", [{"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}]
)
async def test_only_owners_of_the_server_write_banners(api: Api) -> None:
    user = {"email": "reader@example.org", "password": "Secret-Password-2", "tenants": ["main"]}
    assert (await api.post("/users", json=user, auth=ADMIN)).status_code == 201
    reader = (user["email"], user["password"])
    sent = {"message": "read this"}
    assert (await api.post("/banners", json=sent, auth=reader)).status_code == 403
    made = (await api.post("/banners", json=sent, auth=ADMIN)).json()
    assert (await api.get("/banners/search", auth=reader)).json() == [made]
    assert (await api.delete(f"/banners/{made['id']}", auth=reader)).status_code == 403
    assert (await api.get("/kill-switches/search", auth=reader)).status_code == 403
    assert (await api.get("/banners/search")).status_code == 401
