"""Files in a bucket: large ones, folders that are not there, and what other programs left."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.objects.server import PAGE_OBJECTS, S3Server
from tiercel.adapters.blob_paths import UPLOADS
from tiercel.adapters.objects import bucket as bucket_calls
from tiercel.adapters.objects.blobs import MARKER, ObjectBlobs
from tiercel.adapters.objects.s3 import s3_blobs
from tiercel.model.errors import IllegalArgument, NotFound, Unavailable
from tiercel.model.stored.limits import OBJECT_PART_BYTES

PIECE = bytes(range(256)) * 4096


async def pieces(number: int, error: Exception | None = None) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield PIECE
    if error is not None:
        raise error


def half_a_part_more(parts: int) -> int:
    """How many pieces make so many parts of an upload and a half."""
    return parts * OBJECT_PART_BYTES // len(PIECE) + 4


async def test_a_large_stream_goes_up_in_parts_and_comes_back(
    objects: ObjectBlobs, s3_server: S3Server, bucket: str
) -> None:
    number = half_a_part_more(2)
    assert await objects.write("/big", pieces(number)) == number * len(PIECE)
    assert (await objects.info("/big")).size == number * len(PIECE)
    sizes, is_same = [], True
    async for chunk in objects.stream("/big", len(PIECE)):
        sizes.append(len(chunk))
        is_same = is_same and chunk == PIECE
    assert is_same
    assert sizes == [len(PIECE)] * number
    assert s3_server.unfinished_uploads(bucket) == 0


@pytest.mark.parametrize("error", [ConnectionError("gone"), FileNotFoundError("x"), ValueError()])
async def test_a_stream_that_breaks_late_leaves_nothing(
    objects: ObjectBlobs, s3_server: S3Server, bucket: str, error: Exception
) -> None:
    await objects.write("/f", b"old")
    with pytest.raises(type(error)) as caught:
        await objects.write("/f", pieces(half_a_part_more(1), error))
    assert caught.value is error
    assert await objects.read("/f") == b"old"
    assert s3_server.unfinished_uploads(bucket) == 0


async def test_what_is_too_large_to_copy_goes_through_the_server(
    objects: ObjectBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_calls, "OBJECT_COPY_BYTES_MAX", 10)
    await objects.write("/f", b"longer than ten")
    await objects.move("/f", "/g")
    assert await objects.read("/g") == b"longer than ten"


async def test_more_files_than_a_page_are_listed_and_deleted(
    objects: ObjectBlobs, s3_server: S3Server, bucket: str
) -> None:
    number_of_files = 2 * PAGE_OBJECTS + 1
    for number in range(number_of_files):
        s3_server.put(bucket, f"d/{number:04}", b"x")
    assert len(await objects.files_under("/d")) == number_of_files
    assert len(await objects.children("/d")) == number_of_files
    assert await objects.delete("/d")
    assert await objects.files_under("/") == []


async def test_a_folder_stays_when_its_last_file_goes(objects: ObjectBlobs) -> None:
    await objects.write("/a/b/f", b"x")
    await objects.delete("/a/b/f")
    assert await objects.children("/a/b") == []
    await objects.write("/a/b/g", b"x")
    await objects.move("/a/b/g", "/h")
    assert [info.path for info in await objects.children("/a")] == ["/a/b"]
    assert [info.path for info in await objects.files_under("/")] == ["/h"]


async def test_the_name_of_the_markers_is_reserved(objects: ObjectBlobs) -> None:
    await objects.make_directory("/d")
    for path in (f"/d/{MARKER}", f"/{MARKER}", f"/d/{MARKER}/x"):
        with pytest.raises(IllegalArgument):
            await objects.write(path, b"x")
        with pytest.raises(IllegalArgument):
            await objects.read(path)
    assert await objects.children("/d") == []


async def test_an_empty_folder_can_be_moved(objects: ObjectBlobs) -> None:
    await objects.make_directory("/a/b")
    await objects.make_directory("/c")
    await objects.move("/a/b", "/c")
    assert await objects.children("/c") == []
    assert [info.path for info in await objects.children("/")] == ["/a", "/c"]


async def test_a_file_may_take_the_name_of_a_deleted_folder(objects: ObjectBlobs) -> None:
    await objects.write("/d/f", b"x")
    await objects.delete("/d")
    await objects.write("/d", b"y")
    assert await objects.read("/d") == b"y"


async def test_two_prefixes_of_a_bucket_do_not_see_each_other(
    s3_server: S3Server, bucket: str
) -> None:
    one = s3_blobs("s3", s3_server.options(bucket, path="/one/"))
    other = s3_blobs("s3", s3_server.options(bucket, path="one2"))
    await one.write("/f", b"1")
    await other.write("/g", b"2")
    assert [info.path for info in await one.files_under("/")] == ["/f"]
    assert [info.path for info in await other.children("/")] == ["/g"]
    for path in ("/../one2/g", "/..", "/%2e%2e/one2/g", "/..%2fone2/g"):
        with pytest.raises((IllegalArgument, NotFound)):
            await one.read(path)
    assert await one.delete("/f")
    assert await other.read("/g") == b"2"


async def test_folders_that_another_program_marked_are_no_files(
    objects: ObjectBlobs, s3_server: S3Server, bucket: str
) -> None:
    s3_server.put(bucket, "ns/", b"")
    s3_server.put(bucket, "ns/_files/", b"")
    s3_server.put(bucket, "ns/_files/a.py", b"print()")
    assert [info.path for info in await objects.files_under("/")] == ["/ns/_files/a.py"]
    assert [info.name for info in await objects.children("/ns")] == ["_files"]
    assert [info.name for info in await objects.children("/ns/_files")] == ["a.py"]
    assert await objects.read("/ns/_files/a.py") == b"print()"


async def test_keys_that_are_no_paths_are_reported(
    objects: ObjectBlobs, s3_server: S3Server, bucket: str
) -> None:
    s3_server.put(bucket, "a//b", b"x")
    with pytest.raises(Unavailable, match="objects whose keys are no paths"):
        await objects.files_under("/")


async def test_the_remains_of_a_local_upload_are_hidden(
    objects: ObjectBlobs, s3_server: S3Server, bucket: str
) -> None:
    s3_server.put(bucket, f"{UPLOADS}/half", b"x")
    assert await objects.files_under("/") == []
    assert await objects.children("/") == []


async def test_there_is_no_place_on_the_disk(objects: ObjectBlobs) -> None:
    await objects.write("/f", b"x")
    assert await objects.local_path("/f") is None
