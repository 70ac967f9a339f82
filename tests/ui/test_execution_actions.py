"""Every action of the page of an execution, with the state after it read from the API."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui.axe import assert_accessible
from tests.ui.runs import NAMESPACE, Runs, address
from tests.ui.watch import Watch

LOG = "  - id: {}\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n"
FAIL = "  - id: bad\n    type: io.kestra.plugin.core.execution.Fail\n    errorMessage: too much\n"
SLEEP = "  - id: nap\n    type: io.kestra.plugin.core.flow.Sleep\n    duration: {}\n"
ASK = """
  - id: approve
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - {id: decision, type: SELECT, values: [Approve, Reject]}
      - {id: comment, type: STRING, required: false}
"""
APPROVE = """
  - id: sign
    type: io.kestra.plugin.core.flow.Approval
    description: "Pay **{{ inputs.amount }}** EUR? <script>window.hurt=1</script>"
    timeout: P1D
    commentRequired: ON_DENY
    decisions: {approve: Pay it, deny: Refuse}
    inputs:
      - {id: account, type: STRING}
    onApprove:
      - {id: pay, type: io.kestra.plugin.core.log.Log, message: paid}
"""
AMOUNT = "inputs:\n  - {id: amount, type: INT, defaults: 12}"
DAY = "inputs:\n  - {id: day, type: STRING, defaults: monday}"


@pytest.fixture
def runs(server: Server) -> Runs:
    return Runs(server.base)


def opened(page: Page, runs: Runs, execution_id: str, tab: str = "gantt") -> None:
    page.goto(address(runs.get(execution_id), tab))
    expect(page.locator("h1")).to_contain_text(execution_id[:8])
    expect(page.locator("#content > header .pill")).to_be_visible()


def act(page: Page, name: str) -> None:
    """By its button in the bar, or from the menu."""
    button = page.locator("#content > header").get_by_role("button", name=name, exact=True)
    if button.count():
        button.click()
        return
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def confirm(page: Page, name: str) -> Locator:
    """Press the last button of the open dialog."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=name, exact=True).click()
    return dialog


def test_restart_goes_on_in_the_same_execution(page: Page, runs: Runs) -> None:
    runs.flow("act_restart", LOG.format("one") + FAIL)
    found = runs.reach(runs.start("act_restart"), "FAILED")
    opened(page, runs, found["id"])
    act(page, "Restart…")
    confirm(page, "Restart")
    again = runs.until(
        found["id"],
        lambda now: now["metadata"]["attemptNumber"] == 2 and now["state"]["current"] == "FAILED",
    )
    assert [run["taskId"] for run in again["taskRunList"]] == ["one", "bad"]
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_restart_on_another_revision_makes_a_new_one(page: Page, runs: Runs) -> None:
    runs.flow("act_revision", FAIL)
    found = runs.reach(runs.start("act_revision"), "FAILED")
    runs.flow("act_revision", LOG.format("bad"))
    opened(page, runs, found["id"])
    act(page, "Restart…")
    page.get_by_label("Revision of the flow").select_option(label="revision 2")
    confirm(page, "Restart")
    page.wait_for_url(lambda url: found["id"] not in url)
    (new,) = runs.search(parentId=found["id"])
    assert new["flowRevision"] == 2
    runs.reach(new["id"], "SUCCESS")
    assert runs.state(found["id"]) == "FAILED"


def test_replay_from_a_task_with_other_inputs(page: Page, runs: Runs) -> None:
    tasks = LOG.format("one") + LOG.format("two")
    runs.flow("act_replay", tasks, head=DAY)
    found = runs.reach(runs.start("act_replay"), "SUCCESS")
    opened(page, runs, found["id"])
    act(page, "Replay…")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("From").select_option(label="two")
    dialog.get_by_label("With other inputs").check()
    day = dialog.get_by_label(re.compile("^day"))
    expect(day).to_have_value("monday")
    day.fill("friday")
    day.press("Enter")
    assert runs.search(parentId=found["id"]) == []
    confirm(page, "Start a new execution")
    page.wait_for_url(lambda url: found["id"] not in url)
    (new,) = runs.search(parentId=found["id"])
    done = runs.reach(new["id"], "SUCCESS")
    assert done["inputs"] == {"day": "friday"}
    assert [run["taskId"] for run in done["taskRunList"]] == ["one", "two"]


