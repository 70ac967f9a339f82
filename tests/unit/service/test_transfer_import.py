"""Archives: everything arrives once, bad ones are refused, interrupted work goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.objects.server import S3Server
from tests.transfer import BIG, change_manifest, content, export, fill, in_memory, load
from tiercel.adapters.cipher import Cipher
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.env import EngineConfig
from tiercel.model.errors import Conflict, Invalid, NotFound, Unavailable
from tiercel.model.stored.encrypted import encrypted
from tiercel.model.stored.records import MEMBERS, SECRETS
from tiercel.ports.ports import Ports
from tiercel.service.transfer import importing as transfer_import
from tiercel.service.transfer.checkpoint import CHECKPOINT_KEY, refuse_unfinished
from tiercel.service.transfer.exporting import Exporter
from tiercel.service.transfer.importing import Importer


class Killed(BaseException):
    """The end of the process."""


@pytest.fixture
async def source() -> Ports:
    ports = in_memory()
    await fill(ports)
    return ports


@pytest.fixture(params=["archive", "archive.tar"])
async def archive(request: pytest.FixtureRequest, source: Ports, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    await export(source, path)
    return path


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many transactions for few records."""
    monkeypatch.setattr(transfer_import, "MOVING_RECORDS", 3)
    monkeypatch.setattr(transfer_import, "MOVING_FILES_PER_CHECKPOINT", 1)
    monkeypatch.setattr("tiercel.service.transfer.parts.MOVING_PART_BYTES", 300_000)


async def test_everything_arrives(source: Ports, archive: Path) -> None:
    target = in_memory()
    outcome = await load(target, archive)
    assert outcome.is_complete
    assert not outcome.warnings
    found = await content(target)
    assert found == await content(source)
    assert all(found.values()), "something of every kind"
    counted = {row.kind: row.imported for row in outcome.rows}
    assert (counted["flows"], counted["secrets"], counted["settings"]) == (4, 1, 2)
    assert (counted["executions"], counted["task runs"]) == (14, 20)
    assert (counted["files"], counted["file bytes"]) == (3, len(BIG) + 5)


async def test_an_archive_of_the_target_is_the_same(
    source: Ports, archive: Path, tmp_path: Path
) -> None:
    target = in_memory()
    await load(target, archive)
    first, second = await export(source, tmp_path / "1"), await export(target, tmp_path / "2")
    assert (first.counts, first.parts) == (second.counts, second.parts)


async def test_an_archive_is_imported_once(source: Ports, archive: Path) -> None:
    target = in_memory()
    await load(target, archive)
    assert (await load(target, archive)).was_done
    assert await content(target) == await content(source)


async def test_what_a_first_start_made_gives_way(archive: Path) -> None:
    target = in_memory()
    async with target.store.transaction() as tx:
        tx.settings.put("instance.uuid", "target")
        tx.settings.put("access.basic-auth", {"username": "target"})
        tx.records(MEMBERS).put(("me",), {"id": "me"})
    assert (await load(target, archive)).is_complete
    async with target.store.transaction() as tx:
        assert await tx.settings.get("instance.uuid") == "source"
        assert await tx.settings.get("access.basic-auth") is None
        assert await tx.records(MEMBERS).get("me") is None


async def test_a_target_that_holds_something_is_refused(source: Ports, archive: Path) -> None:
    before = await content(source)
    with pytest.raises(Conflict, match=r"not empty \(flows: 4.*files: 1\)\. Import into a new one"):
        await load(source, archive)
    assert await content(source) == before


async def test_a_target_with_files_takes_an_archive_without_files(
    source: Ports, tmp_path: Path
) -> None:
    await export(source, tmp_path / "archive", with_files=False)
    target = msgspec.structs.replace(in_memory(), blobs=source.blobs)
    outcome = await load(target, tmp_path / "archive")
    assert outcome.is_complete
    assert await content(target) == await content(source)


