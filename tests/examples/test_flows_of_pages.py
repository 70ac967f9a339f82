"""Flows of the pages of families that a machine can run, as they are written."""

from __future__ import annotations

import base64
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples.blocks import ROOT, Block, blocks, runner_of
from tests.families.servers import program, running
from tests.objects.server import running_server
from tiercel.__main__ import Wiring
from tiercel.cli.app import run

pytestmark = pytest.mark.timeout(600)
OWN = Path(__file__).relative_to(ROOT).as_posix()
FLOWS = [each for each in blocks() if runner_of(each) == OWN]


PASSWORD = "canary-9c1e"
# Flows that need something first: what they begin with -> the fixture, which says what is replaced.
NEEDS = {"id: collect\n": "storage", "id: send_encrypted\n": "partner", "id: visits\n": "redis"}


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with running_server() as server:
        give(monkeypatch, MINIO_ACCESS_KEY=server.access_key, MINIO_SECRET_KEY=server.secret_key)
        yield {"http://minio.example.com:9000": server.url}


@pytest.fixture
def partner(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    gpg = program("gpg", "gnupg")
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        words = [gpg, "--homedir", home, "--batch", "--passphrase", ""]
        new = ["--quick-generate-key", "partner@example.com", "future-default", "default", "never"]
        subprocess.run([*words, *new], check=True, capture_output=True)
        key = subprocess.run([*words, "--armor", "--export"], check=True, capture_output=True)
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)
    give(monkeypatch, PARTNER_KEY=key.stdout.decode())
    return {}


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    path = program("redis-server", "redis-server")
    asked = ["--save", "", "--bind", "127.0.0.1", "--requirepass", PASSWORD]
    give(monkeypatch, REDIS_PASSWORD=PASSWORD)
    with running(lambda number, folder: [path, "--port", str(number), *asked]) as port:
        yield {"redis.example.com:6379": f"127.0.0.1:{port}"}


def give(monkeypatch: pytest.MonkeyPatch, **secrets: str) -> None:
    """Secrets of the machine."""
    for name, value in secrets.items():
        monkeypatch.setenv(f"SECRET_{name}", base64.b64encode(value.encode()).decode())


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("block", FLOWS, ids=lambda block: block.name)
def test_a_flow_of_a_page_runs(
    block: Block,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(tmp_path)
    text = block.text
    for begin, fixture in NEEDS.items():
        if text.startswith(begin):
            for theirs, own in request.getfixturevalue(fixture).items():
                text = text.replace(theirs, own)
    Path("flow.yaml").write_text(text, encoding="utf-8")
    assert run(["run", "flow.yaml"], Wiring()) == 0
