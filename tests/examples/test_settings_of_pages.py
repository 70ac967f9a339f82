"""Configurations that the pages show, as `config check` and `config show` read the files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.examples.blocks import Block, blocks, is_settings
from tiercel.__main__ import Wiring
from tiercel.cli.app import run

pytestmark = pytest.mark.timeout(600)
CONFIGURATIONS = [each for each in blocks() if is_settings(each)]
# The package that the page on other databases has as its example, and what it declares.
ACME, DECLARES = "acme_storage", '[project.entry-points."tiercel.stores"]'
VARIABLE = re.compile(r"\$\{(\w+)\}")


@pytest.fixture
def _acme(machine: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with the entry points of the page is installed as well."""
    (block,) = (each for each in blocks() if each.text.startswith(DECLARES))
    info = tmp_path / f"{ACME}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {ACME}\nVersion: 1.0\n")
    groups = tomllib.loads(block.text)["project"]["entry-points"]
    lines = (
        line
        for group, points in groups.items()
        for line in (f"[{group}]", *(f"{name} = {place}" for name, place in points.items()))
    )
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("_acme")
@pytest.mark.parametrize("block", CONFIGURATIONS, ids=lambda block: block.name)
def test_a_configuration_of_a_page_is_right(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in VARIABLE.findall(block.text):
        monkeypatch.setenv(name, "x")
    Path("config.yml").write_text(block.text, encoding="utf-8")
    assert run(["config", "check", "config.yml"], Wiring()) == 0
    shown, warned = capfd.readouterr()
    assert (shown, warned) == ("✓ - config.yml\n", "")
