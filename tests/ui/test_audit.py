"""The audit log on the pages: found, looked into, exported and verified."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.conftest import KNOWN, USER
from tests.ui.test_sign_in import sign_in
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]
FLOW = """
id: audited-page
namespace: pages.audit
description: <img src=x onerror=window.hurt=1>
tasks:
  - {id: hello, type: io.kestra.plugin.core.log.Log, message: Good evening}
"""
PATH = "flows/pages.audit/audited-page"
OF_FLOW = "admin/audit?filters[resourceId][EQUALS]=audited-page"


@pytest.fixture
def guarded(open_page: Opener, guarded_server: Server) -> Page:
    page, watch = open_page(guarded_server)
    watch.allow("status of 401")
    page.goto("login")
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Home")
    return page


def save(page: Page, server: Server, method: str, path: str, source: str = "") -> None:
    headers = {**KNOWN, "Content-Type": "application/x-yaml"}
    address = f"{server.base}/api/v1/main/{path}"
    answer = page.request.fetch(address, method=method, headers=headers, data=source)
    assert answer.ok, answer.text()


def test_a_change_is_found_with_what_it_was_before(guarded: Page, guarded_server: Server) -> None:
    page = guarded
    save(page, guarded_server, "POST", "flows", FLOW)
    save(page, guarded_server, "PUT", PATH, FLOW.replace("evening", "morning"))
    page.goto(OF_FLOW)
    expect(page.get_by_role("heading", name="Audit log")).to_be_visible()
    rows = page.get_by_role("table", name="Audit log").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("changed")
    expect(rows.nth(1)).to_contain_text(USER)
    expect(rows.nth(2)).to_contain_text("created")
    assert_accessible(page)
    page.goto("namespaces/edit/pages.audit")
    page.get_by_role("link", name="Audit log", exact=True).last.click()
    expect(page).to_have_url(re.compile(r"/namespaces/edit/pages\.audit/audit-logs"))
    expect(rows.filter(has_text="audited-page")).to_have_count(2)
    assert_accessible(page)
    rows.nth(1).get_by_role("button").first.click()
    dialog = page.get_by_role("dialog", name="Entry of the audit log")
    expect(dialog).to_contain_text("flow.update")
    expect(dialog.locator(".view-lines").first).to_contain_text("evening")
    expect(dialog.get_by_label("Changes since")).to_contain_text("this entry alone")
    assert_accessible(page)
    dialog.get_by_label("Changes since").select_option(index=1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    link = page.get_by_role("link", name="CSV").get_attribute("href")
    exported = page.request.get(f"{guarded_server.base}{link}", headers=KNOWN).text()
    assert exported.count("audited-page") >= 2
    assert USER in exported
    assert page.evaluate("() => window.hurt") is None
    save(page, guarded_server, "DELETE", PATH)


def test_a_failed_sign_in_is_found_by_its_kind(guarded: Page, guarded_server: Server) -> None:
    page = guarded
    wrong = {"username": "nobody.audit@acme.example", "password": "wrong"}
    assert page.request.post(f"{guarded_server.base}/api/v1/login", data=wrong).status == 401
    page.goto("admin/audit?filters[user][EQUALS]=nobody.audit@acme.example")
    rows = page.get_by_role("table", name="Audit log").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("failed sign-in")
    page.goto("admin/audit?filters[type][IN]=ACCOUNT_LOCKED&filters[user][EQUALS]=nobody")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("table", name="Audit log")).to_contain_text("signed in")


def test_the_log_is_verified(guarded: Page) -> None:
    page = guarded
    page.goto("admin/audit")
    page.get_by_role("button", name="Verify").click()
    dialog = page.get_by_role("dialog", name="Verify")
    expect(dialog).to_contain_text("The log is as it was written.")
    assert_accessible(page)
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)
