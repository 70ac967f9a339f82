"""Values, lists, channels and commands, with a Redis that runs here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import redis

from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tests.families.servers import program
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_redis import lists, strings
from tiercel_redis.channels import Publish
from tiercel_redis.cli import RedisCLI

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"
LEFT_OUT = [
    # No type of the reference, but a flow names it so: another name of `list.RealtimeTrigger`.
    "RealtimeTrigger: is not there",
    # What is in them is rendered.
    "json.Increment.options: dynamic no not yes",
    "json.Set.options: dynamic no not yes",
    "string.Increment.options: dynamic no not yes",
    "string.Set.options: dynamic no not yes",
]


def run(task: Any, world: World | None = None, **properties: Json) -> Ran:
    ran = run_task(task, properties, world)
    assert ran.error is None, ran.error
    return ran


def rows(ran: Ran) -> list[bytes]:
    return ran.context.blobs.stored[ran.outputs["uri"]].splitlines()


def test_types_are_those_of_the_reference() -> None:
    assert deviations("redis", Path(__file__).with_name("types.json")) == LEFT_OUT
    assert mistakes("redis") == []


def test_values_come_and_go(url: str, key: str) -> None:
    at = {"url": url, "key": key}
    run(strings.Set, **at, value="one", options={"expirationDuration": "PT1H"})
    assert 3500 < run(strings.Ttl, **at).outputs["ttl"] <= 3600
    old = run(strings.Set, **at, value={"a": 1}, serdeType="JSON", get=True)
    assert old.outputs == {"oldValue": "one"}
    assert run(strings.Ttl, **at).outputs["ttl"] == -1
    assert run(strings.Get, **at, serdeType="JSON").outputs == {"data": {"a": 1}, "key": key}
    run(strings.Set, **at, value="two", options={"mustNotExist": True})
    assert run(strings.Get, **at).outputs["data"] == '{"a":1}'
    deleted = run(strings.Delete, url=url, keys=[key, f"{key}-none"])
    assert deleted.outputs == {"count": 1}
    assert run(strings.Get, **at).outputs == {"key": key}


def test_numbers_are_added_to(url: str, key: str) -> None:
    at = {"url": url, "key": key}
    assert run(strings.Increment, **at).outputs["value"] == 1
    assert run(strings.Increment, **at, amount=1.5).outputs["value"] == 2.5
    kept = {"expirationDate": "2999-01-01T00:00:00Z"}
    run(strings.Increment, **at, amount=0.5, options=kept)
    assert run(strings.Ttl, **at).outputs["ttl"] > 3600


def test_elements_go_through_a_list(url: str, key: str) -> None:
    at = {"url": url, "key": key}
    world = World(stored={FILE: b'"a"\n"b"\n{"c":1}\n'})
    pushed = run(lists.ListPush, world, **at, **{"from": FILE, "batchSize": 2})
    assert pushed.outputs == {"count": 3}
    some = run(lists.ListPop, **at, maxRecords=2, count=1)
    assert (some.outputs["count"], rows(some)) == (2, [b'"{\\"c\\":1}"', b'"b"'])
    assert run(lists.ListPop, **at, maxDuration="PT0S").outputs["count"] == 0
    assert rows(run(lists.ListPop, **at)) == [b'"a"']


def test_a_poll_that_is_cut_off_gives_the_same_again(url: str, key: str) -> None:
    run(lists.ListPush, url=url, key=key, **{"from": ["1", "2", "3"]})
    asked = {"url": url, "key": key, "maxRecords": 2}
    trigger, context = lists.Trigger.model_validate(asked), FakeContext()
    cut_off = trigger.poll(context)
    assert next(cut_off).count == 2
    cut_off.close()
    found = poll(trigger, context)
    assert context.blobs.stored[found.uri] == b'"3"\n"2"\n'
    last = poll(trigger, context)
    assert context.blobs.stored[last.uri] == b'"1"\n'
    assert poll(trigger, context) is None


def test_elements_of_a_task_whose_end_is_lost_come_again(url: str, key: str) -> None:
    run(lists.ListPush, url=url, key=key, **{"from": ["1", "2", "3"]})
    lost = run_task(lists.ListPop, {"url": url, "key": key, "maxRecords": 2}, is_lost=True)
    assert (lost.error, rows(lost)) == (None, [b'"3"', b'"2"'])
    assert rows(run(lists.ListPop, url=url, key=key)) == [b'"3"', b'"2"', b'"1"']
    assert run(lists.ListPop, url=url, key=key).outputs["count"] == 0


def test_elements_that_a_failed_task_took_are_put_back(url: str, key: str) -> None:
    run(lists.ListPush, url=url, key=key, **{"from": ["1", "no JSON", "3"]})
    error = run_task(lists.ListPop, {"url": url, "key": key, "serdeType": "JSON"}).error
    assert f"An element of '{key}' is no JSON" in str(error)
    assert rows(run(lists.ListPop, url=url, key=key)) == [b'"3"', b'"no JSON"', b'"1"']


async def test_a_list_is_listened_to(url: str, key: str) -> None:
    run(lists.ListPush, url=url, key=key, **{"from": ["1", "2", "3"]})
    trigger = lists.ListRealtimeTrigger.model_validate({"url": url, "key": key})
    first = trigger.listen(FakeContext())
    assert (await anext(first)).value == "3"
    await first.aclose()
    # It was not stored: it comes again.
    context, found = FakeContext(), []
    async for each in trigger.listen(context):
        found.append(each.value)
        if len(found) == 3:
            context.stop()
    assert found == ["3", "2", "1"]


def test_messages_are_published(url: str, key: str) -> None:
    with redis.Redis.from_url(url, decode_responses=True) as client, client.pubsub() as listener:
        listener.subscribe(key)
        assert listener.get_message(timeout=30)["type"] == "subscribe"
        given: list[Json] = ["one", {"two": 2}]
        sent = run(Publish, url=url, channel=key, serdeType="JSON", **{"from": given})
        assert sent.outputs == {"count": 2}
        heard = [listener.get_message(timeout=30)["data"] for _ in given]
    assert heard == ['"one"', '{"two":2}']


def test_commands_are_run(port: int, key: str) -> None:
    program("redis-cli", "redis-tools")
    asked: dict[str, Json] = {"host": "127.0.0.1", "port": port, "password": "canary-31cc"}
    commands = [f"SET {key} hello", f"GET {key}"]
    ran = run(RedisCLI, **asked, commands=commands, jsonOutput=True)
    assert '"hello"' in ran.logs
    assert not [line for line in ran.logs if "canary" in line]
    assert "exit code" in str(run_task(RedisCLI, {**asked, "commands": ["NOSUCH"]}).error).lower()


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("redis://:canary-wrong@127.0.0.1:{port}/0", "GET failed: invalid username-password pair"),
        ("redis://:canary-wrong@127.0.0.1:1/0", "Redis at 127.0.0.1:1: GET failed: "),
        ("redis://:canary-wrong@no.such.host.invalid/0", "the host has no address"),
        ("redis-sentinel://:canary-wrong@127.0.0.1", "`url` must be an address such as"),
        ("redis://:canary-wrong@127.0.0.1:x", "`url` must be an address such as"),
        (
            "redis://:canary-wrong@127.0.0.1:{port}/x",
            "`url` must end with the number of a database",
        ),
        ("redis://127.0.0.1:{port}/0", "the server wants a password, which `url` lacks"),
    ],
)
def test_mistakes_are_named_without_the_password(port: int, address: str, text: str) -> None:
    error = str(run_task(strings.Get, {"url": address.format(port=port), "key": "k"}).error)
    assert text in error
    assert "canary" not in error


def test_what_is_missing_or_of_another_kind_is_told(url: str, key: str) -> None:
    at = {"url": url, "key": key, "failedOnMissing": True}
    assert f"There is no value of the key '{key}'" in str(run_task(strings.Get, at).error)
    missing = {"url": url, "keys": [key], "failedOnMissing": True}
    assert "Only 0 of 1 were there" in str(run_task(strings.Delete, missing).error)
    run(lists.ListPush, url=url, key=key, **{"from": ["1"]})
    assert "WRONGTYPE" in str(run_task(strings.Get, {"url": url, "key": key}).error)
