"""Which pages of the site axe judges."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from release import accessibility
from release.accessibility import TYPES_STEP, main, pages_of, served


def test_all_pages_are_judged_and_some_of_those_of_types(tmp_path: Path) -> None:
    types = [f"reference/types/t{number:03}" for number in range(2 * TYPES_STEP)]
    for name in ["", "tour", "adr/0001-layers", *types]:
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "index.html").write_text("<title>A page</title>")
    alike = [f"{types[0]}/", f"{types[TYPES_STEP]}/"]
    assert pages_of(tmp_path) == ["", "adr/0001-layers/", "tour/", *alike]


def test_pages_are_served(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>A page</title>")
    with served(tmp_path) as address, urllib.request.urlopen(address, timeout=30) as answer:
        assert b"A page" in answer.read()


def test_a_site_that_was_not_built_is_not_taken_for_a_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(accessibility, "SITE", tmp_path)
    assert main() == 1
    assert capsys.readouterr().err == "There is no site: make site\n"
