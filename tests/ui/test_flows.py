"""Flows: saved beside others, lists, revisions and switches."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.editor import write
from tests.ui.flow_sources import failing, repaired

NAMESPACE = "ui.flows"


def test_revisions_are_compared_and_restored(page: Page, server: Server) -> None:
    create(server, failing(NAMESPACE, "twice"))
    replace(server, "twice", repaired(NAMESPACE, "twice", "daily"))
    page.goto("flows/edit/ui.flows/twice/revisions")
    expect(page.get_by_label("Left")).to_have_value("1")
    expect(page.get_by_label("Right")).to_have_value("2")
    page.get_by_role("button", name="Restore revision 1").click()
    expect(page.get_by_text("Revision 3 stored with the source of revision 1")).to_be_visible()
    stored = seed.ask(server, "GET", "/flows/ui.flows/twice?source=true")
    assert stored["revision"] == 3
    assert "The rates are missing" in stored["source"]
    page.get_by_label("Left").select_option("1")
    page.get_by_role("button", name="Delete revision 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete revision 1").click()
    expect(page.get_by_text("Revision 1 deleted")).to_be_visible()
    expect(page.get_by_label("Left").get_by_role("option")).to_have_text(["3", "2"])
    # The newest one is what the flow is.
    page.get_by_label("Left").select_option("3")
    expect(page.get_by_role("button", name="Delete revision 3")).to_be_disabled()


def test_somebody_elses_save_is_shown_before_it_is_overwritten(page: Page, server: Server) -> None:
    create(server, failing(NAMESPACE, "shared"))
    page.goto("flows/edit/ui.flows/shared/edit")
    expect(page.locator(".monaco-editor").first).to_contain_text("convert")
    replace(server, "shared", repaired(NAMESPACE, "shared", "daily"))
    write(page, failing(NAMESPACE, "shared").replace("Hello", "Good day"))
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog", name="Somebody has saved this flow")
    expect(dialog).to_be_visible()
    assert seed.ask(server, "GET", "/flows/ui.flows/shared")["revision"] == 2
    dialog.get_by_role("button", name="Save mine as revision 3").click()
    expect(page.get_by_text("Revision 3 saved")).to_be_visible()
    assert "Good day" in seed.ask(server, "GET", "/flows/ui.flows/shared?source=true")["source"]


def test_a_trigger_is_switched_where_the_flow_shows_it(page: Page, server: Server) -> None:
    create(server, repaired(NAMESPACE, "switched", "daily"))
    page.goto("flows/edit/ui.flows/switched/triggers")
    switch = page.get_by_role("switch", name="Trigger daily is on")
    expect(switch).to_be_checked()
    switch.click()
    expect(switch).not_to_be_checked()
    rows = seed.ask(server, "GET", "/triggers/ui.flows/switched")["results"]
    assert [row["disabled"] for row in rows] == [True]
    assert_accessible(page)


def test_the_list_finds_flows_and_its_address_says_how(page: Page, server: Server) -> None:
    create(server, failing(NAMESPACE, "listed"))
    page.goto("flows?filters[namespace][EQUALS]=ui.flows&filters[q][EQUALS]=listed")
    table = page.get_by_role("table", name="Flows")
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(table).to_contain_text("listed")
    page.reload()
    expect(table.locator("tbody tr")).to_have_count(1)
    assert_accessible(page)


def test_flows_are_disabled_and_deleted_from_the_list(page: Page, server: Server) -> None:
    create(server, failing(NAMESPACE, "gone"))
    page.goto("flows?filters[namespace][EQUALS]=ui.flows&filters[q][EQUALS]=gone")
    page.get_by_role("checkbox", name="Select ui.flows/gone").check()
    bar = page.get_by_role("toolbar")
    bar.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("1 flow disabled")).to_be_visible()
    assert seed.ask(server, "GET", "/flows/ui.flows/gone")["disabled"] is True
    bar.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete 1 flow")
    dialog.get_by_role("button", name="Cancel").click()
    assert seed.ask(server, "GET", "/flows/ui.flows/gone")["id"] == "gone"
    bar.get_by_role("button", name="Delete…").click()
    dialog.get_by_role("button", name="Delete 1 flow").click()
    expect(page.get_by_text("1 flow deleted")).to_be_visible()
    assert seed.ask(server, "GET", "/flows/search?q=gone&namespace=ui.flows")["total"] == 0


def create(server: Server, source: str) -> None:
    """Store a flow."""
    seed.ask(server, "POST", "/flows", source.encode(), Content_Type="application/x-yaml")


def replace(server: Server, flow_id: str, source: str) -> None:
    """Store its next revision."""
    path = f"/flows/ui.flows/{flow_id}"
    seed.ask(server, "PUT", path, source.encode(), Content_Type="application/x-yaml")
