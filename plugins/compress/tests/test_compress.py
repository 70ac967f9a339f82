"""Compressed files, archives and files with a password: there and back, and what is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.families.comparison import deviations
from tiercel.plugin import Json, RunnableTask
from tiercel.testing import Ran, World, run_task
from tiercel_compress.passwords import FileDecrypt, FileEncrypt
from tiercel_compress.tasks import (
    ArchiveCompress,
    ArchiveDecompress,
    FileCompress,
    FileDecompress,
)

PLACE = "kestra:///a/namespace/a-flow/executions/an-execution/tasks/t/r/"
CONTENT = b"some words, again and again; " * 9_000 + os.urandom(3_000)
FORMATS = [
    "BROTLI",
    "BZIP2",
    "DEFLATE",
    "GZIP",
    "LZ4BLOCK",
    "LZ4FRAME",
    "LZMA",
    "SNAPPY",
    "SNAPPYFRAME",
    "XZ",
    "Z",
    "ZSTD",
]


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, each in files.items():
            archive.writestr(path, each)
    return content.getvalue()


def test_types_are_those_of_the_reference() -> None:
    assert deviations("compress", Path(__file__).with_name("types.json")) == []


def run(task: type[RunnableTask[Any]], files: dict[str, bytes], **properties: Json) -> Ran:
    stored = {PLACE + name: content for name, content in files.items()}
    return run_task(task, properties, World(stored=stored))


def made(task: type[RunnableTask[Any]], content: bytes, **properties: Json) -> bytes:
    ran = run(task, {"in": content}, **{"from": f"{PLACE}in", **properties})
    assert ran.error is None, ran.error
    return ran.context.blobs.stored[ran.outputs["uri"]]


def error(task: type[RunnableTask[Any]], content: bytes, **properties: Json) -> str:
    return str(run(task, {"in": content}, **{"from": f"{PLACE}in", **properties}).error)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("content", [b"", b"x", CONTENT], ids=["empty", "short", "long"])
def test_files_there_and_back(name: str, content: bytes) -> None:
    small = made(FileCompress, content, compression=name)
    assert len(content) < 100 or len(small) < len(content) / 2
    assert made(FileDecompress, small, compression=name) == content


@pytest.mark.parametrize("name", FORMATS)
def test_files_of_another_format(name: str) -> None:
    assert f"The file is no file of {name}" in error(
        FileDecompress, b"no such thing" * 9, compression=name
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("GZIP", b"", "it is empty"),
        ("ZSTD", b"", "it is empty"),
        ("BROTLI", b"", "it is empty"),
        ("GZIP", b"plain words", "it does not begin as GZIP"),
        ("GZIP", bz2.compress(b"words"), "it begins as BZIP2"),
        ("XZ", zipped({"a": b"1"}), "it begins as ZIP"),
    ],
    # Of what is packed, the date is a part.
    ids=["empty GZIP", "empty ZSTD", "empty BROTLI", "words", "BZIP2", "ZIP"],
)
def test_a_file_of_something_else_is_told_as_what_it_is(
    name: str, content: bytes, words: str
) -> None:
    text = error(FileDecompress, content, compression=name)
    assert text == f"The file is no file of {name}: {words}"


@pytest.mark.parametrize("name", ["BROTLI", "BZIP2", "DEFLATE", "GZIP", "LZ4FRAME", "XZ", "ZSTD"])
def test_a_file_that_ends_early_is_damaged(name: str) -> None:
    small = made(FileCompress, CONTENT, compression=name)
    text = error(FileDecompress, small[: -len(small) // 3], compression=name)
    assert text == f"The file is no file of {name}, or is damaged: it ends early"


@pytest.mark.parametrize("name", ["GZIP", "LZ4FRAME", "XZ", "ZSTD"])
def test_a_file_whose_content_has_changed_is_damaged(name: str) -> None:
    small = bytearray(made(FileCompress, CONTENT, compression=name))
    # Of the part that can't be made smaller: what changes there is found by a sum alone.
    small[-1_000] ^= 1
    text = error(FileDecompress, bytes(small), compression=name)
    assert text.startswith(f"The file is no file of {name}, or is damaged: ")


def test_what_follows_behind_the_end_is_told() -> None:
    content = gzip.compress(b"words")
    assert made(FileDecompress, content * 2, compression="GZIP") == b"wordswords"
    text = error(FileDecompress, content + b"rubbish", compression="GZIP")
    assert text.endswith("or is damaged: something else follows behind its end")


def test_frames_of_zstd_are_one_file() -> None:
    one = made(FileCompress, CONTENT, compression="ZSTD")
    assert made(FileDecompress, one * 2, compression="ZSTD") == CONTENT * 2


def test_formats_that_are_not_there() -> None:
    assert "DEFLATE64 is not there" in error(FileDecompress, b"", compression="DEFLATE64")
    assert "`algorithm` ARJ is not there" in error(ArchiveDecompress, b"", algorithm="ARJ")


@pytest.mark.parametrize("algorithm", ["AR", "CPIO", "JAR", "TAR", "ZIP"])
@pytest.mark.parametrize("compression", [None, "GZIP", "ZSTD", "SNAPPYFRAME"])
def test_archives_there_and_back(algorithm: str, compression: str | None) -> None:
    form: dict[str, Json] = {"algorithm": algorithm, "compression": compression}
    files: dict[str, Json] = {"a.csv": f"{PLACE}a", "deep/b c.txt": f"{PLACE}b", "é": f"{PLACE}c"}
    packed = run(ArchiveCompress, {"a": b"1", "b": CONTENT, "c": b""}, **{"from": files, **form})
    assert packed.error is None, packed.error
    archive = packed.context.blobs.stored[packed.outputs["uri"]]
    ran = run(ArchiveDecompress, {"in": archive}, **{"from": f"{PLACE}in", **form})
    assert ran.error is None, ran.error
    stored = ran.context.blobs.stored
    found = {path: stored[uri] for path, uri in ran.outputs["files"].items()}
    assert found == {"a.csv": b"1", "deep/b c.txt": CONTENT, "é": b""}
    assert {each.name: each.value for each in ran.metrics} == {
        "size": len(CONTENT) + 1,
        "count": 3,
    }


def test_archives_of_other_programs_without_their_links() -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:xz") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        folder = tarfile.TarInfo("../up")
        folder.size = 1
        archive.addfile(folder, io.BytesIO(b"1"))
    ran = run(
        ArchiveDecompress,
        {"in": tar.getvalue()},
        **{"from": f"{PLACE}in", "algorithm": "TAR", "compression": "XZ"},
    )
    assert list(ran.outputs["files"]) == ["../up"]
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as book:
        book.writestr("folder/", "")
        book.writestr("folder/x.json", "{}")
    form: dict[str, Json] = {"from": f"{PLACE}in", "algorithm": "ZIP"}
    ran = run(ArchiveDecompress, {"in": zipped.getvalue()}, **form)
    (uri,) = ran.outputs["files"].values()
    assert uri.endswith(".json")


@pytest.mark.parametrize("algorithm", ["AR", "CPIO", "TAR", "ZIP"])
def test_an_archive_that_ends_early_is_damaged(algorithm: str) -> None:
    form: dict[str, Json] = {"from": {"a": f"{PLACE}a", "b": f"{PLACE}b"}, "algorithm": algorithm}
    packed = run(ArchiveCompress, {"a": b"a" * 9_000, "b": os.urandom(9_000)}, **form)
    archive = packed.context.blobs.stored[packed.outputs["uri"]]
    # Within the content of the last file, and within what is around it.
    for end in (len(archive) * 2 // 3, 1_000, 200):
        text = error(ArchiveDecompress, archive[:end], algorithm=algorithm)
        assert text.startswith(f"The file is no archive of {algorithm}, or is damaged: ")


@pytest.mark.parametrize(
    ("algorithm", "compression", "content", "words"),
    [
        ("TAR", None, gzip.compress(b"words"), "TAR: it begins as GZIP"),
        ("TAR", None, zipped({"a": b"1"}), "TAR: it begins as ZIP"),
        ("TAR", "GZIP", zipped({"a": b"1"}), "TAR in a file of GZIP: it begins as ZIP"),
        ("TAR", "GZIP", gzip.compress(b"words"), "TAR in a file of GZIP, or is damaged: "),
        ("ZIP", None, b"", "ZIP: it is empty"),
        ("CPIO", None, b"070701" + b"z" * 200, "CPIO, or is damaged: it has no number where "),
    ],
    ids=["GZIP", "ZIP", "ZIP, not GZIP", "words in GZIP", "empty ZIP", "no number"],
)
def test_an_archive_of_something_else_is_told_as_what_it_is(
    algorithm: str, compression: str | None, content: bytes, words: str
) -> None:
    text = error(ArchiveDecompress, content, algorithm=algorithm, compression=compression)
    assert text.startswith(f"The file is no archive of {words}")


@pytest.mark.parametrize("algorithm", ["AR", "CPIO", "TAR", "ZIP"])
def test_what_is_no_archive(algorithm: str) -> None:
    assert f"The file is no archive of {algorithm}" in error(
        ArchiveDecompress, b"no such thing" * 99, algorithm=algorithm
    )
    text = error(ArchiveCompress, b"", algorithm=algorithm, **{"from": {"a": "some text"}})
    assert text == "`from`: 'a' must be the address of a stored file"


PASSWORD: dict[str, Json] = {"password": "canary-4f", "iterations": 2_000}


@pytest.mark.parametrize("derivation", ["PBKDF2_SHA256", "PBKDF2_SHA512", "ARGON2ID", "SCRYPT"])
@pytest.mark.parametrize("content", [b"", CONTENT], ids=["empty", "long"])
def test_passwords(derivation: str, content: bytes) -> None:
    encrypted = made(
        FileEncrypt, content, keyDerivation=derivation, memory=64, argon2TimeCost=1, **PASSWORD
    )
    assert content == b"" or content[:20] not in encrypted
    assert made(FileDecrypt, encrypted, **PASSWORD) == content
    if derivation != "PBKDF2_SHA256":
        damaged = encrypted[:-1] + bytes([encrypted[-1] ^ 1])
        assert "wrong, or the file is damaged" in error(FileDecrypt, damaged, **PASSWORD)
        wrong = error(FileDecrypt, encrypted, password="canary-5")
        assert "wrong, or the file is damaged" in wrong
        assert "canary" not in wrong
    assert "ends within its header" in error(FileDecrypt, encrypted[:12], **PASSWORD)


def test_openssl_reads_what_it_should(tmp_path: Path) -> None:
    file = tmp_path / "file.enc"
    words = [
        "openssl",
        "enc",
        "-aes-256-cbc",
        "-pbkdf2",
        "-iter",
        "2000",
        "-pass",
        "pass:canary-4f",
    ]
    file.write_bytes(made(FileEncrypt, CONTENT, **PASSWORD))
    done = subprocess.run([*words, "-d", "-in", file], capture_output=True, check=True)
    assert done.stdout == CONTENT
    done = subprocess.run(words, input=CONTENT, capture_output=True, check=True)
    assert made(FileDecrypt, done.stdout, **PASSWORD) == CONTENT


def test_parameters_that_are_too_weak_or_cost_too_much() -> None:
    def refused(**properties: Json) -> str:
        return error(FileEncrypt, b"x", password="p", **properties)

    assert "`iterations` must be between 1000 and" in refused(iterations=10)
    assert "`memory` must be between 8 and" in refused(keyDerivation="ARGON2ID", memory=1 << 30)
    assert "power of two" in refused(keyDerivation="SCRYPT", memory=100)
    assert "`parallelism` must be" in refused(keyDerivation="SCRYPT", parallelism=0)
    assert "neither encrypted by" in error(FileDecrypt, b"plain text", password="p")
