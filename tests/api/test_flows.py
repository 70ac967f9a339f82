"""Flows over the API."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.api.client import HELLO, HOOK, YAML, Api

ONE = "/flows/company.team/hello"


async def test_create_answers_with_the_flow_and_its_source(api: Api) -> None:
    flow = await api.create(HELLO)
    assert (flow["id"], flow["namespace"], flow["revision"]) == ("hello", "company.team", 1)
    assert flow["source"] == HELLO
    assert flow["labels"] == [{"key": "owner", "value": "ops"}]
    assert flow["inputs"][0] == {
        "id": "who",
        "type": "STRING",
        "required": True,
        "defaults": "world",
    }
    assert flow["tasks"][0]["message"] == "Hello {{ inputs.who }}"
    assert flow["deleted"] is False
    assert flow["tenantId"] == "main"


async def test_create_twice_is_refused(api: Api) -> None:
    await api.create(HELLO)
    again = await api.post("/flows", headers=YAML, content=HELLO)
    assert again.status_code == 422
    assert again.json()["message"] == "Invalid entity: flow.id: Flow id already exists"
    assert again.json()["_embedded"]["errors"][0]["path"] == "flow.id"


@pytest.mark.parametrize("kind", ["application/yaml", "text/yaml", "text/plain", ""])
async def test_sources_come_under_many_types(api: Api, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    response = await api.post("/flows", headers=headers, content=HELLO)
    assert response.status_code == 200


async def test_the_older_json_form_gets_a_source(api: Api) -> None:
    body = {
        "id": "byjson",
        "namespace": "company.team",
        "tasks": [{"id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "y"}],
    }
    response = await api.post("/flows", json=body)
    assert response.status_code == 200
    assert "source" not in response.json()
    stored = (await api.get("/flows/company.team/byjson?source=true")).json()
    assert 'message: "y"' in stored["source"] or "message: 'y'" in stored["source"]


BROKEN = {
    "no tasks": ("id: a\nnamespace: n", "Invalid entity: tasks: must not be empty\n"),
    "unknown type": (
        "id: a\nnamespace: n\ntasks:\n  - id: x\n    type: com.Nope",
        "Invalid entity: Invalid type: com.Nope",
    ),
    "missing property": (
        "id: a\nnamespace: n\ntasks:\n  - id: x\n    type: io.kestra.plugin.core.log.Log",
        "Invalid entity: x.message: must not be null\n",
    ),
    "bad id": (
        (
            "id: -bad\nnamespace: n\ntasks:\n"
            "  - {id: x, type: io.kestra.plugin.core.log.Log, message: a}"
        ),
        'Invalid entity: id: must match "^[a-zA-Z0-9][a-zA-Z0-9._-]*"\n',
    ),
    "duplicate task": (
        (
            "id: a\nnamespace: n\ntasks:\n"
            "  - {id: x, type: io.kestra.plugin.core.log.Log, message: a}\n"
            "  - {id: x, type: io.kestra.plugin.core.log.Log, message: a}"
        ),
        "Invalid entity: : Invalid Flow: Duplicate task id with name [x]\n",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_broken_sources_are_refused_with_the_place(api: Api, name: str) -> None:
    source, message = BROKEN[name]
    response = await api.post("/flows", headers=YAML, content=source)
    assert response.status_code == 422
    body = response.json()
    assert body["message"] == message
    assert body["errors"][0].get("line", 1) >= 1
    assert (await api.get("/flows/search")).json()["total"] == 0


async def test_an_unreadable_source_names_line_and_column(api: Api) -> None:
    response = await api.post("/flows", headers=YAML, content="id: a\nnamespace: n\ntasks: [")
    assert response.status_code == 422
    assert response.json()["message"].startswith("Invalid entity: Illegal flow yaml")
    assert response.json()["errors"][0]["line"] >= 3


async def test_a_missing_body_is_refused(api: Api) -> None:
    response = await api.post("/flows", headers=YAML)
    assert response.status_code == 422
    message = "Invalid route params: Required Body [flow] not specified"
    assert response.json()["message"] == message


async def test_update_makes_a_revision_only_when_something_changed(api: Api) -> None:
    await api.create(HELLO)
    same = await api.put(ONE, headers=YAML, content=HELLO + "revision: 1\n")
    assert same.json()["revision"] == 1
    comment = await api.put(ONE, headers=YAML, content=HELLO + "# a comment\n")
    assert comment.json()["revision"] == 2
    revisions = (await api.get(f"{ONE}/revisions")).json()
    assert [flow["revision"] for flow in revisions] == [1, 2]
    assert (await api.get(f"{ONE}?revision=1&source=true")).json()["source"] == HELLO


async def test_update_keeps_id_and_namespace(api: Api) -> None:
    await api.create(HELLO)
    other = HELLO.replace("id: hello", "id: other").replace("company.team", "other.team")
    response = await api.put(ONE, headers=YAML, content=other)
    assert response.status_code == 422
    assert response.json()["message"] == (
        "Invalid entity: flow.id: Illegal flow id update, flow.namespace: Illegal namespace update"
    )
    assert (await api.put("/flows/a/b", headers=YAML, content=HELLO)).status_code == 404


async def test_delete_hides_and_recreation_goes_on_counting(api: Api) -> None:
    await api.create(HELLO)
    assert (await api.delete(ONE)).status_code == 204
    assert (await api.delete(ONE)).status_code == 404
    assert (await api.get(ONE)).status_code == 404
    assert (await api.get(f"{ONE}?allowDeleted=true")).json()["deleted"] is True
    assert (await api.get(f"{ONE}?revision=1")).json()["deleted"] is False
    assert (await api.create(HELLO))["revision"] == 3
    kept = (await api.get(f"{ONE}/revisions")).json()
    assert [flow["revision"] for flow in kept] == [1, 3]
    every = (await api.get(f"{ONE}/revisions?allowDelete=true")).json()
    assert [(flow["revision"], flow["deleted"]) for flow in every] == [
        (1, False),
        (2, True),
        (3, False),
    ]


async def test_search_filters_sorts_and_pages(api: Api) -> None:
    for name in ("a", "b", "c"):
        await api.create(HELLO.replace("id: hello", f"id: {name}"))
    page = (await api.get("/flows/search?size=2&sort=id:desc&namespace=company")).json()
    assert [flow["id"] for flow in page["results"]] == ["c", "b"]
    assert page["total"] == 3
    assert (await api.get("/flows/search?namespace=comp")).json()["total"] == 0
    assert (await api.get("/flows/search?filters[flowId][IN]=a,b")).json()["total"] == 2
    assert (await api.get("/flows/search?labels=owner:ops&q=a")).json()["total"] == 3
    assert (await api.get("/flows/search?page=9")).json() == {"results": [], "total": 3}
    assert (await api.get("/flows/search?page=0")).status_code == 422
    assert (await api.get("/flows/search?sort=nothing:asc")).status_code == 422
    assert (await api.get("/flows/search?filters[level][EQUALS]=INFO")).status_code == 400


async def test_sources_are_searched(api: Api) -> None:
    await api.create(HELLO)
    page = (await api.get("/flows/source?q=greet")).json()
    assert page["total"] == 1
    assert "[mark]greet[/mark]" in page["results"][0]["fragments"][0]
    assert (await api.get("/flows/source?q=nowhere")).json()["total"] == 0


async def test_namespaces_of_flows(api: Api) -> None:
    await api.create(HELLO)
    assert (await api.get("/flows/distinct-namespaces")).json() == ["company.team"]
    assert len((await api.get("/flows/company.team")).json()) == 1
    assert (await api.get("/flows/nothing")).json() == []


async def test_tasks_are_read_and_replaced(api: Api) -> None:
    await api.create(HELLO)
    assert (await api.get(f"{ONE}/tasks/greet")).json()["id"] == "greet"
    assert (await api.get(f"{ONE}/tasks/nope")).status_code == 404
    task = {"id": "greet", "type": "io.kestra.plugin.core.log.Log", "message": "patched"}
    patched = await api.call("PATCH", f"{ONE}/greet", json=task)
    assert patched.json()["tasks"][0]["message"] == "patched"
    wrong = await api.call("PATCH", f"{ONE}/greet", json={**task, "id": "other"})
    assert wrong.status_code == 422


async def test_bulk_update_deletes_the_others(api: Api) -> None:
    await api.create(HELLO)
    other = HELLO.replace("id: hello", "id: other")
    response = await api.post("/flows/company.team", headers=YAML, content=f"{other}---\n")
    assert [flow["id"] for flow in response.json()] == ["hello", "other"]
    assert (await api.get("/flows/search")).json()["total"] == 1
    twice = await api.post("/flows/bulk", headers=YAML, content=f"{other}\n---\n{other}")
    assert twice.json()["message"] == "Invalid entity: flow.id: Duplicate flow id"
    wrong = await api.post("/flows/elsewhere", headers=YAML, content=other)
    assert wrong.status_code == 422
    assert (await api.post("/flows/bulk?delete=false", headers=YAML)).json() == []


async def test_switching_by_ids_and_by_query(api: Api) -> None:
    await api.create(HELLO)
    ids = [{"namespace": "company.team", "id": "hello"}]
    assert (await api.post("/flows/disable/by-ids", json=ids)).json()["count"] == 1
    assert (await api.get(ONE)).json()["disabled"] is True
    refused = await api.post("/executions/company.team/hello")
    assert refused.status_code == 409
    assert refused.json()["message"] == "Illegal state: Requested Flow is disabled."
    assert (await api.post("/flows/enable/by-query")).json()["count"] == 1
    assert (await api.get(ONE)).json()["revision"] == 3
    assert (await api.delete("/flows/delete/by-query?q=hello")).json()["count"] == 1
    assert (await api.call("DELETE", "/flows/delete/by-ids", json=ids)).status_code == 404


async def test_validation_reports_each_document(api: Api) -> None:
    both = f"{HELLO}\n---\nid: bad id\nnamespace: company.team"
    reports = (await api.post("/flows/validate", headers=YAML, content=both)).json()
    assert "constraints" not in reports[0]
    assert reports[0]["flow"] == "hello"
    assert "id: must match" in reports[1]["constraints"]
    unreadable = (await api.post("/flows/validate", headers=YAML, content="id: [")).json()
    assert unreadable[0]["constraints"].startswith("Illegal flow yaml")
    assert "warnings" not in unreadable[0]
    empty = await api.post("/flows/validate", headers=YAML)
    assert empty.status_code == 422


async def test_validation_of_a_task_and_a_trigger(api: Api) -> None:
    task = "id: a\ntype: io.kestra.plugin.core.log.Log"
    path = "/flows/validate/task"
    report = await api.post(f"{path}?section=TASKS", headers=YAML, content=task)
    assert report.json()["constraints"] == "message: must not be null\n"
    good = await api.post(f"{path}?section=TASKS", headers=YAML, content=f"{task}\nmessage: x")
    assert "constraints" not in good.json()
    assert (await api.post(path, headers=YAML, content=task)).status_code == 400
    trigger = {"id": "t", "type": "com.example.Nope"}
    answer = await api.post("/flows/validate/trigger", json=trigger)
    assert answer.json()["constraints"] == "Invalid type: com.example.Nope"


async def test_export_and_import_of_archives(api: Api) -> None:
    await api.create(HELLO)
    await api.create(HOOK)
    exported = await api.get("/flows/export/by-query?namespace=company.team")
    assert exported.headers["content-disposition"] == 'attachment; filename="flows.zip"'
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        assert archive.read("company.team.hello.yml").decode() == HELLO
    await api.delete("/flows/delete/by-query")
    upload = {"fileUpload": ("flows.zip", exported.content)}
    assert (await api.post("/flows/import", files=upload)).json() == []
    assert (await api.get("/flows/search")).json()["total"] == 2
    broken = {"fileUpload": ("a.yml", b"id: a")}
    assert (await api.post("/flows/import", files=broken)).json() == ["0"]
    refused = await api.post("/flows/import?failOnError=true", files=broken)
    assert refused.status_code == 422
    unknown = {"fileUpload": ("a.txt", b"id: a")}
    assert (await api.post("/flows/import", files=unknown)).status_code == 422
