"""Hostile texts in every field of every operation and every property of every core task.

Whatever stands where a text can, nothing stops: no answer is a server's error, no tick of a loop
fails, nothing waits for ever, and a fresh execution ends afterwards. The short form sends a small
part, the same each time; `make fuzz` sends much more, and with `TIERCEL_FUZZ_TEXTS=1` all: hours.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator

import pytest
import yaml

from tests.api.client import YAML, Api
from tests.api.house import catalog
from tests.fuzz.hostile import LONG, SHORT, TEXTS, prove_that_it_goes_on
from tests.fuzz.replaying import replay_with
from tests.fuzz.variants import Variants
from tiercel.bootstrap import House
from tiercel.model.json_types import Json

IS_SHORT = os.environ.get("TIERCEL_FUZZ_EXAMPLES", "1") == "1"
SHARE, TASKS_SHARE = (0.01, 0.002) if IS_SHORT else (0.5, 0.05)
if "TIERCEL_FUZZ_TEXTS" in os.environ:
    SHARE = TASKS_SHARE = float(os.environ["TIERCEL_FUZZ_TEXTS"])
BOTH_DATABASES = pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
CORE = "io.kestra.plugin.core."
COMMON = ("description", "timeout", "runIf", "logLevel", "version", "retry", "workerGroup")
# As an expression makes them: what a source can't say.
MADE = [
    "{{ [[55296]] | jq('.[0]|implode') | first }}",
    "{{ [[97, 0]] | jq('.[0]|implode') | first }}",
    "{{ range(0, 20000) | join('x') }}",
]


@BOTH_DATABASES
@pytest.mark.timeout(1800)
async def test_no_operation_stops_the_server(house: House) -> None:
    variants = Variants(house.app, random.Random(2), SHARE, TEXTS, SHORT)
    # A long text may take its time: what holds up others is tested elsewhere.
    variants.seconds_max = 60
    await replay_with(house, variants)
    sys.stdout.write(f"\n{variants.sent} requests\n")
    assert variants.failed == []
    # The share of about 35,000 variants, with room for what chance leaves out.
    assert variants.sent >= SHARE * 20_000
    await prove_that_it_goes_on(house)


@BOTH_DATABASES
@pytest.mark.timeout(3600)
async def test_no_property_of_a_task_stops_the_server(house: House) -> None:
    chance = random.Random(3)
    chosen = [flow for flow in hostile_flows() if chance.random() < TASKS_SHARE]
    started = 0
    async with Api(house.app) as api:
        for number, flow in enumerate(chosen):
            flow["id"] = f"f{number}"
            saved = await api.post("/flows", content=json.dumps(flow), headers=YAML)
            assert saved.status_code in (200, 409, 422), (flow, saved.text)
            if saved.status_code != 200:
                continue
            response = await api.post(f"/executions/fuzz.team/f{number}")
            assert response.status_code < 500, (flow, response.text)
            started += 1
            if started % 50 == 0:
                await prove_that_it_goes_on(house)
    sys.stdout.write(f"\n{len(chosen)} flows, {started} of them started\n")
    assert started >= len(chosen) / 5
    await prove_that_it_goes_on(house)


def hostile_flows() -> Iterator[dict[str, Json]]:
    """Each core task with one property that is hostile, in three forms."""
    types = catalog()
    for name in sorted(types.names("task")):
        if not name.startswith(CORE):
            continue
        base = base_of(name)
        for property_ in (*sorted(types.find(name).properties), *COMMON):  # type: ignore[union-attr]
            for text in (*TEXTS, *MADE):
                for value in (text, [text], {text: text}):
                    task = {**base, property_: value}
                    yield {"id": "f", "namespace": "fuzz.team", "tasks": [task]}


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
