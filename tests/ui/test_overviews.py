"""The dashboards that flows and namespaces have in their overviews."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs

NAMESPACE = "pages.overviews"
TASKS = "  - id: say\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n"


@pytest.mark.parametrize("place", [f"flows/edit/{NAMESPACE}/shown", f"namespaces/edit/{NAMESPACE}"])
def test_an_overview_has_the_dashboard_of_the_page(page: Page, server: Server, place: str) -> None:
    runs = Runs(server.base)
    runs.flow("shown", TASKS, namespace=NAMESPACE)
    runs.reach(runs.start("shown", namespace=NAMESPACE), "SUCCESS")
    page.goto(place)
    board = page.get_by_role("region", name="Overview", exact=True)
    ratio = board.locator(".figure").first
    expect(ratio).to_have_text(re.compile(r"^100\s*%$"))
    expect(board.locator("[aria-busy=true]")).to_have_count(0)
    assert_accessible(page)
