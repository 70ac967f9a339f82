"""Installed packages are found, and a broken one is reported in one line with what mends it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tiercel.model.limits import BROKEN_REASON_CHARS_MAX
from tiercel.plugin.catalog.broken import BrokenPlugin, broken_plugin, duplicate
from tiercel.plugin.catalog.index import IndexRow
from tiercel.plugin.catalog.packages import PackageEntry, installed_packages
from tiercel.plugin.catalog.registry import Catalog

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def install(folder: Path, name: str, entry_points: str) -> None:
    info = folder / f"{name.replace('-', '_')}-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(entry_points)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path / "first"))
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def entries() -> dict[str, PackageEntry]:
    return {each.package: each for each in installed_packages()}


def test_packages_are_found_by_their_entry_points(site: Path) -> None:
    install(site, "acme-one", "[tiercel.plugins]\none = acme_one_code\n")
    install(site, "acme-two", "[console_scripts]\ntwo = acme_two:main\n")
    install(site, "acme-three", "[tiercel.plugins]\nthree = acme_three : Plugin\n")
    found = entries()
    assert found["acme_one_code"] == PackageEntry("one", "acme_one_code", "1.2", "acme-one")
    assert "acme_three" in found
    assert "acme_two" not in found


def test_a_package_that_is_installed_twice_is_the_first_on_the_path(site: Path) -> None:
    install(site, "acme-one", "[tiercel.plugins]\none = acme_near\n")
    install(site / "first", "acme-one", "[tiercel.plugins]\none = acme_far\n")
    assert {"acme_near"} == entries().keys() & {"acme_near", "acme_far"}


def test_entry_points_that_cannot_be_read_are_reported_and_stop_nothing(site: Path) -> None:
    install(site, "acme-torn", "[tiercel.plugins]\na line without a value\n")
    install(site, "acme-gone", "[tiercel.plugins]\ngone = acme_is_not_there\n")
    broken = {each.name: each for each in Catalog.of_builtins().load_packages()}
    assert "pip uninstall acme-torn" in broken["acme-torn"].fix
    assert broken["acme_is_not_there"] == BrokenPlugin(
        "acme_is_not_there",
        "ModuleNotFoundError: No module named 'acme_is_not_there'",
        "Install what provides the module `acme_is_not_there`, "
        "or remove the package (pip uninstall acme-gone).",
    )


def test_classes_of_a_package_with_an_index_are_tried(site: Path) -> None:
    rows = [IndexRow("com.acme.Late", "task", "acme_late_module:Late")]
    (site / "acme_late.py").write_text(
        f"from tiercel.plugin.catalog.index import *\nPLUGIN_INDEX = {rows}"
    )
    install(site, "acme-late", "[tiercel.plugins]\nlate = acme_late\n")
    catalog = Catalog([], installed_packages)
    assert catalog.broken() == []
    (broken,) = catalog.load_packages()
    assert broken.name == "com.acme.Late"
    assert "pip uninstall acme-late" in broken.fix


def test_a_type_that_is_taken_keeps_its_owner(site: Path) -> None:
    rows = [IndexRow("com.acme.Wait", "task", "acme_other:Wait")]
    (site / "acme_taker.py").write_text(
        f"from tiercel.plugin.catalog.index import *\nPLUGIN_INDEX = {rows}"
    )
    install(site, "acme-taker", "[tiercel.plugins]\ntaker = acme_taker\n")
    catalog = Catalog([IndexRow("com.acme.Wait", "task", "acme:Wait")], installed_packages)
    assert duplicate("acme_other:Wait", "com.acme.Wait", "acme-taker") in catalog.broken()
    assert catalog.owner_of("com.acme.Wait") is None


@pytest.mark.parametrize(
    ("error", "fix"),
    [
        (ModuleNotFoundError("No module", name="lib.part"), "provides the module `lib.part`"),
        (ImportError("cannot import name"), "versions that fit each other"),
        (SyntaxError("invalid syntax"), f"for Python {VERSION}"),
        (SystemExit(3), "a version that can be imported"),
        (RuntimeError(), "a version that can be imported"),
    ],
)
def test_what_mends_it_depends_on_the_error(error: BaseException, fix: str) -> None:
    assert fix in broken_plugin("acme", "", error).fix


def test_a_reason_is_one_short_line() -> None:
    found = broken_plugin("acme", "acme", ValueError("first\nTraceback: second"))
    assert found.reason == "ValueError: first"
    long = broken_plugin("acme", "acme", ValueError("x" * 1000))
    assert len(long.reason) == BROKEN_REASON_CHARS_MAX
