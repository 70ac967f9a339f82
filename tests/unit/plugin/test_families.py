"""Families: the table of the server, advice for types that are not installed, another search."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from plugins.workspace.family import families
from plugins.workspace.project import index_of
from tiercel.plugin.catalog import registry
from tiercel.plugin.catalog.families import FAMILIES, Family, types_of
from tiercel.plugin.catalog.index import IndexRow, Listed
from tiercel.plugin.catalog.packages import INDEX_FILE, PackageEntry, installed_packages
from tiercel.plugin.catalog.registry import Catalog, Rescan
from tiercel.plugin.schemas.listing import group_json, plugin_groups

ASK = IndexRow(
    "com.acme.demo.Ask",
    "task",
    "acme_demo.ask:Ask",
    ("com.acme.older.Ask",),
    Listed("Ask.", drawing="M1 1"),
)
CODE = """
from tiercel.plugin import Output, RunnableTask, plugin

@plugin("com.acme.demo.Ask", title="Ask.", aliases=["com.acme.older.Ask"])
class Ask(RunnableTask[Output]):
    number: int = {number}
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme_demo"]:
        del sys.modules[name]


def install(site: Path, version: str, number: int) -> None:
    for old in site.glob("*.dist-info"):
        old.rename(site / f"{old.name}.gone")
    info = site / f"tiercel_demo-{version}.dist-info"
    (info / INDEX_FILE).parent.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: tiercel-demo\nVersion: {version}\n"
    )
    (info / "entry_points.txt").write_text("[tiercel.plugins]\ndemo = acme_demo\n")
    (info / INDEX_FILE).write_bytes(msgspec.json.encode([ASK]))
    (site / "acme_demo").mkdir(exist_ok=True)
    (site / "acme_demo" / "__init__.py").write_text("")
    (site / "acme_demo" / "ask.py").write_text(f"{CODE.format(number=number)}# {version}\n")


def test_the_table_of_families_is_that_of_their_folders() -> None:
    assert tuple(Family(each.name, each.file.prefixes) for each in families()) == FAMILIES


def test_an_installed_family_is_listed_without_importing_it(site: Path) -> None:
    install(site, "1.0", 1)
    catalog = Catalog([], installed_packages)
    catalog.load_packages()
    (group,) = (each for each in plugin_groups(catalog) if each.name == "demo")
    assert group_json(catalog, group)["tasks"] == [{"cls": ASK.name, "title": "Ask."}]
    assert catalog.canonical("com.acme.older.Ask") == ASK.name
    assert not [name for name in sys.modules if name.startswith("acme_demo")]
    assert catalog.class_of(ASK.name) is not None


def test_a_list_of_types_that_cannot_be_read_stops_nothing(site: Path) -> None:
    install(site, "1.0", 1)
    (site / "tiercel_demo-1.0.dist-info" / INDEX_FILE).write_text("[{")
    catalog = Catalog([], installed_packages)
    assert catalog.find(ASK.name) is None
    assert "tiercel-demo" in {each.name for each in catalog.broken()}


def test_another_search_sees_what_came_changed_and_went(site: Path) -> None:
    catalog = Catalog([], installed_packages)
    assert catalog.find(ASK.name) is None
    install(site, "1.0", 1)
    assert catalog.rescan() == Rescan(added=(ASK.name,))
    old = catalog.class_of(ASK.name)
    assert catalog.rescan() == Rescan()
    assert catalog.class_of(ASK.name) is old
    install(site, "1.1", 22)
    assert catalog.rescan() == Rescan(changed=(ASK.name,))
    new = catalog.class_of("com.acme.older.Ask")
    assert old is not None
    assert new is not None
    numbers = [each.model_fields["number"].default for each in (old, new)]
    assert numbers == [1, 22]
    for info in site.glob("*.dist-info"):
        info.rename(site / "gone")
    assert catalog.rescan() == Rescan(removed=(ASK.name,))
    assert catalog.class_of(ASK.name) is None


def test_a_type_of_a_family_that_is_not_installed_comes_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "family_of", lambda name: Family("demo", ("com.acme.demo.",)))
    assert "pip install 'tiercel[demo]'" in Catalog([]).advice(ASK.name)
    monkeypatch.setattr(registry, "types_of", lambda family: (ASK.name, "com.acme.demo.Tell"))
    advice = Catalog([]).advice("com.acme.demo.Aks")
    assert advice.startswith(
        "the family 'demo' has no such type; did you mean 'com.acme.demo.Ask'?"
    )
    assert "pip install 'tiercel[demo]'" in advice
    entry = PackageEntry("demo", "acme_demo", "1.0", "tiercel-demo", rows=(ASK,))
    assert Catalog([], lambda: [entry]).advice("com.acme.demo.Other") == ""


def test_the_list_of_types_is_that_of_the_families_that_it_has() -> None:
    for one in families():
        listed = types_of(Family(one.name, one.file.prefixes))
        rows = index_of(one) if listed else []
        own = {name for row in rows for name in (row.name, *row.aliases)}
        assert set(listed) == {each for each in own if each.startswith(one.file.prefixes)}


def test_a_misspelled_type_of_a_family_has_its_nearest() -> None:
    advice = Catalog([]).advice("io.kestra.plugin.git.Clne")
    assert "the family 'git' has no such type; did you mean 'io.kestra.plugin.git.Clone'?" in advice
