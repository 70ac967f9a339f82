"""A machine on which everything of this checkout is installed, and a server."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server, running
from tests.families.installed import python_path

# Stands in for the program: it is large, and what it builds is not what is tested.
DBT = """#!/bin/sh
mkdir -p target
echo '{"nodes": {}}' > target/manifest.json
echo '{"results": [{"status": "success", "unique_id": "a"}]}' > target/run_results.json
"""


@pytest.fixture(scope="session")
def families(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PYTHONPATH with every family."""
    return python_path(tmp_path_factory.mktemp("families"))


@pytest.fixture(scope="module")
def server(families: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all documents of a module that need one."""
    with running(tmp_path_factory.mktemp("server"), environ={"PYTHONPATH": families}) as one:
        yield one


@pytest.fixture
def machine(
    families: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """This process as that of somebody who installed everything."""
    programs = tmp_path_factory.mktemp("programs")
    for name, text in {
        "dbt": DBT,
        "tiercel": f'#!/bin/sh\nexec {sys.executable} -m tiercel "$@"\n',
    }.items():
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    places = [str(Path(sys.executable).parent), os.environ["PATH"], str(programs)]
    monkeypatch.setenv("PATH", os.pathsep.join(places))
    monkeypatch.setenv("PYTHONPATH", families)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(programs / "configuration"))
    for place in reversed(families.split(os.pathsep)):
        monkeypatch.syspath_prepend(place)
    logger = logging.getLogger("tiercel")
    level = logger.level
    yield
    logger.setLevel(level)
