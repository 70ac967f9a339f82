"""Types for MinIO, with a server that speaks the protocol of S3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tests.families.stand_in import Answered, standing_in
from tests.objects.server import S3Server
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_minio.listing import List
from tiercel_minio.objects import (
    Copy,
    CreateBucket,
    Delete,
    DeleteList,
    Download,
    Downloads,
    Trigger,
    Upload,
)

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.csv"
KEYS = {"accessKeyId": "an-id", "secretKeyId": "canary-44"}


@pytest.fixture
def bucket(storage: S3Server) -> str:
    return storage.a_bucket()


class Storage:
    def __init__(self, url: str, bucket: str) -> None:
        self.place: dict[str, Json] = {"endpoint": url, "bucket": bucket, **KEYS}

    def run(self, task: Any, world: World | None = None, **properties: Json) -> Ran:
        ran = run_task(task, {**self.place, **properties}, world)
        assert ran.error is None, ran.error
        return ran

    def keys(self, **asked: Json) -> list[str]:
        return [each["key"] for each in self.run(List, **asked).outputs["objects"]]


def test_types_are_those_of_the_reference() -> None:
    assert deviations("minio", Path(__file__).with_name("types.json")) == []
    assert mistakes("minio", "aws") == []


def test_objects_come_and_go(storage: S3Server, bucket: str) -> None:
    one = Storage(storage.url, bucket)
    one.run(CreateBucket)
    sent = one.run(Upload, World(stored={FILE: b"1,2\n"}), **{"from": FILE, "key": "in/a.csv"})
    assert sent.outputs["key"] == "in/a.csv"
    ran = one.run(Download, key="in/a.csv")
    assert ran.context.blobs.stored[ran.outputs["uri"]] == b"1,2\n"
    source, target = {"bucket": bucket, "key": "in/a.csv"}, {"bucket": bucket, "key": "b.csv"}
    one.run(Copy, **{"from": source, "to": target})
    assert one.keys() == ["b.csv", "in/a.csv"]
    assert one.keys(recursive=False) == ["b.csv"]
    assert one.keys(includeVersions=False, startAfter="b.csv") == ["in/a.csv"]
    moved = {"bucket": bucket, "key": "done"}
    one.run(Downloads, prefix="in/", action="MOVE", moveTo=moved)
    assert one.keys() == ["b.csv", "done/a.csv"]
    one.run(Delete, key="b.csv")
    assert one.run(DeleteList).outputs == {"count": 1, "size": 4}


def test_a_poll_moves_what_is_new(storage: S3Server, bucket: str) -> None:
    one, context = Storage(storage.url, bucket), FakeContext()
    storage.put(bucket, "in/a", b"1")
    moved = {"bucket": bucket, "key": "{{ flow.id }}"}
    asked = {**one.place, "prefix": "in/", "action": "MOVE", "moveTo": moved}
    trigger = Trigger.model_validate(asked)
    found = poll(trigger, context)
    assert found is not None
    assert ([each.object.key for each in found.objects], poll(trigger, context)) == (["in/a"], None)
    assert one.keys() == ["a-flow/a"]


def test_mistakes_are_named(storage: S3Server) -> None:
    login = {"endpoint": storage.url, **KEYS}
    assert "`bucket` must be provided" in str(run_task(List, login).error)
    assert "`key` must be provided" in str(run_task(Download, {**login, "bucket": "b"}).error)
    half = {"from": {"bucket": "b"}, "to": {"bucket": "b"}}
    assert "a `bucket` and a `key`" in str(run_task(Copy, {**login, **half}).error)
    error = str(run_task(Download, {**login, "bucket": "none-here", "key": "a"}).error)
    assert "GetObject failed: NoSuchBucket" in error
    assert "canary" not in error


def test_a_wrong_key_is_told_without_it() -> None:
    words = "<Error><Code>InvalidAccessKeyId</Code><Message>no canary-44</Message></Error>"
    with standing_in(lambda _: Answered(words.encode(), status=403)) as service:
        asked = {"endpoint": service.url, **KEYS, "bucket": "shop", "key": "a"}
        host = service.url.removeprefix("http://")
        error = str(run_task(Download, asked).error)
    assert f" at {host}: GetObject failed: InvalidAccessKeyId: no ****" in error
    assert "canary" not in error


def test_certificates_are_files_of_the_attempt(storage: S3Server, bucket: str) -> None:
    one = Storage(storage.url, bucket)
    ssl = {"insecureTrustAllCertificates": True}
    ran = one.run(List, caPem="a certificate", ssl=ssl)
    assert (ran.context.files.path / "ca.pem").read_text() == "a certificate"
