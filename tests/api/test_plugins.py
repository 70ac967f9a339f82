"""Plugin types over the API."""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.index import IndexRow, Listed
from tiercel.plugin.catalog.packages import INDEX_FILE
from tiercel.service.plugins.icons import DRAWINGS, icon_of

LOG = "io.kestra.plugin.core.log.Log"
CACHED = "public, max-age=3600"


async def test_packages_and_their_parts(api: Api) -> None:
    groups = (await api.get("/plugins")).json()
    core = groups[0]
    assert (core["name"], core["group"]) == ("core", "io.kestra.plugin.core")
    assert core["manifest"] == {
        "X-Kestra-Title": "core",
        "X-Kestra-Group": "io.kestra.plugin.core",
        "Manifest-Version": "1.0",
    }
    assert LOG in {entry["cls"] for entry in core["tasks"]}
    assert not any("$" in entry["cls"] for entry in core["tasks"])
    parts = (await api.get("/main/plugins/groups/subgroups")).json()
    assert parts[: len(groups)] == groups
    names = {part["subGroup"] for part in parts[len(groups) :]}
    assert {"io.kestra.plugin.core.flow", "io.kestra.plugin.core.dashboard.chart"} <= names
    assert "io.kestra.plugin.core.metric" not in names


async def test_a_page_only_when_asked(api: Api) -> None:
    page = (await api.get("/plugins?page=1&size=1")).json()
    assert (len(page["results"]), page["total"] >= 2) == (1, True)
    assert (await api.get("/plugins?page=0")).status_code == 422


@pytest.mark.parametrize(
    ("agent", "generation"),
    [
        ("curl/8.5.0", "1.x"),
        ("OpenAPI-Generator/0.22.1/python", "0.2x"),
        ("OpenAPI-Generator/v0.24.1/Javascript", "1.x"),
        ("OpenAPI-Generator/v2.0.0/Javascript", "2.x"),
        ("OpenAPI-Generator/1.0.10/python", "1.x"),
        ("OpenAPI-Generator/2.0.3/python", "2.x"),
        ("node", "2.x"),
        ("axios/1.7.9", "2.x"),
        ("node-superagent/10.0.0", "1.x"),
    ],
)
async def test_packages_come_in_the_form_that_the_client_knows(
    api: Api, agent: str, generation: str
) -> None:
    for path in ("/plugins", "/plugins/groups/subgroups"):
        answer = (await api.get(path, headers={"User-Agent": agent})).json()
        is_page = generation == "2.x" and path == "/plugins"
        assert isinstance(answer, dict) is is_page
        groups = answer["results"] if isinstance(answer, dict) else answer
        names = [one if isinstance(one, str) else one["cls"] for one in groups[0]["tasks"]]
        assert LOG in names
        assert isinstance(groups[0]["tasks"][0], str) is (generation == "0.2x")


@pytest.mark.parametrize(
    ("overrides", "kinds"),
    [
        ({"client_generation": "0.2x"}, (list, str)),
        ({"client_generation": "1.x"}, (list, dict)),
        ({"client_generation": "2.x"}, (dict, dict)),
    ],
)
async def test_a_setting_says_what_clients_are_taken_for(
    api: Api, overrides: Json, kinds: tuple[type, type]
) -> None:
    answer = (await api.get("/plugins", headers={"User-Agent": "node"})).json()
    groups = answer["results"] if isinstance(answer, dict) else answer
    assert (type(answer), type(groups[0]["tasks"][0])) == kinds


async def test_icons_of_types_aliases_and_groups(api: Api) -> None:
    answer = await api.get("/plugins/icons")
    assert answer.headers["cache-control"] == CACHED
    icons = answer.json()
    assert icons[LOG]["name"] == "Log"
    assert icons[LOG]["flowable"] is False
    assert icons["io.kestra.plugin.core.flow.If"]["flowable"] is True
    assert icons["io.kestra.core.tasks.flows.If"]["name"] == "If"
    ElementTree.fromstring(base64.b64decode(icons[LOG]["icon"]))
    groups = (await api.get("/plugins/icons/groups")).json()
    assert groups["io.kestra.plugin.core.flow"]["name"] == "plugin-icon"
    one = await api.get(f"/plugins/icons/{LOG}")
    assert one.json() == {"icon": icons[LOG]}
    svg = await api.get(f"/plugins/icons/{LOG}/icon.svg")
    assert svg.headers["content-type"] == "image/svg+xml"
    for path in ("com.example.Nope", "com.example.Nope/icon.svg"):
        assert (await api.get(f"/plugins/icons/{path}")).status_code == 404


