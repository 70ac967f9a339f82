"""Objects of S3, with a server that speaks its protocol."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.families.aws import Cloud
from tests.families.stand_in import Answered, standing_in
from tiercel.plugin import Json
from tiercel.testing import FakeContext, World, poll, run_task
from tiercel_aws.limits import PART_BYTES
from tiercel_aws.s3.buckets import Copy, CreateBucket, Delete, DeleteList, List
from tiercel_aws.s3.downloads import Download, Downloads
from tiercel_aws.s3.trigger import Trigger
from tiercel_aws.s3.uploads import Upload

PLACE = "kestra:///a/namespace/a-flow/executions/an-execution"
A, B = f"{PLACE}/a.csv", f"{PLACE}/b.csv"
STORED = World(stored={A: b"a,b\n1,2\n", B: b"c\n3\n"})


@pytest.fixture
def bucket(cloud: Cloud) -> str:
    name = f"bucket-{uuid.uuid4().hex}"
    ran = cloud.run(CreateBucket, {"bucket": name})
    assert ran.outputs == {"bucket": name, "region": "eu-west-1"}
    cloud.run(CreateBucket, {"bucket": name})
    return name


def keys(cloud: Cloud, bucket: str) -> list[str]:
    found = cloud.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    return [each["Key"] for each in found]


def put(cloud: Cloud, bucket: str, *names: str, content: bytes = b"x") -> None:
    for name in names:
        cloud.client("s3").put_object(Bucket=bucket, Key=name, Body=content)


def test_a_file_goes_there_and_back(cloud: Cloud, bucket: str) -> None:
    asked: dict[str, Json] = {"bucket": bucket, "key": "in/a.csv"}
    more = {"contentType": "text/csv", "metadata": {"who": "ann"}, "tagging": {"a b": "c"}}
    sent = cloud.run(Upload, {**asked, "from": A, **more}, STORED)
    assert sent.outputs["key"] == "in/a.csv"
    assert {each.name: each.value for each in sent.metrics} == {"file.count": 1, "file.size": 8}
    ran = cloud.run(Download, {**asked, "validateChecksum": True})
    assert ran.context.blobs.stored[ran.outputs["uri"]] == b"a,b\n1,2\n"
    assert ran.outputs["contentType"] == "text/csv"
    assert ran.outputs["metadata"] == {"who": "ann"}
    assert ran.outputs["eTag"] == sent.outputs["eTag"]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ([A, B], ["in/a.csv", "in/b.csv"]),
        ({"one": A, "two.csv": B}, ["in/one", "in/two.csv"]),
        (f'["{A}"]', ["in/a.csv"]),
    ],
)
def test_several_files_go_into_a_folder(
    cloud: Cloud, bucket: str, given: Json, names: list[str]
) -> None:
    ran = cloud.run(Upload, {"bucket": bucket, "key": "in", "from": given}, STORED)
    assert (keys(cloud, bucket), sorted(ran.outputs["files"])) == (names, names)


def test_a_large_file_goes_in_parts(cloud: Cloud, bucket: str) -> None:
    content = b"x" * (PART_BYTES * 2 + 5)
    world = World(stored={A: content})
    ran = cloud.run(Upload, {"bucket": bucket, "key": "large", "from": A}, world)
    assert ran.outputs["eTag"].endswith('-3"')
    assert ran.logs[-1] == f"large: 100 % of {len(content)} bytes are uploaded"


def test_a_kill_gives_up_the_parts_of_a_large_file(cloud: Cloud, bucket: str) -> None:
    properties = {**cloud.login, "bucket": bucket, "key": "large", "from": A}
    context = FakeContext(World(stored={A: b"x" * (PART_BYTES * 2)}), properties)
    context.stop()
    with pytest.raises(Exception, match="stopped"):
        Upload.model_validate(properties).run(context)
    uploads = cloud.client("s3").list_multipart_uploads(Bucket=bucket)
    assert (keys(cloud, bucket), uploads.get("Uploads", [])) == ([], [])


def test_listings_are_paged_and_filtered(cloud: Cloud, bucket: str) -> None:
    put(cloud, bucket, *(f"p/{number:03}.csv" for number in range(120)), "p/", "q.csv")

    def listed(**asked: Json) -> int:
        return len(cloud.run(List, {"bucket": bucket, **asked}).outputs["objects"])

    assert listed(maxFiles=200) == 122
    assert listed() == 25
    assert listed(maxFiles=200, prefix="p/", filter="FILES") == 120
    assert listed(maxFiles=200, filter="DIRECTORY") == 1
    assert listed(maxFiles=200, regexp=r"p/01\d.csv") == 10
    assert listed(maxFiles=200, marker="p/099.csv") == 21
    assert listed(delimiter="/", maxFiles=200) == 1
    wrong = run_task(List, {**cloud.login, "bucket": bucket, "regexp": "("})
    assert "`regexp` is no regular expression" in str(wrong.error)


def test_several_are_taken_and_moved(cloud: Cloud, bucket: str) -> None:
    put(cloud, bucket, "in/a.csv", "in/b.csv", content=b"1")
    moved = {"action": "MOVE", "moveTo": {"bucket": bucket, "key": "done/"}}
    ran = cloud.run(Downloads, {"bucket": bucket, "prefix": "in/", **moved})
    assert keys(cloud, bucket) == ["done/a.csv", "done/b.csv"]
    files = ran.outputs["outputFiles"]
    assert sorted(files) == ["in/a.csv", "in/b.csv"]
    assert {ran.context.blobs.stored[each] for each in files.values()} == {b"1"}
    error = run_task(Downloads, {**cloud.login, "bucket": bucket, "action": "MOVE"}).error
    assert "`moveTo` must be provided" in str(error)


def test_a_download_of_several(cloud: Cloud, bucket: str) -> None:
    put(cloud, bucket, "in/a.csv", "in/b.csv", content=b"1")
    ran = cloud.run(Download, {"bucket": bucket, "prefix": "in/"})
    assert sorted(ran.outputs["files"]) == ["in/a.csv", "in/b.csv"]
    error = run_task(Download, {**cloud.login, "bucket": bucket}).error
    assert "Either `key`, `prefix` or `regexp`" in str(error)


def test_copies_and_deletions(cloud: Cloud, bucket: str) -> None:
    put(cloud, bucket, "a", "b", "c")
    places = {
        "from": {"bucket": bucket, "key": "{{ vars.key }}"},
        "to": {"bucket": bucket, "key": "d"},
    }
    world = World(variables={"vars": {"key": "a"}})
    assert cloud.run(Copy, {**places, "delete": True}, world).outputs["key"] == "d"
    cloud.run(Delete, {"bucket": bucket, "key": "b"})
    assert keys(cloud, bucket) == ["c", "d"]
    assert cloud.run(DeleteList, {"bucket": bucket}).outputs == {"count": 2, "size": 2}
    error = run_task(DeleteList, {**cloud.login, "bucket": bucket, "errorOnEmpty": True}).error
    assert "No object matches" in str(error)


def test_a_poll_finds_what_is_new_or_changed(cloud: Cloud, bucket: str) -> None:
    context = FakeContext()

    def polled(**asked: Any) -> list[tuple[str, str]]:
        properties = {**cloud.login, "bucket": bucket, "action": "NONE", "stateKey": "seen"}
        found = poll(Trigger.model_validate({**properties, **asked}), context)
        if found is None:
            return []
        assert all(each.object.uri for each in found.objects)
        return [(str(each.object.key), each.change_type) for each in found.objects]

    put(cloud, bucket, "a", "b")
    assert polled() == [("a", "CREATE"), ("b", "CREATE")]
    assert polled() == []
    put(cloud, bucket, "b", "c", content=b"changed")
    assert polled(on="CREATE") == [("c", "CREATE")]
    put(cloud, bucket, "b", content=b"again")
    assert polled(maxFiles=1) == [("b", "UPDATE")]
    put(cloud, bucket, "d")
    asked = {**cloud.login, "bucket": bucket, "action": "DELETE", "stateKey": "seen"}
    cut_off = Trigger.model_validate(asked).poll(context)
    next(cut_off)
    cut_off.close()
    # Its execution was not stored: it is found again.
    assert polled() == [("d", "CREATE")]
    assert polled(action="DELETE") == []


def test_errors_say_where_and_what_without_credentials(cloud: Cloud) -> None:
    asked = {**cloud.login, "bucket": "nowhere-at-all", "key": "a"}
    error = str(run_task(Download, asked).error)
    host = str(cloud.login["endpointOverride"]).removeprefix("http://")
    assert error.startswith(f"AWS s3 at {host}: GetObject failed: NoSuchBucket: ")
    assert "canary" not in error
    asked["endpointOverride"] = "http://127.0.0.1:9"
    error = str(run_task(Download, asked).error)
    assert error.startswith("AWS s3 at 127.0.0.1:9: the request failed: Could not connect")
    assert "canary" not in error


def test_a_wrong_key_is_told_without_it(cloud: Cloud) -> None:
    secret = cloud.login["secretKeyId"]
    words = f"<Error><Code>SignatureDoesNotMatch</Code><Message>not {secret}</Message></Error>"
    with standing_in(lambda _: Answered(words.encode(), status=403)) as service:
        asked = {**cloud.login, "endpointOverride": service.url, "bucket": "shop", "key": "a"}
        host = service.url.removeprefix("http://")
        error = str(run_task(Download, asked).error)
    assert error.startswith(f"AWS s3 at {host}: GetObject failed: SignatureDoesNotMatch: not ****")
    assert "canary" not in error
