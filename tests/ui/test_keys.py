"""Keys of one namespace and of all: set, edited, replaced below, deleted, and who uses them."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible

HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"
READS = """id: {id}
namespace: {namespace}
tasks:
  - id: read
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ kv('limit') }}}}"
"""
VALUES = [
    ("STRING", "two words", "STRING", "two words"),
    ("STRING", "2021-09-01", "STRING", "2021-09-01"),
    ("NUMBER", "12.5", "NUMBER", 12.5),
    ("BOOLEAN", "true", "BOOLEAN", True),
    ("DATE", "2026-03-01", "DATE", "2026-03-01"),
    ("DATETIME", "2026-03-01T12:30:00", "DATETIME", "2026-03-01T11:30:00Z"),
    ("DURATION", "pt90s", "DURATION", "PT1M30S"),
    ("JSON", '{"a": [1, null]}', "JSON", {"a": [1, None]}),
]


def put(server: Server, namespace: str, key: str, value: Any, **headers: str) -> None:
    kind = {"Content_Type": "application/json", **headers}
    body = json.dumps(value).encode()
    seed.ask(server, "PUT", f"/namespaces/{namespace}/kv/{key}", body, **kind)


def get(server: Server, namespace: str, key: str) -> Any:
    return seed.ask(server, "GET", f"/namespaces/{namespace}/kv/{key}")


def keys(server: Server, namespace: str) -> list[str]:
    return [one["key"] for one in seed.ask(server, "GET", f"/namespaces/{namespace}/kv")]


def table(page: Page) -> Locator:
    return page.get_by_role("table", name="Keys", exact=True)


def row(page: Page, key: str) -> Locator:
    return (
        table(page).get_by_role("row").filter(has=page.get_by_role("button", name=key, exact=True))
    )


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog")


def fill(page: Page, kind: str, text: str) -> None:
    """The type, then the value in the control that it has."""
    drawer(page).get_by_label("Type").select_option(kind)
    control = drawer(page).get_by_label("Value", exact=True)
    if kind == "BOOLEAN":
        control.select_option(text)
    else:
        control.fill(text)


def test_a_key_of_each_type_is_set_and_read_back(page: Page, server: Server) -> None:
    namespace = "keys.typed"
    page.goto(f"namespaces/edit/{namespace}/kv")
    expect(page.get_by_text("No keys yet")).to_be_visible()
    for number, (kind, text, stored, value) in enumerate(VALUES):
        key = f"mine-{number}"
        page.get_by_role("button", name="New key").first.click()
        drawer(page).get_by_label("Key", exact=True).fill(key)
        fill(page, kind, text)
        drawer(page).get_by_label("Description").fill("Fähig – 鍵")
        drawer(page).get_by_role("button", name="Set the key").click()
        expect(row(page, key)).to_contain_text(stored)
        found = get(server, namespace, key)
        assert (found["type"], found["value"]) == (stored, value)
        # What is edited is what is stored.
        row(page, key).get_by_role("button", name=key, exact=True).click()
        expect(drawer(page).get_by_label("Type")).to_have_value(stored)
        expect(drawer(page).get_by_label("Description")).to_have_value("Fähig – 鍵")
        drawer(page).get_by_role("button", name="Set the key").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        again = get(server, namespace, key)
        assert (again["type"], again["value"], again["revision"]) == (stored, value, 2)


def test_what_is_no_value_is_said_before_it_is_sent(page: Page) -> None:
    page.goto("namespaces/edit/keys.refused/kv")
    page.get_by_role("button", name="New key").first.click()
    save = drawer(page).get_by_role("button", name="Set the key")
    drawer(page).get_by_label("Key", exact=True).fill("-bad key")
    expect(save).to_be_disabled()
    drawer(page).get_by_label("Key", exact=True).fill("good")
    fill(page, "NUMBER", "a lot")
    expect(drawer(page)).to_contain_text("This is no number.")
    fill(page, "JSON", "{a: 1}")
    expect(drawer(page)).to_contain_text("This is no JSON")
    fill(page, "DURATION", "soon")
    expect(drawer(page)).to_contain_text("This is no ISO duration")
    expect(save).to_be_disabled()
    assert_accessible(page)


def test_a_key_expires_when_it_was_told_to_and_keeps_that(page: Page, server: Server) -> None:
    namespace = "keys.expiring"
    page.goto(f"namespaces/edit/{namespace}/kv")
    page.get_by_role("button", name="New key").first.click()
    drawer(page).get_by_label("Key", exact=True).fill("short")
    fill(page, "STRING", "a")
    drawer(page).get_by_label("Expires").select_option("custom")
    drawer(page).get_by_label("Lives for").fill("P2D")
    expect(drawer(page)).to_contain_text("2 d")
    drawer(page).get_by_role("button", name="Set the key").click()
    expect(row(page, "short")).to_contain_text(re.compile("in (1 d|2 d)"))
    row(page, "short").get_by_role("button", name="short", exact=True).click()
    expect(drawer(page).get_by_label("Expires")).to_have_value("keep")
    drawer(page).get_by_label("Value", exact=True).fill("b")
    drawer(page).get_by_role("button", name="Set the key").click()
    expect(row(page, "short")).to_contain_text("b")
    expect(row(page, "short")).to_contain_text(re.compile("in (1 d|2 d)"))
    assert get(server, namespace, "short")["value"] == "b"


def test_inherited_keys_are_shown_and_set_below(page: Page, server: Server) -> None:
    put(server, "keys.above", "limit", 1)
    seed.flow(server, READS, "reads", "keys.above.below")
    page.goto("namespaces/edit/keys.above.below/kv")
    inherited = page.get_by_role("table", name="Keys of the namespaces above")
    expect(inherited.get_by_role("link", name="keys.above", exact=True)).to_be_visible()
    assert_accessible(page)
    inherited.get_by_role("button", name="Set here…").click()
    expect(drawer(page).get_by_label("Key", exact=True)).to_have_value("limit")
    fill(page, "NUMBER", "2")
    drawer(page).get_by_role("button", name="Set the key").click()
    expect(row(page, "limit")).to_contain_text("2")
    assert get(server, "keys.above", "limit")["value"] == 1
    assert get(server, "keys.above.below", "limit")["value"] == 2
    row(page, "limit").get_by_role("button", name="1 flow uses limit").click()
    uses = page.get_by_role("dialog", name="Flows that use limit")
    expect(uses).to_contain_text("tasks[0].message")
    uses.get_by_role("link", name="keys.above.below.reads").click()
    expect(page).to_have_url(re.compile(r"/flows/edit/keys\.above\.below/reads/edit"))


def test_keys_of_all_namespaces_are_found_and_deleted(page: Page, server: Server) -> None:
    for key in ("first", "second", "third"):
        put(server, "keys.many", key, key)
    put(server, "keys.many.below", "fourth", HOSTILE, description="x")
    page.goto("kv?filters[namespace][PREFIX]=keys.many")
    expect(page.get_by_role("heading", name="Key-value")).to_be_visible()
    expect(row(page, "fourth")).to_contain_text(HOSTILE)
    assert page.evaluate("() => window.hurt") is None
    assert_accessible(page)
    page.get_by_label("Select keys.many/first").check()
    page.get_by_label("Select keys.many.below/fourth").check()
    bar = page.get_by_role("toolbar", name="2 selected")
    bar.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete 2 keys")
    expect(dialog).to_contain_text("keys.many.below")
    dialog.get_by_role("button", name="Delete 2 keys").click()
    expect(page.get_by_text("2 keys deleted")).to_be_visible()
    expect(row(page, "first")).to_have_count(0)
    assert keys(server, "keys.many") == ["second", "third"]
    assert keys(server, "keys.many.below") == []
    page.get_by_role("button", name="Actions for third").click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete 1 key").click()
    expect(page.get_by_text("1 key deleted")).to_be_visible()
    assert keys(server, "keys.many") == ["second"]


def test_a_key_is_made_in_any_namespace(page: Page, server: Server) -> None:
    page.goto("kv")
    expect(page.get_by_role("heading", name="Key-value")).to_be_visible()
    page.get_by_role("button", name="New key").first.click()
    drawer(page).get_by_label("Namespace").fill("keys.anywhere")
    drawer(page).get_by_label("Key", exact=True).fill("here")
    fill(page, "STRING", "a")
    drawer(page).get_by_role("button", name="Set the key").click()
    expect(page.get_by_text("here set")).to_be_visible()
    assert keys(server, "keys.anywhere") == ["here"]
