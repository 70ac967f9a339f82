"""Objects of Cloud Storage and messages of Pub/Sub, with stand-ins that keep them in memory."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from hashlib import md5
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.families.stand_in import Answered, Asked, standing_in
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_gcp.auth import GCloudCLI, OauthAccessToken
from tiercel_gcp.gcs import buckets, transfers
from tiercel_gcp.pubsub import Consume, Publish, PubsubRealtimeTrigger, Trigger

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.csv"


def missing() -> Answered:
    error = {"error": {"code": 404, "message": "No such object", "status": "NOT_FOUND"}}
    return Answered(json.dumps(error).encode(), 404, {"Content-Type": "application/json"})


class Cloud:
    """A storage and a topic in memory."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.buckets: dict[str, dict[str, Any]] = {}
        self.waiting: list[dict[str, Any]] = []
        self.acknowledged: list[str] = []
        self.subscriptions: set[str] = set()
        self.url = ""

    def entry(self, bucket: str, name: str) -> dict[str, Any]:
        content = self.objects[bucket, name]
        return {
            "bucket": bucket,
            "name": name,
            "size": str(len(content)),
            "etag": b64encode(md5(content).digest()).decode(),
            "updated": "2024-05-31T10:00:00Z",
            "md5Hash": b64encode(md5(content).digest()).decode(),
        }

    def answer(self, asked: Asked) -> Any:
        parts = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        words = [unquote(each) for each in parts.path.split("/")[1:]]
        if words[0] == "v1":
            return self.topic(asked, parts.path)
        if words[0] == "upload":
            return self.upload(asked, words[4], query)
        return self.storage(asked, words[2:], query)

    def upload(self, asked: Asked, bucket: str, query: dict[str, str]) -> Any:
        if asked.method == "POST":
            place = f"{self.url}/upload/storage/v1/b/{bucket}/o?name={query['name']}"
            return Answered(headers={"Location": place})
        self.objects[bucket, query["name"]] = asked.content
        return self.entry(bucket, query["name"])

    def storage(  # noqa: C901  A case for each kind of request.
        self, asked: Asked, words: list[str], query: dict[str, str]
    ) -> Any:
        match (asked.method, words):
            case ("POST", ["b"]):
                name = asked.json()["name"]
                if name in self.buckets:
                    error = {"error": {"code": 409, "message": "You own it", "errors": []}}
                    return Answered(json.dumps(error).encode(), 409)
                self.buckets[name] = asked.json()
                return self.buckets[name]
            case ("PATCH", ["b", bucket]):
                self.buckets[bucket] |= asked.json()
                return self.buckets[bucket]
            case ("GET", ["b", bucket]):
                return self.buckets[bucket]
            case ("DELETE", ["b", bucket]):
                del self.buckets[bucket]
                return None
            case ("GET" | "PUT", ["b", bucket, "iam"]):
                if asked.method == "PUT":
                    self.buckets[bucket]["iam"] = asked.json()
                return self.buckets[bucket].get("iam", {})
            case ("GET", ["b", bucket, "o"]):
                return self.listing(bucket, query)
            case ("POST", ["b", bucket, "o", name, "rewriteTo", "b", other, "o", new]):
                self.objects[other, new] = self.objects[bucket, name]
                return {"done": True, "resource": self.entry(other, new)}
            case ("POST", ["b", bucket, "o", name, "compose"]):
                names = [each["name"] for each in asked.json()["sourceObjects"]]
                self.objects[bucket, name] = b"".join(self.objects[bucket, each] for each in names)
                return self.entry(bucket, name)
            case (method, ["b", bucket, "o", name]):
                if (bucket, name) not in self.objects:
                    return missing()
                if method == "DELETE":
                    del self.objects[bucket, name]
                    return None
                digest = self.entry(bucket, name)["md5Hash"]
                return Answered(
                    self.objects[bucket, name], headers={"x-goog-hash": f"md5={digest}"}
                )
        raise AssertionError(asked)

    def listing(self, bucket: str, query: dict[str, str]) -> Any:
        """Pages of two."""
        prefix, begin = query.get("prefix", ""), int(query.get("pageToken", 0))
        names = sorted(
            name
            for place, name in self.objects
            if place == bucket
            and name.startswith(prefix)
            and ("delimiter" not in query or "/" not in name[len(prefix) :].rstrip("/"))
        )
        page = [self.entry(bucket, name) for name in names[begin : begin + 2]]
        more = {"nextPageToken": str(begin + 2)} if len(names) > begin + 2 else {}
        return {"items": page, **more}

    def topic(self, asked: Asked, path: str) -> Any:
        if path.endswith(":publish"):
            self.waiting += asked.json()["messages"]
            return {"messageIds": ["1"]}
        if path.endswith(":pull"):
            count = asked.json()["maxMessages"]
            taken, self.waiting = self.waiting[:count], self.waiting[count:]
            return {
                "receivedMessages": [
                    {"ackId": f"ack-{number}", "message": {**each, "messageId": str(number)}}
                    for number, each in enumerate(taken)
                ]
            }
        if path.endswith(":acknowledge"):
            self.acknowledged += asked.json()["ackIds"]
            return {}
        if asked.method == "PUT":
            self.subscriptions.add(path)
        return {} if path in self.subscriptions else missing()


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    found = Cloud()
    with standing_in(found.answer) as place:
        found.url = place.url
        yield found


