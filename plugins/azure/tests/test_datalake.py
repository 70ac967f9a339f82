"""Files of Data Lake, against a stand-in of ours: its emulator has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from plugins.azure.tests.conftest import FILE, KEY
from plugins.azure.tests.lake import ACCOUNT, Lake
from tests.families.stand_in import StandIn
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_azure.storage import datalake, lake_changes

WORLD = World(stored={FILE: b"1,2\n"})


@pytest.fixture
def lake() -> Lake:
    return Lake()


@pytest.fixture
def place(lake: Lake) -> Iterator[StandIn]:
    with lake.served() as place:
        yield place


def login(place: StandIn, **more: Json) -> dict[str, Json]:
    keys = {"sharedKeyAccountName": ACCOUNT, "sharedKeyAccountAccessKey": KEY}
    return {"endpoint": f"{place.url}/{ACCOUNT}", **keys, "fileSystem": "lake", **more}


def run(place: StandIn, task: Any, **asked: Json) -> Ran:
    ran = run_task(task, login(place, **asked), WORLD)
    assert ran.error is None, ran.error
    return ran


def test_a_file_goes_there_and_back(lake: Lake, place: StandIn) -> None:
    ran = run(place, lake_changes.Upload, filePath="/in/a.csv", **{"from": FILE})
    file = ran.outputs["file"]
    assert (file["name"], file["fileName"], file["size"]) == ("in/a.csv", "a.csv", 4)
    assert (file["owner"], file["accessControlList"][0]) == ("ann", "user::rw-")
    assert file["lastModifed"] == "2030-01-01T00:00:00Z"
    assert lake.files == {"in/a.csv": b"1,2\n"}
    ran = run(place, datalake.Read, filePath="in/a.csv")
    assert ran.context.blobs.read(ran.outputs["file"]["uri"]) == b"1,2\n"
    ran = run(place, lake_changes.Append, filePath="in/a.csv", data="é\n")
    assert lake.files == {"in/a.csv": "1,2\né\n".encode()}
    assert [(each.name, each.value) for each in ran.metrics] == [("file.size", 7), ("data.size", 3)]
    wrong = login(place, filePath="in/a.csv", validateChecksum=True, failOnMissingChecksum=True)
    assert "has no checksum to compare with" in str(run_task(datalake.Read, wrong).error)


def test_nobody_else_changes_it_meanwhile(lake: Lake, place: StandIn) -> None:
    run(place, lake_changes.Upload, filePath="a", useLease=True, **{"from": FILE})
    assert (lake.files, lake.leases) == ({"a": b"1,2\n"}, {})
    leased = run(place, lake_changes.Lease, filePath="a", leaseDuration=20).outputs["id"]
    assert lake.leases == {"a": leased}
    error = str(run_task(lake_changes.Append, login(place, filePath="a", data="x")).error)
    assert "appending failed: 412 LeaseIdMissing" in error
    run(place, lake_changes.Lease, filePath="a", action="RELEASE", leaseId=leased)
    assert lake.leases == {}
    error = str(run_task(lake_changes.Lease, login(place, filePath="a", action="RENEW")).error)
    assert error == "`leaseId` must be given for the action RENEW"


def test_permissions(lake: Lake, place: StandIn) -> None:
    lake.put("a", b"")
    may: Json = {"readPermission": True, "executePermission": True}
    run(place, lake_changes.SetAccessControl, filePath="a", otherPermissions=may)
    assert lake.permissions == {"a": "rw-r--r-x"}


def test_folders(lake: Lake, place: StandIn) -> None:
    for each in ("in/a", "in/b", "in/deep/c"):
        lake.put(each, b"1")
    found = run(place, datalake.List, directoryPath="in/").outputs["files"]
    assert [(each["name"], each["isDirectory"]) for each in found] == [
        ("in/a", False),
        ("in/b", False),
        ("in/deep", True),
    ]
    ran = run(place, datalake.Reads, directoryPath="in")
    assert sorted(ran.outputs["outputFiles"]) == ["in/a", "in/b"]
    assert run(place, datalake.Delete, filePath="in/b").outputs["file"]["size"] == 1
    gone = run(place, datalake.DeleteFiles, directoryPath="in")
    assert (gone.outputs, list(lake.files)) == ({"count": 1, "size": 1}, ["in/deep/c"])


def test_an_address_that_others_may_use(place: StandIn) -> None:
    asked: dict[str, Json] = {"permissions": ["LIST", "READ"], "expirationDate": "2099-01-01"}
    uri = run(place, lake_changes.SharedAccess, filePath="in/a", **asked).outputs["uri"]
    assert uri.startswith(f"{place.url}/{ACCOUNT}/lake/in/a?")
    assert "sp=rl&" in uri


def test_a_poll_finds_what_is_new_or_changed(lake: Lake, place: StandIn) -> None:
    context = FakeContext()

    def polled(**asked: Any) -> list[tuple[str | None, str]]:
        given = login(place, directoryPath="in", stateKey="seen", **asked)
        found = poll(lake_changes.Trigger.model_validate(given), context)
        return [(each.file.name, each.change_type) for each in found.files] if found else []

    lake.put("in/a", b"1")
    lake.put("in/deep/b", b"1")
    assert polled() == [("in/a", "CREATE")]
    assert polled() == []
    lake.put("in/a", b"2")
    to: Json = {"fileSystem": "lake", "directoryPath": "done"}
    assert polled(action="MOVE", moveTo=to) == [("in/a", "UPDATE")]
    assert lake.files == {"in/deep/b": b"1", "done/a": b"2"}


@pytest.mark.parametrize(
    ("task", "wrong", "words"),
    [
        (datalake.Read, {"filePath": "x"}, "Azure Data Lake at 127.0.0.1: download failed: 404 Pa"),
        (datalake.List, {"endpoint": "", "directoryPath": "a"}, "`endpoint` or `connectionString`"),
    ],
)
def test_errors_say_where_and_what(
    place: StandIn, task: Any, wrong: dict[str, Json], words: str
) -> None:
    error = str(run_task(task, {**login(place), **wrong}).error)
    assert words in error
    assert KEY not in error
