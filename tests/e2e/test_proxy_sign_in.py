"""A proxy that signs people in, before a real server: who connects counts, no header does."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.e2e.server import running

CLIENT = "203.0.113.9"
CONFIG = """kestra:
  server:
    basic-auth: {{username: admin@example.org, password: Secret-Password-1}}
tiercel:
  server:
    proxy-sign-in: {{addresses: [{address}]}}
"""


def status(base: str, headers: dict[str, str]) -> int:
    request = urllib.request.Request(f"{base}/api/v1/me", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return 200 if json.loads(answer.read())["email"] == "ann@example.org" else 0
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(("address", "expected"), [(CLIENT, 401), ("127.0.0.1", 200)])
def test_only_the_address_of_the_connection_is_believed(
    tmp_path: Path, address: str, expected: int
) -> None:
    (tmp_path / "config.yml").write_text(CONFIG.format(address=address), encoding="utf-8")
    told = {"X-Forwarded-Email": "ann@example.org", "X-Forwarded-For": CLIENT}
    with running(tmp_path) as server:
        assert status(server.base.replace("localhost", "127.0.0.1"), told) == expected
        is_logged = "127.0.0.1 names a user by header" in server.log
        assert is_logged == (expected != 200)
