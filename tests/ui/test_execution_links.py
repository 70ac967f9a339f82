"""What leads from the page of an execution elsewhere, and what of it can be taken along."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui import clipboard
from tests.ui.runs import NAMESPACE, Runs, address

LOG = "  - {id: one, type: io.kestra.plugin.core.log.Log, message: hi}\n"
CALL = f"""
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: {NAMESPACE}
    flowId: links_child
    wait: true
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def test_the_executions_before_and_after_it_are_reached(page: Page, runs: Runs) -> None:
    runs.flow("links_beside", LOG)
    first, last = (runs.reach(runs.start("links_beside"), "SUCCESS") for _ in range(2))
    page.goto(address(last, "logs"))
    page.get_by_role("button", name="Previous execution of the flow").click()
    # The part that is looked at stays the same.
    page.wait_for_url(re.compile(f"{first['id']}/logs"))
    page.get_by_role("button", name="Previous execution of the flow").click()
    expect(page.get_by_text("There is no earlier execution of this flow")).to_be_visible()
    page.get_by_role("button", name="Next execution of the flow").click()
    page.wait_for_url(re.compile(f"{last['id']}/logs"))
    page.get_by_role("button", name="Next execution of the flow").click()
    expect(page.get_by_text("There is no later execution of this flow")).to_be_visible()


def test_what_was_replayed_from_it_is_named(page: Page, runs: Runs) -> None:
    runs.flow("links_again", LOG)
    found = runs.reach(runs.start("links_again"), "SUCCESS")
    replays = [runs.call("POST", f"/executions/{found['id']}/replay")["id"] for _ in range(2)]
    page.goto(address(found, "overview"))
    note = page.get_by_role("listitem").filter(has_text="Replayed as")
    expect(note.get_by_role("link")).to_have_count(2)
    assert {row["id"] for row in runs.search(parentId=found["id"])} == set(replays)
    # The newest comes first.
    note.get_by_role("link").first.click()
    page.wait_for_url(re.compile(f"/{replays[-1]}"))
    page.goto(address(runs.get(replays[-1]), "overview"))
    back = page.get_by_role("listitem").filter(has_text="A replay of")
    expect(back.get_by_role("link")).to_have_attribute("href", re.compile(found["id"]))
    expect(page.get_by_text("Replayed as")).to_have_count(0)


def test_its_id_and_its_address_are_copied(page: Page, runs: Runs) -> None:
    clipboard.allow(page)
    runs.flow("links_copied", LOG)
    found = runs.reach(runs.start("links_copied"), "SUCCESS")
    page.goto(address(found, "outputs"))
    header = page.locator("#content > header")
    header.get_by_role("button", name="Copy the id").click()
    clipboard.await_copied(page, found["id"])
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Copy the link").click()
    clipboard.await_copied(page, page.url)


def test_its_flow_and_the_raw_answer_are_opened(page: Page, runs: Runs) -> None:
    runs.flow("links_opened", LOG)
    found = runs.reach(runs.start("links_opened"), "SUCCESS")
    page.goto(address(found))
    page.get_by_role("button", name="More", exact=True).click()
    with page.context.expect_page() as opened:
        page.get_by_role("menuitem", name="Raw answer of the API").click()
    expect(opened.value.locator("body")).to_contain_text(f'"id":"{found["id"]}"')
    assert opened.value.url.endswith(f"/api/v1/executions/{found['id']}")
    opened.value.close()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Edit the flow").click()
    page.wait_for_url(re.compile(f"/flows/edit/{NAMESPACE}/links_opened/edit"))


def test_the_execution_that_a_subflow_started_is_opened(page: Page, runs: Runs) -> None:
    runs.flow("links_child", LOG)
    runs.flow("links_parent", CALL)
    found = runs.reach(runs.start("links_parent"), "SUCCESS")
    (child,) = runs.search(triggerExecutionId=found["id"])
    page.goto(address(found, "gantt"))
    page.get_by_role("table", name="Timeline").get_by_text("call", exact=True).click()
    drawer = page.get_by_role("region", name="call", exact=True)
    drawer.get_by_role("button", name="Outputs", exact=True).click()
    expect(drawer).to_contain_text(child["id"])
    drawer.get_by_role("button", name="Actions for call").click()
    page.get_by_role("menuitem", name="Open the execution that it started").click()
    page.wait_for_url(re.compile(child["id"]))


def test_the_overview_leads_to_what_it_replays_and_to_the_last_runs(page: Page, runs: Runs) -> None:
    runs.flow("links_replayed", LOG)
    first = runs.reach(runs.start("links_replayed"), "SUCCESS")
    again = runs.call("POST", f"/executions/{first['id']}/replay")
    found = runs.reach(again["id"], "SUCCESS")
    page.goto(address(found, "overview"))
    bars = page.get_by_role("group", name="Last runs of links_replayed")
    expect(bars.locator(".bar")).to_have_count(2)
    page.get_by_role("link", name=first["id"][:8]).first.click()
    page.wait_for_url(re.compile(first["id"]))
