"""Single tasks run again with recorded outputs, or with others put in their place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.editor import insert, put_caret
from tests.ui.runs import NAMESPACE, Runs, address

LOAD_MS_MAX = 120_000
STEPS = """
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: "<b>recorded</b>"
  - id: second
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.first.value }} 1"
  - id: third
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.second.value }}!"
"""


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def tried(runs: Runs, page: Page, state: str) -> str:
    """The id of the execution that is shown once it is in a state."""
    word = state.capitalize()
    expect(page.locator("main .pill")).to_have_text(word)
    found = re.search("execution=([A-Za-z0-9]+)", page.url)
    assert found is not None
    return found[1]


def outputs(runs: Runs, execution_id: str, task_id: str) -> object:
    (run,) = [one for one in runs.get(execution_id)["taskRunList"] if one["taskId"] == task_id]
    return run["outputs"]["value"]


def test_a_pinned_output_is_used_by_the_tasks_after_it(page: Page, runs: Runs) -> None:
    runs.flow("tried_pins", STEPS)
    execution = runs.reach(runs.start("tried_pins"), "SUCCESS")
    page.goto(address(execution))
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Open in the playground").click()
    expect(page.get_by_role("heading", name="Playground")).to_be_visible()
    page.get_by_role("button", name="first", exact=True).click()
    field = page.get_by_role("textbox", name="Outputs of first")
    expect(field).to_have_value(re.compile("<b>recorded</b>"))
    field.fill("[1]")
    expect(page.get_by_role("button", name="Pin these outputs")).to_be_disabled()
    field.fill('{"value": "pinned"}')
    page.get_by_role("button", name="Pin these outputs").click()
    expect(page.get_by_role("table").get_by_text("pinned")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Run from second on").click()
    expect(page).not_to_have_url(re.compile(execution["id"]))
    assert outputs(runs, tried(runs, page, "SUCCESS"), "third") == "pinned 1!"
    # Lists leave it out, and the pin is still there after a reload.
    assert len(runs.search(flowId="tried_pins")) == 1
    page.reload()
    expect(page.get_by_role("table").get_by_text("pinned")).to_be_visible()


def test_a_task_runs_alone_and_then_the_next_one(page: Page, runs: Runs) -> None:
    runs.flow("tried_steps", STEPS)
    execution = runs.reach(runs.start("tried_steps"), "SUCCESS")
    runs.flow("tried_steps", STEPS.replace("}} 1", "}} 2"))
    page.goto(f"flows/playground/{NAMESPACE}/tried_steps?execution={execution['id']}")
    page.get_by_role("button", name="Run first alone").click()
    expect(page).not_to_have_url(re.compile(execution["id"]))
    tried(runs, page, "BREAKPOINT")
    assert_accessible(page)
    page.get_by_role("button", name="Next task").click()
    expect(page.get_by_role("row").filter(has_text="third")).to_contain_text("Breakpoint")
    page.get_by_role("button", name="Continue").click()
    assert outputs(runs, tried(runs, page, "SUCCESS"), "third") == "<b>recorded</b> 2!"


def test_all_of_it_runs_up_to_a_breakpoint(page: Page, runs: Runs) -> None:
    runs.flow("tried_all", STEPS)
    execution = runs.reach(runs.start("tried_all"), "SUCCESS")
    page.goto(f"flows/playground/{NAMESPACE}/tried_all?execution={execution['id']}")
    page.get_by_role("checkbox", name="Stop before third").check()
    page.get_by_role("button", name="Run all").click()
    expect(page).not_to_have_url(re.compile(execution["id"]))
    tried(runs, page, "BREAKPOINT")
    page.get_by_role("button", name="Kill").click()
    tried(runs, page, "KILLED")


def test_the_task_at_the_caret_is_run_from_the_editor(page: Page, runs: Runs) -> None:
    runs.flow("tried_caret", STEPS)
    runs.reach(runs.start("tried_caret"), "SUCCESS")
    page.goto(f"flows/edit/{NAMESPACE}/tried_caret/edit")
    expect(page.locator(".monaco-editor").first).to_contain_text("second", timeout=LOAD_MS_MAX)
    put_caret(page, "}} 1")
    insert(page, "2")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    page.keyboard.press("ControlOrMeta+Shift+Enter")
    page.wait_for_url(re.compile(r"/flows/playground/.*execution="))
    # What was typed is saved, and what comes after the task waits.
    assert outputs(runs, tried(runs, page, "BREAKPOINT"), "second") == "<b>recorded</b> 12"
    page.goto(f"flows/playground/{NAMESPACE}/tried_caret?task=fourth")
    expect(page.get_by_role("alert")).to_contain_text("fourth did not run in this execution")
    assert_accessible(page)


def test_a_flow_that_never_ran_says_so(page: Page, runs: Runs) -> None:
    runs.flow("tried_never", STEPS)
    page.goto(f"flows/playground/{NAMESPACE}/tried_never")
    expect(page.locator("main")).to_contain_text("This flow has not run yet")
    assert_accessible(page)
