"""The audit log: what changes, refusals and sign-ins leave, and how it is read."""

from __future__ import annotations

import json

import pytest

from tests.api.client import HELLO, YAML, Api
from tiercel.model.json_types import Json

ADMIN = ("admin@example.org", "Secret-Password-1")
PASSWORD = "Secret-Password-2"
SECRET = "the-value-of-a-secret"


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {
        "server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}},
        "encryption": {"secret_key": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="},
    }


async def entries(api: Api, **asked: str) -> list[Json]:
    """What the log has of something, the newest first."""
    response = await api.get("/auditlogs/search", params={"size": 100, **asked}, auth=ADMIN)
    assert response.status_code == 200, response.text
    found = response.json()
    assert found["total"] == len(found["results"])
    return [each["auditLog"] for each in found["results"]]


async def saved(api: Api) -> None:
    made = await api.post("/flows", headers=YAML, content=HELLO, auth=ADMIN)
    assert made.status_code == 200, made.text


async def a_user(api: Api, email: str) -> tuple[str, str]:
    body = {"email": email, "password": PASSWORD}
    assert (await api.post("/users", json=body, auth=ADMIN)).status_code == 201
    return email, PASSWORD


async def test_a_flow_is_followed_from_its_beginning_to_its_end(api: Api) -> None:
    await saved(api)
    path = "/flows/company.team/hello"
    changed = HELLO.replace("Hello", "Good morning")
    assert (await api.put(path, headers=YAML, content=changed, auth=ADMIN)).status_code == 200
    assert (await api.delete(path, auth=ADMIN)).status_code == 204
    found = await entries(api, resources="FLOW", flowId="hello")
    assert [each["type"] for each in found] == ["DELETE", "UPDATE", "CREATE"]
    first = found[-1]
    assert first["detail"]["resource"] == "FLOW"
    assert (first["detail"]["namespace"], first["detail"]["id"]) == ("company.team", "hello")
    assert first["detail"]["operation"] == "flow.create"
    assert first["via"] == "PASSWORD"
    diff = (await api.get(f"/auditlogs/{found[1]['id']}/diff", auth=ADMIN)).json()
    assert diff == {"before": HELLO, "after": changed}
    whole = f"/auditlogs/{found[0]['id']}/diff?previousId={found[2]['id']}"
    assert (await api.get(whole, auth=ADMIN)).json() == {"before": HELLO, "after": ""}
    moments = (await api.get("/auditlogs/history/hello", auth=ADMIN)).json()
    assert [each["id"] for each in moments] == [each["id"] for each in found]
    assert {each["username"] for each in moments} == {ADMIN[0]}
    patches = {each["path"]: each for each in found[1]["appliedPatch"]}
    assert patches["/source"] == {"op": "replace", "path": "/source", "value": changed}


async def test_what_was_refused_for_its_content_leaves_nothing(api: Api) -> None:
    broken = await api.post("/flows", headers=YAML, content="id: x\n", auth=ADMIN)
    assert broken.status_code == 422
    assert await entries(api, resources="FLOW") == []


async def test_a_start_says_who_and_which_execution(api: Api) -> None:
    await saved(api)
    started = (await api.post("/executions/company.team/hello", auth=ADMIN)).json()
    (found,) = await entries(api, resources="EXECUTION")
    assert (found["type"], found["detail"]["executionId"]) == ("EXECUTE", started["id"])
    (same,) = await entries(api, executionId=started["id"])
    of_tenant = await api.get("/main/auditlogs/search?resources=EXECUTION", auth=ADMIN)
    assert of_tenant.json()["results"][0]["auditLog"] == same
    assert same == found


async def test_a_start_that_is_asked_for_again_is_noted_once(api: Api) -> None:
    await saved(api)
    key = {"Idempotency-Key": "once"}
    path = "/executions/company.team/hello"
    first, second = [(await api.post(path, auth=ADMIN, headers=key)).json() for _ in range(2)]
    assert first["id"] == second["id"]
    (found,) = await entries(api, resources="EXECUTION")
    assert found["detail"]["executionId"] == first["id"]


async def test_values_of_secrets_and_passwords_are_never_there(api: Api) -> None:
    base = "/namespaces/company.team/secrets"
    for value in (SECRET, f"{SECRET}-2"):
        put = await api.put(base, json={"key": "KEY", "value": value}, auth=ADMIN)
        assert put.status_code == 200, put.text
    await a_user(api, "ann@example.org")
    found = await entries(api, resources="SECRET")
    assert [each["type"] for each in found] == ["UPDATE", "CREATE"]
    assert found[0]["detail"]["changedUnseen"] == ["value"]
    text = (await api.get("/auditlogs/export?format=jsonl", auth=ADMIN)).text
    assert "ann@example.org" in text
    for proof in (SECRET, PASSWORD, "password_hash", "scrypt"):
        assert proof not in text


async def test_sign_ins_failures_and_refusals_are_there(api: Api) -> None:
    ann = await a_user(api, "ann@example.org")
    for password, status in ((PASSWORD, 204), ("wrong", 401), ("wrong", 401)):
        sent = {"username": ann[0], "password": password}
        assert (await api.post("/login", json=sent)).status_code == status
    found = await entries(api, resources="USER", user=ann[0])
    assert sorted(each["type"] for each in found) == ["LOGIN", "LOGIN_FAILURE"]
    refused = await api.post("/flows", headers=YAML, content=HELLO, auth=ann)
    assert refused.status_code == 403
    (denied,) = await entries(api, denied="true")
    assert denied["detail"]["denied"] is True
    assert denied["detail"]["operation"] == "flow.create"
    assert await entries(api, user=ann[0], resources="FLOW,SECRET") == [denied]


async def test_a_look_before_a_start_is_noted_when_it_is_refused(api: Api) -> None:
    ann = await a_user(api, "ann@example.org")
    await saved(api)
    form = {"content-type": "multipart/form-data; boundary=x"}
    for auth, status in ((ann, 403), (ADMIN, 200)):
        sent = await api.post("/executions/company.team/hello", headers=form, auth=auth)
        assert sent.status_code == status, sent.text
    (denied,) = await entries(api, denied="true")
    assert denied["detail"]["operation"] == "execution.file_inputs"
    (started,) = await entries(api, user=ADMIN[0], resources="EXECUTION")
    assert started["detail"]["operation"] == "execution.start"


async def test_the_log_is_for_those_who_may_see_it(api: Api) -> None:
    ann = await a_user(api, "ann@example.org")
    await saved(api)
    (found,) = await entries(api, resources="FLOW")
    for path in ("search", "export", "verify"):
        assert (await api.get(f"/auditlogs/{path}", auth=ann)).status_code == 403
    assert (await api.post("/auditlogs/find", json={}, auth=ann)).status_code == 403
    assert (await api.get("/auditlogs/history/hello", auth=ann)).json() == []
    assert (await api.get(f"/auditlogs/{found['id']}/diff", auth=ann)).status_code == 404


async def test_the_newest_entry_about_something_is_found(api: Api) -> None:
    await saved(api)

    async def newest(status: int = 200, **body: Json) -> Json:
        response = await api.post("/auditlogs/find", json=body, auth=ADMIN)
        assert response.status_code == status, response.text
        return response.json()

    detail = {"namespace": "company.team", "id": "hello"}
    found = await newest(resource="FLOW", type="CREATE", detail=detail)
    assert found["auditLog"]["detail"]["operation"] == "flow.create"
    assert found["user"]["username"] == ADMIN[0]
    assert await newest(resource="FLOW", type="DELETE") == {}
    assert await newest(resource="ROLE") == {}
    await newest(422, type="NOTHING")
    await newest(422, detail={"colour": "red"})


async def test_entries_are_exported(api: Api) -> None:
    await saved(api)
    table = await api.get("/auditlogs/export?resources=FLOW", auth=ADMIN)
    assert table.headers["content-type"].startswith("text/csv")
    header, row = table.text.splitlines()
    assert header.startswith("date,type,detail.resource,detail.id")
    assert ",CREATE,FLOW,hello,company.team,hello," in row
    lines = await api.get("/auditlogs/export?resources=FLOW&format=jsonl", auth=ADMIN)
    (line,) = map(json.loads, lines.text.splitlines())
    assert line["detail"]["id"] == "hello"
    assert (await api.get("/auditlogs/export?format=xml", auth=ADMIN)).status_code == 422
    for path in ("search", "export"):
        bad = f"/auditlogs/{path}?filters[colour][EQUALS]=red"
        assert (await api.get(bad, auth=ADMIN)).status_code == 400
    assert (await api.get("/auditlogs/search?page=0", auth=ADMIN)).status_code == 422


async def test_the_log_is_verified(api: Api) -> None:
    await saved(api)
    report = (await api.get("/auditlogs/verify", auth=ADMIN)).json()
    assert report["intact"] is True
    assert report["problems"] == []
    assert report["entries"] > 0
