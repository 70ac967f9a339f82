"""Messages of topics, with a Mosquitto that runs here."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tests.families.servers import program, running
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_mqtt.messages import MqttRealtimeTrigger, Publish, Subscribe, Trigger

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    path = program("mosquitto", "mosquitto")
    with running(lambda port, folder: [path, "-p", str(port)]) as port:
        yield f"tcp://127.0.0.1:{port}"


@pytest.fixture(params=["V5", "V3"])
def at(server: str, request: pytest.FixtureRequest) -> dict[str, Json]:
    """A topic of its own, in both versions of the protocol."""
    name = f"topic-{secrets.token_hex(4)}"
    return {"server": server, "clientId": name, "topic": name, "mqttVersion": request.param}


def run(task: Any, at: dict[str, Json], world: World | None = None, **properties: Json) -> Ran:
    ran = run_task(task, {**at, **properties}, world)
    assert ran.error is None, ran.error
    return ran


def publish(at: dict[str, Json], *values: Json, **more: Json) -> Ran:
    asked = {**at, "clientId": f"{at['clientId']}-out", "serdeType": "JSON", **more}
    return run(Publish, asked, **{"from": list(values)})


def test_types_are_those_of_the_reference() -> None:
    assert deviations("mqtt", Path(__file__).with_name("types.json")) == []
    assert mistakes("mqtt") == []


def test_messages_that_come_meanwhile_are_read(at: dict[str, Json]) -> None:
    assert run(Subscribe, at).outputs["messagesCount"] == 0
    assert publish(at, {"id": 1}, "two").outputs == {"messagesCount": 2}
    ran = run(Subscribe, at, maxRecords=2, maxDuration="PT1M")
    lines = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    assert [json.loads(each)["payload"] for each in lines] == [{"id": 1}, "two"]
    assert run(Subscribe, at).outputs["messagesCount"] == 0


def test_the_last_message_may_be_kept(at: dict[str, Json]) -> None:
    world = World(stored={FILE: b'"one"\n"two"\n'})
    asked = {**at, "serdeType": "STRING", "retain": True, "responseTopic": "answers"}
    run(Publish, asked, world, **{"from": FILE, "correlationData": "c-1"})
    ran = run(Subscribe, at, serdeType="BYTES", maxRecords=1, maxDuration="PT1M")
    (line,) = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    assert json.loads(line)["retain"] is True
    is_five = at["mqttVersion"] == "V5"
    assert (json.loads(line).get("responseTopic") == "answers") is is_five


def test_messages_of_a_task_whose_end_is_lost_come_again(
    at: dict[str, Json],
) -> None:
    run(Subscribe, at)
    publish(at, 1, 2)
    asked = {**at, "maxDuration": "PT20S", "maxRecords": 2}
    lost = run_task(Subscribe, asked, is_lost=True)
    assert (lost.error, lost.outputs["messagesCount"]) == (None, 2)
    assert run(Subscribe, asked).outputs["messagesCount"] == 2
    assert run(Subscribe, at).outputs["messagesCount"] == 0


def test_a_poll_that_is_cut_off_gives_the_same_again(at: dict[str, Json]) -> None:
    trigger = Trigger.model_validate({**at, "maxDuration": "PT20S", "maxRecords": 2})
    run(Subscribe, at)
    publish(at, 1, 2)
    cut_off = trigger.poll(FakeContext())
    assert next(cut_off).messages_count == 2
    cut_off.close()
    assert poll(trigger, FakeContext()).messages_count == 2
    rest = Trigger.model_validate(at)
    assert poll(rest, FakeContext()) is None


async def test_topics_are_listened_to(at: dict[str, Json]) -> None:
    run(Subscribe, at)
    publish(at, 1, 2)
    trigger = MqttRealtimeTrigger.model_validate({**at, "topic": [at["topic"]]})
    context, found = FakeContext(), []
    async for each in trigger.listen(context):
        found.append((each.payload, each.topic))
        if len(found) == 2:
            context.stop()
    assert found == [(1, at["topic"]), (2, at["topic"])]


def test_a_login_that_is_refused_is_told_without_the_password(at: dict[str, Json]) -> None:
    path = program("mosquitto", "mosquitto")

    def command(port: int, folder: Path) -> list[str]:
        settings = folder / "mosquitto.conf"
        settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous false\n")
        return [path, "-c", str(settings)]

    with running(command) as port:
        wrong = {"server": f"tcp://127.0.0.1:{port}", "username": "ann", "password": "canary-4"}
        for task, given in (
            (Subscribe, {}),
            (Publish, {"from": ["x"], "serdeType": "STRING"}),
        ):
            error = str(run_task(task, {**at, **wrong, **given}).error)
            assert error.startswith(f"MQTT at 127.0.0.1:{port}: connecting failed: ")
            assert "authori" in error.lower()
            assert "canary" not in error


def test_mistakes_are_named_without_the_password(at: dict[str, Json]) -> None:
    login = {"username": "ann", "password": "canary-4"}
    for given, said in (
        ({"server": "http://canary-4"}, "such as tcp://host:1883"),
        ({"server": "tcp://127.0.0.1:1", **login}, "MQTT at 127.0.0.1:1: connecting failed: "),
        ({"topic": []}, "`topic` must be a topic"),
        ({"server": "ssl://127.0.0.1:1", "crt": "canary-4"}, "`crt` must be a certificate"),
    ):
        error = str(run_task(Subscribe, {**at, **given}).error)
        assert said in error
        assert "canary" not in error
    run(Subscribe, at)
    publish({**at}, "no JSON", serdeType="STRING")
    error = str(run_task(Subscribe, {**at, "maxDuration": "PT20S"}).error)
    assert f"A message of '{at['topic']}' is no JSON" in error
