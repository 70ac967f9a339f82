"""Credentials: who may call what."""

from __future__ import annotations

import base64

import pytest

from tests.api.client import HOOK, PAUSING, YAML, Api
from tiercel.model.json_types import Json

GOOD = ("admin@tiercel.dev", "kestra")


@pytest.fixture
def overrides() -> dict[str, Json]:
    credentials = {"username": GOOD[0], "password": GOOD[1]}
    return {"server": {"basic_auth": credentials}}


async def test_every_route_needs_credentials_unless_it_is_open(api: Api) -> None:
    for number, route in enumerate(api.app.routes):
        if route.is_root or route.is_open:
            continue
        path = route.path.replace("{", "").replace("}", "").replace(":rest", "")
        api.come_from(f"10.0.{number // 250}.{number % 250}")
        for options in ({}, {"auth": ("admin@tiercel.dev", "wrong")}):
            response = await api.call(route.method, path, **options)
            assert response.status_code == 401, (route.method, path)
            assert response.content == b""
            assert response.headers["www-authenticate"] == "Basic"


async def test_good_credentials_pass_in_every_form(api: Api) -> None:
    encoded = base64.b64encode(":".join(GOOD).encode()).decode()
    assert (await api.get("/flows/search", auth=GOOD)).status_code == 200
    lower = {"Authorization": f"basic {encoded}"}
    assert (await api.get("/flows/search", headers=lower)).status_code == 200
    cookie = {"Cookie": f"BASIC_AUTH={encoded}"}
    assert (await api.get("/flows/search", headers=cookie)).status_code == 200
    assert (await api.get("/configs", auth=GOOD)).json()["isBasicAuthEnabled"] is True


async def test_unknown_paths_do_not_reveal_that_they_are_unknown(api: Api) -> None:
    assert (await api.get("/nothing/here")).status_code == 401
    assert (await api.get("/nothing/here", auth=GOOD)).status_code == 404
    page = await api.http.get("/ui/login")
    assert page.status_code == 200


async def test_webhooks_and_ping_are_open(api: Api) -> None:
    created = await api.post("/flows", headers=YAML, content=HOOK, auth=GOOD)
    assert created.status_code == 200
    for prefix in ("", "/main"):
        path = f"{prefix}/executions/webhook/company.team/hook/k1234567"
        assert (await api.post(path)).status_code == 200
    assert (await api.http.get("/ping")).text == "pong"


async def test_no_popup_on_the_login_page(api: Api) -> None:
    headers = {"Referer": "http://localhost/ui/login?from=x"}
    response = await api.get("/flows/search", headers=headers)
    assert response.status_code == 401
    assert "www-authenticate" not in response.headers


async def test_a_session_needs_the_csrf_token_to_write(api: Api) -> None:
    wrong = await api.post("/login", json={"username": GOOD[0], "password": "x"})
    assert wrong.status_code == 401
    signed_in = await api.post("/login", json={"username": GOOD[0], "password": GOOD[1]})
    assert signed_in.status_code == 204
    token = api.http.cookies["csrfToken"]
    assert (await api.get("/flows/search")).status_code == 200
    refused = await api.put("/namespaces/a/kv/k", content="1")
    assert refused.status_code == 403
    good = await api.put("/namespaces/a/kv/k", content="1", headers={"X-CSRF-TOKEN": token})
    assert good.status_code == 200
    out = await api.post("/logout", headers={"X-CSRF-TOKEN": token})
    assert out.status_code == 204
    api.http.cookies.clear()
    assert (await api.get("/flows/search")).status_code == 401


async def test_too_many_wrong_passwords_are_slowed_down(api: Api) -> None:
    statuses = [
        (await api.post("/login", json={"username": "a@b.c", "password": str(n)})).status_code
        for n in range(12)
    ]
    assert statuses[0] == 401
    assert statuses[-1] == 429


