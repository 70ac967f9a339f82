"""Messages of topics, with a Kafka that runs here."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from plugins.kafka.tests.conftest import Broker
from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tests.families.stand_in import Asked, standing_in
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_kafka.connection import translated
from tiercel_kafka.consuming import Consume, KafkaRealtimeTrigger, Trigger
from tiercel_kafka.producing import Produce

# The first test waits for the server, on a machine that may do much else.
pytestmark = pytest.mark.timeout(400)
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"


OF_OBJECTS = [
    # What is in it is rendered.
    "onSerdeError: dynamic no not yes",
    # Read by its own type, whose one supported kind has one property.
    "schemaRegistryVendor: type object not any",
    # Rendered too.
    "topic: dynamic no not yes",
]
LEFT_OUT = [
    *(f"Consume.{each}" for each in OF_OBJECTS),
    f"Produce.{OF_OBJECTS[1]}",
    *(f"RealtimeTrigger.{each}" for each in OF_OBJECTS),
    # As all that read: the reference has it on those alone that do not poll.
    "Trigger.schemaRegistryVendor: is not listed",
    f"Trigger.{OF_OBJECTS[0]}",
    f"Trigger.{OF_OBJECTS[2]}",
]


def run(task: Any, world: World | None = None, **properties: Json) -> Ran:
    ran = run_task(task, properties, world)
    assert ran.error is None, ran.error
    return ran


def rows(ran: Ran) -> list[dict[str, Json]]:
    lines = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    return [json.loads(each) for each in lines]


def at(servers: str, topic: str, **more: Json) -> dict[str, Json]:
    return {
        "properties": {"bootstrap.servers": servers, "auto.offset.reset": "earliest"},
        "topic": topic,
        **more,
    }


def test_types_are_those_of_the_reference() -> None:
    assert deviations("kafka", Path(__file__).with_name("types.json")) == LEFT_OUT
    assert mistakes("kafka") == []


def test_messages_go_through_a_topic(servers: str, topic: str) -> None:
    place = at(servers, topic)
    given = [
        {
            "key": "a",
            "value": {"n": 1},
            "headers": {"source": "shop"},
            "timestamp": 1577836800000,
        },
        {"key": "b", "value": {"n": 2}, "timestamp": "2021-01-01T00:00:00Z"},
    ]
    sent = run(Produce, **place, valueSerializer="JSON", **{"from": given})
    assert sent.outputs == {"messagesCount": 2}
    ran = run(Consume, **place, valueDeserializer="JSON", maxRecords=2)
    first, second = rows(ran)
    assert (first["key"], first["value"], first["offset"]) == ("a", {"n": 1}, 0)
    assert first["headers"] == [{"key": "source", "value": "shop"}]
    assert second["timestamp"] == "2021-01-01T00:00:00+00:00"
    asked = {**place, "headerFilters": {"source": "shop"}, "pollDuration": "PT3S"}
    assert [each["key"] for each in rows(run(Consume, **asked))] == ["a"]
    later = {**place, "since": "2020-12-31T00:00:00Z", "partitions": [0], "maxRecords": 1}
    assert [each["key"] for each in rows(run(Consume, **later))] == ["b"]


def test_a_file_of_messages_is_sent_without_a_transaction(servers: str, topic: str) -> None:
    world = World(stored={FILE: b'{"value":"one"}\n' * 1200})
    place = at(servers, topic)
    sent = run(Produce, world, **place, transactional=False, **{"from": FILE})
    assert sent.outputs["messagesCount"] == 1200
    ran = run(Consume, **place, groupId=f"g-{topic}", maxRecords=1000, pollDuration="PT20S")
    assert ran.outputs["messagesCount"] == 1000
    rest = run(Consume, **place, groupId=f"g-{topic}", maxRecords=200, pollDuration="PT20S")
    assert rest.outputs["messagesCount"] == 200


def test_none_is_sent_when_one_is_refused(servers: str, topic: str) -> None:
    place = at(servers, topic)
    run(Produce, **place, **{"from": {"value": "first"}})
    given = [{"value": "x"}, "no message"]
    assert "Row 2 must be a map" in str(run_task(Produce, {**place, "from": given}).error)
    found = run(Consume, **place, pollDuration="PT3S")
    assert [each["value"] for each in rows(found)] == ["first"]


def test_a_poll_that_is_cut_off_gives_the_same_again(servers: str, topic: str) -> None:
    place = at(servers, topic, groupId=f"g-{topic}", maxRecords=2, pollDuration="PT20S")
    given = [{"value": str(number)} for number in range(3)]
    run(Produce, **at(servers, topic), **{"from": given})
    trigger = Trigger.model_validate(place)
    cut_off = trigger.poll(FakeContext())
    assert next(cut_off).messages_count == 2
    cut_off.close()
    assert poll(trigger, FakeContext()).messages_count == 2
    last = Trigger.model_validate({**place, "maxRecords": 1})
    assert poll(last, FakeContext()).messages_count == 1


def test_messages_of_a_task_whose_end_is_lost_come_again(servers: str, topic: str) -> None:
    run(Produce, **at(servers, topic), **{"from": [{"value": "1"}, {"value": "2"}]})
    asked = at(servers, topic, groupId=f"g-{topic}", maxRecords=2, pollDuration="PT20S")
    lost = run_task(Consume, asked, is_lost=True)
    assert (lost.error, lost.outputs["messagesCount"]) == (None, 2)
    assert run(Consume, **asked).outputs["messagesCount"] == 2
    rest = {**asked, "pollDuration": "PT5S"}
    assert run(Consume, **rest).outputs["messagesCount"] == 0


async def test_a_topic_is_listened_to(servers: str, topic: str) -> None:
    run(Produce, **at(servers, topic), **{"from": [{"value": "1"}, {"value": "2"}]})
    asked = at(servers, topic, groupId=f"g-{topic}")
    context, found = FakeContext(), []
    async for each in KafkaRealtimeTrigger.model_validate(asked).listen(context):
        found.append((each.value, each.offset))
        if len(found) == 2:
            context.stop()
    assert found == [("1", 0), ("2", 1)]


NUMBERS: list[tuple[str, Json]] = [
    ("INTEGER", 7),
    ("LONG", -7),
    ("SHORT", 7),
    ("DOUBLE", 1.5),
    ("FLOAT", 0.5),
    ("UUID", "7c9e6679-7425-40de-944b-e07fc1f90ae7"),
]


def test_values_have_the_forms_of_serializers(servers: str, topic: str) -> None:
    for number, (kind, value) in enumerate(NUMBERS):
        place = at(servers, f"{topic}-{number}")
        run(Produce, **place, valueSerializer=kind, **{"from": {"value": value}})
        ran = run(Consume, **place, valueDeserializer=kind, maxRecords=1)
        assert [each["value"] for each in rows(ran)] == [value]


def test_messages_that_cannot_be_read_are_passed_on(servers: str, topic: str) -> None:
    place = at(servers, topic)
    run(Produce, **place, **{"from": [{"value": "no JSON"}, {"value": "1"}]})
    reading = {**place, "valueDeserializer": "JSON", "pollDuration": "PT3S"}
    assert "can't be read: It is no JSON" in str(run_task(Consume, reading).error)
    dead = {"type": "DLQ", "topic": f"{topic}-dead"}
    assert [each["value"] for each in rows(run(Consume, **reading, onSerdeError=dead))] == [1]
    passed = run(Consume, **at(servers, f"{topic}-dead"), maxRecords=1)
    assert [each["value"] for each in rows(passed)] == ["no JSON"]
    stored = run(Consume, **reading, onSerdeError={"type": "STORE"})
    assert b"no JSON" in stored.context.blobs.stored.values()


def test_schemas_are_those_of_the_registry(servers: str, topic: str) -> None:
    schema = json.dumps(
        {"type": "record", "name": "o", "fields": [{"name": "total", "type": "double"}]}
    )

    def answer(asked: Asked) -> Json:
        return {"id": 5} if asked.method == "POST" else {"schema": schema}

    with standing_in(answer) as registry:
        serde = {"schema.registry.url": registry.url, "basic.auth.user.info": "a:canary-1"}
        place = at(servers, topic, serdeProperties=serde)
        run(
            Produce,
            **place,
            valueSerializer="AVRO",
            valueAvroSchema=schema,
            **{"from": {"value": {"total": 2.5}}},
        )
        ran = run(Consume, **place, valueDeserializer="AVRO", maxRecords=1)
    assert [each["value"] for each in rows(ran)] == [{"total": 2.5}]


def test_who_signs_in_sends_and_reads(broker: Broker, topic: str) -> None:
    place = {"properties": {**broker.login(), "auto.offset.reset": "earliest"}, "topic": topic}
    assert run(Produce, **place, **{"from": {"value": "x"}}).outputs == {"messagesCount": 1}
    assert [each["value"] for each in rows(run(Consume, **place, maxRecords=1))] == ["x"]


@pytest.mark.parametrize(
    ("task", "more"),
    [
        (Produce, {"from": {"value": "x"}}),
        (Produce, {"from": {"value": "x"}, "transactional": False}),
        (Consume, {"groupId": "readers", "pollDuration": "PT20S"}),
        (Consume, {}),
    ],
)
def test_a_wrong_password_is_told_by_the_cluster(
    broker: Broker, topic: str, task: Any, more: dict[str, Json]
) -> None:
    given = {"properties": broker.login("canary-2"), "topic": topic, **more}
    error = str(run_task(task, given).error)
    assert error.startswith(f"Kafka at {broker.signed}: ")
    assert "Authentication failed: Invalid username or password" in error
    assert "canary" not in error


def test_a_cluster_that_is_away_has_not_just_no_messages() -> None:
    with socket.socket() as taken:
        # Bound, and listening to nobody.
        taken.bind(("127.0.0.1", 0))
        servers = f"127.0.0.1:{taken.getsockname()[1]}"
        asked = {**at(servers, "t"), "groupId": "readers", "pollDuration": "PT10S"}
        error = str(run_task(Consume, asked).error)
    assert f"Kafka at {servers}: reading failed: no broker can be reached: " in error
    assert "Connection refused" in error


def test_logins_of_java_are_understood() -> None:
    login = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="a" '
    given = {
        "bootstrap.servers": "h:1",
        "key.deserializer": "x",
        "sasl.jaas.config": login + 'password="b\\"c";',
        "ssl.truststore.certificates": "a certificate",
    }
    assert translated(given) == {
        "bootstrap.servers": "h:1",
        "sasl.username": "a",
        "sasl.password": 'b"c',
        "ssl.ca.pem": "a certificate",
    }


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"bootstrap.servers": "none"}, "`bootstrap.servers`, such as host:9092"),
        ({"bootstrap.servers": "127.0.0.1:1", "no.such": "x"}, "failed: No such configuration"),
        ({"bootstrap.servers": "127.0.0.1:1", "plugin.library.paths": "x"}, "is not allowed"),
        ({"bootstrap.servers": "127.0.0.1:1", "ssl.keystore.location": "x"}, "stores of Java"),
        (
            {"bootstrap.servers": "127.0.0.1:1", "sasl.password": "canary-9", "acks": "canary-9"},
            "Kafka at 127.0.0.1:1",
        ),
    ],
)
def test_mistakes_are_named(properties: dict[str, str], text: str) -> None:
    asked = {"properties": properties, "topic": "t", "transactional": False, "from": {"value": 1}}
    error = str(run_task(Produce, asked).error)
    assert text in error
    assert "canary" not in error


def test_what_is_not_supported_is_told() -> None:
    asked = {"properties": {"bootstrap.servers": "127.0.0.1:1"}}
    assert "Either `topic` or `topicPattern`" in str(run_task(Consume, asked).error)
    share = {**asked, "topic": "t", "groupType": "SHARE"}
    assert "`groupType: SHARE` is not supported" in str(run_task(Consume, share).error)
