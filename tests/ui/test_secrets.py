"""Secrets of one namespace and of all: stored, replaced, described, deleted, and never shown."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server, running
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.watch import Watch

CANARY = "canary-5c1e77\nsecond line"
HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"
READS = """id: {id}
namespace: {namespace}
tasks:
  - id: read
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ secret('token') | upper }}}}"
"""


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that keeps secrets itself and has one of its environment."""
    environ = {
        "KESTRA_ENCRYPTION_SECRET_KEY": base64.b64encode(bytes(range(32))).decode(),
        "SECRET_FROM_OUTSIDE": base64.b64encode(b"outside").decode(),
    }
    with running(tmp_path_factory.mktemp("keeping"), environ=environ) as started:
        yield started


@pytest.fixture
def opened(open_page: Callable[..., tuple[Page, Watch]], keeping: Server) -> tuple[Page, Watch]:
    return open_page(keeping)


def put(server: Server, namespace: str, key: str, **about: Any) -> None:
    body = json.dumps({"key": key, "value": "x", **about}).encode()
    seed.ask(
        server, "PUT", f"/namespaces/{namespace}/secrets", body, Content_Type="application/json"
    )


def names(server: Server, namespace: str) -> list[str]:
    found = seed.ask(server, "GET", f"/namespaces/{namespace}/secrets?size=100")
    return [one["key"] for one in found["results"]]


def row(page: Page, key: str) -> Locator:
    return page.get_by_role("table", name="Secrets").get_by_role("row").filter(has_text=key)


def act(page: Page, key: str, name: str) -> None:
    page.get_by_role("button", name=f"Actions for {key}").click()
    page.get_by_role("menuitem", name=name).click()


def test_a_secret_is_stored_replaced_described_and_deleted(
    opened: tuple[Page, Watch], keeping: Server
) -> None:
    page, _ = opened
    answers: list[str] = []
    page.on("response", lambda one: "/api/" in one.url and answers.append(one.url))
    page.goto("namespaces/edit/secrets.own/secrets")
    page.get_by_role("button", name="New secret").click()
    drawer = page.get_by_role("dialog")
    store = drawer.get_by_role("button", name="Store the secret")
    drawer.get_by_label("Name", exact=True).fill("bad name")
    drawer.get_by_label("Value", exact=True).fill(CANARY)
    expect(store).to_be_disabled()
    assert_accessible(page)
    drawer.get_by_label("Name", exact=True).fill("TOKEN")
    drawer.get_by_label("Description").fill(HOSTILE)
    drawer.get_by_role("button", name="Add a label").click()
    drawer.get_by_role("textbox", name="Key of label 1").fill("team")
    drawer.get_by_role("textbox", name="Value of label 1").fill("orders")
    store.click()
    expect(row(page, "TOKEN")).to_contain_text("this namespace")
    expect(row(page, "TOKEN")).to_contain_text(HOSTILE)
    expect(row(page, "TOKEN")).to_contain_text("team: orders")
    assert page.evaluate("() => window.hurt") is None
    assert names(keeping, "secrets.own") == ["FROM_OUTSIDE", "TOKEN"]
    # One of the environment can be seen, and nothing else.
    expect(row(page, "FROM_OUTSIDE")).to_contain_text("read-only")
    expect(row(page, "FROM_OUTSIDE")).to_contain_text("Environment")
    expect(row(page, "FROM_OUTSIDE").get_by_role("button", name="Replace…")).to_have_count(0)
    assert_accessible(page)
    row(page, "TOKEN").get_by_role("button", name="Replace…").click()
    expect(drawer.get_by_label("Value", exact=True)).to_have_value("")
    drawer.get_by_label("Value", exact=True).fill("another")
    drawer.get_by_role("button", name="Store the secret").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row(page, "TOKEN")).to_contain_text(HOSTILE)
    act(page, "TOKEN", "Description and tags…")
    expect(drawer.get_by_label("Value", exact=True)).to_have_count(0)
    drawer.get_by_label("Description").fill("Of the orders.")
    drawer.get_by_role("button", name="Save").click()
    expect(row(page, "TOKEN")).to_contain_text("Of the orders.")
    act(page, "TOKEN", "Delete…")
    page.get_by_role("dialog").get_by_role("button", name="Delete TOKEN").click()
    expect(page.get_by_text("TOKEN deleted")).to_be_visible()
    assert names(keeping, "secrets.own") == ["FROM_OUTSIDE"]
    assert answers
    assert "canary" not in page.content()


