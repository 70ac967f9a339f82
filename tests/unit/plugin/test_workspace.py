"""The workspace of families: a new one is begun, described and made into a wheel."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import msgspec
import pytest

from plugins.workspace import family as place_of_families
from plugins.workspace import project
from plugins.workspace.__main__ import main, wheels
from plugins.workspace.beginning import begin
from plugins.workspace.family import Family, FamilyError, FamilyFile, family
from tiercel import __version__
from tiercel.plugin.catalog.index import IndexRow
from tiercel.plugin.catalog.packages import INDEX_FILE


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Family:
    monkeypatch.setattr(place_of_families, "PLACE", tmp_path)
    monkeypatch.setattr(project, "PROJECTS", tmp_path / "projects")
    begin("demonstration", tmp_path)
    return family("demonstration")


def test_a_new_family_becomes_a_wheel_that_lists_its_types(demo: Family, tmp_path: Path) -> None:
    wheels(tmp_path, [demo])
    (wheel,) = tmp_path.glob("*.whl")
    info = f"tiercel_demonstration-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        rows = msgspec.json.decode(archive.read(f"{info}/{INDEX_FILE}"), type=list[IndexRow])
        names = set(archive.namelist())
    assert [(row.name, row.place) for row in rows] == [
        ("io.kestra.plugin.demonstration.Ask", "tiercel_demonstration.ask:Ask")
    ]
    assert rows[0].listed is not None
    assert rows[0].listed.title == "Ask for a value."
    assert "tiercel_demonstration/ask.py" in names


def test_its_project_is_in_lockstep_with_the_server(demo: Family) -> None:
    managers = {"far-away": "tiercel_demonstration.far:secrets"}
    file = FamilyFile(
        'A "title"', ("x.",), "M1 1", ("one>=1",), {"far": ("two",)}, secret_managers=managers
    )
    text = project.project_text(msgspec.structs.replace(demo, file=file))
    found = tomllib.loads(text)["project"]
    assert found["version"] == __version__
    assert found["dependencies"] == [f"tiercel=={__version__}", "one>=1"]
    assert found["optional-dependencies"] == {"far": ["two"]}
    assert found["description"] == 'A "title"'
    assert found["entry-points"]["tiercel.secret_managers"] == managers


def test_names_that_are_taken_or_no_word_are_refused(demo: Family, tmp_path: Path) -> None:
    with pytest.raises(FamilyError, match="is there already"):
        begin("demonstration", tmp_path)
    with pytest.raises(FamilyError, match="must be a word"):
        begin("Two Words", tmp_path)


def test_commands_say_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["install", "nowhere"]) == 1
    errors = capsys.readouterr().err
    assert "usage: python -m plugins.workspace" in errors
    assert "family.toml" in errors
