"""Signing in to a server that asks for credentials, and to one that does not."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server, running
from tiercel.cli.app import run
from tiercel.cli.profiles import profiles_file, read_profiles

USER, PASSWORD = "ann@example.com", "Secret-1234"
CONFIG = f"kestra: {{server: {{basic-auth: {{username: {USER}, password: {PASSWORD}}}}}}}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    with running(folder) as server:
        yield server


@pytest.fixture(autouse=True)
def _nobody_is_signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user-config"))
    for name in ("SERVER", "PROFILE", "USER", "API_TOKEN"):
        monkeypatch.delenv(f"TIERCEL_{name}", raising=False)


def sign_in(server: Server, monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    return run(["login", "--server", server.base, "--user", USER], None)


def test_who_signed_in_is_known_until_the_token_is_revoked(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["namespace", "list", "--server", server.base], None) == 1
    assert "tiercel login" in capsys.readouterr().err
    assert sign_in(server, monkeypatch) == 0
    assert f"Signed in to {server.base} as {USER}" in capsys.readouterr().out
    kept = profiles_file().read_text(encoding="utf-8")
    assert PASSWORD not in kept
    first = read_profiles().named("default").token
    # No option is needed any more, and a second sign-in leaves as many tokens.
    assert run(["token", "list", "--json"], None) == 0
    tokens = json.loads(capsys.readouterr().out)["total"]
    assert sign_in(server, monkeypatch) == 0
    capsys.readouterr()
    assert run(["token", "list", "--json"], None) == 0
    assert json.loads(capsys.readouterr().out)["total"] == tokens
    assert run(["token", "list", "--server", server.base, "--api-token", first], None) == 1
    assert "does not accept the token" in capsys.readouterr().err
    second = read_profiles().named("default").token
    assert run(["logout"], None) == 0
    assert read_profiles().profiles == {}
    assert run(["token", "list", "--server", server.base, "--api-token", second], None) == 1
    assert run(["logout"], None) == 1


def test_a_wrong_password_makes_no_profile(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sign_in(server, monkeypatch, "Wrong-1234") == 1
    assert "does not accept the user and password (401)" in capsys.readouterr().err
    assert not profiles_file().exists()
    assert run(["login", "--server", server.base, "--user", "a:b"], None) == 2


def test_a_server_that_asks_nobody_needs_no_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path) as open_server:
        assert run(["login", "--server", open_server.base, "--profile", "open"], None) == 0
        assert "asks nobody who they are" in capsys.readouterr().out
        assert run(["namespace", "list"], None) == 0
        assert read_profiles().named("open").token == ""
    # The server is gone, and its token would be, too: only the profile is left.
    assert run(["logout"], None) == 0


def test_a_server_that_is_gone_keeps_the_profile_unless_it_is_to_be_forgotten(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sign_in(server, monkeypatch) == 0
    file = profiles_file()
    file.write_text(file.read_text().replace(server.base, "http://127.0.0.1:9"))
    assert run(["logout"], None) == 1
    assert "--local" in capsys.readouterr().err
    assert "default" in read_profiles().profiles
    assert run(["logout", "--local"], None) == 0
    assert read_profiles().profiles == {}


def test_the_user_is_listed_and_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path) as open_server:
        at = ("--server", open_server.base)
        assert run(["user", "list", *at], None) == 0
        assert capsys.readouterr().out == ""
        monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
        assert run(["user", "set", USER, *at], None) == 1
        assert "assword" in capsys.readouterr().err
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        assert run(["user", "set", USER, *at], None) == 0
        capsys.readouterr()
        assert run(["user", "list", *at], None) == 1
        assert sign_in(open_server, monkeypatch) == 0
        capsys.readouterr()
        assert run(["user", "list"], None) == 0
        assert capsys.readouterr().out == f"{USER}\tyes\n"
        assert run(["user", "list", "--json"], None) == 0
        assert json.loads(capsys.readouterr().out)["email"] == USER