def world(cloud: Cloud, **stored: bytes) -> World:
    hosts = {"STORAGE_EMULATOR_HOST": cloud.url, "PUBSUB_EMULATOR_HOST": cloud.url}
    return World(stored={FILE: b"1,2\n"}, environment=hosts)


def run(cloud: Cloud, task: Any, **properties: Json) -> Ran:
    ran = run_task(task, {"projectId": "shop", **properties}, world(cloud))
    assert ran.error is None, ran.error
    return ran


def names(cloud: Cloud) -> list[str]:
    return sorted("/".join(each) for each in cloud.objects)


def test_a_file_goes_there_and_back(cloud: Cloud) -> None:
    sent = run(cloud, transfers.Upload, **{"from": FILE, "to": "gs://b/in/a b.csv"})
    assert sent.outputs["uri"] == "gs://b/in/a b.csv"
    assert names(cloud) == ["b/in/a b.csv"]
    asked = {"from": "gs://b/in/a b.csv", "validateChecksum": True}
    ran = run(cloud, transfers.Download, **asked)
    assert ran.context.blobs.stored[ran.outputs["uri"]] == b"1,2\n"
    assert (ran.outputs["bucket"], ran.outputs["path"]) == ("b", "in/a b.csv")
    assert [each.name for each in ran.metrics] == ["checksum.validated"]


def test_objects_are_listed_moved_and_deleted(cloud: Cloud) -> None:
    for name in ("in/a.csv", "in/b.csv", "in/c.txt", "in/deep/d.csv", "in/"):
        cloud.objects["b", name] = b"x"

    def listed(**asked: Json) -> list[str]:
        found = run(cloud, transfers.List, **{"from": "gs://b/in/", **asked}).outputs["blobs"]
        return [each["name"] for each in found]

    assert listed() == ["in/a.csv", "in/b.csv", "in/c.txt"]
    assert listed(listingType="RECURSIVE", regExp=r".*\.csv", maxFiles=2) == [
        "in/a.csv",
        "in/b.csv",
    ]
    moved = {"from": "gs://b/in/", "action": "MOVE", "moveDirectory": "gs://done/x/"}
    ran = run(cloud, transfers.Downloads, **moved, regExp=r".*\.csv")
    assert sorted(ran.outputs["outputFiles"]) == ["in/a.csv", "in/b.csv"]
    assert names(cloud)[-2:] == ["done/x/a.csv", "done/x/b.csv"]
    run(cloud, transfers.Copy, **{"from": "gs://b/in/c.txt", "to": "gs://b/e", "delete": True})
    assert run(cloud, transfers.Delete, uri="gs://b/e").outputs["deleted"] is True
    assert run(cloud, transfers.Delete, uri="gs://b/e").outputs["deleted"] is False
    gone = run(cloud, transfers.DeleteList, **{"from": "gs://done/x/"})
    assert gone.outputs == {"count": 2, "size": 2}


def test_objects_are_put_together(cloud: Cloud) -> None:
    for number in range(40):
        cloud.objects["b", f"parts/{number:02}"] = bytes([number])
    run(cloud, transfers.Compose, list={"from": "gs://b/parts/"}, to="gs://b/whole")
    assert cloud.objects["b", "whole"] == bytes(range(40))


def test_a_poll_finds_what_is_new_or_changed(cloud: Cloud) -> None:
    cloud.objects["b", "in/a"] = b"1"
    context = FakeContext(world(cloud))
    trigger = transfers.Trigger.model_validate(
        {"projectId": "shop", "from": "gs://b/in/", "stateKey": "seen"}
    )
    first = poll(trigger, context)
    assert first is not None
    assert ([each.change_type for each in first.blobs], poll(trigger, context)) == (
        ["CREATE"],
        None,
    )
    cloud.objects["b", "in/a"] = b"2"
    second = poll(trigger, context)
    assert second is not None
    assert [each.change_type for each in second.blobs] == ["UPDATE"]


