"""The frame around all screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.axe import assert_accessible

ROUTES = (
    "",
    "flows",
    "flows/search",
    "flows/new",
    "executions",
    "logs",
    "admin/triggers",
    "preferences",
    "login",
    "nothing/here",
)


@pytest.mark.parametrize("route", ROUTES)
def test_each_route_has_a_title_and_is_accessible(page: Page, route: str) -> None:
    page.goto(route)
    expect(page.locator("h1")).to_be_visible()
    assert_accessible(page)