def test_what_failed_is_run_again_in_other_ways(page: Page, runs: Runs) -> None:
    runs.flow("act_ways", FAIL, head=DAY)
    found = runs.reach(runs.start("act_ways"), "FAILED")
    runs.flow("act_ways", LOG.format("bad"), head=DAY)
    opened(page, runs, found["id"])
    ways = page.get_by_role("button", name="Other ways to run it again")
    assert_accessible(page)
    ways.press("Enter")
    items = page.get_by_role("menuitem")
    expect(items).to_have_text(
        [
            "Restart from what failed…",
            "Replay from the beginning…",
            "Replay with the newest revision…",
            "Replay with other inputs…",
        ]
    )
    # With other inputs: they are asked for at once. Closing it starts nothing.
    items.last.press("Enter")
    dialog = page.get_by_role("dialog", name="Replay")
    expect(dialog.get_by_label(re.compile("^day"))).to_have_value("monday")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert runs.search(parentId=found["id"]) == []
    ways.click()
    items.nth(2).click()
    expect(dialog.get_by_label("With other inputs")).not_to_be_checked()
    expect(dialog.get_by_label("Revision of the flow")).to_have_value("2")
    confirm(page, "Start a new execution")
    page.wait_for_url(lambda url: found["id"] not in url)
    (new,) = runs.search(parentId=found["id"])
    assert new["flowRevision"] == 2
    runs.reach(new["id"], "SUCCESS")
    # What went well has one way, which its button names.
    expect(page.locator("#content > header .pill")).to_have_text("Success")
    expect(ways).to_have_count(0)


def test_change_state(page: Page, runs: Runs) -> None:
    runs.flow("act_state", FAIL)
    found = runs.reach(runs.start("act_state"), "FAILED")
    opened(page, runs, found["id"])
    act(page, "Change state…")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="Failed")).to_have_count(0)
    dialog.get_by_role("radio", name="Warning").check()
    confirm(page, "Change to Warning")
    runs.reach(found["id"], "WARNING")
    expect(page.locator("#content > header .pill")).to_have_text("Warning")


def test_change_the_state_of_a_task_run(page: Page, runs: Runs) -> None:
    runs.flow("act_run", FAIL + LOG.format("after"))
    found = runs.reach(runs.start("act_run"), "FAILED")
    opened(page, runs, found["id"])
    page.get_by_role("table", name="Timeline").get_by_text("bad", exact=True).click()
    page.get_by_role("button", name="Actions for bad").click()
    page.get_by_role("menuitem", name="Change its state…").click()
    confirm(page, "Change to Success")
    done = runs.reach(found["id"], "SUCCESS")
    assert [run["state"]["current"] for run in done["taskRunList"]] == ["SUCCESS", "SUCCESS"]


def test_pause_and_resume_by_hand(page: Page, runs: Runs) -> None:
    runs.flow("act_pause", SLEEP.format("PT15S") + LOG.format("after"))
    execution_id = runs.start("act_pause")
    runs.reach(execution_id, "RUNNING")
    opened(page, runs, execution_id)
    act(page, "Pause")
    runs.reach(execution_id, "PAUSED")
    expect(page.locator("#content > header .pill")).to_have_text("Paused")
    act(page, "Resume")
    runs.reach(execution_id, "RUNNING", "SUCCESS")
    runs.reach(execution_id, "SUCCESS")


def test_answering_resumes_and_closing_changes_nothing(page: Page, runs: Runs) -> None:
    runs.flow("act_answer", ASK + LOG.format("after"))
    execution_id = runs.start("act_answer")
    runs.reach(execution_id, "PAUSED")
    opened(page, runs, execution_id)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name=re.compile("Kill"))).to_have_count(0)
    for close in ("Later", "Close"):
        dialog.get_by_role("button", name=close, exact=True).click()
        expect(dialog).to_have_count(0)
        act(page, "Answer")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    act(page, "Answer")
    dialog.get_by_label("comment").fill("fine")
    dialog.get_by_label("comment").press("Enter")
    assert runs.state(execution_id) == "PAUSED"
    dialog.get_by_label("Approve").check()
    confirm(page, "Resume with “Approve”")
    done = runs.reach(execution_id, "SUCCESS")
    answered = done["taskRunList"][0]["outputs"]["onResume"]
    assert answered == {"decision": "Approve", "comment": "fine"}
    expect(dialog).to_have_count(0)


