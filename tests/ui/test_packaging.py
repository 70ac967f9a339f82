"""How the pages are built, with which Node, and what wheels and archives have of them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DIST = "tiercel/webui/dist"
SHARE_BYTES_MAX = 6_000_000
BUILD_SECONDS_MAX = 200


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages_build", ROOT / "ui" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("version", "is_usable"),
    [
        ("v18.20.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.0.1", True),
        ("not a version", False),
    ],
)
def test_a_node_that_is_too_old_is_not_used(
    build: ModuleType, tmp_path: Path, version: str, is_usable: bool
) -> None:
    program = tmp_path / "node"
    program.write_text(f"#!/bin/sh\necho '{version}'\n")
    program.chmod(0o755)
    assert build.is_usable(str(program)) is is_usable


def test_a_node_that_does_not_run_is_not_used(build: ModuleType, tmp_path: Path) -> None:
    assert build.is_usable(str(tmp_path / "nothing")) is False


def test_words_that_mean_nothing_are_refused(
    build: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main(["bake"]) == 2
    assert "Usage" in capsys.readouterr().err


def test_wheels_and_archives_have_the_built_pages(program: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        pages = [one for one in opened.infolist() if one.filename.startswith(DIST + "/")]
    names = {one.filename.removeprefix(DIST + "/") for one in pages}
    assert {"index.html", "favicon.svg", "licenses/inter.txt"} <= names
    for ending in (".js.br", ".js.gz", ".css.br", ".woff2"):
        assert any(name.endswith(ending) for name in names), ending
    plain = {name for name in names if f"{name}.gz" in names}
    assert {name for name in plain if not name.startswith("licenses/")} == set()
    assert sum(one.compress_size for one in pages) <= SHARE_BYTES_MAX
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened_archive:
        inside = [name.partition("/")[2] for name in opened_archive.getnames()]
    assert f"src/{DIST}/index.html" in inside
    assert "ui/package-lock.json" in inside
    assert not any("node_modules" in name for name in inside)