@pytest.mark.parametrize("group", DRAWINGS)
def test_every_drawing_is_well_formed(group: str) -> None:
    icon = icon_of(f"io.kestra.plugin.{group}.Any")
    assert ElementTree.fromstring(icon.svg).tag.endswith("svg")


async def test_documentation_of_a_type(api: Api) -> None:
    answer = await api.get(f"/plugins/{LOG}")
    assert answer.headers["cache-control"] == CACHED
    page = answer.json()
    assert "### `message`" in page["markdown"]
    assert set(page["schema"]) == {"properties", "outputs", "definitions"}
    assert "message" in page["schema"]["properties"]["properties"]
    assert "retry" not in page["schema"]["properties"]["properties"]
    whole = (await api.get(f"/plugins/{LOG}?all=true")).json()["schema"]["properties"]
    assert {"id", "retry", "timeout"} <= set(whole["properties"])
    assert "type" in whole["required"]
    alias = (await api.get("/plugins/io.kestra.core.tasks.log.Log")).json()
    assert alias["schema"] == page["schema"]
    assert (await api.get(f"/plugins/{LOG}/versions/9.9")).json() == page


async def test_an_unknown_type_is_not_found(api: Api) -> None:
    answer = await api.get("/plugins/com.example.Nope")
    assert answer.status_code == 404
    assert answer.json()["message"] == "Not Found: Class 'com.example.Nope' doesn't exists "


async def test_versions(api: Api) -> None:
    known = (await api.get(f"/plugins/{LOG}/versions")).json()
    assert (known["type"], len(known["versions"])) == (LOG, 1)
    unknown = await api.get("/plugins/com.example.Nope/versions")
    assert unknown.json() == {"type": "com.example.Nope", "versions": []}


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("flow", "flows.Flow"),
        ("FLOW", "flows.Flow"),
        ("template", "templates.Template"),
        ("task", "tasks.Task"),
        ("trigger", "triggers.AbstractTrigger"),
        ("plugindefault", "flows.PluginDefault"),
        ("dashboard", "dashboards.Dashboard"),
    ],
)
async def test_schemas_for_editors(api: Api, word: str, root: str) -> None:
    answer = await api.get(f"/plugins/schemas/{word}")
    assert answer.headers["cache-control"] == CACHED
    assert answer.json()["$ref"] == f"#/definitions/io.kestra.core.models.{root}"
    assert answer.json()["$schema"] == "http://json-schema.org/draft-07/schema#"
    listed = (await api.get(f"/plugins/schemas/{word}?arrayOf=true")).json()
    assert listed["type"] == "array"


async def test_other_documents_and_unknown_ones(api: Api) -> None:
    assert (await api.get("/plugins/schemas/apps")).json()["type"] == "object"
    assert (await api.get("/plugins/schemas/nope")).status_code == 422
    assert (await api.get("/plugins/properties/nope")).status_code == 422


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("flow", {"id", "namespace", "tasks"}),
        ("TASK", {"id", "type", "timeout", "retry"}),
        ("TRIGGER", {"id", "type", "conditions", "stopAfter"}),
    ],
)
async def test_properties_of_a_kind_of_document_are_a_schema(
    api: Api, word: str, names: set[str]
) -> None:
    schema = (await api.get(f"/plugins/properties/{word}")).json()
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert names <= set(schema["properties"])
    assert set(schema["required"]) <= set(schema["properties"])


