"""Hostile texts in every field of every operation, flow, core task and core trigger.

Whatever stands where a text can, nothing stops: no answer is a server's error, no tick of a loop
fails, nothing waits for ever, and a fresh execution ends afterwards. Fields are path parts, query
parameters, headers, members and their names, parts of forms and names of files, of what was seen
and, for the other operations, of what the document says.

The short form sends a small part, the same each time, `make fuzz` more. `make fuzz-texts` puts each
text into each field and each property once, of the three forms of a property one in turn; with
`TIERCEL_FUZZ_FORMS=1` each in all three.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import sys
from collections.abc import Iterable, Iterator
from itertools import islice

import pytest
import yaml

from tests.api.application import catalog
from tests.api.client import YAML, Api
from tests.fuzz.documented import LEFT_OUT, vary_the_others
from tests.fuzz.hostile import LONG, SHORT, TEXTS, prove_that_it_goes_on, stuck
from tests.fuzz.replaying import replay_with
from tests.fuzz.variants import Variants
from tiercel.bootstrap import Application
from tiercel.flowlang.schema import TABLES
from tiercel.model.json_types import Json

IS_SHORT = os.environ.get("TIERCEL_FUZZ_EXAMPLES", "1") == "1"
SHARE, TASKS_SHARE = (0.01, 0.01) if IS_SHORT else (0.5, 0.25)
if "TIERCEL_FUZZ_TEXTS" in os.environ:
    SHARE = TASKS_SHARE = float(os.environ["TIERCEL_FUZZ_TEXTS"])
ALL_FORMS = "TIERCEL_FUZZ_FORMS" in os.environ
FLOWS_AT_A_TIME, AT_ONCE = 400, 8
SECONDS_MAX = 7200
BOTH_DATABASES = pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
CORE = "io.kestra.plugin.core."
# What every task may have is the same for all that run alike: one or two of each sort.
SORTS = {
    *(f"{CORE}debug.Return", f"{CORE}http.Request", f"{CORE}storage.Write", f"{CORE}kv.Set"),
    *(f"{CORE}flow.{name}" for name in ("ForEach", "If", "LoopUntil", "Pause", "Sequential")),
    *(f"{CORE}flow.{name}" for name in ("Subflow", "WorkingDirectory")),
}
PLAIN: dict[str, Json] = {
    "namespace": "fuzz.team",
    "tasks": [{"id": "t", "type": f"{CORE}debug.Return", "format": "{{ trigger }}"}],
}
FRESH_ENDED: Json = {"id": "p", "flows": [{"namespace": "fuzz.team", "flowId": "fresh"}]}
TRIGGERS: dict[str, dict[str, Json]] = {
    "http.Trigger": {"uri": "http://127.0.0.1:9/", "interval": "PT1S"},
    "trigger.Flow": {"preconditions": FRESH_ENDED},
    "trigger.McpToolTrigger": {"toolName": "x", "title": "x", "toolDescription": "x"},
    "trigger.Schedule": {"cron": "*/5 * * * * *", "withSeconds": True},
    "trigger.ScheduleOnDates": {"dates": ["2026-01-01T00:00:00Z"], "recoverMissedSchedules": "ALL"},
    "trigger.Webhook": {"key": "k1234567"},
}
# As an expression makes them: what a source can't say.
MADE = [
    "{{ [[55296]] | jq('.[0]|implode') | first }}",
    "{{ [[97, 0]] | jq('.[0]|implode') | first }}",
    "{{ range(0, 20000) | join('x') }}",
]


@BOTH_DATABASES
@pytest.mark.timeout(SECONDS_MAX)
async def test_no_operation_stops_the_server(application: Application) -> None:
    variants = Variants(application.app, random.Random(2), SHARE, TEXTS, SHORT)
    # A long text may take its time: what holds up others is tested elsewhere.
    variants.seconds_max = 60
    await replay_with(application, variants)
    await vary_the_others(application, variants)
    sys.stdout.write(f"\n{variants.sent} requests\n")
    assert variants.failed == []
    reached = {path for _, path in variants.varied}
    assert {route.path for route in application.app.routes} - reached == set(LEFT_OUT)
    # The share of about 34,000 variants, less what chance leaves out.
    assert variants.sent >= SHARE * 30_000
    await prove_that_it_goes_on(application)


@BOTH_DATABASES
@pytest.mark.timeout(SECONDS_MAX)
async def test_no_property_of_a_task_stops_the_server(application: Application) -> None:
    await _prove(application, hostile_tasks(), TASKS_SHARE)


@BOTH_DATABASES
@pytest.mark.timeout(SECONDS_MAX)
async def test_no_property_of_a_flow_or_trigger_stops_the_server(application: Application) -> None:
    await _prove(application, hostile_triggers(), TASKS_SHARE)
    await _prove(application, hostile_members(), TASKS_SHARE)


async def _prove(application: Application, flows: Iterator[dict[str, Json]], share: float) -> None:
    """Save and start them, some at a time: all end, and the server goes on."""
    chance = random.Random(3)
    chosen = (flow for flow in flows if chance.random() < share)
    sent = started = 0
    failed: list[str] = []
    async with Api(application.app) as api:
        while some := list(islice(chosen, FLOWS_AT_A_TIME)):
            sent += len(some)
            counts = await asyncio.gather(
                *(_start(api, some[at::AT_ONCE], failed) for at in range(AT_ONCE))
            )
            started += sum(counts)
            sources = {flow["id"]: str(flow)[:300] for flow in some if isinstance(flow["id"], str)}
            if any("triggers" in flow for flow in some):
                # From here on nothing more is due.
                await api.delete("/flows/delete/by-query", params={"namespace": "fuzz.team"})
            failed += [
                f"{each}: {sources.get(each.split()[0])}" for each in await stuck(application)
            ]
            await prove_that_it_goes_on(application)
            sys.stdout.write(f"\n{sent} flows, {started} of them started, {len(failed)} failed\n")
    assert failed == []
    # Most of what is hostile is refused when it is saved.
    assert started >= sent / 20


async def _start(api: Api, flows: Iterable[dict[str, Json]], failed: list[str]) -> int:
    """Save and start them, one after the other; how many could be."""
    started = 0
    for flow in flows:
        saved = await api.post("/flows", content=json.dumps(flow), headers=YAML)
        if saved.status_code == 422:
            continue
        response = await api.post(f"/executions/fuzz.team/{flow['id']}")
        started += response.status_code == 200
        if saved.status_code != 200 or response.status_code >= 500:
            failed.append(f"{saved.status_code} {response.status_code} {str(flow)[:300]}")
    return started


def hostile_tasks() -> Iterator[dict[str, Json]]:
    """Flows of a task with one property that is hostile."""
    number = itertools.count()
    for name in sorted(catalog().names("task")):
        if not name.startswith(CORE):
            continue
        properties = {*catalog().find(name).properties}  # type: ignore[union-attr]
        if name in SORTS:
            properties |= {*TABLES["Task"]}
        base = base_of(name)
        for property_, value in hostile_values(properties):
            task = {**base, property_: value}
            yield {"id": f"f{next(number)}", "namespace": "fuzz.team", "tasks": [task]}


def hostile_triggers() -> Iterator[dict[str, Json]]:
    """Flows of a trigger with one property that is hostile; those with dates are due at once."""
    number = itertools.count()
    for name, base in TRIGGERS.items():
        type_ = CORE + name
        properties = {*catalog().find(type_).properties, *TABLES["Trigger"]}  # type: ignore[union-attr]
        for property_, value in hostile_values(properties):
            trigger = {"id": "w", "type": type_, **base, property_: value}
            yield {**PLAIN, "id": f"g{next(number)}", "triggers": [trigger]}


def hostile_members() -> Iterator[dict[str, Json]]:
    """Flows with one member of their own that is hostile."""
    number = itertools.count()
    for property_, value in hostile_values({*TABLES["Flow"]}):
        yield {**PLAIN, "id": f"h{next(number)}", property_: value}


def hostile_values(properties: Iterable[str]) -> Iterator[tuple[str, Json]]:
    """Each property with each text, in one of three forms in turn, or in all: thrice as many."""
    for place, property_ in enumerate(sorted(properties)):
        for index, text in enumerate((*TEXTS, *MADE)):
            forms: list[Json] = [text, [text], {text: text}]
            for value in forms if ALL_FORMS else [forms[(place + index) % len(forms)]]:
                yield property_, value


def base_of(name: str) -> dict[str, Json]:
    """The task as its example has it, without a way out of the machine."""
    task: dict[str, Json] = {}
    for example in catalog().info_of(name).examples[:1]:  # type: ignore[union-attr]
        found = yaml.safe_load(example.code.replace("https://", "http://127.0.0.1:9/"))
        task = next(tasks_of(found, name), {}) if example.full else found
    return {**(task or {}), "id": "t", "type": name}


def tasks_of(value: Json, name: str) -> Iterator[dict[str, Json]]:
    """The tasks of a type, wherever they stand in a flow."""
    if isinstance(value, dict):
        if value.get("type") == name:
            yield value
        for member in value.values():
            yield from tasks_of(member, name)
    elif isinstance(value, list):
        for member in value:
            yield from tasks_of(member, name)


def test_the_texts_are_what_they_are_said_to_be() -> None:
    assert any("\0" in text for text in SHORT)
    assert any("\ud800" in text for text in SHORT)
    assert max(map(len, LONG)) == 1_000_000
