"""Records of Kinesis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from time import monotonic
from typing import Annotated, Any, Literal

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    PollingTrigger,
    Prop,
    RealtimeTrigger,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.changes import default_key
from tiercel.plugin.services.given_rows import groups_of, parts_given
from tiercel_aws.batches import Outcomes
from tiercel_aws.calls import readable, without_none
from tiercel_aws.connection import Aws, AwsTask
from tiercel_aws.eventbridge import written

# Records of one request to put, and of one to get: as many as the service takes and gives.
_PUT_AT_ONCE = 500
_GET_AT_ONCE = 10_000
# The service takes five requests a second for each shard.
_LISTEN_PAUSE = timedelta(milliseconds=500)
IteratorType = Literal[
    "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"
]


class Record(Part):
    """A record."""

    data: Annotated[str, written("data", "Data"), Prop("The text of the record.")]
    partition_key: Annotated[
        str,
        written("partitionKey", "PartitionKey"),
        Prop("The key: records with the same one go to the same shard."),
    ]
    explicit_hash_key: Annotated[
        str | None,
        written("explicitHashKey", "ExplicitHashKey"),
        Prop("The number that chooses the shard; made of the key by default."),
    ] = None

    def request(self) -> dict[str, Json]:
        """As requests have it."""
        return without_none(
            [
                ("Data", self.data.encode()),
                ("PartitionKey", self.partition_key),
                ("ExplicitHashKey", self.explicit_hash_key),
            ]
        )


class RecordsPut(Output):
    """How many records were taken."""

    record_count: Annotated[int, Prop("How many records were sent.")]
    failed_records_count: Annotated[int, Prop("How many of them were refused.")]
    uri: Annotated[
        str, Prop("A file with a row for each record: its number and shard, or its error.")
    ]


@plugin(
    "io.kestra.plugin.aws.kinesis.PutRecords",
    title="Send records to a stream of Kinesis.",
    examples=[
        (
            "region: eu-west-1\n"
            "streamName: orders\n"
            "records:\n"
            "  - data: one order\n"
            "    partitionKey: ann"
        )
    ],
    metrics=[
        Metric("record.count", "counter", "records", "How many records were sent."),
        Metric("record.successful", "counter", "records", "How many were taken."),
        Metric("record.failed", "counter", "records", "How many were refused."),
        Metric("duration", "timer", "nanoseconds", "How long sending took."),
    ],
)
class PutRecords(AwsTask, RunnableTask[RecordsPut]):
    """Five hundred with each request."""

    stream_name: Annotated[
        str | None, Prop("The name of the stream; without it `streamArn` says which.")
    ] = None
    stream_arn: Annotated[
        str | None, Prop("The ARN of the stream; without it `streamName` says which.")
    ] = None
    records: Annotated[
        str | list[Record], Prop("The records: a list, or the address of a stored file of them.")
    ]
    fail_on_unsuccessful_records: Annotated[
        bool, Prop("Whether to fail when a record is refused, after all were sent.")
    ] = True

    def run(self, ctx: RunContext) -> RecordsPut:
        """Raises: PluginError without a stream, or for refused records."""
        stream = without_none([("StreamName", self.stream_name), ("StreamARN", self.stream_arn)])
        if not stream:
            raise PluginError("Either `streamName` or `streamArn` must be provided")
        began = monotonic()
        with self.client(ctx, "kinesis") as client:

            def send(group: list[Record]) -> Iterator[tuple[Json, bool]]:
                answer = client.put_records(Records=[each.request() for each in group], **stream)
                for record, result in zip(group, answer["Records"], strict=True):
                    yield _row(record, result), "ErrorCode" not in result

            outcomes = Outcomes(send)
            groups = groups_of(parts_given(ctx, self.records, Record), _PUT_AT_ONCE)
            uri = ctx.blobs.put_new(lines_of_rows(outcomes.rows(groups)), "ion")
        ctx.metrics.counter("record.count", outcomes.count)
        ctx.metrics.counter("record.successful", outcomes.count - outcomes.failed)
        ctx.metrics.counter("record.failed", outcomes.failed)
        ctx.metrics.timer("duration", timedelta(seconds=monotonic() - began))
        if outcomes.failed and self.fail_on_unsuccessful_records:
            raise PluginError(
                f"{outcomes.failed} of {outcomes.count} records were refused: see {uri}"
            )
        return RecordsPut(
            record_count=outcomes.count, failed_records_count=outcomes.failed, uri=uri
        )


def _row(record: Record, result: Mapping[str, Json]) -> dict[str, Json]:
    return {
        **record.model_dump(by_alias=True, exclude_none=True),
        **without_none(
            [
                ("sequenceNumber", result.get("SequenceNumber")),
                ("shardId", result.get("ShardId")),
                ("errorCode", result.get("ErrorCode")),
                ("errorMessage", result.get("ErrorMessage")),
            ]
        ),
    }


class Stream(Aws):
    """What reads a stream."""

    stream_name: Annotated[str, Prop("The stream that is read, by its name.")]
    iterator_type: Annotated[
        IteratorType,
        Prop(
            "Where to begin in each shard.",
            "LATEST is behind what is there, TRIM_HORIZON the oldest record; the others need "
            "`startingSequenceNumber`, which for AT_TIMESTAMP is a date.",
        ),
    ] = "LATEST"
    starting_sequence_number: Annotated[
        str | None, Prop("The number of the record to begin at or behind; see `iteratorType`.")
    ] = None

    def iterators(self, client: Any, after: Mapping[str, str]) -> dict[str, str | None]:
        """An iterator for each shard; `after` has the last number that was read of some."""
        return {
            shard: self._iterator(client, shard, after.get(shard)) for shard in self.shards(client)
        }

    def shards(self, client: Any) -> list[str]:
        """The ids of all shards."""
        pages = client.get_paginator("list_shards").paginate(StreamName=self.stream_name)
        return [each["ShardId"] for page in pages for each in page["Shards"]]

    def _iterator(self, client: Any, shard: str, last: str | None) -> str | None:
        kind, number = self.iterator_type, self.starting_sequence_number
        if last is not None:
            kind, number = "AFTER_SEQUENCE_NUMBER", last
        at = {}
        if number is not None and kind == "AT_TIMESTAMP":
            at["Timestamp"] = number
        elif number is not None and kind.endswith("SEQUENCE_NUMBER"):
            at["StartingSequenceNumber"] = number
        answer = client.get_shard_iterator(
            StreamName=self.stream_name, ShardId=shard, ShardIteratorType=kind, **at
        )
        found: str | None = answer["ShardIterator"]
        return found


def row_of(record: Mapping[str, Json], shard: str) -> dict[str, Json]:
    """A record as rows have it."""
    return {
        "data": record["Data"].decode("utf-8", errors="replace"),
        "partitionKey": record["PartitionKey"],
        "sequenceNumber": record["SequenceNumber"],
        "shardId": shard,
        "approximateArrivalTimestamp": readable(record.get("ApproximateArrivalTimestamp")),
    }


class Consumed(Output):
    """Records that were read."""

    count: Annotated[int, Prop("How many there are.")]
    uri: Annotated[str | None, Prop("A file of them; null without any.")] = None
    last_sequence_per_shard: Annotated[
        dict[str, str], Prop("The number of the last record that was read, by shard.")
    ]


class Consuming(Stream):
    """What reads several records into a file."""

    max_records: Annotated[int, Prop("How many records to read at most.")] = 1000
    max_duration: Annotated[timedelta, Prop("How long to read at most.")] = timedelta(seconds=30)
    poll_duration: Annotated[timedelta, Prop("How long to wait when no shard has records.")] = (
        timedelta(seconds=1)
    )

    def consume(self, ctx: RunContext, after: Mapping[str, str]) -> Consumed:
        """Read records behind those of `after`, until there are enough or the time is over."""
        last = dict(after)
        counted = Outcomes(lambda rows: [(row, True) for row in rows])
        with self.client(ctx, "kinesis") as client:
            groups = self._groups(ctx, client, last)
            uri = ctx.blobs.put_new(lines_of_rows(counted.rows(groups)), "ion")
        ctx.metrics.counter("records", counted.count)
        return Consumed(
            count=counted.count, uri=uri if counted.count else None, last_sequence_per_shard=last
        )

    def _groups(
        self, ctx: RunContext, client: Any, last: dict[str, str]
    ) -> Iterator[list[dict[str, Json]]]:
        began, left = ctx.now(), self.max_records
        iterators = self.iterators(client, last)
        while left > 0 and ctx.now() - began < self.max_duration and not ctx.is_stopped:
            before = left
            for shard, iterator in iterators.items():
                if iterator is None or left <= 0:
                    continue
                answer = client.get_records(ShardIterator=iterator, Limit=min(left, _GET_AT_ONCE))
                iterators[shard] = answer.get("NextShardIterator")
                rows = [row_of(each, shard) for each in answer["Records"]]
                if rows:
                    left -= len(rows)
                    last[shard] = rows[-1]["sequenceNumber"]
                    yield rows
            if left == before:
                ctx.pause(self.poll_duration)


@plugin(
    "io.kestra.plugin.aws.kinesis.Consume",
    title="Read records of a stream of Kinesis.",
    examples=["region: eu-west-1\nstreamName: orders\niteratorType: TRIM_HORIZON"],
    metrics=[
        Metric("records", "counter", "", "How many records were read."),
        Metric("duration", "timer", "", "How long reading took."),
    ],
)
class Consume(Consuming, AwsTask, RunnableTask[Consumed]):
    """From where `iteratorType` says, in all shards."""

    def run(self, ctx: RunContext) -> Consumed:
        began = monotonic()
        found = self.consume(ctx, {})
        ctx.metrics.timer("duration", timedelta(seconds=monotonic() - began))
        return found


@plugin(
    "io.kestra.plugin.aws.kinesis.Trigger",
    title="Start an execution for records of a stream of Kinesis.",
    examples=["region: eu-west-1\nstreamName: orders\nmaxRecords: 500\ninterval: PT1M"],
)
class Trigger(Consuming, PollingTrigger[Consumed]):
    """Each poll goes on where the last one ended: a key-value entry remembers that."""

    def poll(self, ctx: RunContext) -> Iterator[Consumed]:
        key = f"{default_key(ctx)}_kinesis"
        is_there, after = ctx.kv.get(key)
        found = self.consume(ctx, after if is_there else {})
        if found.count:
            yield found
            ctx.kv.put(key, found.last_sequence_per_shard)


class ReceivedRecord(Output):
    """A record."""

    data: Annotated[str, Prop("The content of the record, as text.")]
    partition_key: Annotated[str, Prop("The key by which its sender chose the shard.")]
    sequence_number: Annotated[str, Prop("Its number in the shard.")]
    shard_id: Annotated[str, Prop("The id of the shard that it was in.")]
    approximate_arrival_timestamp: Annotated[
        str | None, Prop("About when it came, in ISO 8601.")
    ] = None


@plugin(
    "io.kestra.plugin.aws.kinesis.RealtimeTrigger",
    title="Start an execution for each record of a stream of Kinesis.",
    examples=[
        (
            "region: eu-west-1\n"
            "streamName: orders\n"
            "consumerArn: arn:aws:kinesis:eu-west-1:123456789012:stream/orders/consumer/shop:1"
        )
    ],
)
class KinesisRealtimeTrigger(Stream, RealtimeTrigger[ReceivedRecord]):
    """Where it is in each shard is remembered once executions are stored, so none is lost."""

    consumer_arn: Annotated[
        str,
        Prop(
            "The ARN of the consumer, whose name marks what was read.",
            "Records are read with the throughput that all readers of a shard share.",
        ),
    ]
    shard_discovery_interval: Annotated[timedelta, Prop("How often to look for new shards.")] = (
        timedelta(seconds=30)
    )

    async def listen(self, ctx: RunContext) -> AsyncIterator[ReceivedRecord]:
        key = f"{default_key(ctx)}_kinesis"
        is_there, kept = await asyncio.to_thread(ctx.kv.get, key)
        last: dict[str, str] = dict(kept) if is_there else {}
        with self.explained(ctx, "kinesis"):
            client = await asyncio.to_thread(self.opened, ctx, "kinesis")
            iterators = await asyncio.to_thread(self.iterators, client, last)
            looked = ctx.now()
            while not ctx.is_stopped:
                for shard, iterator in list(iterators.items()):
                    if iterator is None:
                        continue
                    answer = await asyncio.to_thread(client.get_records, ShardIterator=iterator)
                    iterators[shard] = answer.get("NextShardIterator")
                    rows = [row_of(each, shard) for each in answer["Records"]]
                    for row in rows:
                        yield ReceivedRecord.model_validate(row)
                    if rows:
                        await ctx.delivered()
                        last[shard] = rows[-1]["sequenceNumber"]
                        await asyncio.to_thread(ctx.kv.put, key, last)
                await ctx.sleep(_LISTEN_PAUSE)
                if ctx.now() - looked >= self.shard_discovery_interval:
                    looked = ctx.now()
                    known = await asyncio.to_thread(self.iterators, client, last)
                    iterators = {**known, **iterators}
