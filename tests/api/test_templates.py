"""Templates over the API."""

from __future__ import annotations

import io
import zipfile

from tests.api.client import YAML, Api
from tiercel.model.json_types import Json

ONE = "/templates/company.team/shared"


def a_template(template_id: str = "shared") -> dict[str, Json]:
    task = {"id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "x"}
    return {"id": template_id, "namespace": "company.team", "tasks": [task]}


async def test_templates_come_and_go(api: Api) -> None:
    created = await api.post("/templates", json=a_template())
    assert created.status_code == 200
    assert created.json()["deleted"] is False
    again = await api.post("/templates", json=a_template())
    assert again.json()["message"] == "Invalid entity: template.id: Template id already exists"
    assert (await api.get(ONE)).json()["tasks"][0]["message"] == "x"
    changed = {**a_template(), "description": "new"}
    assert (await api.put(ONE, json=changed)).json()["description"] == "new"
    assert (await api.put(ONE, json=a_template("other"))).status_code == 422
    assert (await api.delete(ONE)).status_code == 204
    assert (await api.delete(ONE)).status_code == 404
    assert (await api.get(ONE)).status_code == 404
    assert (await api.put(ONE, json=changed)).status_code == 404


async def test_names_are_as_long_as_those_of_flows(api: Api) -> None:
    fits = {**a_template("a" * 100), "namespace": "n" * 150}
    assert (await api.post("/templates", json=fits)).status_code == 200
    for longer in ({**fits, "id": "a" * 101}, {**fits, "namespace": "n" * 151}):
        assert (await api.post("/templates", json=longer)).status_code == 422
    assert (await api.get("/templates/export/by-query")).status_code == 200


async def test_lists_and_bulk(api: Api) -> None:
    await api.post("/templates", json=a_template("a"))
    body = [a_template("b"), a_template("c")]
    saved = (await api.post("/templates/company.team", json=body)).json()
    assert [(one["id"], one["deleted"]) for one in saved] == [
        ("a", True),
        ("b", False),
        ("c", False),
    ]
    page = (await api.get("/templates/search?size=1&sort=id:desc")).json()
    assert (page["results"][0]["id"], page["total"]) == ("c", 2)
    assert (await api.get("/templates/search?namespace=company&q=b")).json()["total"] == 1
    assert (await api.get("/templates/distinct-namespaces")).json() == ["company.team"]
    single = await api.post("/templates/company.team", json=a_template("d"))
    assert len(single.json()) == 1
    assert (await api.get("/templates/search")).json()["total"] == 3
    await api.post("/templates", json={**a_template("x"), "id": 5})
    assert (await api.get("/templates/search?q=5")).json()["results"][0]["id"] == "5"
    assert (await api.delete("/templates/company.team/5")).status_code == 204
    ids = [{"namespace": "company.team", "id": "b"}]
    assert (await api.call("DELETE", "/templates/delete/by-ids", json=ids)).json()["count"] == 1
    assert (await api.call("DELETE", "/templates/delete/by-ids", json=ids)).status_code == 404
    assert (await api.delete("/templates/delete/by-query?q=d")).json()["count"] == 1
    assert (await api.post("/templates/elsewhere", json=body)).status_code == 422


async def test_checks_exports_and_imports(api: Api) -> None:
    await api.post("/templates", json=a_template())
    text = "id: a\nnamespace: n\n---\nid: ["
    reports = (await api.post("/templates/validate", headers=YAML, content=text)).json()
    assert reports[0]["flow"] == "a"
    assert "tasks: must not be empty" in reports[0]["constraints"]
    assert reports[1]["constraints"].startswith("Illegal template yaml")
    exported = await api.get("/templates/export/by-query")
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        assert archive.namelist() == ["company.team.shared.yml"]
    ids = [{"namespace": "company.team", "id": "nope"}]
    assert (await api.post("/templates/export/by-ids", json=ids)).status_code == 404
    await api.delete(ONE)
    upload = {"fileUpload": ("templates.zip", exported.content)}
    assert (await api.post("/templates/import", files=upload)).status_code == 204
    assert (await api.get(ONE)).status_code == 200
    wrong = {"fileUpload": ("a.txt", b"x")}
    assert (await api.post("/templates/import", files=wrong)).status_code == 422
