"""Texts that name the way out: what a server refuses, and a server that does not answer."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError

import msgspec
import pytest

from tiercel.cli.app import run
from tiercel.cli.refusals import refusal_of
from tiercel.model.errors import Violation

SERVER = "http://127.0.0.1:9"
FLOW = "id: hello\nnamespace: company.team\ntasks: []\n"


def refused(status: int, body: bytes, proof: str = "") -> str:
    return refusal_of(status, body, server=SERVER, proof=proof).message


def test_every_error_of_an_answer_is_a_line() -> None:
    errors = [
        {"detail": "must not be empty", "pointer": "title", "line": 1, "column": 2},
        {"detail": "is unknown", "pointer": "charts[0].typ", "hint": "did you mean 'type'?"},
    ]
    body = msgspec.json.encode({"message": "Invalid entity: both", "errors": errors})
    error = refusal_of(422, body, server=SERVER, proof="")
    assert error.violations[0] == Violation("title", "must not be empty", 1, 2)
    assert error.message.splitlines() == [
        "title: must not be empty",
        "charts[0].typ: is unknown (did you mean 'type'?)",
    ]


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"[]", b"", b'{"message": 1}'])
def test_an_answer_without_a_message_is_named_by_its_status(body: bytes) -> None:
    assert refused(502, body) == f"{SERVER} answered 502"
    assert refused(409, b'{"message": "Illegal state: no"}') == "Illegal state: no"


def test_who_gave_no_credentials_is_told_how_to(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(self: object, request: object, timeout: float) -> None:
        raise HTTPError(SERVER, 401, "", {}, BytesIO(b""))  # type: ignore[arg-type]

    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)
    assert run(["namespace", "list", "--server", SERVER], None) == 1
    said = capsys.readouterr().err
    assert "asks who you are (401)" in said
    assert f"tiercel login --server {SERVER}" in said
    assert run(["namespace", "list", "--server", SERVER, "--api-token", "x"], None) == 1
    assert "does not accept the token (401)" in capsys.readouterr().err
    assert run(["namespace", "list", "--server", SERVER, "--user", "a:b"], None) == 1
    assert "does not accept the user and password (401)" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_started_or_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hello.yaml"
    file.write_text(FLOW)
    assert run(["flow", "validate", str(file), "--server", SERVER], None) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Can't reach {SERVER}: ")
    for way_out in ("tiercel server standalone", "--server", "TIERCEL_SERVER", "--local"):
        assert way_out in said
    assert run(["execution", "list", "--server", SERVER], None) == 1
    said = capsys.readouterr().err
    assert "tiercel server standalone" in said
    assert "--local" not in said
