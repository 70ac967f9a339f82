"""Workers, concurrency limits and tokens of the API on the pages of the administration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server, running
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.runs import Runs
from tests.ui.watch import Watch
from tiercel import __version__

Opener = Callable[..., tuple[Page, Watch]]
NAMESPACE = "pages.admin"
HOSTILE = "<img src=x onerror=window.hurt=1> {{ 7 * 7 }}"
LIMITED = """
concurrency: {limit: 1, behavior: QUEUE}
"""
SLEEP = """  - id: nap
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {type: io.kestra.plugin.core.runner.Process}
    commands: [sleep 300]
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: its worker does what these tests ask for and nothing else."""
    with running(tmp_path_factory.mktemp("admin")) as started:
        yield started


def row(page: Page, table: str, text: str) -> Locator:
    return page.get_by_role("table", name=table).get_by_role("row").filter(has_text=text)


def test_workers_say_what_they_are_at(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    runs.flow("sleeps", SLEEP, namespace=NAMESPACE)
    execution = runs.start("sleeps", namespace=NAMESPACE)
    runs.reach(execution, "RUNNING")
    page.goto("admin/workers")
    expect(page.get_by_role("heading", name="Workers", exact=True)).to_be_visible()
    worker = row(page, "Services", "Worker")
    expect(worker).to_contain_text("Running")
    expect(worker).to_contain_text("of 16")
    expect(row(page, "Services", "Scheduler")).to_contain_text("Running")
    link = worker.get_by_role("link")
    expect(link).to_contain_text("task")
    # What an earlier test killed may still be counted.
    expect(link).to_have_attribute("href", re.compile(execution))
    assert_accessible(page)
    link.click()
    expect(page.get_by_role("table", name="Executions")).to_contain_text("sleeps")
    runs.call("DELETE", f"/executions/{execution}/kill")


def test_a_worker_is_drained_and_takes_jobs_again(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    runs.flow("drains", SLEEP, namespace=NAMESPACE)
    running = runs.start("drains", namespace=NAMESPACE)
    runs.reach(running, "RUNNING")
    page.goto("admin/workers")
    worker = row(page, "Services", "Worker")
    expect(worker).to_contain_text(__version__)
    expect(worker).to_contain_text(" MB")
    worker.get_by_role("button", name="Drain").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("No other worker takes its jobs")
    assert_accessible(page)
    dialog.get_by_role("button", name="Drain", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("takes no new job")).to_be_visible()
    expect(worker).to_contain_text("Takes nothing new")
    waiting = runs.start("drains", namespace=NAMESPACE)
    runs.call("DELETE", f"/executions/{running}/kill")
    runs.reach(running, "KILLED")
    expect(worker).to_contain_text("Drained")
    assert_accessible(page)
    worker.get_by_role("button", name="take jobs again").click()
    expect(worker).to_contain_text("Running")
    expect(worker).to_contain_text("1 of 16")
    runs.call("DELETE", f"/executions/{waiting}/kill")


def test_limits_show_what_is_in_use_and_who_waits(page: Page, server: Server) -> None:
    runs = Runs(server.base)
    runs.flow("limited", SLEEP, head=LIMITED, namespace=NAMESPACE)
    first = runs.start("limited", namespace=NAMESPACE)
    runs.reach(first, "RUNNING")
    second = runs.start("limited", namespace=NAMESPACE)
    runs.reach(second, "QUEUED")
    page.goto("admin/concurrency-limits")
    expect(page.get_by_role("heading", name="Concurrency limits")).to_be_visible()
    limited = row(page, "Concurrency limits", "limited")
    expect(limited).to_contain_text("1 of 1")
    expect(limited).to_contain_text("QUEUE")
    assert_accessible(page)
    limited.get_by_role("link", name=f"Queued executions of {NAMESPACE}.limited").click()
    table = page.get_by_role("table", name="Executions")
    expect(table).to_contain_text(second[:8])
    expect(table).not_to_contain_text(first[:8])
    page.goto("admin/concurrency-limits")
    row(page, "Concurrency limits", "limited").get_by_role("link").first.click()
    expect(page.get_by_text("1 / 1")).to_be_visible()
    for execution in (second, first):
        runs.call("DELETE", f"/executions/{execution}/kill")


def test_a_token_is_shown_once_and_revoked(page: Page, server: Server) -> None:
    page.goto("admin/tokens")
    expect(page.get_by_role("heading", name="API tokens")).to_be_visible()
    page.get_by_role("button", name="New token").click()
    dialog = page.get_by_role("dialog")
    button = dialog.get_by_role("button", name="Create the token")
    expect(button).to_be_disabled()
    dialog.get_by_label("Name").fill("deploys")
    dialog.get_by_label("Description").fill(HOSTILE)
    dialog.get_by_label("Expires after").select_option("Never")
    assert_accessible(page)
    button.click()
    expect(dialog).to_contain_text("shown this once")
    text = dialog.locator("code").inner_text()
    assert len(text) > 20
    assert_accessible(page)
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    made = row(page, "API tokens", "deploys")
    expect(made).to_contain_text(HOSTILE)
    expect(made).to_contain_text("never")
    assert text not in page.content()
    assert page.evaluate("() => window.hurt") is None
    assert_accessible(page)
    made.get_by_role("button", name="Revoke deploys").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("deploys revoked")).to_be_visible()
    assert seed.ask(server, "GET", "/me/api-tokens")["total"] == 0
