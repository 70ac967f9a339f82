"""Queues, topics, streams and buses, with a server that speaks their protocols."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.families.aws import Cloud
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_aws.eventbridge import PutEvents
from tiercel_aws.kinesis import Consume as ConsumeStream
from tiercel_aws.kinesis import KinesisRealtimeTrigger, PutRecords
from tiercel_aws.kinesis import Trigger as StreamTrigger
from tiercel_aws.sns import Publish as PublishToTopic
from tiercel_aws.sqs import Consume, Publish, SqsRealtimeTrigger, Trigger

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"


@pytest.fixture
def queue(cloud: Cloud) -> str:
    name = f"queue-{uuid.uuid4().hex}"
    return str(cloud.client("sqs").create_queue(QueueName=name)["QueueUrl"])


@pytest.fixture
def stream(cloud: Cloud) -> str:
    name = f"stream-{uuid.uuid4().hex}"
    cloud.client("kinesis").create_stream(StreamName=name, ShardCount=2)
    return name


def lines(ran: Ran) -> list[bytes]:
    return ran.context.blobs.stored[ran.outputs["uri"]].splitlines()


async def first(messages: AsyncIterator[Any], count: int) -> list[Any]:
    """The first messages, and all that follows them until the next one is waited for."""
    found = []
    async for each in messages:
        found.append(each)
        if len(found) == count:
            break
    return found


@pytest.mark.parametrize(
    "given",
    [
        {"data": "one"},
        [{"data": "one"}, {"data": {"id": 2}, "delaySeconds": 0}],
        '[{"data": "one"}]',
        FILE,
    ],
)
def test_messages_go_through_a_queue(cloud: Cloud, queue: str, given: Json) -> None:
    world = World(stored={FILE: b'{"data":"one"}\n' * 23})
    sent = cloud.run(Publish, {"queueUrl": queue, "from": given}, world)
    ran = cloud.run(Consume, {"queueUrl": queue})
    assert ran.outputs["count"] == sent.outputs["messagesCount"]
    assert b'"one"' in lines(ran)
    assert cloud.run(Consume, {"queueUrl": queue}).outputs["count"] == 0


def test_messages_that_are_not_deleted_come_again(cloud: Cloud, queue: str) -> None:
    cloud.run(Publish, {"queueUrl": queue, "from": {"data": {"id": 2}}})
    kept = {"queueUrl": queue, "autoDelete": False, "visibilityTimeout": 0, "maxRecords": 1}
    assert lines(cloud.run(Consume, {**kept, "serdeType": "JSON"})) == [b'{"id":2}']
    polled = Trigger.model_validate({**cloud.login, "queueUrl": queue, "serdeType": "JSON"})
    found = [poll(polled, FakeContext()) for _ in "12"]
    assert [getattr(each, "count", None) for each in found] == [1, None]


def test_a_poll_deletes_messages_once_its_execution_is_stored(cloud: Cloud, queue: str) -> None:
    cloud.run(Publish, {"queueUrl": queue, "from": {"data": "1"}})
    asked = {**cloud.login, "queueUrl": queue, "visibilityTimeout": 0, "maxRecords": 1}
    polled = Trigger.model_validate(asked)
    cut_off = polled.poll(FakeContext())
    assert next(cut_off).count == 1
    cut_off.close()
    found = [poll(polled, FakeContext()) for _ in "12"]
    assert [getattr(each, "count", None) for each in found] == [1, None]


async def test_a_queue_is_listened_to(cloud: Cloud, queue: str) -> None:
    cloud.run(Publish, {"queueUrl": queue, "from": [{"data": "1"}, {"data": "2"}]})
    asked = {"queueUrl": queue, "serdeType": "JSON", "waitTime": "PT0S", "visibilityTimeout": 0}
    trigger = SqsRealtimeTrigger.model_validate({**cloud.login, **asked})
    found = await first(trigger.listen(FakeContext()), 2)
    assert sorted(each.data for each in found) == [1, 2]


def test_mistakes_in_messages_are_named(cloud: Cloud, queue: str) -> None:
    asked = {**cloud.login, "queueUrl": queue}
    error = run_task(Publish, {**asked, "from": [{"data": "a"}, {"text": "b"}]}).error
    assert "Row 2: `data`: Field required" in str(error)
    error = run_task(Publish, {**asked, "from": "no address"}).error
    assert "`from` must be the address of a stored file" in str(error)
    cloud.run(Publish, {"queueUrl": queue, "from": {"data": "no json"}})
    assert "is no JSON" in str(run_task(Consume, {**asked, "serdeType": "JSON"}).error)


def test_messages_of_a_task_whose_end_is_lost_come_again(cloud: Cloud, queue: str) -> None:
    cloud.run(Publish, {"queueUrl": queue, "from": {"data": "one"}})
    asked = {**cloud.login, "queueUrl": queue, "visibilityTimeout": 0, "maxRecords": 1}
    lost = run_task(Consume, asked, is_lost=True)
    assert (lost.error, lines(lost)) == (None, [b'"one"'])
    assert lines(cloud.run(Consume, asked)) == [b'"one"']
    assert cloud.run(Consume, {"queueUrl": queue}).outputs["count"] == 0


def test_messages_go_to_a_topic(cloud: Cloud, queue: str) -> None:
    sns, sqs = cloud.client("sns"), cloud.client("sqs")
    topic = sns.create_topic(Name="orders")["TopicArn"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    arn = arn["Attributes"]["QueueArn"]
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"}
    )
    given = [{"data": "one", "subject": "s"}, {"data": "two"}]
    ran = cloud.run(PublishToTopic, {"topicArn": topic, "from": given})
    assert ran.outputs == {"messagesCount": 2}
    assert sorted(lines(cloud.run(Consume, {"queueUrl": queue}))) == [b'"one"', b'"two"']


def records(*texts: str) -> list[Json]:
    return [{"data": text, "partitionKey": f"key-{text}"} for text in texts]


def test_records_go_through_a_stream(cloud: Cloud, stream: str) -> None:
    asked = {"streamName": stream}
    sent = cloud.run(PutRecords, {**asked, "records": records("1", "2", "3")})
    assert (sent.outputs["recordCount"], sent.outputs["failedRecordsCount"]) == (3, 0)
    assert b"sequenceNumber" in lines(sent)[0]
    reading = {**asked, "iteratorType": "TRIM_HORIZON", "maxRecords": 3}
    ran = cloud.run(ConsumeStream, reading)
    assert ran.outputs["count"] == 3
    context = FakeContext()
    polled = StreamTrigger.model_validate({**cloud.login, **reading, "maxDuration": "PT2S"})
    assert poll(polled, context).count == 3
    assert poll(polled, context) is None
    cloud.run(PutRecords, {**asked, "records": records("4")})
    assert poll(polled, context).count == 1
    assert "Either `streamName`" in str(run_task(PutRecords, {"records": records("1")}).error)


async def test_a_stream_is_listened_to(cloud: Cloud, stream: str) -> None:
    cloud.run(PutRecords, {"streamName": stream, "records": records("1", "2")})
    asked = {"streamName": stream, "iteratorType": "TRIM_HORIZON", "consumerArn": "arn"}
    trigger = KinesisRealtimeTrigger.model_validate({**cloud.login, **asked})
    found = await first(trigger.listen(FakeContext()), 2)
    assert sorted(each.data for each in found) == ["1", "2"]


def test_events_go_to_a_bus(cloud: Cloud) -> None:
    cloud.client("events").create_event_bus(Name="shop")
    event = {"eventBusName": "shop", "source": "shop", "detailType": "order", "detail": {"id": 1}}
    row = b'{"EventBusName":"shop","Source":"s","DetailType":"d","Detail":"{}"}\n'
    assert cloud.run(PutEvents, {"entries": [event]}).outputs["entryCount"] == 1
    ran = cloud.run(PutEvents, {"entries": FILE}, World(stored={FILE: row * 12}))
    assert (ran.outputs["entryCount"], ran.outputs["failedEntryCount"]) == (12, 0)
    assert b'"eventId":' in lines(ran)[0]
