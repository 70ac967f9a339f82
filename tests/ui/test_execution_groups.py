"""Rows of the list of executions, put together by flow or namespace."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs

LOG = "  - id: one\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n"


def test_rows_are_grouped_by_flow(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    for flow_id in ("list_group_a", "list_group_b"):
        runs.flow(flow_id, LOG)
    for flow_id in ("list_group_a", "list_group_b", "list_group_a"):
        runs.reach(runs.start(flow_id), "SUCCESS")
    named = {"filters[flowId][IN]": "list_group_a,list_group_b"}
    page.goto(f"executions?{urlencode(named)}")
    page.get_by_role("button", name="Group rows").click()
    page.get_by_role("menuitem", name="By flow").click()
    heads = page.get_by_role("rowheader")
    expect(heads).to_have_text([re.compile(r"list_group_a\s+2$"), re.compile(r"list_group_b\s+1$")])
    assert_accessible(page)
    # It is in the address, beside the filters.
    page.reload()
    expect(heads).to_have_count(2)
    page.goto(f"executions?{urlencode(named | {'group': 'namespace'})}")
    expect(heads).to_have_text([re.compile(r"\s+3$")])
    page.get_by_role("button", name="Group rows").click()
    page.get_by_role("menuitem", name="No groups").click()
    expect(heads).to_have_count(0)