def test_buckets(cloud: Cloud) -> None:
    rule = {"condition": {"age": 3}, "action": {"type": "DELETE"}}
    made = run(cloud, buckets.CreateBucket, name="b", location="EU", lifecycleRules=[rule])
    assert made.outputs["created"] is True
    assert cloud.buckets["b"]["lifecycle"]["rule"][0]["action"] == {"type": "Delete"}
    same = run(cloud, buckets.CreateBucket, name="b", ifExists="SKIP").outputs
    assert (same["created"], same["bucket"]["location"]) == (False, "EU")
    assert run(cloud, buckets.CreateBucket, name="b", ifExists="UPDATE").outputs["updated"] is True
    error = run_task(buckets.CreateBucket, {"projectId": "p", "name": "b"}, world(cloud)).error
    assert "POST /storage/v1/b failed: 409" in str(error)
    given = {"name": "b", "member": "user:ann@example.com", "role": "roles/viewer"}
    assert run(cloud, buckets.CreateBucketIamPolicy, **given).outputs["created"] is True
    assert run(cloud, buckets.CreateBucketIamPolicy, **given).outputs["created"] is False
    cloud.objects["b", "x"] = b""
    run(cloud, buckets.DeleteBucket, name="b", force=True)
    assert (cloud.buckets, cloud.objects) == ({}, {})


def test_messages_are_acknowledged_when_they_are_stored(cloud: Cloud) -> None:
    topic = {"topic": "orders", "subscription": "s"}
    given = [{"data": {"id": 1}, "attributes": {"a": "b"}}, {"data": "2"}]
    sent = run(cloud, Publish, topic="orders", **{"from": given})
    assert sent.outputs == {"messagesCount": 2}
    ran = run(cloud, Consume, **topic, serdeType="JSON")
    assert ran.outputs["count"] == 2
    lines = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    assert json.loads(lines[0]) == {"data": {"id": 1}, "attributes": {"a": "b"}, "messageId": "0"}
    assert cloud.acknowledged == ["ack-0", "ack-1"]
    assert cloud.subscriptions == {"/v1/projects/shop/subscriptions/s"}
    polled = Trigger.model_validate({"projectId": "shop", **topic})
    assert poll(polled, FakeContext(world(cloud))) is None


def test_messages_of_a_task_whose_end_is_lost_are_not_acknowledged(cloud: Cloud) -> None:
    run(cloud, Publish, topic="orders", **{"from": [{"data": "1"}]})
    asked = {"projectId": "shop", "topic": "orders", "subscription": "s"}
    lost = run_task(Consume, asked, world(cloud), is_lost=True)
    assert (lost.error, lost.outputs["count"], cloud.acknowledged) == (None, 1, [])


async def test_a_subscription_is_listened_to(cloud: Cloud) -> None:
    run(cloud, Publish, topic="orders", **{"from": [{"data": "1"}, {"data": "2"}]})
    asked = {"projectId": "shop", "topic": "orders", "subscription": "s"}
    trigger = PubsubRealtimeTrigger.model_validate(asked)
    messages: AsyncIterator[Any] = trigger.listen(FakeContext(world(cloud)))
    assert [(await anext(messages)).data for _ in range(2)] == ["1", "2"]


def test_mistakes_are_named(cloud: Cloud) -> None:
    def error(task: Any, **properties: Json) -> str:
        return str(run_task(task, {"projectId": "shop", **properties}, world(cloud)).error)

    host = cloud.url.removeprefix("http://")
    text = error(transfers.Download, **{"from": "gs://b/none"})
    assert text == (
        f"Google Cloud storage at {host}: GET /storage/v1/b/b/o/none failed: 404 NOT_FOUND: "
        "No such object"
    )
    assert "`from` must be an address such as gs://" in error(transfers.Download, **{"from": "b"})
    wrong = {"topic": "t", "subscription": "s", "serdeType": "JSON"}
    run(cloud, Publish, topic="t", **{"from": {"data": "no json"}})
    assert "is no JSON" in error(Consume, **wrong)


def test_a_key_is_never_in_an_error() -> None:
    key = json.dumps({"project_id": "p", "private_key": "canary-55", "client_email": "a@b"})
    ran = run_task(OauthAccessToken, {"serviceAccount": key})
    assert "`serviceAccount` can't be used" in str(ran.error)
    assert "canary" not in str(ran.error)
    ran = run_task(OauthAccessToken, {"serviceAccount": "no json"})
    assert "must be the JSON of a service account's key" in str(ran.error)


def test_commands_have_the_key() -> None:
    key = json.dumps({"project_id": "shop"})
    line = 'echo "::{\\"outputs\\":{\\"o\\":\\"$CLOUDSDK_CORE_PROJECT\\"}}::"'
    commands = [line, "cp $GOOGLE_APPLICATION_CREDENTIALS copy.txt"]
    ran = run_task(
        GCloudCLI, {"serviceAccount": key, "commands": commands, "outputFiles": ["copy.txt"]}
    )
    assert ran.error is None, ran.error
    assert ran.outputs["vars"] == {"o": "shop"}
