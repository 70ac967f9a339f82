"""Blobs, against the emulator."""

from __future__ import annotations

import secrets
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest
from azure.core.exceptions import ResourceExistsError
from azure.storage.blob import BlobServiceClient

from plugins.azure.tests.conftest import ACCOUNT, FILE, KEY, Account
from tiercel.plugin import Json
from tiercel.testing import FakeContext, World, poll, run_task
from tiercel_azure.storage import blobs, copies, sending, trigger

MD5 = "Ps+tdV+oJfehfFUm7ETmUQ=="  # Of "1,2\n".
WORLD = World(stored={FILE: b"1,2\n"})


@pytest.fixture
def container(account: Account) -> str:
    name = f"c-{secrets.token_hex(6)}"
    client(account).create_container(name)
    return name


def client(account: Account) -> Any:
    key = {"account_name": ACCOUNT, "account_key": KEY}
    return BlobServiceClient(str(account.blobs["endpoint"]), credential=key)


def put(account: Account, container: str, *names: str, content: bytes = b"1,2\n") -> None:
    for each in names:
        client(account).get_blob_client(container, each).upload_blob(content, overwrite=True)


def names(account: Account, container: str) -> list[str]:
    return [each.name for each in client(account).get_container_client(container).list_blobs()]


def test_a_file_goes_there_and_back(account: Account, container: str) -> None:
    given: dict[str, Json] = {
        "container": container,
        "name": "in/a.csv",
        "from": FILE,
        "metadata": {"who": "ann"},
        "tags": {"kind": "orders"},
        "accessTier": "COOL",
        "validateChecksum": True,
    }
    ran = account.run(sending.Upload, given, WORLD)
    blob = ran.outputs["blob"]
    assert (blob["name"], blob["size"], blob["container"]) == ("in/a.csv", 4, container)
    assert [(each.name, each.value) for each in ran.metrics] == [("file.size", 4)]
    found = client(account).get_blob_client(container, "in/a.csv").get_blob_properties()
    assert (found.metadata, found.blob_tier, found.tag_count) == ({"who": "ann"}, "Cool", 1)
    place: dict[str, Json] = {"container": container, "name": "in/a.csv"}
    ran = account.run(blobs.Download, {**place, "expectedChecksum": MD5})
    assert ran.context.blobs.read(ran.outputs["blob"]["uri"]) == b"1,2\n"
    for wrong in (
        {"expectedChecksum": "x"},
        {"expectedChecksum": MD5, "checksumAlgorithm": "SHA_256"},
    ):
        error = run_task(blobs.Download, {**account.blobs, **place, **wrong}).error
        assert "another checksum" in str(error)


def test_several_files_go_into_a_folder(account: Account, container: str) -> None:
    given: dict[str, Json] = {
        "container": container,
        "name": "in",
        "from": {"one": FILE, "b": FILE},
    }
    ran = account.run(sending.Upload, given, WORLD)
    assert [each["name"] for each in ran.outputs["blobs"]] == ["in/one", "in/b"]
    assert names(account, container) == ["in/b", "in/one"]


def test_a_large_file_says_how_far_it_is(account: Account, container: str) -> None:
    content = b"x" * (9 * 1024 * 1024)
    given: dict[str, Json] = {"container": container, "name": "large", "from": FILE}
    ran = account.run(sending.Upload, given, World(stored={FILE: content}))
    assert ran.logs[-1] == f"large: 100 % of {len(content)} bytes are uploaded"
    ran = account.run(blobs.Download, {"container": container, "name": "large"})
    assert ran.context.blobs.read(ran.outputs["blob"]["uri"]) == content


def test_listings_are_filtered(account: Account, container: str) -> None:
    put(account, container, "a/b.csv", "a/c.txt", "a/d/e.csv", "f.csv")

    def found(**asked: Json) -> list[str]:
        ran = account.run(blobs.List, {"container": container, **asked})
        return [each["name"] for each in ran.outputs["blobs"]]

    assert found() == ["a/b.csv", "a/c.txt", "a/d/e.csv", "f.csv"]
    assert found(prefix="a/", regexp=r".*\.csv") == ["a/b.csv", "a/d/e.csv"]
    assert found(prefix="a/", delimiter="/") == ["a/b.csv", "a/c.txt"]
    assert found(prefix="a/", delimiter="/", filter="DIRECTORY") == ["a/d/"]
    assert found(maxFiles=2) == ["a/b.csv", "a/c.txt"]


