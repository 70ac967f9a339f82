"""Databases and storages of installed packages are found by their entry points."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from plugins.workspace.family import families
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.bootstrap import blobs_of, build, store_of
from tiercel.model.errors import Invalid, Unavailable
from tiercel.model.json_types import Json
from tiercel.settings import Settings, choices, read_settings
from tiercel.settings.adapter_types import BUILTINS, MANAGERS_OF_FAMILIES

ROOT = Path(__file__).parents[3]
PACKAGE = """
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.store import MemoryStore

class AcmeStore(MemoryStore):
    def __init__(self, notifier, url):
        super().__init__(notifier)
        self.url = url

class AcmeBlobs(MemoryBlobs):
    folder = ""

def store(settings, notifier):
    return AcmeStore(notifier, settings.datasources["acme"].url)

async def blobs(settings, clock):
    made = AcmeBlobs(clock)
    made.folder = settings.storage.options["folder"]
    return made
"""
ENTRY_POINTS = """[tiercel.stores]
acme = acme_storage:store
sqlite = acme_storage:store
acme-torn = acme_torn:store

[tiercel.blobs]
acme = acme_storage:blobs
"""
ACME: dict[str, Json] = {
    "repository": {"type": "acme"},
    "storage": {"type": "acme", "acme": {"folder": "/srv/files"}},
    "datasources": {"acme": {"url": "acme://there"}},
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path in which the package is installed."""
    folder = tmp_path / "site"
    info = folder / "acme_storage-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-storage\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    (folder / "acme_storage.py").write_text(PACKAGE)
    (folder / "acme_torn.py").write_text("import a_driver_that_is_not_there\n")
    monkeypatch.syspath_prepend(str(folder))
    return tmp_path


def settings_of(folder: Path, given: dict[str, Json]) -> Settings:
    return read_settings(overrides={"data": folder / "data", **given}, environ={})


def test_the_built_in_ones_are_those_that_the_project_declares() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    points = declared["project"]["entry-points"]
    assert {group: points[group] for group in BUILTINS} == BUILTINS


async def test_a_package_brings_a_database_and_a_storage(site: Path) -> None:
    settings = settings_of(site, ACME)
    assert settings.origin.warnings == ()
    application = await build(settings)
    store, blobs = application.ports.store, application.ports.blobs
    assert (type(store).__name__, store.url) == ("AcmeStore", "acme://there")  # type: ignore[attr-defined]
    assert (type(blobs).__name__, blobs.folder) == ("AcmeBlobs", "/srv/files")  # type: ignore[attr-defined]
    await application.start()
    try:
        await application.services.files.write("acme", "/a.txt", b"kept")
        assert [info.path for info in await blobs.files_under("/")] == ["/acme/_files/a.txt"]
    finally:
        await application.stop()


def test_no_package_takes_the_name_of_a_built_in_one(site: Path) -> None:
    store = store_of(settings_of(site, {"repository": {"type": "sqlite"}}), AsyncioNotifier())
    assert not isinstance(store, MemoryStore)


def test_managers_of_families_are_known_by_what_installs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = {kind: each.name for each in families() for kind in each.file.secret_managers}
    assert declared == MANAGERS_OF_FAMILIES
    monkeypatch.setattr(choices, "adapter_named", lambda *_: None)
    for kind, extra in MANAGERS_OF_FAMILIES.items():
        with pytest.raises(Invalid, match=rf"pip install 'tiercel\[{extra}\]'"):
            settings_of(tmp_path, {"secret": {"type": kind}})


def test_an_unknown_database_is_refused_with_those_that_are_there(site: Path) -> None:
    with pytest.raises(Invalid, match=r"'mysql' is not supported.*packages bring acme, acme-torn"):
        settings_of(site, {"repository": {"type": "mysql"}})
    made_elsewhere = Settings.model_validate({"repository": {"type": "mysql"}})
    with pytest.raises(Invalid, match="one of acme, acme-torn, memory, postgres, sqlite"):
        store_of(made_elsewhere, AsyncioNotifier())


@pytest.mark.parametrize("database", ["memory", "sqlite"])
async def test_an_unknown_storage_is_refused_with_those_that_are_there(
    site: Path, database: str
) -> None:
    given = {"repository": {"type": database}, "storage": {"type": "gcs"}}
    with pytest.raises(Invalid, match="'gcs' is not known: it is one of acme, local, minio, s3"):
        await blobs_of(settings_of(site, given), VirtualClock())


def test_a_package_that_can_not_be_loaded_is_named_with_the_fix(site: Path) -> None:
    settings = settings_of(site, {"repository": {"type": "acme-torn"}})
    with pytest.raises(Unavailable) as caught:
        store_of(settings, AsyncioNotifier())
    assert "'acme-torn' of tiercel.stores can't be loaded" in caught.value.message
    assert "pip uninstall acme-storage" in caught.value.message


async def test_a_server_of_one_role_needs_a_shared_database(tmp_path: Path) -> None:
    given = {"repository": {"type": "sqlite"}, "server": {"type": "WORKER"}}
    with pytest.raises(Invalid, match="need a database that they share"):
        await build(settings_of(tmp_path, given))
