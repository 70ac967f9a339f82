"""The locks are complete, and what installs them resolves nothing (docs/adr/0011)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECONDS_MAX = 60


@pytest.mark.parametrize("recipe", ["Makefile", "deploy/Dockerfile"])
def test_a_lock_is_installed_without_resolving(recipe: str) -> None:
    text = (ROOT / recipe).read_text(encoding="utf-8").replace("\\\n", " ")
    installed = [line for line in re.findall(r"pip install [^&\n]*", text) if "--req" in line]
    assert installed
    for line in installed:
        assert "--no-deps" in line, line
        assert "--require-hashes" in line, line


def test_what_is_installed_without_resolving_misses_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
