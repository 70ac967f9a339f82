"""Bad archives are refused, and say where they are bad."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.transfer import change_manifest, export, fill, in_memory, load
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.ports.ports import Ports


@pytest.fixture
async def source() -> Ports:
    ports = in_memory()
    await fill(ports)
    return ports


def part(folder: Path, kind: str) -> Path:
    return next(folder.glob(f"*-{kind}.gz"))


def seal(folder: Path, file: Path, content: bytes) -> None:
    """Another content whose checksum is right."""
    file.write_bytes(content)

    def change(document: Json) -> None:
        for each in document["parts"]:
            if each["name"] == file.name:
                each["size"] = len(content)
                each["sha256"] = hashlib.sha256(content).hexdigest()

    change_manifest(folder, change)


async def refused(folder: Path, match: str) -> None:
    """The target is as empty as before unless records were good so far."""
    target = in_memory()
    with pytest.raises(TiercelError, match=match):
        await load(target, folder)


@pytest.fixture
async def folder(source: Ports, tmp_path: Path) -> Path:
    await export(source, tmp_path / "folder")
    return tmp_path / "folder"


async def test_a_newer_archive_is_refused(folder: Path) -> None:
    change_manifest(folder, lambda document: document.update(version=2, parts="else"))
    await refused(folder, "has version 2, this Tiercel reads versions up to 1: .* newer Tiercel")


async def test_what_is_no_archive_is_refused(folder: Path, tmp_path: Path) -> None:
    await refused(tmp_path / "missing", "There is no archive")
    (tmp_path / "empty").mkdir()
    await refused(tmp_path / "empty", "is no archive: it has no manifest.json")
    (tmp_path / "text").write_text("text")
    await refused(tmp_path / "text", "'text' is no archive")
    change_manifest(folder, lambda document: document.update(format="else"))
    await refused(folder, "no archive of Tiercel")
    (folder / "manifest.json").write_text("{")
    await refused(folder, "damaged: manifest.json can't be read")


async def test_a_missing_part_is_named(folder: Path) -> None:
    part(folder, "logs").unlink()
    await refused(folder, r"the file 0\d+-logs.gz is missing")


async def test_a_link_is_no_part(folder: Path) -> None:
    file = part(folder, "logs")
    file.rename(folder.parent / "elsewhere")
    file.symlink_to(folder.parent / "elsewhere")
    await refused(folder, r"the file 0\d+-logs.gz is missing")


async def test_a_cut_part_names_the_record(folder: Path) -> None:
    file = part(folder, "files")
    file.write_bytes(file.read_bytes()[:-200])
    await refused(folder, r"damaged: 0\d+-files.gz, record \d+: ")


async def test_a_changed_part_names_the_record(folder: Path) -> None:
    file = part(folder, "executions")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    await refused(folder, r"damaged: 0\d+-executions.gz(, record \d+: | was changed)")


async def test_another_part_of_the_right_form_is_refused(folder: Path) -> None:
    file = part(folder, "logs")
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()), mtime=1))
    await refused(folder, r"-logs.gz (was changed|has \d+ bytes)")


@pytest.mark.parametrize("line", [b"{", b'{"v":1}', b"[]", b'{"v":1,"body":3}', b"\xff\xff"])
async def test_a_damaged_record_is_named(folder: Path, line: bytes) -> None:
    file = part(folder, "kv")
    seal(folder, file, gzip.compress(line + b"\n"))
    await refused(folder, r"damaged: 0\d+-kv.gz, record 1: ")


async def test_a_record_of_a_newer_form_is_named(folder: Path) -> None:
    seal(folder, part(folder, "triggers"), gzip.compress(b'{"v":99,"body":{}}\n' * 2))
    await refused(folder, r"-triggers.gz, record 1: A stored document has form 99")


@pytest.mark.parametrize(("count", "says"), [(1, "it has 1 records"), (3, "2 records only")])
async def test_records_that_nobody_counted_are_refused(folder: Path, count: int, says: str) -> None:
    file = part(folder, "triggers")
    line = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    seal(folder, file, gzip.compress(b"".join((line * 2)[:count])))
    await refused(folder, says)


@pytest.mark.parametrize(
    "name", ["../000001-flows.gz", "/etc/passwd", "manifest.json", "000001-flows.gz/../x", "a\0b"]
)
async def test_names_of_parts_lead_nowhere_else(folder: Path, name: str) -> None:
    change_manifest(folder, lambda document: document["parts"][0].update(name=name))
    await refused(folder, "names a file")


async def test_a_part_counts_once(folder: Path) -> None:
    change_manifest(folder, lambda document: document["parts"].append(document["parts"][0]))
    await refused(folder, "names a file twice")


async def test_a_part_of_an_unknown_kind_is_refused(folder: Path) -> None:
    change_manifest(folder, lambda document: document["parts"][0].update(kind="else"))
    await refused(folder, "has an unknown kind")


@pytest.mark.parametrize("path", ["../x", "/../x", "/a/../../x", "x", "/.tiercel-uploads/x", "/"])
async def test_paths_of_files_do_not_leave_the_storage(folder: Path, path: str) -> None:
    line = msgspec.json.encode({"path": path, "length": 1})
    content = gzip.compress(line + b"\nx")
    seal(folder, part(folder, "files"), content)

    def change(document: Json) -> None:
        document["parts"][-1]["records"] = 1

    change_manifest(folder, change)
    await refused(folder, r"-files.gz, record 1: ")


@pytest.mark.parametrize(
    ("pieces", "says"),
    [
        ([("/a", 1, False)], "has no end"),
        ([("/a", 1, False), ("/b", 1, True)], "is torn apart"),
        ([("/a", 99, True)], "ends in the middle of a file"),
        ([("/a", 10**12, True)], "a piece of a file is too large"),
        ([("/a", -1, True)], "a piece of a file is too large"),
    ],
)
async def test_torn_files_are_refused(folder: Path, pieces: list[Any], says: str) -> None:
    content = b"".join(
        msgspec.json.encode({"path": path, "length": length, "is_last": is_last}) + b"\nx"
        for path, length, is_last in pieces
    )
    seal(folder, part(folder, "files"), gzip.compress(content))

    def change(document: Json) -> None:
        document["parts"][-1]["records"] = len(pieces)

    change_manifest(folder, change)
    await refused(folder, says)


def files_of(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_tar_file_is_read_in_place_only(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        for file in files_of(folder):
            tar.add(file, file.name)
        info = tarfile.TarInfo("../outside")
        info.size = 4
        tar.addfile(info, io.BytesIO(b"evil"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert (await load(in_memory(), tmp_path / "evil.tar")).is_complete
    assert not outside.exists()


async def test_a_tar_file_with_two_files_of_one_name_is_refused(
    folder: Path, tmp_path: Path
) -> None:
    with tarfile.open(tmp_path / "two.tar", "w") as tar:
        tar.add(folder / "manifest.json", "manifest.json")
        tar.add(folder / "manifest.json", "manifest.json")
    await refused(tmp_path / "two.tar", "two files of one name")


async def test_a_cut_tar_file_is_refused(source: Ports, tmp_path: Path) -> None:
    await export(source, tmp_path / "archive.tar")
    content = (tmp_path / "archive.tar").read_bytes()
    (tmp_path / "archive.tar").write_bytes(content[: len(content) // 2])
    await refused(tmp_path / "archive.tar", "not complete|damaged")
