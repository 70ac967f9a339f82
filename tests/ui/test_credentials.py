"""Credentials of the tenant and of namespaces: made, tested, changed and deleted, never shown."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server, running
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]
HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"
SECRET = "canary-9b21ff"
READS = """  - id: read
    type: io.kestra.plugin.core.log.Log
    message: "{{ credential('crm') }}"
"""


class _Tokens(BaseHTTPRequestHandler):
    """Gives a token to whoever knows SECRET."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        known = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic "))
        is_known = SECRET in sent or SECRET in known.decode()
        body = {"access_token": "t", "expires_in": 60} if is_known else {"error": "invalid_client"}
        text = json.dumps(body).encode()
        self.send_response(200 if is_known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An address that gives tokens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Tokens) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/token"
        listening.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a key to seal secrets under."""
    key = base64.b64encode(bytes(range(32))).decode()
    environ = {"KESTRA_ENCRYPTION_SECRET_KEY": key}
    with running(tmp_path_factory.mktemp("credentials"), environ=environ) as started:
        yield started


@pytest.fixture
def runs(keeping: Server) -> Runs:
    return Runs(keeping.base)


@pytest.fixture
def opened(open_page: Opener, keeping: Server) -> tuple[Page, Watch]:
    return open_page(keeping)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="Credentials").get_by_role("row").filter(has_text=name)


def test_a_credential_is_made_tested_changed_and_deleted(
    opened: tuple[Page, Watch], runs: Runs, endpoint: str
) -> None:
    page, _ = opened
    runs.flow("reads", READS, namespace="pages.tokens.deep")
    page.goto("namespaces/edit/pages.tokens/credentials")
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="New credential").click()
    drawer = page.get_by_role("dialog")
    create = drawer.get_by_role("button", name="Create")
    drawer.get_by_label("Name").fill("crm")
    drawer.get_by_label("Description").fill(HOSTILE)
    drawer.get_by_label("Token endpoint").fill(endpoint)
    drawer.get_by_label("Client id").fill("tiercel")
    drawer.get_by_label("Scopes").fill("read  write")
    expect(create).to_be_disabled()
    drawer.get_by_label("Text", exact=True).fill("wrong")
    assert_accessible(page)
    create.click()
    made = row(page, "crm")
    expect(made).to_contain_text(HOSTILE)
    expect(made).to_contain_text("1 flow")
    assert_accessible(page)
    made.get_by_role("button", name="Test crm").click()
    failed = page.get_by_text("No token was given for crm")
    expect(failed).to_be_visible()
    made.get_by_role("button", name="Change crm").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("Name", exact=True)).to_have_value("crm")
    expect(drawer.get_by_label("Scopes")).to_have_value("read write")
    # What is stored is not shown, and need not be written again.
    expect(drawer.get_by_label("Text", exact=True)).to_have_value("")
    expect(drawer.get_by_role("button", name="Save")).to_be_enabled()
    drawer.get_by_label("Text", exact=True).fill(SECRET)
    page.keyboard.press("Control+Enter")
    expect(drawer).to_have_count(0)
    made.get_by_role("button", name="Test crm").click()
    expect(page.get_by_text("A token was given for crm")).to_be_visible()
    known = runs.call("GET", "/namespaces/pages.tokens/credentials/crm")
    assert known["authConfig"]["clientSecret"] == {"type": "VALUE", "value": "******"}
    assert SECRET not in page.content()
    made.get_by_role("button", name="1 flow uses crm").click()
    uses = page.get_by_role("dialog")
    expect(uses.get_by_role("link", name="pages.tokens.deep.reads")).to_be_visible()
    page.keyboard.press("Escape")
    made.get_by_role("button", name="Remove crm").click()
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(made).to_have_count(0)
    assert runs.call("GET", "/namespaces/pages.tokens/credentials")["total"] == 0
    assert page.evaluate("() => window.hurt") is None


def test_those_of_the_tenant_are_used_by_namespaces(opened: tuple[Page, Watch], runs: Runs) -> None:
    page, watch = opened
    page.goto("credentials")
    page.get_by_role("button", name="New credential").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("forge")
    drawer.get_by_label("Type").select_option(label="GitHub App")
    drawer.get_by_label("App id").fill("7")
    drawer.get_by_label("Installation id").fill("8")
    drawer.get_by_role("button", name="By its name").click()
    drawer.get_by_label("Name of the secret").fill("FORGE_KEY")
    assert_accessible(page)
    drawer.get_by_role("button", name="Create").click()
    expect(row(page, "forge")).to_contain_text("GitHub App")
    known = runs.call("GET", "/credentials/forge")
    assert known["authConfig"]["privateKey"] == {"type": "SECRET", "secretKey": "FORGE_KEY"}
    assert known["tokenEndpoint"] == "https://api.github.com"
    # The server says what it takes no name for.
    watch.allow("status of 4(09|22)")
    page.get_by_role("button", name="New credential").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("no name")
    drawer.get_by_label("Token endpoint").fill("http://example.org")
    drawer.get_by_label("Client id").fill("x")
    drawer.get_by_label("Text", exact=True).fill("y")
    drawer.get_by_role("button", name="Create").click()
    expect(page.get_by_text("must be an address with https").first).to_be_visible()
    expect(drawer).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Credentials of").select_option(label="A namespace")
    expect(page.get_by_text("Choose the namespace")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Namespace", exact=True).fill("pages.inherits")
    above = page.get_by_role("table", name="What the namespace can use besides")
    expect(above.get_by_role("row").filter(has_text="forge")).to_contain_text("the tenant")
    assert_accessible(page)