def test_an_approval_is_decided_and_closing_decides_nothing(page: Page, runs: Runs) -> None:
    runs.flow("act_approve", APPROVE, head=AMOUNT)
    execution_id = runs.start("act_approve")
    runs.reach(execution_id, "PAUSED")
    opened(page, runs, execution_id)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Pay 12 EUR? <script>")
    expect(dialog).to_contain_text("then the run is cancelled")
    expect(dialog.get_by_role("radio", name=re.compile("Pay it"))).to_be_visible()
    expect(dialog).to_contain_text("Runs pay; the run goes on")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    act(page, "Answer")
    dialog.get_by_label("account").fill("main")
    dialog.get_by_label("account").press("Enter")
    confirm(page, "Decide")
    expect(dialog).to_contain_text("Choose a decision")
    assert runs.state(execution_id) == "PAUSED"
    dialog.get_by_role("radio", name=re.compile("Pay it")).check()
    dialog.get_by_label("Comment").fill("fine")
    confirm(page, "Resume with “Pay it”")
    done = runs.reach(execution_id, "SUCCESS")
    sign = done["taskRunList"][0]["outputs"]
    assert (sign["decision"], sign["comment"]) == ("APPROVED", "fine")
    assert sign["inputs"] == {"account": "main"}
    expect(dialog).to_have_count(0)
    assert page.evaluate("() => window.hurt") is None


def test_a_request_for_a_decision_is_cancelled_when_asked_twice(page: Page, runs: Runs) -> None:
    runs.flow("act_withdraw", APPROVE, head=AMOUNT)
    execution_id = runs.start("act_withdraw")
    runs.reach(execution_id, "PAUSED")
    opened(page, runs, execution_id)
    dialog = page.get_by_role("dialog")
    confirm(page, "Cancel the request")
    expect(dialog).to_contain_text("Nobody is asked any more")
    assert_accessible(page)
    confirm(page, "Back")
    assert runs.state(execution_id) == "PAUSED"
    confirm(page, "Cancel the request")
    expect(dialog).to_contain_text("Nobody is asked any more")
    confirm(page, "Cancel the request")
    expect(page.get_by_text("The request was cancelled")).to_be_visible()
    runs.reach(execution_id, "CANCELLED")
    expect(dialog).to_have_count(0)


def test_a_denial_needs_its_comment(watch: tuple[Page, Watch], runs: Runs) -> None:
    page, watching = watch
    # Whether the page or the server is first to say so depends on how soon the page was told.
    watching.allow(r"status of 422 .*actions/review\?")
    runs.flow("act_deny", APPROVE, head=AMOUNT)
    execution_id = runs.start("act_deny")
    runs.reach(execution_id, "PAUSED")
    opened(page, runs, execution_id)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("account").fill("main")
    dialog.get_by_role("radio", name=re.compile("Refuse")).check()
    confirm(page, "Resume with “Refuse”")
    told = dialog.get_by_text("Missing: Comment").or_(dialog.get_by_role("alert"))
    expect(told.first).to_be_visible()
    assert runs.state(execution_id) == "PAUSED"
    dialog.get_by_label("Comment").fill("too much")
    confirm(page, "Resume with “Refuse”")
    done = runs.reach(execution_id, "CANCELLED")
    assert done["taskRunList"][0]["outputs"]["decision"] == "DENIED"


def test_what_is_missing_is_said_before_it_is_sent(page: Page, runs: Runs) -> None:
    runs.flow("act_missing", ASK)
    execution_id = runs.start("act_missing")
    runs.reach(execution_id, "PAUSED")
    opened(page, runs, execution_id)
    dialog = confirm(page, "Resume")
    expect(dialog).to_contain_text("Missing: decision")
    assert runs.state(execution_id) == "PAUSED"


def test_go_on_from_a_breakpoint(page: Page, runs: Runs) -> None:
    runs.flow("act_break", LOG.format("one") + LOG.format("two"))
    execution_id = runs.start("act_break", breakpoints="two")
    runs.reach(execution_id, "BREAKPOINT")
    opened(page, runs, execution_id)
    act(page, "Go on")
    runs.reach(execution_id, "SUCCESS")


