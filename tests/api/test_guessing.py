"""Guessing passwords is slow, on every way in, and only for those who guess."""

from __future__ import annotations

import base64

import pytest

from tests.api.client import HOOK, YAML, Api
from tiercel.model.authorization.limits import ACCESS_FAILURES_MAX, ACCESS_FAILURES_SECONDS
from tiercel.model.json_types import Json

GOOD = ("admin@example.org", "Secret-Password-1")


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": GOOD[0], "password": GOOD[1]}}}


def cookie(user: str, password: str) -> dict[str, str]:
    """Credentials as the pages of older generations send them."""
    text = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Cookie": f"BASIC_AUTH={text}"}


async def guess(api: Api, count: int, user: str = GOOD[0]) -> list[int]:
    """Statuses of that many wrong passwords."""
    found = []
    for number in range(count):
        response = await api.get("/flows/search", auth=(user, f"guess-{number}"))
        found.append(response.status_code)
    return found


async def test_wrong_headers_are_refused_after_a_few(api: Api) -> None:
    assert await guess(api, ACCESS_FAILURES_MAX) == [401] * ACCESS_FAILURES_MAX
    for password in ("another", GOOD[1]):
        refused = await api.get("/flows/search", auth=(GOOD[0], password))
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= ACCESS_FAILURES_SECONDS
        assert refused.json()["status"] == 429


async def test_who_comes_from_elsewhere_is_not_bothered(api: Api) -> None:
    await guess(api, ACCESS_FAILURES_MAX + 1)
    api.come_from("10.0.0.7")
    assert (await api.get("/flows/search", auth=GOOD)).status_code == 200
    assert await guess(api, 1) == [401]


async def test_another_user_of_the_same_address_is_not_bothered(api: Api) -> None:
    await guess(api, ACCESS_FAILURES_MAX + 1, "other@example.org")
    assert (await api.get("/flows/search", auth=GOOD)).status_code == 200


async def test_a_token_still_works_where_passwords_were_guessed(api: Api) -> None:
    made = (await api.post("/me/api-tokens", json={"name": "x"}, auth=GOOD)).json()
    await guess(api, ACCESS_FAILURES_MAX + 1)
    bearer = {"Authorization": f"Bearer {made['fullToken']}"}
    assert (await api.get("/flows/search", headers=bearer)).status_code == 200


@pytest.mark.parametrize("way", ["cookie", "sign-in", "page", "current password", "set user"])
async def test_all_ways_in_count_together(api: Api, way: str) -> None:
    await guess(api, ACCESS_FAILURES_MAX)
    wrong = {"username": GOOD[0], "password": "guess"}
    if way == "cookie":
        response = await api.get("/flows/search", headers=cookie(GOOD[0], "guess"))
    elif way == "sign-in":
        response = await api.post("/login", json=wrong)
    elif way == "page":
        response = await api.http.post("/login", data=wrong)
    elif way == "set user":
        response = await api.post("/basicAuth", json=wrong, auth=(GOOD[0], "guess"))
    else:
        body = {"username": GOOD[0], "password": "Other-Password-1", "currentPassword": "guess"}
        response = await api.post("/basicAuth", json=body)
    assert response.status_code == 429
    assert "retry-after" in response.headers


async def test_what_is_open_stays_open(api: Api) -> None:
    await api.post("/flows", headers=YAML, content=HOOK, auth=GOOD)
    await guess(api, ACCESS_FAILURES_MAX + 1)
    wrong = (GOOD[0], "guess")
    hook = "/executions/webhook/company.team/hook/k1234567"
    assert (await api.post(hook, auth=wrong)).status_code == 200
    assert (await api.http.get("/ping", auth=wrong)).status_code == 200
    assert (await api.get("/configs/login", auth=wrong)).status_code == 200


async def test_right_credentials_are_never_slowed_down(api: Api) -> None:
    for _ in range(3 * ACCESS_FAILURES_MAX):
        assert (await api.get("/flows/search", auth=GOOD)).status_code == 200
