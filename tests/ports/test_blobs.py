"""Blob storage in memory, on the local disk and in a bucket, with friendly and hostile paths."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.objects.server import S3Server
from tests.ports.values import at
from tiercel.adapters.blob_paths import UPLOADS
from tiercel.adapters.local_blobs import LocalBlobs
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.model.errors import Conflict, IllegalArgument, NotFound, TiercelError, Unavailable
from tiercel.ports.blobs import BlobStorage


@pytest.fixture(params=["memory", "local", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStorage:
    if request.param == "memory":
        return MemoryBlobs(VirtualClock())
    if request.param == "local":
        return LocalBlobs(tmp_path / "b")
    from tiercel.adapters.objects.s3 import s3_blobs

    server: S3Server = request.getfixturevalue("s3_server")
    return s3_blobs("s3", server.options(server.a_bucket(), path="a/prefix"))


@pytest.fixture
def local(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "b")


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def broken_chunks() -> AsyncIterator[bytes]:
    yield b"half of it"
    raise ConnectionError


async def test_what_is_written_is_read(blobs: BlobStorage) -> None:
    assert await blobs.write("/ns/flow/a b/ünï.txt", b"\x00hello") == 6
    assert await blobs.read("/ns/flow/a b/ünï.txt") == b"\x00hello"
    info = await blobs.info("//ns/flow/a b//ünï.txt/")
    assert (info.path, info.name, info.size) == ("/ns/flow/a b/ünï.txt", "ünï.txt", 6)
    assert not info.is_directory


async def test_a_stream_is_written_and_read_in_chunks(blobs: BlobStorage) -> None:
    assert await blobs.write("/f", chunks(b"abc", b"", b"defg")) == 7
    assert [chunk async for chunk in blobs.stream("/f", 3)] == [b"abc", b"def", b"g"]


async def test_an_empty_file_is_a_file(blobs: BlobStorage) -> None:
    assert await blobs.write("/f", b"") == 0
    assert await blobs.read("/f") == b""
    assert [chunk async for chunk in blobs.stream("/f")] == []


async def test_a_write_replaces_the_content(blobs: BlobStorage) -> None:
    await blobs.write("/f", b"a longer text")
    await blobs.write("/f", b"short")
    assert await blobs.read("/f") == b"short"


async def test_a_broken_write_leaves_the_old_content(blobs: BlobStorage) -> None:
    await blobs.write("/d/f", b"old")
    with pytest.raises(ConnectionError):
        await blobs.write("/d/f", broken_chunks())
    with pytest.raises(ConnectionError):
        await blobs.write("/d/new", broken_chunks())
    assert await blobs.read("/d/f") == b"old"
    assert [info.path for info in await blobs.files_under("/")] == ["/d/f"]


async def test_missing_files_are_not_found_by_their_storage_path(blobs: BlobStorage) -> None:
    for work in (
        blobs.read("/no/such"),
        blobs.info("/no/such"),
        blobs.children("/no/such"),
        blobs.move("/no/such", "/x"),
        anext(aiter(blobs.stream("/no/such"))),
    ):
        with pytest.raises(NotFound) as caught:
            await work
        assert caught.value.message == "File '/no/such' not found"
    assert not await blobs.exists("/no/such")
    assert not await blobs.delete("/no/such")
    assert await blobs.local_path("/no/such") is None
    assert await blobs.files_under("/no/such") == []


async def test_children_come_folders_first(blobs: BlobStorage) -> None:
    for path in ("/d/b.txt", "/d/a.txt", "/d/z/f", "/d/y/f", "/other"):
        await blobs.write(path, b"x")
    children = await blobs.children("/d")
    assert [(info.name, info.is_directory) for info in children] == [
        ("y", True),
        ("z", True),
        ("a.txt", False),
        ("b.txt", False),
    ]
    assert [info.path for info in await blobs.children("/")] == ["/d", "/other"]
    with pytest.raises(NotFound):
        await blobs.children("/other")


async def test_files_under_a_folder_come_by_path(blobs: BlobStorage) -> None:
    for path in ("/d/b", "/d/a/z", "/d/a/b", "/dd/x", "/d.x"):
        await blobs.write(path, b"x")
    assert [info.path for info in await blobs.files_under("/d")] == ["/d/a/b", "/d/a/z", "/d/b"]
    assert len(await blobs.files_under("/")) == 5
    assert await blobs.files_under("/d/b") == []


async def test_folders_can_be_made_twice(blobs: BlobStorage) -> None:
    await blobs.make_directory("/a/b")
    await blobs.make_directory("/a/b")
    assert (await blobs.info("/a")).is_directory
    assert await blobs.children("/a/b") == []
    assert await blobs.local_path("/a/b") is None


async def test_files_and_folders_can_be_moved(blobs: BlobStorage) -> None:
    await blobs.write("/a/f", b"1")
    await blobs.write("/a/g/h", b"2")
    await blobs.move("/a/f", "/new/place/f2")
    await blobs.move("/a", "/b")
    assert await blobs.read("/new/place/f2") == b"1"
    assert await blobs.read("/b/g/h") == b"2"
    assert not await blobs.exists("/a")


async def test_a_move_replaces_a_file(blobs: BlobStorage) -> None:
    await blobs.write("/a", b"1")
    await blobs.write("/b", b"2")
    await blobs.move("/a", "/b")
    assert await blobs.read("/b") == b"1"
    assert not await blobs.exists("/a")


async def test_a_move_onto_something_else_is_refused(blobs: BlobStorage) -> None:
    await blobs.write("/d/f", b"1")
    await blobs.write("/e/f", b"2")
    await blobs.write("/file", b"3")
    for source, target in (("/d", "/e"), ("/file", "/d"), ("/d", "/file"), ("/d", "/file/x")):
        with pytest.raises(Conflict):
            await blobs.move(source, target)
    for source, target in (("/d", "/d/x"), ("/d", "/d"), ("/", "/x")):
        with pytest.raises(IllegalArgument):
            await blobs.move(source, target)
    assert len(await blobs.files_under("/")) == 3


async def test_a_folder_is_deleted_with_all_it_holds(blobs: BlobStorage) -> None:
    for path in ("/d/a/b", "/d/c", "/dd"):
        await blobs.write(path, b"x")
    assert await blobs.delete("/d")
    assert not await blobs.delete("/d")
    assert [info.path for info in await blobs.files_under("/")] == ["/dd"]
    with pytest.raises(IllegalArgument):
        await blobs.delete("/")


async def test_a_file_is_no_folder_and_a_folder_no_file(blobs: BlobStorage) -> None:
    await blobs.write("/file", b"x")
    await blobs.make_directory("/folder")
    for work in (
        blobs.write("/file/below", b"y"),
        blobs.write("/folder", b"y"),
        blobs.make_directory("/file"),
        blobs.make_directory("/file/below"),
    ):
        with pytest.raises(Conflict):
            await work
    for work in (
        blobs.read("/folder"),
        blobs.read("/file/below"),
        blobs.info("/file/below"),
        blobs.move("/file/below", "/x"),
    ):
        with pytest.raises(NotFound):
            await work
    assert not await blobs.exists("/file/below")
    assert not await blobs.delete("/file/below")


ESCAPES = ["../x", "..", "/..", "/../x", "/a/../x", "/a/..", "/a/./x", "/.", "/a/../../x", "//../x"]
NAMES = [
    "",
    "x",
    "a/b",
    "./x",
    "~/x",
    "C:/x",
    "kestra:///x",
    "file:///etc/passwd",
    " /x",
    "\x00",
    "/\x00",
    "/a\x00b",
    "/a/\x00",
    "/a\nb",
    "/a\rb",
    "/a\tb",
    "/a\x1b[31mb",
    "/a\x7f",
    "/ ",
    "/a/ /b",
    "/...",
    "/a/.../b",
    "/. .",
    "/a\\..\\b",
    "\\x",
    "/..\\x",
    "\\\\server\\share",
    "/\ud800",
    "/a/\udfff/b",
    "/" + "n" * 256,
    "/" + "ü" * 128,
    "/" + "a/" * 2100,
    "/" + "a/" * 100 + "f",
    f"/{UPLOADS}",
    f"/{UPLOADS}/x",
    f"//{UPLOADS}/x",
]


@pytest.mark.parametrize("path", ESCAPES + NAMES)
async def test_hostile_paths_are_refused_everywhere(blobs: BlobStorage, path: str) -> None:
    for work in (
        blobs.write(path, b"x"),
        blobs.write(path, chunks(b"x")),
        blobs.read(path),
        anext(aiter(blobs.stream(path))),
        blobs.info(path),
        blobs.exists(path),
        blobs.children(path),
        blobs.files_under(path),
        blobs.make_directory(path),
        blobs.move(path, "/x"),
        blobs.move("/x", path),
        blobs.delete(path),
        blobs.local_path(path),
    ):
        with pytest.raises(IllegalArgument):
            await work
    assert await blobs.files_under("/") == []


@pytest.mark.parametrize(
    "path",
    [
        "/a b/c",
        "/%2e%2e/x",
        "/%00",
        "/..a/b..",
        "/.hidden",
        "/a..b",
        "/-rf",
        "/$(id)",
        "/a;b&c|d",
        "/'\"",
        "/*?[x]{a,b}",
        "/日本語/файл",
        "/e\u0301",
        "/\u202e",
        "/CON",
        "/n" + "n" * 254,
        "/" + "a/" * 99 + "f",
    ],
)
async def test_odd_paths_are_just_names(blobs: BlobStorage, path: str) -> None:
    await blobs.write(path, b"x")
    assert await blobs.read(path) == b"x"
    assert [info.path for info in await blobs.files_under("/")] == [path]
    assert await blobs.delete(path)


async def test_links_are_never_followed(local: LocalBlobs, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    await local.write("/d/f", b"x")
    base = tmp_path / "b"
    (base / "link").symlink_to(outside)
    (base / "d" / "file").symlink_to(outside / "secret")
    (base / "d" / "loop").symlink_to("loop")
    for path in ("/link", "/link/secret", "/d/file", "/d/loop", "/link/new/deep"):
        for work in (
            local.read(path),
            local.write(path, b"evil"),
            local.write(path, chunks(b"evil")),
            local.info(path),
            local.delete(path),
            local.move(path, "/x"),
            local.move("/d/f", path),
            local.make_directory(path),
            local.children(path),
            local.files_under(path),
            local.local_path(path),
        ):
            with pytest.raises(IllegalArgument):
                await work
    assert [info.path for info in await local.files_under("/")] == ["/d/f"]
    assert [info.name for info in await local.children("/d")] == ["f"]
    assert (outside / "secret").read_text() == "secret"
    assert await local.delete("/d")
    assert (outside / "secret").exists()


async def test_pipes_and_the_like_are_not_files(local: LocalBlobs, tmp_path: Path) -> None:
    await local.make_directory("/d")
    os.mkfifo(tmp_path / "b" / "d" / "pipe")
    with pytest.raises(NotFound):
        await local.read("/d/pipe")
    assert await local.children("/d") == []
    assert await local.files_under("/") == []


async def test_readers_see_the_old_or_the_new_content(local: LocalBlobs) -> None:
    contents = [bytes([65 + number]) * 50_000 for number in range(8)]
    await local.write("/f", contents[0])
    seen = set()

    async def read() -> None:
        for _ in range(10):
            seen.add(await local.read("/f"))

    await asyncio.gather(
        *(local.write("/f", content) for content in contents), *(read() for _ in range(4))
    )
    assert seen <= set(contents)


async def test_an_open_stream_is_not_disturbed_by_a_write(local: LocalBlobs) -> None:
    await local.write("/f", b"old" * 100)
    stream = aiter(local.stream("/f", 3))
    assert await anext(stream) == b"old"
    await local.write("/f", b"new" * 100)
    rest = [chunk async for chunk in stream]
    assert b"".join(rest) == b"old" * 99


async def test_errors_never_name_the_disk(local: LocalBlobs, tmp_path: Path) -> None:
    await local.write("/file", b"x")
    for work in (local.read("/nope"), local.write("/file/x", b"x"), local.children("/nope")):
        with pytest.raises(TiercelError) as caught:
            await work
        assert str(tmp_path) not in caught.value.message


async def test_the_place_on_the_disk_is_reported(local: LocalBlobs, tmp_path: Path) -> None:
    await local.write("/d/f", b"x")
    assert await local.local_path("/d/f") == str(tmp_path / "b" / "d" / "f")


async def test_uploads_that_a_crash_left_are_removed_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "b" / UPLOADS
    folder.mkdir(parents=True)
    for name, seconds in (("old", 1.0), ("young", 4e9)):
        (folder / name).write_text("x")
        os.utime(folder / name, (seconds, seconds))
    LocalBlobs(tmp_path / "b")
    assert [file.name for file in folder.iterdir()] == ["young"]


async def test_faults_hit_before_or_after_a_write() -> None:
    class Broken(FaultPlan):
        def before_blob_write(self, path: str) -> None:
            if path == "/before":
                raise Unavailable

        def after_blob_write(self, path: str) -> None:
            if path == "/after":
                raise Unavailable

    blobs = MemoryBlobs(VirtualClock(at(0)), Broken())
    for path in ("/before", "/after"):
        with pytest.raises(Unavailable):
            await blobs.write(path, b"x")
    assert [info.path for info in await blobs.files_under("/")] == ["/after"]
