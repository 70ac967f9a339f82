"""Logs of the server in CloudWatch and S3, with a server that speaks their protocols."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.families.aws import Cloud
from tiercel.plugin import Json, PluginError
from tiercel.plugin.nested import build_task, render_properties
from tiercel.plugin.services.log_exports import LogExporter, LogRecord
from tiercel.testing import FakeContext
from tiercel_aws.logs import CloudWatchLogExporter, S3LogExporter

NOW = datetime.now(UTC).replace(microsecond=0)


def records(count: int, apart: timedelta = timedelta(seconds=1)) -> Iterator[LogRecord]:
    first = NOW - apart * count
    return (
        LogRecord(first + apart * number, "WARN", f"late {number}", {"flowId": "load"})
        for number in range(count)
    )


def exported(
    cloud: Cloud, kind: type[LogExporter], given: dict[str, Json], sent: Iterator[LogRecord]
) -> Any:
    context = FakeContext()
    properties = render_properties(kind, {"id": "x", **cloud.login, **given}, context)
    return build_task(kind, properties).export(context, sent)


@pytest.fixture
def group(cloud: Cloud) -> dict[str, Json]:
    client = cloud.client("logs")
    name = f"group-{uuid4().hex}"
    client.create_log_group(logGroupName=name)
    client.create_log_stream(logGroupName=name, logStreamName="all")
    return {"logGroupName": name, "logStreamName": "all"}


def test_records_are_events_of_a_stream(cloud: Cloud, group: dict[str, Json]) -> None:
    assert exported(cloud, CloudWatchLogExporter, {**group, "chunk": 2}, records(5)) == {
        "requests": 3
    }
    found = cloud.client("logs").get_log_events(
        logGroupName=group["logGroupName"], logStreamName="all", startFromHead=True
    )["events"]
    told = [msgspec.json.decode(each["message"]) for each in found]
    assert [each["message"] for each in told] == [f"late {number}" for number in range(5)]
    assert {(each["severity"], each["flowId"]) for each in told} == {("WARN", "load")}
    assert found[-1]["timestamp"] == int((NOW - timedelta(seconds=1)).timestamp() * 1000)


def test_requests_are_of_a_day_and_of_a_size(cloud: Cloud, group: dict[str, Json]) -> None:
    assert exported(cloud, CloudWatchLogExporter, group, records(4, timedelta(hours=13))) == {
        "requests": 2
    }
    large = (LogRecord(NOW, "INFO", "x" * 400_000, {}) for _ in range(5))
    assert exported(cloud, CloudWatchLogExporter, group, large) == {"requests": 2}


def test_a_stream_that_is_not_there_is_named(cloud: Cloud, group: dict[str, Json]) -> None:
    with pytest.raises(PluginError, match=r"AWS logs at .*: PutLogEvents failed: ResourceNotFound"):
        exported(cloud, CloudWatchLogExporter, {**group, "logStreamName": "other"}, records(1))


def test_records_are_files_of_a_bucket(cloud: Cloud) -> None:
    client = cloud.client("s3")
    client.create_bucket(
        Bucket="logs-of-a-test", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    given = {
        "bucket": "logs-of-a-test",
        "logFilePrefix": "kept/logs",
        "maxLinesPerFile": 2,
    }
    outputs = exported(cloud, S3LogExporter, given, records(3))
    contents = [
        client.get_object(Bucket="logs-of-a-test", Key=key)["Body"].read().splitlines()
        for key in outputs["keys"]
    ]
    assert [len(each) for each in contents] == [2, 1]
    assert all(key.startswith("kept/logs-") and key.endswith(".ion") for key in outputs["keys"])
    assert exported(cloud, S3LogExporter, given, records(0)) == {
        "bucket": "logs-of-a-test",
        "keys": [],
    }