@pytest.mark.usefixtures("small_steps")
async def test_an_import_that_dies_anywhere_goes_on(
    source: Ports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await export(source, tmp_path / "archive")
    target, deaths, calls = in_memory(), 0, 0
    commit = MemoryStore.commit
    expected = await content(source)

    def dying(store: MemoryStore, unit: Any, life: int) -> None:
        nonlocal calls
        calls += bool(len(unit))
        # Before and after what is durable, in turns.
        if len(unit) and calls % 3 == 1:
            raise Killed
        commit(store, unit, life)
        if len(unit) and calls % 3 == 2:
            raise Killed

    monkeypatch.setattr(MemoryStore, "commit", dying)
    outcome = None
    while outcome is None:
        assert deaths < 500
        try:
            outcome = await load(target, tmp_path / "archive")
        except Killed:
            deaths += 1
            target.store.restart()  # type: ignore[attr-defined]
    assert deaths > 20
    assert outcome.is_resumed or outcome.was_done
    monkeypatch.undo()
    assert await content(target) == expected


@pytest.mark.usefixtures("small_steps")
async def test_a_server_does_not_start_on_half_an_import(
    source: Ports, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = in_memory()
    await refuse_unfinished(target.store)

    async def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(transfer_import, "write_file", die)
    with pytest.raises(Killed):
        await load(target, archive)
    with pytest.raises(Unavailable, match="Run `tiercel sys import` with the same archive again"):
        await refuse_unfinished(target.store)
    monkeypatch.undo()
    assert (await load(target, archive)).is_complete
    await refuse_unfinished(target.store)


async def test_two_imports_at_once_are_refused(archive: Path) -> None:
    target = in_memory()

    def meddle(name: str, done: int, total: int) -> None:
        checkpoint = {"archive": "x1", "part": 99}
        if name == "executions":
            target.store.parts[0].settings[CHECKPOINT_KEY] = checkpoint  # type: ignore[attr-defined]

    with pytest.raises(Conflict, match="Another import into this database is under way"):
        await Importer(target, meddle).load(archive)


async def test_an_unfinished_import_refuses_another_archive(
    source: Ports, archive: Path, tmp_path: Path
) -> None:
    target = in_memory()
    async with target.store.transaction() as tx:
        tx.settings.put(CHECKPOINT_KEY, {"archive": "other"})
    with pytest.raises(Conflict, match=r"import of another archive .* is not finished"):
        await load(target, archive)
    async with target.store.transaction() as tx:
        tx.settings.put(CHECKPOINT_KEY, {"archive": "other", "is_done": True})
    with pytest.raises(Conflict, match="Another archive was imported here already"):
        await load(target, archive)


async def test_numbers_that_differ_are_reported(
    archive: Path, tmp_path: Path, source: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    await export(source, tmp_path / "other")
    change_manifest(tmp_path / "other", lambda document: document["counts"].update(logs=31))
    target = in_memory()
    outcome = await load(target, tmp_path / "other")
    assert not outcome.is_complete
    assert next(row for row in outcome.rows if row.exported != row.imported).kind == "logs"
    with pytest.raises(Unavailable):
        await refuse_unfinished(target.store)


def a_config(key: bytes) -> EngineConfig:
    import base64

    cipher = Cipher(base64.b64encode(key).decode())
    return EngineConfig(encrypt=cipher.encrypt, decrypt=cipher.decrypt)


@pytest.mark.parametrize(
    ("config", "warning"),
    [
        (a_config(b"1" * 32), None),
        (a_config(b"2" * 32), "The encryption key is another one here"),
        (EngineConfig(), "No encryption key is configured here"),
        (EngineConfig(decrypt=lambda value: "x"), "The encryption key is another one here"),
    ],
)
async def test_secrets_stay_encrypted_and_another_key_is_reported(
    config: EngineConfig, warning: str | None, tmp_path: Path
) -> None:
    source = in_memory(a_config(b"1" * 32))
    async with source.store.transaction() as tx:
        tx.records(SECRETS).put(("team", "KEY"), {"value": encrypted("c2VhbGVk")})
    await export(source, tmp_path / "archive")
    target = in_memory(config)
    outcome = await load(target, tmp_path / "archive")
    assert outcome.is_complete
    assert [text[: len(warning or "")] for text in outcome.warnings] == [warning] * bool(warning)
    async with target.store.transaction() as tx:
        moved = await tx.records(SECRETS).get("team", "KEY")
    assert moved == {"value": encrypted("c2VhbGVk")}


async def test_files_move_into_a_bucket_and_back(
    source: Ports, tmp_path: Path, s3_server: S3Server
) -> None:
    from tiercel.adapters.objects.s3 import s3_blobs

    await export(source, tmp_path / "there")
    bucket = s3_blobs("s3", s3_server.options(s3_server.a_bucket(), path="a/prefix"))
    target = msgspec.structs.replace(in_memory(), blobs=bucket)
    assert (await load(target, tmp_path / "there")).is_complete
    assert await content(target) == await content(source)
    await export(target, tmp_path / "back")
    again = in_memory()
    assert (await load(again, tmp_path / "back")).is_complete
    assert await content(again) == await content(source)


# Places.


async def test_an_export_never_overwrites(source: Ports, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="already"):
        await export(source, archive)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine")
    with pytest.raises(Conflict, match="not empty"):
        await export(source, tmp_path / "mine")
    assert (tmp_path / "mine" / "file").read_text() == "mine"


@pytest.mark.parametrize("name", ["archive", "archive.tar"])
async def test_an_interrupted_export_is_refused_and_starts_over(
    source: Ports, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(Exporter, "_finish", die)
    with pytest.raises(Killed):
        await export(source, tmp_path / name)
    monkeypatch.undo()
    target = in_memory()
    with pytest.raises(Invalid, match="not complete: the export was interrupted"):
        await load(target, tmp_path / name)
    await export(source, tmp_path / name)
    assert (await load(target, tmp_path / name)).is_complete


def files_of(archive: Path) -> list[Path]:
    return [archive, *archive.iterdir()] if archive.is_dir() else [archive]


async def test_an_archive_is_for_its_owner_alone(archive: Path) -> None:
    assert all(file.stat().st_mode & 0o077 == 0 for file in files_of(archive))


async def test_an_empty_database_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing to export"):
        await export(in_memory(), tmp_path / "archive")
    assert not (tmp_path / "archive").exists()
