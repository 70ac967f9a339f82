"""Acting as somebody else: for whoever may, and as nobody who may do more."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.api.client import Api
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound, made
from tiercel.model.json_types import Json

HEADER = "X-Kestra-Impersonate"


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


async def test_a_call_acts_as_another_user(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    acting = {HEADER: "ann@example.org"}
    assert (await api.get("/me", auth=ADMIN, headers=acting)).json()["id"] == user["id"]
    assert (await api.get("/users", auth=ADMIN, headers=acting)).status_code == 403
    unknown = {HEADER: "nobody@example.org"}
    assert (await api.get("/me", auth=ADMIN, headers=unknown)).status_code == 403


async def test_a_session_acts_as_another_user_until_it_ends(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    begun = await api.post(f"/users/{user['id']}/impersonate", auth=ADMIN)
    assert begun.status_code == 200
    assert unquote(api.http.cookies["impersonator"]) == ADMIN[0]
    cookie = {"Cookie": f"JWT={api.http.cookies['JWT']}"}
    api.http.cookies.clear()
    assert (await api.get("/me", headers=cookie)).json()["id"] == user["id"]
    assert (await api.get("/users", headers=cookie)).status_code == 403
    ended = await api.post("/logout", headers=cookie)
    assert ended.status_code == 204
    assert 'impersonator=""' in str(ended.headers.get_list("set-cookie"))
    assert (await api.get("/me", headers=cookie)).status_code == 401
    assert (await api.post("/users/unknown/impersonate", auth=ADMIN)).status_code == 404


async def test_nobody_acts_as_somebody_who_may_do_more(api: Api) -> None:
    role = await made(api, "/roles", {"name": "acts", "permissions": {"USER": ["IMPERSONATE"]}})
    ann = await a_user(api, "ann@example.org")
    await bound(api, ann, role["id"])
    await bound(api, ann, "viewer", "company")
    less = await a_user(api, "less@example.org")
    await bound(api, less, "viewer", "company.team")
    more = await a_user(api, "more@example.org")
    await bound(api, more, "editor", "company.team")
    wider = await a_user(api, "wider@example.org")
    await bound(api, wider, "viewer")
    await a_user(api, "owner@example.org", superAdmin=True)
    proof = ("ann@example.org", PASSWORD)
    statuses = {
        name: (await api.get("/me", auth=proof, headers={HEADER: name})).status_code
        for name in (
            *("less@example.org", "more@example.org", "wider@example.org"),
            *("owner@example.org", ADMIN[0]),
        )
    }
    assert statuses == {
        "less@example.org": 200,
        "more@example.org": 403,
        "wider@example.org": 403,
        "owner@example.org": 403,
        ADMIN[0]: 403,
    }
    plain = ("less@example.org", PASSWORD)
    assert (await api.get("/me", auth=plain, headers={HEADER: plain[0]})).status_code == 403
    first = (await api.get("/me", auth=ADMIN)).json()["id"]
    owner = ("owner@example.org", PASSWORD)
    assert (await api.post(f"/users/{first}/impersonate", auth=owner)).status_code == 403
