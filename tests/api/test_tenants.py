"""Records of tenants, of which one holds flows."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json


async def test_a_tenant_is_written_found_changed_and_forgotten(api: Api) -> None:
    sent = {
        "id": "acme", "name": "Acme",
        "concurrency": {"limit": 5, "behavior": "QUEUE"},
        "quotas": [{"duration": "PT1H", "limit": 0, "behavior": "FAIL"}],
        "requireExistingNamespace": True, "settings": {"dashboard": {"defaultHomeDashboard": "d"}},
    }  # fmt: skip
    secret = {"secretConfiguration": {"vault": {"token": "s3cr3t"}}, "logo": "x"}
    made = await api.post("/tenants", json={**sent, **secret})
    assert (made.status_code, made.json()) == (200, {**sent, "deleted": False})
    one = "/tenants/acme"
    assert (await api.get(one)).json() == made.json()
    assert (await api.post("/tenants", json=sent)).status_code == 409
    found = (await api.get("/tenants/search?q=Acme&sort=name:asc")).json()
    assert found == {"results": [made.json()], "total": 1}
    changed = await api.put(one, json={"id": "acme", "name": "Other"})
    assert changed.json() == {"id": "acme", "name": "Other", "deleted": False}
    assert (await api.put(one, json={"id": "else", "name": "Other"})).status_code == 422
    gone = await api.delete(one)
    assert (gone.status_code, gone.content) == (204, b"")
    for method in ("GET", "PUT", "DELETE"):
        refused = await api.call(method, one, json=sent)
        assert refused.status_code == 404, method


async def test_the_tenant_of_the_flows_is_always_there(api: Api) -> None:
    main = {"id": "main", "name": "main", "deleted": False}
    assert (await api.get("/tenants/main")).json() == main
    assert main in (await api.get("/tenants/search?size=100")).json()["results"]
    assert (await api.delete("/tenants/main")).status_code == 409
    assert (await api.put("/tenants/main", json={"name": "Ours"})).json()["name"] == "Ours"
    assert (await api.get("/tenants/main")).json()["name"] == "Ours"
    assert (await api.post("/tenants", json=main)).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"id": None}, "id"),
        ({"id": "No Name"}, "[a-z0-9]"),
        ({"id": "search"}, "path of the list"),
        ({"name": ""}, "name"),
        ({"concurrency": {"limit": 0, "behavior": "QUEUE"}}, "concurrency.limit"),
        ({"concurrency": {"limit": 1, "behavior": "WAIT"}}, "QUEUE, CANCEL, FAIL"),
        ({"concurrency": 5}, "concurrency"),
        ({"quotas": {}}, "quotas"),
        ({"quotas": [5]}, "quotas[0]"),
        ({"quotas": [{"limit": -1, "duration": "PT1H", "behavior": "FAIL"}]}, "quotas[0].limit"),
        ({"quotas": [{"limit": 1, "duration": "x", "behavior": "FAIL"}]}, "quotas[0].duration"),
        ({"quotas": [{"limit": 1, "behavior": "QUEUE"}]}, "quotas[0].behavior"),
        ({"requireExistingNamespace": "yes"}, "requireExistingNamespace"),
        ({"settings": []}, "settings"),
        ({"settings": {"a": "x" * 70_000}}, "65,536"),
    ],
)
async def test_what_is_wrong_is_said(api: Api, wrong: dict[str, Json], text: str) -> None:
    answer = await api.post("/tenants", json={"id": "wrong", "name": "Wrong", **wrong})
    assert (answer.status_code, text in answer.text) == (422, True), answer.text
    assert (await api.put("/tenants/main", json={"name": "x", "quotas": 1})).status_code == 422


async def test_a_bad_list_is_refused(api: Api) -> None:
    assert (await api.get("/tenants/search?sort=colour:asc")).status_code == 422
    assert (await api.get("/tenants/search?filters[nothing][EQUALS]=x")).status_code == 400
