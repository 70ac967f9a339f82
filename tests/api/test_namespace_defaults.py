"""Plugin defaults of namespaces: applied to flows, inherited, brought and taken as YAML."""

from __future__ import annotations

import pytest

from tests.api.client import YAML, Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.stored.records import NAMESPACES

RETURN, LOG = "io.kestra.plugin.core.debug.Return", "io.kestra.plugin.core.log.Log"
# Without its text a log line is no task.
BARE = f"id: bare\nnamespace: defaults.team.sub\ntasks:\n  - {{id: a, type: {LOG}}}\n"
SHOWN = f"id: shown\nnamespace: defaults.team\ntasks:\n  - {{id: a, type: {RETURN}}}\n"


def default(type_name: str = RETURN, *, forced: bool = False, **values: Json) -> Json:
    return {"type": type_name, "forced": forced, "values": values}


async def describe(api: Api, namespace: str, *defaults: Json) -> None:
    answer = await api.put(f"/namespaces/{namespace}", json={"pluginDefaults": [*defaults]})
    assert answer.status_code == 200, answer.text


async def output(api: Api) -> Json:
    """What the task of the flow SHOWN gave."""
    ended = (await api.post("/executions/defaults.team/shown?wait=true")).json()
    return ended["taskRunList"][0]["outputs"].get("value")


async def test_the_next_execution_has_them_and_what_is_nearer_wins(api: Api) -> None:
    await describe(api, "defaults", default(format="far"))
    await api.create(SHOWN)
    assert await output(api) == "far"
    await describe(api, "defaults.team", default(format="near"))
    assert await output(api) == "near"
    await describe(api, "defaults", default(format="far", forced=True))
    await describe(api, "defaults.team", default(format="near", forced=True))
    assert await output(api) == "far"
    for namespace in ("defaults", "defaults.team"):
        assert (await api.delete(f"/namespaces/{namespace}")).status_code == 204
    assert await output(api) is None


async def test_flows_are_judged_with_them(api: Api) -> None:
    assert (await api.post("/flows", content=BARE, headers=YAML)).status_code == 422
    await describe(api, "defaults.team", default(LOG, message="hi", level="TRACE"))
    report = (await api.post("/flows/validate", content=BARE, headers=YAML)).json()[0]
    assert "constraints" not in report
    refused = {"type": "io.kestra.plugin.ee.rules.Restrict", "on": "PLUGIN",
               "where": [{"field": "type", "operator": "EQUAL_TO", "value": LOG}],
               "property": "level", "enum": ["INFO"]}  # fmt: skip
    made = await api.post("/namespaces/defaults/policies", json={"id": "p", "rules": [refused]})
    assert made.status_code == 200, made.text
    answer = await api.post("/flows", content=BARE, headers=YAML)
    assert (answer.status_code, "tasks[0].level" in answer.text) == (422, True)
    await describe(api, "defaults.team", default(LOG, message="hi", level="INFO"))
    assert (await api.post("/flows", content=BARE, headers=YAML)).status_code == 200


async def test_another_server_has_them_after_its_next_heartbeat(
    api: Api, application: Application
) -> None:
    await api.create(SHOWN)
    async with application.services.ports.store.transaction() as tx:
        tx.records(NAMESPACES).put(("defaults",), {"pluginDefaults": [default(format="new")]})
    await application.services.policies.follow()
    assert await output(api) == "new"


WRONG: list[tuple[Json, str]] = [
    ({"type": RETURN, "values": {}}, "pluginDefaults: must be a list"),
    ([1], "pluginDefaults[0]: must be a map"),
    ([{"values": {}}], "pluginDefaults[0]: Invalid Plugin Default: No 'type' provided"),
    ([{"type": RETURN}], "pluginDefaults[0]: Invalid Plugin Default: No 'values' provided"),
    ([default(colour="red")], "pluginDefaults[0]: Invalid Plugin Default: No property 'colour'"),
]


@pytest.mark.parametrize(("value", "message"), WRONG)
async def test_what_is_no_plugin_default_is_refused(api: Api, value: Json, message: str) -> None:
    body = {"id": "defaults.wrong", "pluginDefaults": value}
    for answer in (
        await api.post("/namespaces", json=body),
        await api.put("/namespaces/defaults.wrong", json=body),
        await bring(api, "defaults.wrong", repr(value)),
    ):
        assert (answer.status_code, message in answer.json()["message"]) == (422, True), answer.text
    assert "pluginDefaults" not in (await api.get("/namespaces/defaults.wrong")).json()


async def bring(api: Api, namespace: str, text: str) -> Json:
    files = {"fileUpload": ("defaults.yaml", text)}
    return await api.post(f"/namespaces/{namespace}/plugindefaults/import", files=files)


async def test_those_above_are_listed_with_their_place_the_nearest_first(api: Api) -> None:
    await describe(api, "defaults", default(format="far"))
    await describe(api, "defaults.team", default(LOG, forced=True, level="WARN"))
    await describe(api, "defaults.team.sub", default(format="own"))
    found = (await api.get("/namespaces/defaults.team.sub/inherited-plugindefaults")).json()
    assert found == [
        {**default(LOG, forced=True, level="WARN"), "namespace": "defaults.team"},
        {**default(format="far"), "namespace": "defaults"},
    ]
    assert (await api.get("/namespaces/defaults/inherited-plugindefaults")).json() == []


async def test_what_is_exported_can_be_imported_and_replaces_what_its_types_had(api: Api) -> None:
    await describe(api, "defaults", default(format="far"), default(LOG, level="WARN"))
    exported = await api.post("/namespaces/defaults/plugindefaults/export")
    assert exported.headers["content-type"].startswith("application/octet-stream")
    await describe(
        api, "defaults.team", default(format="own"), default("io.kestra", timeout="PT1H")
    )
    answer = await bring(api, "defaults.team", exported.text)
    assert (answer.status_code, answer.json()) == (200, [RETURN, LOG])
    stored = (await api.get("/namespaces/defaults.team")).json()["pluginDefaults"]
    assert [each["values"] for each in stored] == [
        {"timeout": "PT1H"}, {"format": "far"}, {"level": "WARN"}
    ]  # fmt: skip
    assert (await bring(api, "defaults.other", exported.text)).json() == [RETURN, LOG]
    assert (await bring(api, "defaults.team", "[")).status_code == 422
    none = await api.post("/namespaces/defaults.none/plugindefaults/export")
    assert none.text == "[]\n"