@pytest.mark.parametrize("with_children", [True, False])
def test_kill_with_or_without_subflows(page: Page, runs: Runs, with_children: bool) -> None:
    runs.flow("act_child", SLEEP.format("PT20S"))
    child = "  - id: call\n    type: io.kestra.plugin.core.flow.Subflow\n"
    child += f"    namespace: {NAMESPACE}\n    flowId: act_child\n    wait: false\n"
    runs.flow("act_kill", child + SLEEP.format("PT1H"))
    execution_id = runs.start("act_kill")
    runs.until(execution_id, lambda now: len(now.get("taskRunList", [])) == 2)
    (started,) = runs.search(triggerExecutionId=execution_id)
    runs.reach(started["id"], "RUNNING")
    opened(page, runs, execution_id)
    act(page, "Kill…")
    children = page.get_by_role("dialog").get_by_label("The executions that it started, too")
    children.set_checked(with_children)
    confirm(page, "Kill")
    runs.reach(execution_id, "KILLED")
    runs.reach(started["id"], "KILLED" if with_children else "SUCCESS")


@pytest.mark.parametrize(
    ("offer", "button"),
    [("Take out of the queue…", "Change to Running"), ("Force to run…", "Force to run")],
)
def test_leave_the_queue(page: Page, runs: Runs, offer: str, button: str) -> None:
    runs.flow("act_queue", SLEEP.format("PT1H"), head="concurrency: {limit: 1, behavior: QUEUE}")
    first = runs.start("act_queue")
    runs.reach(first, "RUNNING")
    execution_id = runs.start("act_queue")
    runs.reach(execution_id, "QUEUED")
    opened(page, runs, execution_id)
    act(page, offer)
    confirm(page, button)
    runs.reach(execution_id, "RUNNING")
    for each in (first, execution_id):
        runs.call("DELETE", f"/executions/{each}/kill")


def test_set_labels(page: Page, runs: Runs) -> None:
    runs.flow("act_labels", LOG.format("one"), head="labels: {team: a}")
    found = runs.reach(runs.start("act_labels"), "SUCCESS")
    opened(page, runs, found["id"])
    act(page, "Set labels…")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Value of label 1")).to_have_value("a")
    dialog.get_by_label("Value of label 1").fill("b")
    dialog.get_by_role("button", name="Add a label").click()
    dialog.get_by_label("Key of label 2").fill("<b>")
    dialog.get_by_label("Value of label 2").fill("{{ x }}")
    confirm(page, "Set the labels")
    now = runs.until(found["id"], lambda one: {"key": "team", "value": "b"} in one["labels"])
    assert {"key": "<b>", "value": "{{ x }}"} in now["labels"]


def test_delete(page: Page, runs: Runs) -> None:
    runs.flow("act_delete", LOG.format("one"))
    found = runs.reach(runs.start("act_delete"), "SUCCESS")
    opened(page, runs, found["id"])
    act(page, "Delete…")
    confirm(page, "Delete")
    page.wait_for_url(re.compile(r"/ui/executions(\?|$)"))
    assert runs.search(id=found["id"]) == []


def test_execute_again(page: Page, runs: Runs) -> None:
    runs.flow("act_again", LOG.format("one"))
    found = runs.reach(runs.start("act_again"), "SUCCESS")
    opened(page, runs, found["id"])
    act(page, "Execute again…")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert len(runs.search(flowId="act_again")) == 1
    dialog.get_by_role("button", name=re.compile("^(Execute|Start)")).last.click()
    page.wait_for_url(lambda url: found["id"] not in url)
    assert len(runs.search(flowId="act_again")) == 2


def test_only_what_makes_sense_is_offered(page: Page, runs: Runs) -> None:
    runs.flow("act_offers", LOG.format("one"))
    found = runs.reach(runs.start("act_offers"), "SUCCESS")
    opened(page, runs, found["id"])
    for name in ("Restart…", "Pause", "Kill…", "Answer", "Take out of the queue…"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("menuitem", name="Delete…")).to_be_visible()
    offered = page.get_by_role("menuitem").all_inner_texts()
    assert "Kill…" not in offered
