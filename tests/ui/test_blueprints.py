"""Blueprints: they are found, read, drawn, and become flows."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.ui.axe import assert_accessible
from tests.ui.watch import Watch


def test_blueprints_are_found_by_words_and_tags(page: Page) -> None:
    page.goto("blueprints")
    expect(page.get_by_role("heading", name="Blueprints")).to_be_visible()
    cards = page.locator(".cards > li")
    expect(cards).to_have_count(24)
    page.locator("label").filter(has_text=re.compile("^Docker$")).click()
    expect(page).to_have_url(re.compile("tag=docker"))
    expect(cards.filter(has_not_text="docker")).to_have_count(0)
    expect(cards.first).to_be_visible()
    page.locator("label").filter(has_text=re.compile("^All$")).click()
    page.get_by_role("searchbox").fill("hello")
    expect(cards.filter(has_text="Hello")).to_have_count(1)
    page.get_by_label("Sort").select_option("By title")
    expect(page).to_have_url(re.compile("sort=title:asc.*q=hello|q=hello.*sort=title:asc"))
    assert_accessible(page)
    page.get_by_role("searchbox").fill("nothing is like this")
    expect(page.get_by_text("No blueprint fits")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(cards).to_have_count(24)
    kinds = page.get_by_role("navigation", name="Kind")
    kinds.get_by_role("link", name="Dashboards").click()
    expect(page).to_have_url(re.compile("blueprints/dashboard/community"))
    expect(cards.first).to_be_visible()


def test_a_blueprint_is_drawn_and_becomes_a_flow(page: Page) -> None:
    page.goto("blueprints/flow/community/parallel-tasks")
    graph = page.get_by_role("group", name=re.compile("Tasks of"))
    expect(graph.locator(".vue-flow__node").first).to_be_visible()
    expect(page.get_by_role("region", name="Source")).to_contain_text("tasks:")
    expect(page.get_by_role("link", name="Log", exact=True)).to_have_attribute(
        "href", re.compile("/plugins/io.kestra.plugin.core.log.Log$")
    )
    assert_accessible(page)
    page.get_by_role("link", name="Use").click()
    expect(page).to_have_url(
        re.compile("flows/new.blueprintId=parallel-tasks&blueprintSource=community")
    )
    expect(page.locator("[data-editor]").first).to_contain_text("io.kestra.plugin.core.flow.Par")


def test_older_links_lead_to_the_blueprint(page: Page, watch: tuple[Page, Watch]) -> None:
    page.goto("blueprints/hello-world")
    expect(page).to_have_url(re.compile("/blueprints/flow/community/hello-world$"))
    expect(page.get_by_role("region", name="Source")).to_contain_text("id: hello")
    watch[1].allow("status of 404")
    page.goto("blueprints/flow/community/nothing-here")
    expect(page.get_by_role("alert").first).to_be_visible()
