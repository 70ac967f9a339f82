"""The container recipe and the compose file: linted, and true to the settings and the locks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tiercel.settings import read_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def tool(name: str) -> str:
    """A program of the environment that the tests run in."""
    path = Path(sys.executable).parent / name
    if not path.exists():
        pytest.skip(f"{name} is not installed: make dev")
    return str(path)


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return document


def recipe() -> str:
    return (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")


def test_the_recipe_has_no_finding_of_the_linter() -> None:
    run(tool("hadolint"), str(DEPLOY / "Dockerfile"))


def test_the_recipe_copies_what_there_is_and_nothing_else_reaches_the_builder() -> None:
    sources = [
        part
        for line in re.findall(r"^COPY (?!--from)(.*)$", recipe(), re.MULTILINE)
        for part in line.split()[:-1]
    ]
    assert sources
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    for source in sources:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in allowed, source


def test_the_recipe_pins_by_hash_and_runs_without_root() -> None:
    text = recipe()
    for line in re.findall(r"pip install ([^&\n]*)", text):
        assert "--require-hashes" in line or "--no-deps" in line, line
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert text.rindex("USER") > text.rindex("RUN")
    assert "://" not in re.sub(r"http://127\.0\.0\.1:8081\S*", "", text)


def test_the_image_has_the_drivers_of_every_storage_and_of_traces() -> None:
    lock = (ROOT / "locks" / "image.txt").read_text()
    for name in ("asyncpg", "obstore", "opentelemetry-sdk", "opentelemetry-exporter-otlp"):
        assert re.search(rf"^{name}[\w-]*==", lock, re.MULTILINE), name
    pins = re.findall(r"^[\w.-]+==", (ROOT / "locks" / "run.txt").read_text(), re.MULTILINE)
    assert all(re.search(rf"^{re.escape(pin)}", lock, re.MULTILINE) for pin in pins)


def test_the_health_check_asks_the_port_that_the_image_opens() -> None:
    text = recipe()
    port = re.search(r"ENDPOINTS_ALL_PORT=(\d+)", text)
    assert port is not None
    assert f"127.0.0.1:{port[1]}/health/readiness" in text
    assert read_settings(environ={"ENDPOINTS_ALL_PORT": port[1]}).endpoints.all.port == int(port[1])


def test_the_compose_file_is_valid() -> None:
    program = tool("check-jsonschema")
    run(program, "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml"))


@pytest.mark.parametrize("role", ["webserver", "executor", "scheduler", "worker"])
def test_each_service_is_a_server_of_its_role_on_the_shared_database(role: str) -> None:
    service = compose()["services"][role]
    assert service["command"][:2] == ["server", role]
    given = {
        name: re.sub(r"\$\{\w+:\?[^}]*\}", "Secret-1234", str(value))
        for name, value in service["environment"].items()
    }
    settings = read_settings(environ=given)
    assert settings.store_type == "postgres"
    assert settings.postgres is not None
    assert settings.postgres.username == "tiercel"
    assert str(settings.storage_path) == "/data/storage"
    grace = settings.server.termination_grace_period.total_seconds()
    assert int(service["stop_grace_period"].removesuffix("s")) > grace
    assert service["depends_on"]["database"]["condition"] == "service_healthy"


def test_the_image_listens_outside_of_its_container() -> None:
    host = re.search(r"MICRONAUT_SERVER_HOST=(\S+)", recipe())
    assert host is not None
    settings = read_settings(environ={"MICRONAUT_SERVER_HOST": host[1]})
    assert not settings.http.is_local


def test_the_compose_file_asks_for_a_user() -> None:
    environment = compose()["services"]["webserver"]["environment"]
    for name in ("USERNAME", "PASSWORD"):
        value = environment[f"KESTRA_SERVER_BASIC_AUTH_{name}"]
        assert value.startswith(f"${{TIERCEL_{name}:?choose ")
    given = {name: "Secret-1234" for name in environment if "BASIC_AUTH" in name}
    login = read_settings(environ=given).server.basic_auth
    assert (login.username, login.password) == ("Secret-1234", "Secret-1234")


def test_only_this_machine_reaches_the_published_port() -> None:
    for name, service in compose()["services"].items():
        for port in service.get("ports", ()):
            assert name == "webserver"
            assert port.startswith("127.0.0.1:")