def test_inherited_secrets_name_where_they_are_and_who_uses_them(
    opened: tuple[Page, Watch], keeping: Server
) -> None:
    page, _ = opened
    put(keeping, "secrets.above", "Token")
    seed.flow(keeping, READS, "reads", "secrets.above.below")
    page.goto("namespaces/edit/secrets.above.below/secrets")
    expect(row(page, "Token")).to_contain_text("read-only")
    row(page, "Token").get_by_role("button", name="1 flow uses Token").click()
    uses = page.get_by_role("dialog", name="Flows that use Token")
    expect(uses).to_contain_text("tasks[0].message")
    page.keyboard.press("Escape")
    row(page, "Token").get_by_role("link", name="secrets.above").click()
    expect(page).to_have_url(re.compile(r"/namespaces/edit/secrets\.above/secrets"))
    expect(row(page, "Token").get_by_role("button", name="Replace…")).to_be_visible()


def test_links_lead_to_secrets(opened: tuple[Page, Watch], keeping: Server) -> None:
    page, _ = opened
    for number in range(6):
        put(keeping, "secrets.linked", f"KEY_{number}")
    tab = re.compile(r"/namespaces/edit/secrets\.linked/secrets")
    # Of the overview of a namespace: its heading, and what says that there are more.
    page.goto("namespaces/edit/secrets.linked")
    page.get_by_role("heading", name="Secrets").get_by_role("link", name="Secrets").click()
    expect(page).to_have_url(tab)
    expect(row(page, "KEY_5")).to_be_visible()
    page.go_back()
    expect(row(page, "KEY_5")).to_have_count(0)
    page.get_by_role("link", name="All 7 secrets").click()
    expect(page).to_have_url(tab)
    expect(row(page, "KEY_5")).to_be_visible()
    # Of the menu: those of all namespaces.
    page.get_by_role("navigation").get_by_role("link", name="Secrets", exact=True).click()
    expect(page).to_have_url(re.compile(r"/ui/secrets"))
    expect(row(page, "KEY_5")).to_be_visible()


def test_secrets_of_all_namespaces_are_listed(opened: tuple[Page, Watch], keeping: Server) -> None:
    page, _ = opened
    put(keeping, "secrets.one", "SHARED_NAME")
    put(keeping, "secrets.two", "SHARED_NAME")
    page.goto("secrets?filters[q][EQUALS]=shared_name")
    expect(page.get_by_role("heading", name="Secrets")).to_be_visible()
    expect(row(page, "SHARED_NAME")).to_have_count(2)
    assert_accessible(page)
    page.get_by_role("button", name="New secret").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Namespace").fill("secrets.three")
    drawer.get_by_label("Name", exact=True).fill("SHARED_NAME")
    drawer.get_by_label("Value", exact=True).fill("x")
    drawer.get_by_role("button", name="Store the secret").click()
    expect(row(page, "SHARED_NAME")).to_have_count(3)
    assert names(keeping, "secrets.three") == ["FROM_OUTSIDE", "SHARED_NAME"]


def test_a_server_without_a_key_says_how_to_get_one(page: Page) -> None:
    page.goto("secrets")
    expect(page.get_by_text("openssl rand -base64 32").first).to_be_visible()
    expect(page.get_by_role("button", name="New secret")).to_be_disabled()
    page.get_by_role("button", name="Learn about the key of secrets").click()
    expect(page.get_by_role("complementary").filter(has_text="32 random")).to_be_visible()
