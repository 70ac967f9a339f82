"""Commands of pages that install families, as they are written: from wheels that are built here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

from plugins.workspace.__main__ import wheels
from plugins.workspace.family import family
from tests.examples.blocks import ROOT, Block, blocks, runner_of
from tests.examples.shell import lines_of

pytestmark = pytest.mark.timeout(600)
OWN = Path(__file__).relative_to(ROOT).as_posix()
INSTALLS = [each for each in blocks() if runner_of(each) == OWN]
NAMED = re.compile(r"tiercel(?:-(\w+))?\[(\w+)\]")


def families_of(block: Block) -> set[str]:
    """The families that a block installs: `tiercel[x]` has the family x, `tiercel-x[y]` too."""
    return {name or extra for name, extra in NAMED.findall(block.text)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a registry would have of ours; the packages of others are installed."""
    folder = tmp_path_factory.mktemp("index")
    wheels(folder, [family(name) for each in INSTALLS for name in sorted(families_of(each))])
    _driver(folder, "oracledb")
    return folder


@pytest.mark.parametrize("block", INSTALLS, ids=lambda block: block.name)
def test_a_page_installs_its_family(block: Block, index: Path, tmp_path: Path) -> None:
    environ = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(index),
        "PIP_PREFIX": str(tmp_path),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    for line in lines_of(block):
        done = subprocess.run(
            ["sh", "-c", line], env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    for name in families_of(block):
        assert _is_there(name, tmp_path)


def _is_there(name: str, prefix: Path) -> bool:
    """Whether a family was installed now, or is a part of this environment already."""
    found = list(prefix.glob(f"lib/*/site-packages/tiercel_{name}/__init__.py"))
    return bool(found) or any(distributions(name=f"tiercel-{name}"))


def _driver(folder: Path, name: str) -> None:
    """A package of others that the environment does not have, with nothing in it."""
    info = f"{name}-3.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-3.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 3.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