async def test_inputs(api: Api) -> None:
    inputs = (await api.get("/plugins/inputs")).json()
    assert inputs[0] == {"type": "STRING", "cls": "io.kestra.core.models.flows.input.StringInput"}
    classes = {entry["type"]: entry["cls"].rpartition(".")[2] for entry in inputs}
    assert (classes["DATETIME"], classes["URI"]) == ("DateTimeInput", "URIInput")
    for name in classes:
        page = (await api.get(f"/plugins/inputs/{name}")).json()
        schema = page["schema"]
        assert "outputs" not in schema
        assert {"id", "defaults", "required"} <= set(schema["properties"]["properties"])
        assert {"id", "type"} <= set(schema["properties"]["required"])
        assert "### `id`" in page["markdown"]
    assert (await api.get("/plugins/inputs/NOPE")).status_code == 422


async def test_triggers_are_listed_by_group_and_name(api: Api) -> None:
    found = (await api.get("/plugins/triggers")).json()
    assert found["total"] == len(found["results"]) >= 5
    names = [each["name"].lower() for each in found["results"]]
    assert names == sorted(names)
    assert {each["group"] for each in found["results"]} == {"core"}


async def test_no_package_has_modules_for_the_user_interface(api: Api) -> None:
    for body in ([{"cls": LOG}], []):
        manifest = await api.post("/plugins/pluginUiManifest", json=body)
        assert (manifest.status_code, manifest.json()) == (200, {"manifest": {}})
    assert (await api.get("/plugins/some.group/pluginUi/a/b.js")).status_code == 404
    assert (await api.get("/plugins/some.group/pluginUi/a/..%2Fb.js")).status_code == 400


USER = """id: {id}
namespace: company.usage
draft: {draft}
tasks:
  - id: echo
    type: {type}
    format: hello
  - id: again
    type: {type}
    format: hello
"""


async def test_how_many_flows_use_each_type_and_which_the_server_lacks(api: Api) -> None:
    old, lacking = "io.kestra.core.tasks.debugs.Echo", "com.example.usage.Lacking"
    await api.create(
        USER.format(id="new_name", type="io.kestra.plugin.core.debug.Echo", draft=False)
    )
    await api.create(USER.format(id="old_name", type=old, draft=False))
    await api.create(USER.format(id="lacks", type=lacking, draft=True))
    every = (await api.get("/plugins/usage")).json()
    assert every["total"] == len(every["results"])
    assert every["results"][0] == {"type": lacking, "flows": 1, "missing": True}
    used = {one["type"]: one["flows"] for one in every["results"]}
    assert used["io.kestra.plugin.core.debug.Echo"] == 2
    assert old not in used
    missing = (await api.get("/plugins/usage?missing=true")).json()
    assert missing == {"results": every["results"][:1], "total": 1, "isComplete": True}
    there = (await api.get("/plugins/usage?missing=false")).json()
    assert there["results"] == every["results"][1:]
    assert (await api.call("DELETE", "/flows/company.usage/lacks")).status_code == 204
    assert (await api.get("/plugins/usage?missing=true")).json()["results"] == []
    assert (await api.get("/plugins/usage?missing=maybe")).status_code == 422


async def test_another_search_for_packages(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = {"added": [], "changed": [], "removed": []}
    # Other tests of the process may have had packages.
    assert (await api.post("/plugins/rescan")).status_code == 200
    assert (await api.post("/plugins/rescan")).json() == nothing
    late = "com.example.late.Ask"
    await api.create(USER.format(id="is_late", type=late, draft=True))
    row = IndexRow(late, "task", "tiercel.plugins.core.debug.tasks:Return", (), Listed("Ask."))
    info = tmp_path / "tiercel_late-1.0.dist-info"
    (info / INDEX_FILE).parent.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiercel-late\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tiercel.plugins]\nlate = tiercel_late\n")
    (info / INDEX_FILE).write_bytes(msgspec.json.encode([row]))
    monkeypatch.syspath_prepend(str(tmp_path))
    found = await api.post("/plugins/rescan")
    assert (found.status_code, found.json()) == (200, {**nothing, "added": [late]})
    (group,) = (each for each in (await api.get("/plugins")).json() if each["name"] == "late")
    assert group["tasks"] == [{"cls": late, "title": "Ask."}]
    missing = (await api.get("/plugins/usage?missing=true")).json()["results"]
    assert late not in {one["type"] for one in missing}
    monkeypatch.undo()
    assert (await api.post("/plugins/rescan")).json() == {**nothing, "removed": [late]}
