"""Environments of the official clients: made once below `.cache/sdk`, from the package registry."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.environments import install, keep, kept_environment

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "sdk"
FOLDER = Path(__file__).resolve().parent
RUN_SECONDS_MAX = 100

# `regex` is imported by the typed clients and missing from their own requirements.
PYTHON_CLIENTS = {
    "kestrapy_2": ("kestrapy==2.0.3", "regex"),
    "kestrapy_1": ("kestrapy==1.0.10", "regex"),
    "kestra": ("kestra==2.0.0",),
    # What makes a client of the API document, and checks its use.
    "python_client": ("openapi-python-client==0.29.1", "mypy==2.4.1"),
}
NODE_PACKAGES = {
    "javascript": ("@kestra-io/kestra-sdk@0.24.1",),
    # What makes a client of the API document, and compiles it.
    "typescript": (
        "openapi-typescript@7.13.0",
        "openapi-fetch@0.14.1",
        "typescript@5.9.3",
        "@types/node@20.19.25",
    ),
}


def python_of(name: str) -> Path:
    """The interpreter of a Python client's own environment; skips when it cannot be had."""
    return kept_environment(CACHE / name, PYTHON_CLIENTS[name])


def node_folder(name: str) -> tuple[str, Path]:
    """Node, and the folder that holds the packages; skips when they cannot be had."""
    wanted = NODE_PACKAGES[name]
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("needs Node with npm (on Debian: apt install nodejs npm)")
    folder = CACHE / name

    def make() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        words = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix"]
        install([*words, str(folder), *wanted])

    keep(folder, wanted, make)
    return node, folder


def run(command: Sequence[str], environ: dict[str, str]) -> str:
    """What a client's program printed; its own troubles fail the test."""
    done = subprocess.run(
        command,
        env=environ,
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout
