"""Saved views of lists: own and shared ones."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.access import Actor
from tiercel.model.authorization.grants import UNLIMITED
from tiercel.model.json_types import Json
from tiercel.service.operations.personal.saved_views import CreateSavedView
from tiercel.service.personal import saved_views
from tiercel.service.personal.saved_views import SavedView, SavedViewDraft

QUERY = {"filters[state][EQUALS]": ["FAILED"], "sort": ["state.startDate:desc"]}
DRAFT: dict[str, Json] = {"list": "executions", "name": "Failed", "query": QUERY}


async def of_ada(application: Application, name: str, *, shared: bool) -> SavedView:
    draft = SavedViewDraft(list_name="executions", name=name, query={}, is_shared=shared)
    ada = Actor.of_request("ada@tiercel.dev", grants=UNLIMITED)
    return await application.operations.run(ada, CreateSavedView(draft=draft))


async def test_a_view_is_saved_changed_and_deleted(api: Api) -> None:
    made = (await api.post("/views", json={**DRAFT, "name": " Failed "})).json()
    assert (made["name"], made["query"], made["list"]) == ("Failed", QUERY, "executions")
    assert (made["own"], made["shared"], made["owner"]) == (True, False, None)
    assert (await api.get("/views?list=executions")).json() == [made]
    path = f"/views/{made['id']}"
    change = {**DRAFT, "shared": True, "query": {"sort": "id:asc"}}
    changed = (await api.put(path, json=change)).json()
    assert changed == {
        **made,
        "shared": True,
        "query": {"sort": ["id:asc"]},
        "updated": changed["updated"],
    }
    assert (await api.delete(path)).status_code == 204
    assert (await api.get("/main/views")).json() == []
    for method in ("PUT", "DELETE"):
        assert (await api.call(method, path, json=DRAFT)).status_code == 404


async def test_views_of_a_list_come_by_name(api: Api) -> None:
    for name, list_ in (("b", "flows"), ("C", "flows"), ("a", "logs"), ("A", "flows")):
        await api.post("/views", json={"list": list_, "name": name})
    for path, names in (("/views?list=flows", ["A", "b", "C"]), ("/views?list=none", [])):
        assert [view["name"] for view in (await api.get(path)).json()] == names
    assert len((await api.get("/views")).json()) == 4


async def test_others_see_what_is_shared_and_cannot_change_it(
    api: Api, application: Application
) -> None:
    private = await of_ada(application, "hers", shared=False)
    shared = await of_ada(application, "for all", shared=True)
    (seen,) = (await api.get("/views")).json()
    assert (seen["id"], seen["own"], seen["owner"]) == (shared.id, False, "ada@tiercel.dev")
    for view in (private, shared):
        assert (await api.put(f"/views/{view.id}", json=DRAFT)).status_code == 404
        assert (await api.delete(f"/views/{view.id}")).status_code == 404
    # A name is taken for whoever gave it only.
    assert (await api.post("/views", json={**DRAFT, "name": "for all"})).status_code == 200


async def test_two_views_of_one_list_have_two_names(api: Api) -> None:
    await api.post("/views", json=DRAFT)
    other = (await api.post("/views", json={**DRAFT, "name": "Other"})).json()
    assert (await api.post("/views", json={**DRAFT, "list": "logs"})).status_code == 200
    for answer in (
        await api.post("/views", json=DRAFT),
        await api.put(f"/views/{other['id']}", json=DRAFT),
    ):
        assert answer.status_code == 409
        assert "You already have a view 'Failed' of executions" in answer.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"list": "x" * 301}, "list"),
        ({"list": None}, "list"),
        ({"name": {}}, "name"),
        ({"query": "x"}, "query"),
        ({"query": {"": []}}, "query"),
        ({"query": {str(n): [] for n in range(201)}}, "query"),
        ({"query": {"sort": [1]}}, "query.sort"),
        ({"query": {"sort": ["x"] * 201}}, "query.sort"),
        ({"query": {"sort": ["x" * 2_001]}}, "query.sort"),
        ({"shared": "yes"}, "shared"),
    ],
)
async def test_what_is_wrong_is_named(api: Api, change: Json, field: str) -> None:
    made = (await api.post("/views", json=DRAFT)).json()
    for method, path in (("POST", "/views"), ("PUT", f"/views/{made['id']}")):
        answer = await api.call(method, path, json={**DRAFT, **change})
        assert answer.status_code == 422
        assert field in answer.json()["message"]
    assert (await api.get("/views")).json() == [made]


async def test_there_are_so_many_at_most(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "SAVED_VIEWS_MAX", 1)
    await api.post("/views", json=DRAFT)
    answer = await api.post("/views", json={**DRAFT, "name": "Another"})
    assert answer.status_code == 409
    assert "already have 1" in answer.json()["message"]
