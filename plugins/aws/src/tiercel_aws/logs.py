"""Stores of AWS that shippers of logs send to: streams of CloudWatch, and files in buckets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from tiercel.plugin import Json, Level, Prop, RunContext, plugin
from tiercel.plugin.rows import text_of_row
from tiercel.plugin.services.log_exports import CHUNK, LogExporter, LogFiles, LogRecord
from tiercel_aws.connection import Aws
from tiercel_aws.s3.objects import BucketName

# What one request of CloudWatch may have: events, bytes, bytes of one, and time between them.
_EVENTS_MAX = 10_000
_BYTES_MAX = 1_048_576
_EVENT_BYTES_MAX = 262_144
_EVENT_BYTES_MORE = 26
_SPAN_MAX = timedelta(hours=24)
_LOGIN = (
    "region: eu-west-1\naccessKeyId: \"{{ secret('AWS_ACCESS_KEY_ID') }}\"\n"
    "secretKeyId: \"{{ secret('AWS_SECRET_KEY_ID') }}\"\n"
)


@plugin(
    "io.kestra.plugin.ee.aws.cloudwatch.LogExporter",
    title="Ship logs to a stream of CloudWatch.",
    examples=[f"id: cloudwatch\n{_LOGIN}logGroupName: tiercel\nlogStreamName: production"],
)
class CloudWatchLogExporter(Aws, LogExporter):
    """Group and stream must be there."""

    log_group_name: Annotated[str, Prop("The log group that gets the logs; it must be there.")]
    log_stream_name: Annotated[str, Prop("The name of the stream in that group.")]
    chunk: Annotated[int, CHUNK, Field(ge=1, le=_EVENTS_MAX)] = 1000

    def export(self, ctx: RunContext, records: Iterator[LogRecord]) -> Mapping[str, Json]:
        requests = 0
        with self.client(ctx, "logs") as client:
            for events in _batches(records, self.chunk):
                answer = client.put_log_events(
                    logGroupName=self.log_group_name,
                    logStreamName=self.log_stream_name,
                    logEvents=events,
                )
                requests += 1
                rejected = answer.get("rejectedLogEventsInfo")
                if rejected:
                    ctx.log.write(
                        Level.WARN, f"CloudWatch takes no events of some dates: {rejected}"
                    )
        return {"requests": requests}


def _batches(records: Iterator[LogRecord], most: int) -> Iterator[list[dict[str, Any]]]:
    """Events in lists that one request may have."""
    events: list[dict[str, Any]] = []
    size, first = 0, None
    for record in records:
        text = text_of_row(record.row()).encode()[: _EVENT_BYTES_MAX - _EVENT_BYTES_MORE]
        more = len(text) + _EVENT_BYTES_MORE
        is_late = first is not None and record.timestamp - first >= _SPAN_MAX
        if events and (len(events) == most or size + more > _BYTES_MAX or is_late):
            yield events
            events, size, first = [], 0, None
        first = first or record.timestamp
        size += more
        message = text.decode(errors="ignore")
        events.append({"timestamp": record.epoch_millis, "message": message})
    if events:
        yield events


@plugin(
    "io.kestra.plugin.ee.aws.s3.LogExporter",
    title="Ship logs to files in a bucket of S3.",
    examples=[f"id: bucket\n{_LOGIN}bucket: logs\nformat: JSON\nmaxLinesPerFile: 100000"],
)
class S3LogExporter(Aws, LogFiles):
    """The keys are names of the files, behind `logFilePrefix`."""

    bucket: BucketName

    def export(self, ctx: RunContext, records: Iterator[LogRecord]) -> Mapping[str, Json]:
        keys = []
        with self.client(ctx, "s3") as client:
            for name, content in self.files(ctx, records):
                path = ctx.files.resolve("records")
                with path.open("wb") as file:
                    file.writelines(content)
                client.upload_file(str(path), self.bucket, name)
                keys.append(name)
        return {"bucket": self.bucket, "keys": keys}
