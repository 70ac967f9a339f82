"""A real server and a real provider of OpenID Connect, and the way in while that one is down."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.e2e.server import START_SECONDS_MAX, free_port, running
from tests.e2e.test_locked_out import NEW, ask, tiercel

# Servers and commands start: seconds, or minutes on a machine at a load of 20.
pytestmark = pytest.mark.timeout(600)
OWNER = ("owner@example.com", "Secret-Password-1")
BOB = '{"sub": "bob-1", "email": "bob@example.com", "email_verified": true, "groups": ["Builders"]}'
CONFIG = """kestra:
  server:
    basic-auth: {{username: owner@example.com, password: Secret-Password-1}}
tiercel:
  server:
    oidc:
      corp: {{issuer: "{issuer}", client-id: tiercel, client-secret: any, groups-claim: groups}}
"""


@contextmanager
def provider() -> Iterator[str]:
    """The issuer of one that signs Bob in."""
    port = free_port()
    words = ["-m", "oidc_provider_mock", "--port", str(port), "--user-claims", BOB]
    words += ["--require-nonce", "true"]
    with subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL) as process:
        issuer, until = f"http://localhost:{port}", time.monotonic() + START_SECONDS_MAX
        try:
            while True:
                try:
                    httpx2.get(f"{issuer}/.well-known/openid-configuration", timeout=60)
                    break
                except httpx2.TransportError:
                    assert time.monotonic() < until, "the provider does not start"
                    assert process.poll() is None, "the provider has ended"
                    time.sleep(0.2)
            yield issuer
        finally:
            process.kill()


def test_sign_in_and_a_provider_that_is_down(tmp_path: Path) -> None:
    with provider() as issuer:
        (tmp_path / "config.yml").write_text(CONFIG.format(issuer=issuer), encoding="utf-8")
        with running(tmp_path) as server, httpx2.Client(timeout=60) as browser:
            page = browser.get(f"{server.base}/oauth/login/corp?from=/flows")
            assert page.headers["location"].startswith(f"{issuer}/")
            chosen = browser.post(page.headers["location"], data={"sub": "bob-1"})
            back = browser.get(chosen.headers["location"])
            assert (back.status_code, back.headers["location"]) == (302, "/ui/flows")
            me = browser.get(f"{server.base}/api/v1/me").json()
            assert (me["email"], me["instanceOwner"]) == ("bob@example.com", False)
            # The provider takes a code once, this server an answer once.
            again = browser.get(chosen.headers["location"])
            assert again.headers["location"] == "/ui/login?problem=refused"
    given = tiercel(tmp_path, "auths", "users", "reset-password", "bob@example.com")
    with running(tmp_path) as server:
        page = httpx2.get(f"{server.base}/oauth/login/corp", timeout=60)
        assert page.headers["location"] == "/ui/login?problem=unavailable"
        change = {"oldPassword": given, "newPassword": NEW}
        assert ask(server, "/me/password", ("bob@example.com", given), change) == 200
        assert ask(server, "/me", ("bob@example.com", NEW)) == 200
        assert ask(server, "/users", OWNER) == 200