def test_blobs_are_moved_copied_and_deleted(account: Account, container: str) -> None:
    put(account, container, "in/a", "in/b", "out")
    move: Json = {"container": container, "name": "done"}
    asked: dict[str, Json] = {"container": container, "prefix": "in/", "action": "MOVE"}
    error = run_task(blobs.Downloads, {**account.blobs, **asked}).error
    assert "`moveTo` must be given" in str(error)
    ran = account.run(blobs.Downloads, {**asked, "moveTo": move})
    assert sorted(ran.outputs["outputFiles"]) == ["in/a", "in/b"]
    assert names(account, container) == ["done/a", "done/b", "out"]
    places: dict[str, Json] = {
        "from": {"container": container, "name": "out"},
        "to": {"container": container, "name": "copy"},
        "delete": True,
    }
    assert account.run(sending.Copy, places).outputs["blob"]["name"] == "copy"
    place: dict[str, Json] = {"container": container, "name": "copy"}
    assert account.run(blobs.Delete, place).outputs["blob"]["size"] == 4
    error = run_task(sending.Copy, {**account.blobs, **places, "to": places["from"]}).error
    assert "must be another place" in str(error)
    gone = account.run(blobs.DeleteList, {"container": container, "prefix": "done/"})
    assert gone.outputs == {"count": 2, "size": 8}
    empty: dict[str, Json] = {**account.blobs, "container": container, "errorOnEmpty": True}
    assert str(run_task(blobs.DeleteList, empty).error) == "Nothing matches"


def test_an_address_that_others_may_use(account: Account, container: str) -> None:
    put(account, container, "a")
    asked: dict[str, Json] = {"container": container, "name": "a", "permissions": ["READ"]}
    ran = account.run(sending.SharedAccess, {**asked, "expirationDate": "2099-01-01T00:00:00Z"})
    with urlopen(ran.outputs["uri"]) as answer:
        assert answer.read() == b"1,2\n"
    signature = ran.outputs["uri"].partition("?")[2]
    signed: dict[str, Json] = {"endpoint": account.blobs["endpoint"], "sasToken": f"?{signature}"}
    given: dict[str, Json] = {**signed, "container": container, "name": "a"}
    assert run_task(blobs.Download, given).error is None
    error = str(run_task(blobs.Delete, given).error)
    assert "deleting failed: 403 " in error
    assert signature.rpartition("sig=")[2] not in error
    error = str(
        run_task(sending.SharedAccess, {**account.blobs, **asked, "expirationDate": "x"}).error
    )
    assert error == "`expirationDate` must be a date such as 2031-01-31T12:00:00Z"


def test_a_poll_finds_what_is_new_or_changed(account: Account, container: str) -> None:
    context = FakeContext()

    def polled(**asked: Any) -> list[tuple[str | None, str]]:
        given = {**account.blobs, "container": container, "action": "NONE", "stateKey": "seen"}
        found = poll(trigger.Trigger.model_validate({**given, **asked}), context)
        return [(each.blob.name, each.change_type) for each in found.blobs] if found else []

    put(account, container, "a", "b")
    assert polled() == [("a", "CREATE"), ("b", "CREATE")]
    assert polled() == []
    put(account, container, "b", content=b"changed")
    given = {**account.blobs, "container": container, "action": "DELETE", "stateKey": "seen"}
    cut_off = trigger.Trigger.model_validate(given).poll(context)
    next(cut_off)
    cut_off.close()
    # Its execution was not stored: it is found again, and nothing was deleted.
    assert names(account, container) == ["a", "b"]
    assert polled(action="DELETE") == [("b", "UPDATE")]
    assert names(account, container) == ["a"]


def test_connection_strings(account: Account, container: str) -> None:
    put(account, container, "a")
    text = f"AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={account.blobs['endpoint']}"
    given: dict[str, Json] = {"connectionString": text, "endpoint": "", "container": container}
    assert run_task(blobs.List, given).outputs["blobs"][0]["name"] == "a"
    for wrong in (f"AccountKey={KEY}", KEY):
        error = str(run_task(blobs.List, {**given, "connectionString": wrong}).error)
        assert error
        assert KEY not in error


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"container": "nowhere-at-all"}, "Azure Blob Storage at 127.0.0.1: download failed: 404 "),
        ({"sharedKeyAccountAccessKey": "d3Jvbmc="}, "download failed: 403 AuthorizationFailure"),
        ({"endpoint": "https://nowhere.invalid"}, "the host has no address"),
        ({"sharedKeyAccountAccessKey": "no base64"}, "download failed: "),
    ],
)
def test_errors_say_where_and_what(account: Account, wrong: dict[str, Json], words: str) -> None:
    given = {**account.blobs, "container": "nowhere-at-all", "name": "a", **wrong}
    error = str(run_task(blobs.Download, given).error)
    assert words in error
    assert str(given["sharedKeyAccountAccessKey"]) not in error


class Target:
    """A blob to which a copy of that source goes on; it ends with the second look."""

    blob_name = "b"

    def __init__(self, source: str) -> None:
        self._source = source
        self.states = ["pending", "pending", "success"]

    def start_copy_from_url(self, url: str) -> None:
        error = ResourceExistsError("There is currently a pending copy operation.")
        error.error_code = "PendingCopyOperation"
        raise error

    def get_blob_properties(self) -> SimpleNamespace:
        copy = SimpleNamespace(id="c", source=self._source, status=self.states.pop(0))
        return SimpleNamespace(copy=copy)


def test_a_copy_that_a_lost_attempt_has_begun_is_waited_for() -> None:
    source = SimpleNamespace(url="https://shop.example.com/a?sig=new")
    target = Target("https://shop.example.com/a?sig=old")
    copies.copy(FakeContext(), source, target)
    assert target.states == []
    with pytest.raises(ResourceExistsError):
        copies.copy(FakeContext(), source, Target("https://shop.example.com/other"))
