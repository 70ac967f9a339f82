"""Servers that offer flows as tools to language models."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch

HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"
TASKS = "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}\n"
TRIGGERS = f"""triggers:
  - id: tool
    type: io.kestra.plugin.core.trigger.McpToolTrigger
    toolName: say-hi
    title: Say hi
    toolDescription: "{HOSTILE}"
    mcpServer: pages
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("table", name="Tool servers").get_by_role("row").filter(has_text=text)


def test_servers_are_made_changed_switched_and_deleted(page: Page, runs: Runs) -> None:
    runs.flow("offered", TASKS, head=TRIGGERS, namespace="pages.tools")
    page.goto("admin/tool-servers")
    expect(page.get_by_role("heading", name="Tool servers")).to_be_visible()
    expect(row(page, "default")).to_be_visible()
    page.get_by_role("button", name="New tool server").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Id").fill("pages")
    drawer.get_by_label("Description").fill(HOSTILE)
    drawer.get_by_label("Who may reach it").select_option("PUBLIC")
    assert_accessible(page)
    drawer.get_by_role("button", name="Save").click()
    made = row(page, "/mcp/pages")
    expect(made).to_contain_text(HOSTILE)
    expect(made).to_contain_text("Everybody")
    assert_accessible(page)
    made.get_by_role("button", name="Show").click()
    tools = page.get_by_role("dialog", name="Tools of pages")
    expect(tools.get_by_role("listitem")).to_contain_text([HOSTILE])
    expect(tools.get_by_role("link", name="pages.tools.offered")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    with page.expect_response("**/mcp/servers/pages/toggle"):
        made.get_by_role("switch").click()
    expect(made.get_by_role("switch")).not_to_be_checked()
    assert runs.call("GET", "/mcp/servers/pages")["disabled"] is True
    made.get_by_role("button", name="Change pages").click()
    page.get_by_role("dialog").get_by_label("Description").fill("Changed")
    page.keyboard.press("Control+Enter")
    expect(made).to_contain_text("Changed")
    made.get_by_role("button", name="Delete pages").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete pages").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row(page, "/mcp/pages")).to_have_count(0)
    assert page.evaluate("() => window.hurt") is None


def test_a_server_of_a_taken_id_is_refused(page: Page, watch: tuple[Page, Watch]) -> None:
    watch[1].allow("status of 422")
    page.goto("admin/tool-servers")
    page.get_by_role("button", name="New tool server").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Id").fill("default")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_text("MCP id 'default' is reserved")).to_be_visible()
    expect(drawer).to_be_visible()
