"""What takes long with a long body is done in a thread, so that others are answered meanwhile."""

from __future__ import annotations

import importlib
import io
import json
import threading
import zipfile
from typing import NamedTuple

import pytest

from tests.api.client import HELLO, YAML, Api
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.model.state import StateType
from tiercel.service.turns import Turns
from tiercel.web import params
from tiercel.web.errors import body_of
from tiercel.web.http.media_types import URL_FORM

TEMPLATE = "id: one\nnamespace: company.none\ntasks: []\n"
TRIGGERS = [{"namespace": "none", "flowId": "none", "triggerId": f"t{n}"} for n in range(5_000)]
COMMENT = "# a long source\n" * 1_000
CHART = {"id": "one", "type": "none"}
POLICY = {"id": "one", "rules": "long " * 5_000}
HELLOS = [{"namespace": "company.team", "id": "hello"}] * 1_500


def archive(*sources: str) -> bytes:
    """Of files that hold what can be packed tightly."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for number, source in enumerate(sources):
            zipped.writestr(f"{number}.yml", source)
    return made.getvalue()


def file(name: str, content: bytes | str, part: str = "fileUpload") -> dict[str, Json]:
    return {"files": {part: (name, content)}}


def source(text: str) -> dict[str, Json]:
    return {"headers": YAML, "content": text}


class Long(NamedTuple):
    """A request, and the function that works on its body."""

    method: str
    path: str
    options: dict[str, Json]
    work: str


SPACE = "/namespaces/company.team"
ALIASED = "id: one\nnamespace: company.team\nvariables: {a: &a 1, b: *a}\ntasks: []\n"
LONG = [
    Long("POST", "/flows", source(ALIASED), "service.flows.flows:read_flow"),
    Long("POST", "/flows/validate", source(ALIASED), "service.flows.cache:review_source"),
    Long("POST", "/triggers/unlock/by-triggers", {"json": TRIGGERS}, "web.routers.triggers:_id_in"),
    Long(
        "POST",
        "/triggers/set-disabled/by-triggers",
        {"json": {"triggers": TRIGGERS, "disabled": True}},
        "web.routers.triggers:_id_in",
    ),
    Long(
        "POST",
        "/executions/latest",
        {"json": HELLOS},
        "web.routers.executions.executions:flow_id_of",
    ),
    Long("DELETE", "/flows/delete/by-ids", {"json": HELLOS}, "web.routers.flows.bulk:flow_id_of"),
    Long(
        "POST",
        "/flows/bulk?delete=false",
        {"json": [{"id": "one", "description": "long " * 5_000}]},
        "service.flows.json_sources:source_from_json",
    ),
    Long(
        "POST",
        "/flows",
        {"json": {"id": "one", "description": "long " * 5_000}},
        "service.flows.json_sources:source_from_json",
    ),
    Long(
        "POST",
        "/flows/import",
        file("a.yaml", f"{COMMENT}---\n" * 2),
        "service.flows.bulk:_sources_in",
    ),
    Long(
        "POST",
        "/flows/import",
        file("a.zip", archive(*["id: one"] * 1_000)),
        "service.flows.bulk:_sources_in",
    ),
    Long(
        "POST",
        "/flows/export/by-ids",
        {"json": HELLOS},
        "service.flows.bulk:zipped",
    ),
    Long(
        "POST",
        "/templates/import",
        file("a.yaml", TEMPLATE + COMMENT),
        "service.flows.templates:_sources_in",
    ),
    Long(
        "POST",
        "/templates/validate",
        source(TEMPLATE + COMMENT),
        "web.routers.flows.templates:split_documents",
    ),
    Long(
        "POST",
        f"{SPACE}/files",
        file("a.zip", archive(*[COMMENT] * 10), "fileContent") | {"params": {"path": "/a.zip"}},
        "service.files.archives:unzipped",
    ),
    Long(
        "POST",
        f"{SPACE}/plugindefaults/import",
        file("a.yaml", COMMENT),
        "service.flows.sources:parse",
    ),
    Long(
        "POST",
        "/dashboards",
        source(f"title: Long\n{COMMENT}"),
        "service.dashboards.dashboards:read_dashboard",
    ),
    Long(
        "POST",
        "/dashboards/validate",
        source(f"title: Long\n{COMMENT}"),
        "service.dashboards.dashboards:read_dashboard",
    ),
    Long(
        "POST",
        "/dashboards/validate/chart",
        source(json.dumps(CHART) + "\n" + COMMENT),
        "service.dashboards.dashboards:read_chart",
    ),
    Long(
        "GET",
        "/documentation",
        {"params": {"q": "flow " * 1_000}},
        "service.documentation.documentation:words",
    ),
    Long("GET", "/flows/source", {"params": {"q": "hello"}}, "service.flows.search:fragment"),
    Long(
        "POST",
        "/flows/source/replace/preview",
        {"json": {"query": "hello", "replacement": "x"}},
        "service.flows.source_edits:_matches",
    ),
    Long(
        "POST",
        "/flows/source/replace/apply",
        {"json": {"query": "hello", "replacement": "x", "flows": HELLOS[:1]}},
        "service.flows.source_edits:_replaced",
    ),
    Long(
        "POST",
        "/flows/source/replace/line",
        {"json": {**HELLOS[0], "query": "hello", "replacement": "x", "line": 1}},
        "service.flows.source_edits:_replaced",
    ),
    Long(
        "PATCH",
        "/me/preferences",
        {"json": {f"key{n}": "value" for n in range(5_000)}},
        "service.personal.preferences:_read",
    ),
    Long(
        "POST",
        "/views",
        {"json": {"list": "flows", "query": {f"key{n}": "value" for n in range(5_000)}}},
        "web.routers.personal.saved_views:_draft",
    ),
    Long(
        "POST",
        "/credentials",
        {
            "json": {
                "name": "one",
                "type": "none",
                "authConfig": {f"key{n}": "value" for n in range(5_000)},
            }
        },
        "service.governance.credentials:read_credential",
    ),
    Long(
        "POST",
        "/instance/worker-groups",
        {"json": {"id": "one", "name": "One", "subscriptions": [{}] * 5_000}},
        "web.routers.workers.groups:_subscription",
    ),
    Long(
        "POST",
        "/executions/company.team/hello",
        {"headers": {"Content-Type": URL_FORM}, "content": "who=me&" * 2_000},
        "web.inputs:_fields",
    ),
    Long(
        "POST",
        "/executions/webhook/company.team/hook/secret",
        {"json": HELLOS},
        "web.routers.executions.webhooks:_parsed",
    ),
    Long("PUT", f"{SPACE}/kv/key", {"json": HELLOS}, "web.routers.kv:read_value"),
    Long("PUT", f"{SPACE}/kv/key", {"json": HELLOS}, "service.audit.notes:packed"),
    Long("POST", "/policies", {"json": POLICY}, "service.governance.policies:read_policy"),
    Long("PUT", "/policies/one", {"json": POLICY}, "service.governance.policies:read_policy"),
    Long(
        "POST",
        "/flows/policies/preview",
        {"json": {"namespace": "company.team", "source": HELLO + COMMENT}},
        "service.governance.policies:generate",
    ),
    Long(
        "POST",
        "/policies/import",
        file("a.yaml", COMMENT),
        "service.governance.policies:split_documents",
    ),
]


@pytest.mark.parametrize("long", LONG, ids=lambda long: f"{long.path} {long.work}")
async def test_long_bodies_are_worked_on_in_a_thread(
    api: Api, monkeypatch: pytest.MonkeyPatch, long: Long
) -> None:
    await api.create(HELLO)
    module, _, name = long.work.partition(":")
    work = getattr(importlib.import_module(f"tiercel.{module}"), name)
    threads: set[int] = set()

    def noting(*arguments: Json, **options: Json) -> Json:
        threads.add(threading.get_ident())
        return work(*arguments, **options)

    monkeypatch.setattr(f"tiercel.{module}.{name}", noting)
    answer = await api.call(long.method, long.path, **long.options)
    assert answer.status_code < 500, answer.text
    assert threads, answer.text
    assert threading.get_ident() not in threads


REPEATED = "a: b\n" * 5_000
BROKEN = [
    ("/flows", source(f"id: one\nnamespace: company.team\n{REPEATED}")),
    ("/dashboards", source(REPEATED)),
    ("/dashboards/charts/preview", {"json": {"chart": REPEATED}}),
    ("/policies", source(REPEATED)),
    ("/policies/import", file("a.yaml", REPEATED)),
    ("/flows/policies/preview", {"json": {"namespace": "company.team", "source": REPEATED}}),
    (f"{SPACE}/plugindefaults/import", file("a.yaml", REPEATED)),
]


@pytest.mark.parametrize(("path", "options"), BROKEN, ids=[path for path, _ in BROKEN])
async def test_the_nodes_of_a_long_source_are_freed_in_a_thread(
    api: Api, monkeypatch: pytest.MonkeyPatch, path: str, options: dict[str, Json]
) -> None:
    threads: list[int] = []
    monkeypatch.setattr(
        "tiercel.flowlang.source.free_slowly", lambda _: threads.append(threading.get_ident())
    )
    answer = await api.call("POST", path, **options)
    assert answer.status_code in (200, 422), answer.text
    assert threads
    assert threading.get_ident() not in threads


async def test_a_word_that_stands_in_a_list_often_is_read_once(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    state = params.state

    def noting(name: str, value: str) -> StateType:
        read.append(value)
        return state(name, value)

    monkeypatch.setattr(params, "state", noting)
    body = {"state": ["RUNNING", "FAILED"] * 1_000, "scope": ["USER"] * 1_000}
    answer = await api.post("/stats/executions/daily", json=body)
    assert answer.status_code == 200, answer.text
    assert {*read} == {"RUNNING", "FAILED"}
    assert len(read) < 10


async def test_a_long_refusal_is_written_in_a_thread(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()

    def noting(error: TiercelError, href: str) -> bytes:
        threads.add(threading.get_ident())
        return body_of(error, href)

    monkeypatch.setattr("tiercel.web.app.body_of", noting)
    unknown = "".join(f"key{number}: x\n" for number in range(5_000))
    refused = await api.post("/flows", **source(f"id: one\nnamespace: company.team\n{unknown}"))
    assert refused.status_code == 422
    assert threading.get_ident() not in threads


async def test_a_refusal_names_the_first_hundred_problems(api: Api) -> None:
    defaults = "".join("- {type: 1, values: []}\n" for _ in range(300))
    path = f"{SPACE}/plugindefaults/import"
    refused = await api.post(path, **file("a.yaml", defaults))
    assert refused.status_code == 422
    assert len(refused.json()["errors"]) == 100
    keys = "".join(f"key{number}: x\n" for number in range(300))
    refused = await api.post("/dashboards", **source(f"title: One\n{keys}"))
    assert len(refused.json()["errors"]) == 100


async def test_others_have_a_turn_between_many_documents(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.service.turns.TICK_TURN_SECONDS", 0.0)
    given = 0
    give_way = Turns.give_way

    async def noting(turns: Turns) -> None:
        nonlocal given
        given += 1
        await give_way(turns)

    monkeypatch.setattr(Turns, "give_way", noting)
    documents = "id: One\n---\n" * 50
    assert (await api.post("/policies/import", **file("a.yaml", documents))).status_code == 200
    assert given >= 50
    given = 0
    assert (await api.post("/templates/validate", **source(documents))).status_code == 200
    assert given >= 50
