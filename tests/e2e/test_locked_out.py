"""Ways back into a server, each by the command that docs/operating.md names."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.e2e.server import Server, running
from tiercel.model.json_types import Json

# Servers and commands start: seconds, or minutes on a machine at a load of 20.
pytestmark = pytest.mark.timeout(600)
ANN, OLD, NEW = "ann@example.com", "Secret-Password-1", "Secret-Password-2"
GUARDED = {"KESTRA_SERVER_BASIC_AUTH_ENABLED": "true"}


def tiercel(folder: Path, *words: str, status: int = 0) -> str:
    """What a command prints on its standard output; what it says else when it is to fail."""
    command = [sys.executable, "-m", "tiercel", *words, "--data", str(folder / "data")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return (done.stdout if status == 0 else done.stderr).strip()


def ask(server: Server, path: str, user: tuple[str, str], body: Json = None) -> int:
    """The status of a call."""
    method = "GET" if body is None else ("POST" if path == "/setup" else "PUT")
    proof = base64.b64encode(":".join(user).encode()).decode()
    request = urllib.request.Request(
        f"{server.base}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {proof}", "Content-Type": "application/json"},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status: int = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status


def test_a_lost_password_and_a_lost_owner(tmp_path: Path) -> None:
    with running(tmp_path, environ=GUARDED) as server:
        body = {"username": ANN, "password": OLD}
        assert ask(server, "/setup", ("", ""), body) == 200
        assert ask(server, "/users", (ANN, OLD)) == 200
    given = tiercel(tmp_path, "auths", "users", "reset-password", ANN)
    other = tiercel(tmp_path, "auths", "recover", "bob@example.com")
    tiercel(tmp_path, "auths", "users", "create", "eve@example.com")
    tiercel(tmp_path, "auths", "users", "disable", "eve@example.com")
    listed = [row.split("\t") for row in tiercel(tmp_path, "auths", "users", "list").splitlines()]
    assert [row[0] for row in listed] == [ANN, "bob@example.com", "eve@example.com"]
    assert [row[2] for row in listed] == ["yes", "yes", "no"]
    for words in (("set-instance-owner", ANN, "false"), ("disable", ANN)):
        assert "first user" in tiercel(tmp_path, "auths", "users", *words, status=1)
    with running(tmp_path, environ=GUARDED) as server:
        assert ask(server, "/users", (ANN, OLD)) == 401
        for name, password in ((ANN, given), ("bob@example.com", other)):
            user = (name, password)
            assert ask(server, "/me", user) == 200
            assert ask(server, "/users", user) == 403
            change = {"oldPassword": password, "newPassword": password}
            assert ask(server, "/me/password", user, change) == 422
            assert ask(server, "/me/password", user, {**change, "newPassword": NEW}) == 200
            assert ask(server, "/users", user) == 401
            assert ask(server, "/users", (name, NEW)) == 200
            assert ask(server, "/flows/search", (name, NEW)) == 200


def test_a_server_without_a_user_gets_its_owner(tmp_path: Path) -> None:
    given = tiercel(tmp_path, "auths", "recover", ANN)
    with running(tmp_path) as server:
        assert ask(server, "/flows/search", ("", "")) == 401
        change = {"oldPassword": given, "newPassword": NEW}
        assert ask(server, "/me/password", (ANN, given), change) == 200
        assert ask(server, "/flows/search", (ANN, NEW)) == 200


def test_a_password_of_the_configuration_is_changed_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KESTRA_SERVER_BASIC_AUTH_USERNAME", ANN)
    monkeypatch.setenv("KESTRA_SERVER_BASIC_AUTH_PASSWORD", OLD)
    said = tiercel(tmp_path, "auths", "users", "reset-password", ANN, status=1)
    assert "kestra.server.basic-auth" in said
    assert OLD not in said


def test_a_lost_key_of_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_keys(*keys: bytes) -> dict[str, str]:
        """The environment of servers and commands that have these keys, the first one newest."""
        names = [f"KEY_{place}" for place in range(len(keys))]
        for name, key in zip(names, keys, strict=True):
            monkeypatch.setenv(name, base64.b64encode(key * 32).decode())
        sources = ",".join(f"env:{name}" for name in names)
        monkeypatch.setenv("TIERCEL_SECRETS_KEYS", sources)
        return {**os.environ}

    path, nobody = "/namespaces/company/secrets", ("", "")
    for name, keys in (("OLD", (b"1",)), ("NEW", (b"2", b"1"))):
        with running(tmp_path, environ=with_keys(*keys)) as server:
            assert ask(server, path, nobody, {"key": name, "value": f"value of {name}"}) == 200
    rows = [row.split("\t") for row in tiercel(tmp_path, "secret", "keys").splitlines()]
    assert [row[1:] for row in rows] == [["yes", "yes", "1"], ["yes", "no", "1"]]
    with_keys(b"2")
    lost = tiercel(tmp_path, "secret", "keys").splitlines()[1].split("\t")
    assert lost == [rows[1][0], "no", "no", "1"]
    check = [sys.executable, "-m", "tiercel", "secret", "check", "--data", str(tmp_path / "data")]
    done = subprocess.run(check, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout.split()) == (1, ["company", "OLD"])
    assert lost[0] in tiercel(tmp_path, "secret", "rotate", status=1)
    with_keys(b"2", b"1")
    assert tiercel(tmp_path, "secret", "rotate") == "1 secret(s) changed"
    with_keys(b"3")
    gone = tiercel(tmp_path, "secret", "discard", "--yes").splitlines()
    assert [row.split("\t") for row in gone] == [["company", "NEW"], ["company", "OLD"]]
    assert tiercel(tmp_path, "secret", "check") == ""


def test_nobody_is_found_who_is_not_there(tmp_path: Path) -> None:
    for words in (("users", "unlock", ANN), ("tokens", "revoke", "--user", ANN)):
        assert ANN in tiercel(tmp_path, "auths", *words, status=1)
