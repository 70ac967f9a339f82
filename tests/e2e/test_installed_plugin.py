"""The example package, installed: listed, documented, completed, run; broken ones beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2
import pytest

from tests.e2e.server import Server, running
from tiercel.model.json_types import Json

EXAMPLE = Path(__file__).parents[2] / "examples" / "acme_tiercel"
WAIT = "com.acme.tiercel.Wait"
FLOW = (EXAMPLE / "flow.yaml").read_text(encoding="utf-8")
LINES_MAX = 20
INSTALL = ("pip", "install", "--quiet", "--no-deps", "--offline", "--no-build-isolation")
BROKEN = {
    "acme_import": "import a_library_that_is_not_there\n",
    "acme_syntax": "def broken(:\n",
    "acme_exit": "raise SystemExit(3)\n",
}


def install_broken(folder: Path) -> None:
    """Packages that name themselves as plugins and can't be imported."""
    for name, source in BROKEN.items():
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[tiercel.plugins]\n{name} = {name}\n")
        (folder / f"{name}.py").write_text(source, encoding="utf-8")


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment in which the packages are installed; nothing is asked of a network."""
    folder = tmp_path_factory.mktemp("packages")
    source, target = folder / "source", folder / "installed"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "uv", *INSTALL, "--python", sys.executable]
    cache = {"UV_CACHE_DIR": str(folder / "cache")}
    subprocess.run(
        [*command, "--target", str(target), str(source)],
        check=True,
        timeout=50,
        env={**os.environ, **cache},
    )
    install_broken(target)
    paths = [str(target), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, environ: Mapping[str, str]
) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server"), environ=environ) as server:
        yield server


@pytest.fixture
def http(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{server.base}/api/v1/main/", timeout=30) as client:
        yield client


def tiercel(environ: Mapping[str, str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tiercel", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env={**os.environ, **environ},
    )


def test_the_file_is_as_short_as_it_says() -> None:
    source = (EXAMPLE / "acme_tiercel" / "__init__.py").read_text(encoding="utf-8")
    code = [line for line in source.splitlines() if line.strip()]
    assert len(code) <= LINES_MAX


def test_the_command_lists_it_and_says_what_is_broken(environ: Mapping[str, str]) -> None:
    done = tiercel(environ, "plugin", "list", "--kind", "task")
    assert done.returncode == 0, done.stderr
    assert any(line.split() == ["task", WAIT] for line in done.stdout.splitlines())
    for name in BROKEN:
        (line,) = [each for each in done.stderr.splitlines() if name in each]
        assert line.startswith("broken")
        assert f"pip uninstall {name}" in line


def test_the_command_documents_it(environ: Mapping[str, str]) -> None:
    done = tiercel(environ, "plugin", "doc", WAIT)
    assert done.returncode == 0, done.stderr
    assert "Wait for a while." in done.stdout
    assert (
        "duration  (string, required)\n    How long to wait.\n    Format: duration" in done.stdout
    )


def test_the_command_runs_its_flow(environ: Mapping[str, str]) -> None:
    done = tiercel(environ, "run", EXAMPLE / "flow.yaml", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outputs"] == {"seconds": 0.1}


def test_the_server_lists_it(http: httpx2.Client) -> None:
    (group,) = [each for each in http.get("plugins").json() if each["name"] == "acme"]
    assert [each["cls"] for each in group["tasks"]] == [WAIT]
    assert group["version"] == "0.1.0"


def test_the_server_reports_what_is_broken_in_its_log_and_to_clients(
    server: Server, http: httpx2.Client
) -> None:
    found = http.get("plugins/broken").json()
    assert found["total"] == len(BROKEN)
    lines = server.log.splitlines()
    for each in found["results"]:
        assert f"pip uninstall {each['name']}" in each["fix"]
        (line,) = [line for line in lines if each["name"] in line]
        assert "WARN" in line
        assert f"{each['reason']}. {each['fix']}" in line
    assert {each["name"] for each in found["results"]} == set(BROKEN)
    assert "Traceback" not in server.log


def test_the_server_documents_it(http: httpx2.Client) -> None:
    page = http.get(f"plugins/{WAIT}").json()
    assert "How long to wait." in page["markdown"]
    assert page["schema"]["properties"]["required"] == ["duration"]
    assert page["schema"]["outputs"]["properties"]["seconds"]["type"] == "number"


def test_editors_complete_it(http: httpx2.Client) -> None:
    definitions = http.get("plugins/schemas/flow").json()["definitions"]
    assert {"duration", "message", "retry"} <= set(definitions[WAIT]["properties"])
    assert definitions[WAIT]["properties"]["type"]["const"] == WAIT


def test_the_server_checks_and_runs_it(server: Server, http: httpx2.Client) -> None:
    headers = {"Content-Type": "application/x-yaml"}
    wrong = http.post("flows", headers=headers, content=FLOW.replace("duration", "durations"))
    assert wrong.status_code == 422
    assert http.post("flows", headers=headers, content=FLOW).status_code == 200
    execution: Json = http.post("executions/company.team/acme?wait=true").json()
    assert execution["state"]["current"] == "SUCCESS"
    assert execution["outputs"] == {"seconds": 0.1}
    assert server.process.poll() is None
