"""Requests that are sent again with their key: nothing is made twice, the answer is the first."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from tests.api.application import parts_in_memory
from tests.api.client import HELLO, HOOK, YAML, Api
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.bootstrap import Application, assemble
from tiercel.model.json_types import Json
from tiercel.model.stored.records import IDEMPOTENCY_KEYS
from tiercel.service.operations.catalogue import OPERATIONS
from tiercel.service.operations.idempotency import remove_old_keys
from tiercel.settings import Settings

TIMED = """id: timed
namespace: company.team
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: hello
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
    disabled: true
"""
FILES = """id: files
namespace: company.team
inputs:
  - id: data
    type: FILE
tasks:
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ read(inputs.data) }}"
"""
DASHBOARD = """id: board
title: A board
charts:
  - id: text
    type: io.kestra.plugin.core.dashboard.chart.Markdown
    chartOptions:
      displayName: About
    content: hello
"""
TEMPLATE = """id: template
namespace: company.team
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: hello
"""
TRIGGER = {"namespace": "company.team", "flowId": "timed", "triggerId": "daily"}
BACKFILL = {"start": "2024-01-01T00:00:00Z", "end": "2024-01-03T00:00:00Z"}
TEAM = "/namespaces/company.team"
JSON = {"Content-Type": "application/json"}


class Ask(msgspec.Struct, frozen=True):
    """A request that makes something, and what makes it another one; `{id}` is an execution."""

    route: str
    path: str
    options: dict[str, Json]
    other: dict[str, Json]
    setup: str = ""

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]


def _files(content: bytes, name: str = "fileContent") -> dict[str, Json]:
    return {"files": {name: ("a.txt", content)}}


def _hooks() -> Iterator[Ask]:
    for method in ("GET", "POST", "PUT"):
        for path, template in (("", ""), ("/a/b", "/{path:rest}")):
            yield Ask(
                f"{method} /executions/webhook/{{namespace}}/{{id}}/{{key}}{template}",
                f"/executions/webhook/company.team/hook/k1234567{path}",
                {"params": {"a": "1"}},
                {"params": {"a": "2"}},
                HOOK,
            )


def _backfill(end: str) -> dict[str, Json]:
    return {"json": {**TRIGGER, "backfill": {**BACKFILL, "end": end}}}


CREDENTIAL = {
    "name": "one",
    "type": "OAUTH2",
    "tokenEndpoint": "https://login.example.org/token",
    "authConfig": {
        "type": "CLIENT_CREDENTIALS",
        "clientId": "me",
        "clientSecret": {"secretKey": "MINE"},
    },
}
SWITCH = {"name": "stop", "evaluationType": "KILL", "startDate": "2099-01-01T00:00:00Z"}
RULE = {"type": "io.kestra.plugin.ee.rules.Require", "properties": ["description"]}
ASKS = [
    *(
        Ask(
            f"POST {path}/{{namespace}}/{{id}}",
            f"{path}/company.team/hello",
            {"files": {"who": (None, "you")}},
            {"files": {"who": (None, "me")}},
            HELLO,
        )
        for path in ("/executions", "/executions/trigger")
    ),
    *(
        Ask(
            f"POST /executions/{{executionId}}{path}",
            f"/executions/{{id}}{path}",
            {},
            {"params": {"latestRevision": "true"}},
            HELLO,
        )
        for path in ("/replay", "/actions/replay")
    ),
    *(
        Ask(
            f"POST /executions/{{executionId}}{path}",
            f"/executions/{{id}}{path}",
            {"files": {"who": (None, "you")}},
            {"files": {"who": (None, "me")}},
            HELLO,
        )
        for path in ("/replay-with-inputs", "/actions/replay-with-inputs")
    ),
    Ask(
        "POST /executions/{executionId}/actions/playground",
        "/executions/{id}/actions/playground",
        {"json": {}},
        {"json": {"breakpoints": ["hello"]}},
        HELLO,
    ),
    Ask(
        "POST /executions/replay/by-ids",
        "/executions/replay/by-ids",
        {"json": ["{id}"]},
        {"json": ["{id}"], "params": {"latestRevision": "true"}},
        HELLO,
    ),
    Ask(
        "POST /executions/replay/by-query",
        "/executions/replay/by-query",
        {"params": {"namespace": "company.team"}},
        {"params": {"flowId": "hello"}},
        HELLO,
    ),
    *_hooks(),
    Ask(
        "POST /flows",
        "/flows",
        {"headers": YAML, "content": HELLO},
        {"headers": YAML, "content": HOOK},
    ),
    Ask(
        "PUT /namespaces/{namespace}/kv/{key}",
        f"{TEAM}/kv/a",
        {"headers": {**JSON, "ttl": "PT1H"}, "content": "1"},
        {"headers": {**JSON, "ttl": "PT2H"}, "content": "1"},
    ),
    Ask(
        "POST /namespaces/{namespace}/files/directory",
        f"{TEAM}/files/directory",
        {"params": {"path": "/a"}},
        {"params": {"path": "/b"}},
    ),
    Ask(
        "POST /namespaces/{namespace}/files",
        f"{TEAM}/files",
        {"params": {"path": "/a.txt"}, **_files(b"one")},
        {"params": {"path": "/a.txt"}, **_files(b"two")},
    ),
    Ask("POST /namespaces", "/namespaces", {"json": {"id": "a"}}, {"json": {"id": "b"}}),
    Ask(
        "PUT /namespaces/{namespace}/secrets",
        f"{TEAM}/secrets",
        {"json": {"key": "a", "value": "one"}},
        {"json": {"key": "a", "value": "two"}},
    ),
    Ask(
        "POST /templates",
        "/templates",
        {"headers": YAML, "content": TEMPLATE},
        {"headers": YAML, "content": TEMPLATE.replace("hello", "bye")},
    ),
    Ask(
        "PUT /triggers",
        "/triggers",
        _backfill("2024-01-03T00:00:00Z"),
        _backfill("2024-01-04T00:00:00Z"),
        TIMED,
    ),
    Ask(
        "PUT /triggers/backfill/create",
        "/triggers/backfill/create",
        _backfill("2024-01-03T00:00:00Z"),
        _backfill("2024-01-04T00:00:00Z"),
        TIMED,
    ),
    Ask(
        "POST /dashboards",
        "/dashboards",
        {"headers": YAML, "content": DASHBOARD},
        {"headers": YAML, "content": DASHBOARD.replace("hello", "bye")},
    ),
    *(
        Ask(f"POST {path}", path, {"json": {"id": "tools"}}, {"json": {"id": "others"}})
        for path in ("/mcp-servers", "/mcp/servers")
    ),
    *(
        Ask(
            f"POST {path}",
            path,
            {"json": {"title": "one", "source": "id: one"}},
            {"json": {"title": "two", "source": "id: one"}},
        )
        for path in ("/blueprints/custom", "/blueprints/flows")
    ),
    Ask(
        "POST /views",
        "/views",
        {"json": {"list": "flows", "name": "one"}},
        {"json": {"list": "flows", "name": "two"}},
    ),
    Ask(
        "POST /users",
        "/users",
        {"json": {"email": "ann@example.org", "tenants": ["main"]}},
        {"json": {"email": "bob@example.org"}},
    ),
    *(
        Ask(f"POST {path}", path, {"json": {"name": "one"}}, {"json": {"name": "two"}})
        for path in ("/groups", "/service-accounts", "/main/service-accounts")
    ),
    Ask(
        "POST /roles",
        "/roles",
        {"json": {"name": "one", "permissions": {"FLOW": ["VIEW"]}}},
        {"json": {"name": "two", "permissions": {"FLOW": ["VIEW"]}}},
    ),
    *(
        Ask(
            f"POST /instance/worker-{noun}",
            f"/instance/worker-{noun}",
            {"json": {"id": "one", "name": "One", "tags": ["one"]}},
            {"json": {"id": "two", "name": "Two", "tags": ["two"]}},
        )
        for noun in ("groups", "queues")
    ),
    *(
        Ask(
            f"POST {template}",
            template.replace("{namespace}", "company.team"),
            {"json": {"id": "one", "rules": [RULE]}},
            {"json": {"id": "two", "rules": [RULE]}},
        )
        for template in ("/instance/policies", "/policies", "/namespaces/{namespace}/policies")
    ),
    Ask(
        "PUT /namespaces/{namespace}/reusable-inputs/{id}",
        "/namespaces/company.team/reusable-inputs/block",
        {"headers": YAML, "content": "inputs: [{id: a, type: STRING}]\n"},
        {"headers": YAML, "content": "inputs: [{id: b, type: STRING}]\n"},
    ),
    *(
        Ask(
            f"POST {template}",
            template.replace("{namespace}", "company.team"),
            {"json": CREDENTIAL},
            {"json": {**CREDENTIAL, "name": "two"}},
        )
        for template in ("/credentials", "/namespaces/{namespace}/credentials")
    ),
    *(
        Ask(f"POST {path}", path, {"json": sent}, {"json": {**sent, **other}})
        for path, sent, other in (
            ("/kill-switches", SWITCH, {"evaluationType": "CANCEL"}),
            ("/banners", {"message": "hello"}, {"message": "good morning"}),
            ("/tenants", {"id": "one", "name": "One"}, {"id": "two"}),
        )
    ),
]


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"encryption": {"secret_key": base64.b64encode(bytes(range(32))).decode()}}


async def prepared(api: Api, ask: Ask) -> Ask:
    """The request with an execution, where it needs one."""
    if ask.setup:
        await api.create(ask.setup)
    execution_id = ""
    if (ask.setup == HELLO and "{id}" in f"{ask.path}{ask.options}") or "by-query" in ask.path:
        started = await api.post("/executions/company.team/hello?wait=true")
        execution_id = started.json()["id"]
    text = msgspec.json.encode({"options": ask.options, "other": ask.other}, enc_hook=_hex)
    if b"{id}" not in text:
        return msgspec.structs.replace(ask, path=ask.path.replace("{id}", execution_id))
    filled = msgspec.json.decode(text.replace(b"{id}", execution_id.encode()))
    return msgspec.structs.replace(ask, options=filled["options"], other=filled["other"])


def _hex(value: Any) -> str:
    return str(value)


async def send(
    api: Api, ask: Ask, key: str, options: dict[str, Json] | None = None
) -> httpx2.Response:
    given = dict(ask.options if options is None else options)
    headers = {**given.pop("headers", {}), "Idempotency-Key": key}
    return await api.call(ask.method, ask.path, headers=headers, **given)


async def rows(application: Application) -> dict[str, dict[str, Json]]:
    async with application.ports.store.transaction() as tx:
        found = await tx.records(IDEMPOTENCY_KEYS).all()
    return {place: row for (place,), row in found.items()}


def is_named(answer: httpx2.Response) -> Json:
    """What an answer says that does not change while an execution runs."""
    if not answer.content:
        return None
    body = answer.json()
    if isinstance(body, dict) and "originalId" in body:
        return body["id"]
    if isinstance(body, dict) and "count" in body:
        return body["count"]
    return body


async def test_every_route_that_makes_something_takes_a_key(application: Application) -> None:
    makes = {f"{route.method} {route.path}" for route in application.app.routes if route.makes}
    asked = {ask.route for ask in ASKS}
    # Compat: a flow may be called `kill`, so that this path is of a start as well.
    assert makes - {"POST /executions/{executionId}/kill"} == asked


def test_operations_that_make_something_say_so() -> None:
    verbs = ("start", "create", "replay", "call", "store", "put", "upload")
    named = {
        one.name
        for one in OPERATIONS
        if one.name.rpartition(".")[2].startswith(verbs) and one.makes is None
    }
    # Their answers are secrets, which are shown once and stored nowhere; an invitation is accepted
    # once, whoever asks again.
    kinds = ("token", "user_token", "account_token", "worker_token", "security_integration")
    tokens = {f"{kind}.create" for kind in kinds}
    # Providers of identities send no key: a second user or group of a name is a conflict.
    directory = {"directory.create_user", "directory.create_group"}
    assert named == {*tokens, *directory, "invitation.create", "invitation.create_account"}


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.route)
async def test_a_repeated_request_gets_the_first_answer(
    api: Api, application: Application, ask: Ask
) -> None:
    ask = await prepared(api, ask)
    first = await send(api, ask, "key")
    assert first.status_code < 300, first.text
    assert "idempotency-replayed" not in first.headers
    assert len(await rows(application)) == 1
    for _ in range(3):
        again = await send(api, ask, "key")
        assert again.status_code == first.status_code, again.text
        assert again.headers["idempotency-replayed"] == "true"
        assert is_named(again) == is_named(first)
    assert len(await rows(application)) == 1


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.route)
async def test_a_key_is_of_one_request(api: Api, ask: Ask) -> None:
    ask = await prepared(api, ask)
    assert (await send(api, ask, "key")).status_code < 300
    other = await send(api, ask, "key", ask.other)
    assert other.status_code == 409
    assert "Idempotency-Key was used with another request" in other.json()["message"]
    for wrong in ("", "k" * 256, "a\tb"):
        refused = await send(api, ask, wrong)
        assert refused.status_code == 422
        assert "1 to 255 printable characters" in refused.json()["message"]


async def test_another_key_makes_another(api: Api) -> None:
    await api.create(HELLO)
    path = "/executions/company.team/hello"
    ids = [
        (await api.post(path, headers={"Idempotency-Key": key.encode("latin-1")})).json()["id"]
        for key in ("a", "b", "a", "k" * 255, "é", "a b", "k" * 255)
    ]
    assert ids[0] == ids[2]
    assert ids[3] == ids[6]
    assert len(set(ids)) == 5
    found = (await api.get("/executions/search?flowId=hello")).json()["total"]
    assert found == 5


async def test_a_key_is_of_an_operation_and_of_who_asks(api: Api, application: Application) -> None:
    await api.create(HELLO)
    await api.create(HOOK)
    await api.create(HOOK.replace("id: hook", "id: other"))
    headers = {"Idempotency-Key": "one"}
    first = await api.post("/executions/company.team/hello", headers=headers)
    hooks = [
        await api.post(f"/executions/webhook/company.team/{flow}/k1234567", headers=headers)
        for flow in ("hook", "other", "hook")
    ]
    namespace = await api.post("/namespaces", headers=headers, json={"id": "a"})
    assert [answer.status_code for answer in (first, *hooks, namespace)] == [200] * 5
    assert hooks[0].json()["id"] == hooks[2].json()["id"]
    assert len({answer.json()["id"] for answer in (first, *hooks)}) == 3
    for answer in (first, *hooks[:2], namespace):
        assert "idempotency-replayed" not in answer.headers
    kept = await rows(application)
    assert len(kept) == 4
    # The key itself and what was sent are not to be read there.
    assert "one" not in str([row["kept"] for row in kept.values()])
    assert all(len(place) == 32 for place in kept)


async def test_what_is_stored_is_what_earlier_versions_stored(
    api: Api, application: Application
) -> None:
    await api.create(HELLO)
    await api.create(HOOK)
    key = {"Idempotency-Key": "order-1"}
    sent: dict[str, Any] = {
        "headers": {**key, "Content-Type": "application/json"},
        "content": b'{"n":3}',
    }
    hook = "/executions/webhook/company.team/hook/k1234567?a=1"
    started = [
        await api.post(hook, **sent),
        await api.post("/executions/company.team/hello?labels=a:b", headers=key),
    ]
    kept = await rows(application)
    # Else a request that is repeated after an upgrade would be carried out again, or refused.
    assert {place: row["digest"] for place, row in kept.items()} == {
        "f6d406df9a5b72e360c3ee2ed3bdf974": "a3b41665f3a592754c808e5b1c65a284",
        "c1bed5d1540cbbde00a6f5549e09fec1": "0ece9addf87cfd5d6448c536f5810881",
    }
    assert {row["kept"] for row in kept.values()} == {each.json()["id"] for each in started}
    now = application.ports.clock.now()
    for row in kept.values():
        assert abs(datetime.fromisoformat(row["created"]) - now) < timedelta(hours=1)


async def test_of_many_at_once_one_makes_it(api: Api) -> None:
    await api.create(HELLO)
    headers = {"Idempotency-Key": "same"}
    answers = await asyncio.gather(
        *(api.post("/executions/company.team/hello", headers=headers) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await api.get("/executions/search?flowId=hello")).json()["total"] == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1


async def test_what_was_refused_may_be_asked_for_again(api: Api, application: Application) -> None:
    headers = {"Idempotency-Key": "early"}
    missing = await api.post("/executions/company.team/hello", headers=headers)
    assert missing.status_code == 404
    assert await rows(application) == {}
    await api.create(HELLO)
    started = await api.post("/executions/company.team/hello", headers=headers)
    assert started.status_code == 200
    assert "idempotency-replayed" not in started.headers


async def test_what_is_gone_is_not_made_again(api: Api) -> None:
    headers = {"Idempotency-Key": "gone"}
    created = await api.post("/namespaces/company.team/files/directory?path=/a", headers=headers)
    assert created.status_code == 200
    await api.create(HELLO)
    first = await api.post("/executions/company.team/hello?wait=true", headers=headers)
    assert (await api.delete(f"/executions/{first.json()['id']}")).status_code == 204
    again = await api.post("/executions/company.team/hello?wait=true", headers=headers)
    assert again.status_code == 404
    assert "made is there no longer" in again.json()["message"]
    assert (await api.get("/executions/search?flowId=hello")).json()["total"] == 0


async def test_who_waits_and_asks_again_waits_for_the_same_execution(api: Api) -> None:
    await api.create(HELLO)
    headers = {"Idempotency-Key": "wait"}
    path = "/executions/company.team/hello?wait=true"
    both = await asyncio.gather(api.post(path, headers=headers), api.post(path, headers=headers))
    assert {answer.json()["state"]["current"] for answer in both} == {"SUCCESS"}
    assert len({answer.json()["id"] for answer in both}) == 1


async def test_an_older_revision_is_answered_again_as_it_was(api: Api) -> None:
    headers = {**YAML, "Idempotency-Key": "flow"}
    first = await api.post("/flows", headers=headers, content=HELLO)
    changed = HELLO.replace("owner: ops", "owner: dev")
    assert (
        await api.put("/flows/company.team/hello", headers=YAML, content=changed)
    ).status_code == 200
    again = await api.post("/flows", headers=headers, content=HELLO)
    assert again.json() == first.json()
    assert again.json()["revision"] == 1


async def test_files_of_a_repeated_request_leave_nothing_behind(
    api: Api, application: Application
) -> None:
    await api.create(FILES)

    async def start(content: bytes) -> httpx2.Response:
        return await api.post(
            "/executions/company.team/files",
            headers={"Idempotency-Key": "files"},
            files={"data": ("data.txt", content)},
        )

    first = await start(b"same" * 1000)
    # A flow that was saved in between does not make it another request.
    changed = f"{FILES}description: changed\n"
    await api.put("/flows/company.team/files", headers=YAML, content=changed)
    again = await start(b"same" * 1000)
    assert again.json()["id"] == first.json()["id"]
    assert (await start(b"other")).status_code == 409
    stored = await application.ports.blobs.files_under("/company/team/files/executions")
    assert [info.path for info in stored if first.json()["id"] not in info.path] == []
    assert len(stored) == 1


async def test_uploads_again_keep_no_revision(api: Api) -> None:
    for _ in range(3):
        sent = await api.post(
            f"{TEAM}/files?path=/a.txt", headers={"Idempotency-Key": "up"}, **_files(b"x")
        )
        assert sent.status_code == 200
    revisions = await api.get(f"{TEAM}/files/revisions?path=/a.txt")
    assert len(revisions.json()) == 1


async def test_conditions_that_say_no_say_it_again(api: Api) -> None:
    await api.create(f"{HOOK}    conditions:\n{NEVER}")
    path = "/executions/webhook/company.team/hook/k1234567"
    answers = [await api.post(path, headers={"Idempotency-Key": "no"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert answers[1].headers["idempotency-replayed"] == "true"


NEVER = """      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ false }}"
"""


async def test_headers_of_their_own_do_not_make_webhooks_others(api: Api) -> None:
    await api.create(HOOK)
    path = "/executions/webhook/company.team/hook/k1234567"
    ids = [
        (
            await api.post(path, json={"a": 1}, headers={"Idempotency-Key": "h", "X-Try": number})
        ).json()["id"]
        for number in "12"
    ]
    assert ids[0] == ids[1]


async def test_keys_are_forgotten_after_a_day(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data": tmp_path})
    parts = parts_in_memory(tmp_path, settings)
    clock = VirtualClock(parts.ports.clock.now())
    ports = msgspec.structs.replace(parts.ports, clock=clock)
    application = assemble(msgspec.structs.replace(parts, ports=ports))
    store = ports.store
    async with Api(application.app) as api:
        await api.create(HELLO)

        async def start(key: str) -> str:
            answer = await api.post(
                "/executions/company.team/hello", headers={"Idempotency-Key": key}
            )
            return str(answer.json()["id"])

        first = await start("a")
        clock.advance(timedelta(hours=23, minutes=59))
        second = await start("b")
        assert await remove_old_keys(store, clock.now()) == 0
        assert await start("a") == first
        clock.advance(timedelta(minutes=1))
        # Whether or not it was removed, an old key says nothing any more.
        anew = await start("a")
        assert anew != first
        assert await start("a") == anew
        assert await start("b") == second
        clock.advance(timedelta(hours=23, minutes=59))
        assert await application.loops.janitor.tick(clock.now()) is False
        assert len(await rows(application)) == 1
        assert await start("a") == anew
        clock.advance(timedelta(minutes=1, seconds=1))
        await application.loops.janitor.tick(clock.now())
        assert await rows(application) == {}


async def test_scripts_have_a_key_that_stays_over_attempts(api: Api) -> None:
    await api.create(SCRIPTS)
    ended = (await api.post("/executions/company.team/scripts?wait=true")).json()
    assert ended["state"]["current"] == "WARNING"
    runs = {(run["taskId"], run.get("value")): run for run in ended["taskRunList"]}
    assert len(runs["retried", None]["attempts"]) == 3
    logs = (await api.get(f"/logs/{ended['id']}")).json()
    for place, times in ((("retried", None), 3), (("turn", "a"), 1), (("turn", "b"), 1)):
        key = f"{ended['id']}/{runs[place]['id']}"
        found = [
            line["message"]
            for line in logs
            if line["taskRunId"] == runs[place]["id"] and line["message"].startswith("key=")
        ]
        # In the flow it is written with the ids.
        assert found == [f"key={key} {key}"] * times


SCRIPTS = """id: scripts
namespace: company.team
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [a, b]
    tasks:
      - id: turn
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner: {type: io.kestra.plugin.core.runner.Process}
        commands:
          - echo "key=$TIERCEL_IDEMPOTENCY_KEY {{ execution.id }}/{{ taskrun.id }}"
  - id: retried
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {type: io.kestra.plugin.core.runner.Process}
    allowFailure: true
    retry: {type: constant, interval: PT0.05S, maxAttempts: 3}
    commands:
      - echo "key=$TIERCEL_IDEMPOTENCY_KEY {{ execution.id }}/{{ taskrun.id }}"
      - exit 1
"""
