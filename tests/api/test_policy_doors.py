"""No door into the server goes round a policy: each is tried with flows that it refuses."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable

import httpx2
import pytest

from tests.api.client import YAML, Api
from tiercel.bootstrap import Application
from tiercel.model.access import Actor
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.plugin.server.flows import SaveFlow

LOG, RETURN = "io.kestra.plugin.core.log.Log", "io.kestra.plugin.core.debug.Return"
OLDER = "io.kestra.core.tasks.log.Log"
NAMESPACE = "doors.company"
BASE = f"/namespaces/{NAMESPACE}/policies"
DENY = {
    "type": "io.kestra.plugin.ee.rules.Deny",
    "on": "PLUGIN",
    "where": [{"field": "type", "operator": "EQUAL_TO", "value": LOG}],
}
KEPT_ONLY = {
    "type": "io.kestra.plugin.ee.rules.Restrict",
    "on": "PLUGIN",
    "property": "format",
    "regex": "kept.*",
}
HEAD = f"id: door\nnamespace: {NAMESPACE}\n"
KEPT = f"{HEAD}tasks:\n  - id: a\n    type: {RETURN}\n    format: kept\n"
# What the policy is about, written in ways that hide it.
REFUSED = {
    "plain": f"{HEAD}tasks:\n  - id: a\n    type: {LOG}\n    message: m\n",
    "older name": f"{HEAD}tasks:\n  - id: a\n    type: {OLDER}\n    message: m\n",
    "nested": (
        f"{HEAD}tasks:\n  - id: s\n    type: io.kestra.plugin.core.flow.Sequential\n"
        f"    tasks:\n      - id: a\n        type: {LOG}\n        message: m\n"
    ),
    "alias": (
        f"{HEAD}variables:\n  hidden: &t\n    id: a\n    type: {LOG}\n    message: m\n"
        "tasks:\n  - *t\n"
    ),
    "errors": f"{KEPT}errors:\n  - id: e\n    type: {LOG}\n    message: m\n",
    "disabled task": (
        f"{HEAD}tasks:\n  - id: a\n    type: {LOG}\n    message: m\n    disabled: true\n"
    ),
    "disabled flow": f"{HEAD}disabled: true\ntasks:\n  - id: a\n    type: {LOG}\n    message: m\n",
}
Door = Callable[[Api, str], Awaitable[httpx2.Response | None]]


def archive(name: str, source: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, source)
    return buffer.getvalue()


async def create(api: Api, source: str) -> httpx2.Response:
    await api.delete(f"/flows/{NAMESPACE}/door")
    return await api.post("/flows", headers=YAML, content=source)


async def update(api: Api, source: str) -> httpx2.Response:
    return await api.put(f"/flows/{NAMESPACE}/door", headers=YAML, content=source)


async def publish(api: Api, source: str) -> httpx2.Response:
    """A draft is let in, since it does not run; what it becomes is not."""
    drafted = await api.put(
        f"/flows/{NAMESPACE}/door?draft=true", headers=YAML, content=f"draft: true\n{source}"
    )
    assert drafted.status_code == 200, drafted.text
    started = await api.post(f"/executions/{NAMESPACE}/door?revision={drafted.json()['revision']}")
    assert started.status_code in (409, 422), started.text
    return await update(api, source)


async def bulk(api: Api, source: str) -> httpx2.Response:
    return await api.post("/flows/bulk?delete=false", headers=YAML, content=source)


async def namespace(api: Api, source: str) -> httpx2.Response:
    return await api.post(f"/flows/{NAMESPACE}?delete=false", headers=YAML, content=source)


async def import_yaml(api: Api, source: str) -> httpx2.Response:
    file = {"fileUpload": ("door.yaml", source)}
    return await api.post("/flows/import?failOnError=true", files=file)


async def import_zip(api: Api, source: str) -> httpx2.Response:
    file = {"fileUpload": ("door.zip", archive("door.yml", source))}
    return await api.post("/flows/import?failOnError=true", files=file)


async def namespace_file(api: Api, source: str) -> httpx2.Response:
    path = f"/namespaces/{NAMESPACE}/files?path=/_flows/door.yml"
    return await api.post(path, files={"fileContent": ("door.yml", source)})


async def namespace_archive(api: Api, source: str) -> httpx2.Response:
    content = archive("_flows/door.yml", source)
    path = f"/namespaces/{NAMESPACE}/files?path=/all.zip"
    return await api.post(path, files={"fileContent": ("all.zip", content)})


async def replace(api: Api, source: str) -> httpx2.Response:
    """The text of a task that is kept becomes one that is not."""
    flows = [{"namespace": NAMESPACE, "id": "door"}]
    body = {"query": "kept", "replacement": "lost", "flows": flows}
    answer = await api.post("/flows/source/replace/apply", json=body)
    (skipped,) = answer.json()["skipped"]
    assert (skipped["reason"], "policy 'doors'" in skipped["message"]) == ("INVALID_FLOW", True)
    line = {"query": "kept", "replacement": "lost", "namespace": NAMESPACE, "id": "door", "line": 6}
    return await api.post("/flows/source/replace/line", json=line)


async def enable(api: Api, source: str) -> httpx2.Response:
    """What was there before the policy can be stopped, but not started again."""
    ids = [{"namespace": NAMESPACE, "id": "door"}]
    await api.delete(f"{BASE}/doors")
    old = source.replace("disabled: true\ntasks", "tasks")
    assert (await update(api, old)).status_code == 200
    await api.post(BASE, json={"id": "doors", "rules": [DENY, KEPT_ONLY]})
    stopped = await api.post("/flows/disable/by-ids", json=ids)
    assert (stopped.status_code, stopped.json()["count"]) == (200, 1)
    return await api.post("/flows/enable/by-ids", json=ids)


DOORS: dict[str, Door] = {
    "create": create,
    "update": update,
    "publish": publish,
    "bulk": bulk,
    "namespace": namespace,
    "import yaml": import_yaml,
    "import zip": import_zip,
    "namespace file": namespace_file,
    "namespace archive": namespace_archive,
    "replace": replace,
    "enable": enable,
}


@pytest.mark.parametrize("door", DOORS)
async def test_no_door_goes_round_a_policy(api: Api, door: str) -> None:
    for way, source in REFUSED.items():
        assert (await create(api, KEPT)).status_code == 200
        await api.post(BASE, json={"id": "doors", "rules": [DENY, KEPT_ONLY]})
        answer = await DOORS[door](api, source)
        assert answer is not None
        said = (
            answer.status_code,
            "policy 'doors'" in answer.text or "not imported" in answer.text,
        )
        assert said == (422, True), (door, way, answer.text)
        flow = (await api.get(f"/flows/{NAMESPACE}/door?source=true&allowDeleted=true")).json()
        stands = flow.get("disabled") or flow.get("draft") or flow["source"] == KEPT
        assert stands, (door, way, flow)
        await api.delete(f"{BASE}/doors")
        await api.delete(f"/flows/{NAMESPACE}/door")


@pytest.mark.parametrize("way", REFUSED)
async def test_a_task_that_saves_flows_is_held_to_it(
    api: Api, application: Application, way: str
) -> None:
    await api.post(BASE, json={"id": "doors", "rules": [DENY, KEPT_ONLY]})
    actor = Actor.of_execution("system", "sync", "e1")
    with pytest.raises(Invalid, match=r"policy 'doors'"):
        await application.operations.run(actor, SaveFlow(source=REFUSED[way]))
    assert (await api.get(f"/flows/{NAMESPACE}/door")).status_code == 404


async def test_a_template_is_held_to_it(api: Api) -> None:
    await api.post(BASE, json={"id": "doors", "rules": [DENY, KEPT_ONLY]})
    answer = await api.post("/templates", headers=YAML, content=REFUSED["plain"])
    assert answer.status_code == 422
    assert (await api.post("/templates", headers=YAML, content=KEPT)).status_code == 200


async def test_what_a_policy_has_nothing_against_comes_in_by_every_door(api: Api) -> None:
    await api.post(BASE, json={"id": "doors", "rules": [DENY, KEPT_ONLY]})
    simple: list[str] = [name for name in DOORS if name not in ("publish", "replace", "enable")]
    assert (await create(api, KEPT)).status_code == 200
    for number, door in enumerate(simple):
        source: Json = KEPT.replace("kept", f"kept {number}")
        answer = await DOORS[door](api, source)
        assert answer is not None
        assert answer.status_code in (200, 204), (door, answer.text)
