"""The commands of README.md, as they are written, in the folder of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import CURL, Server, running

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(
    CURL is None or BASH is None, reason="needs curl and bash (on Debian: apt install curl bash)"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


def commands_of(heading: str) -> str:
    """The block of shell commands below a heading."""
    found = re.search(rf"^## {heading}$.*?^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found.group(1)


def test_the_five_commands_run_as_written(server: Server) -> None:
    script = commands_of("Five commands")
    assert len(re.findall(r"^# \d", script, re.MULTILINE)) == 5
    script = script.replace("localhost:8080", f"localhost:{server.port}")
    script = script.replace(".venv/bin/tiercel", f"{sys.executable} -m tiercel")
    # Statuses of 4xx and 5xx count as failures, which plain curl passes over.
    checked = 'set -e\ncurl() { command curl -sS --fail-with-body "$@"; echo; }\n'
    done = subprocess.run(
        [str(BASH), "-c", checked + script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"current":"SUCCESS"' in done.stdout
    assert "Hello from a namespace file" in done.stdout
    assert "letters = 3" in done.stdout