async def test_tokens_work_until_they_are_revoked(api: Api) -> None:
    made = (await api.post("/me/api-tokens", json={"name": "ci"}, auth=GOOD)).json()
    bearer = {"Authorization": f"Bearer {made['fullToken']}"}
    me = (await api.get("/me", headers=bearer)).json()
    assert (me["email"], me["profile"]["username"]) == (GOOD[0], GOOD[0])
    listed = (await api.get("/me/api-tokens", headers=bearer)).json()
    assert listed["total"] == 1
    assert "fullToken" not in listed["results"][0]
    assert "hash" not in listed["results"][0]
    assert (await api.delete(f"/me/api-tokens/{made['id']}", auth=GOOD)).status_code == 204
    assert (await api.get("/me", headers=bearer)).status_code == 401


async def test_expired_tokens_are_refused(api: Api) -> None:
    for_ever = {"name": "ci", "maxAge": "P99999999D"}
    refused = await api.post("/me/api-tokens", json=for_ever, auth=GOOD)
    assert (refused.status_code, "365000 days at most" in refused.text) == (422, True)
    made = await api.post("/me/api-tokens", json={"name": "ci", "maxAge": "PT0S"}, auth=GOOD)
    bearer = {"Authorization": f"Bearer {made.json()['fullToken']}"}
    assert (await api.get("/me", headers=bearer)).status_code == 401


async def test_new_credentials_replace_the_old_ones(api: Api) -> None:
    new = {"username": "new@tiercel.dev", "password": "Secret123"}
    assert (await api.post("/basicAuth", json=new)).status_code == 401
    weak = await api.post("/basicAuth", json={**new, "password": "weak"}, auth=GOOD)
    assert weak.status_code == 422
    assert (await api.post("/basicAuth", json=new, auth=GOOD)).status_code == 204
    assert (await api.get("/configs", auth=GOOD)).status_code == 401
    auth = (new["username"], new["password"])
    assert (await api.get("/configs", auth=auth)).status_code == 200


async def test_what_is_open_about_the_set_up(api: Api) -> None:
    assert (await api.get("/configs/login")).json() == {"isBasicAuthInitialized": True}
    assert (await api.get("/setup")).json()["done"] is True
    again = await api.post("/setup", json={"username": "a@b.c", "password": "Secret123"})
    assert again.status_code == 405
    assert again.headers["allow"] == "GET"


@pytest.mark.parametrize("proof", ["password", "token", "cookie"])
async def test_a_resume_says_who_resumed(api: Api, proof: str) -> None:
    encoded = base64.b64encode(":".join(GOOD).encode()).decode()
    made = (await api.post("/me/api-tokens", json={"name": "ci"}, auth=GOOD)).json()
    headers = {
        "password": {"Authorization": f"Basic {encoded}"},
        "token": {"Authorization": f"Bearer {made['fullToken']}"},
        "cookie": {"Cookie": f"BASIC_AUTH={encoded}"},
    }[proof]
    await api.post("/flows", headers={**YAML, **headers}, content=PAUSING)
    started = await api.post("/executions/company.team/pausing", headers=headers)
    execution_id = started.json()["id"]
    await api.until(execution_id, "PAUSED", headers=headers)
    form = {"reason": (None, "because")}
    path = f"/executions/{execution_id}/resume"
    assert (await api.post(path, files=form, headers=headers)).status_code == 204
    ended = await api.until(execution_id, "SUCCESS", headers=headers)
    assert ended["taskRunList"][0]["outputs"]["resumed"]["by"] == GOOD[0]


DECIDED = """id: decided
namespace: company.team
tasks:
  - {id: ask, type: io.kestra.plugin.core.flow.Approval}
"""


async def test_a_review_says_who_reviewed(api: Api) -> None:
    await api.post("/flows", headers=YAML, content=DECIDED, auth=GOOD)
    started = (await api.post("/executions/company.team/decided", auth=GOOD)).json()
    encoded = base64.b64encode(":".join(GOOD).encode()).decode()
    headers = {"Authorization": f"Basic {encoded}"}
    execution = await api.until(started["id"], "PAUSED", headers=headers)
    query = {"taskRunId": execution["taskRunList"][0]["id"], "decision": "APPROVE"}
    path = f"/executions/{started['id']}/actions/review"
    decided = await api.post(path, params=query, headers=headers)
    assert decided.status_code == 200, decided.text
    ended = await api.until(started["id"], "SUCCESS", headers=headers)
    assert ended["taskRunList"][0]["outputs"]["by"] == GOOD[0]
