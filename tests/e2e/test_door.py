"""A server is open to this machine alone, until somebody can be asked for credentials."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.e2e.server import free_port, running

USER = {
    "KESTRA_SERVER_BASIC_AUTH_USERNAME": "admin@example.com",
    "KESTRA_SERVER_BASIC_AUTH_PASSWORD": "Secret-Password-1",
}


def test_a_start_that_is_open_to_others_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tiercel", "server", "standalone", "--host", "0.0.0.0"]
    command += ["--port", str(free_port()), "--data", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == 1
    assert "--insecure-anonymous" in done.stderr
    assert "KESTRA_SERVER_BASIC_AUTH_USERNAME" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_a_user_it_asks_for_credentials(tmp_path: Path) -> None:
    with running(tmp_path, environ={**USER, "MICRONAUT_SERVER_HOST": "0.0.0.0"}, host=None) as it:
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{it.base}/api/v1/flows/search", timeout=20)
        assert "may use the server" not in it.log


def test_it_says_that_it_asks_nobody(tmp_path: Path) -> None:
    environ = {"TIERCEL_SERVER_INSECURE_ANONYMOUS": "true", "MICRONAUT_SERVER_HOST": "0.0.0.0"}
    with running(tmp_path, environ=environ, host=None) as server:
        assert "everybody who reaches 0.0.0.0" in server.log
