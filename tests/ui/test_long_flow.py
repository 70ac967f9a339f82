"""Ten edits of a flow of sixty tasks by its form and its graph, chosen by a seed.

`TIERCEL_EDITS=200 TIERCEL_SEEDS="18 19 20"` makes as many, once for each seed, and
`--log-cli-level=INFO` tells how often each kind was made, and what it cost the page. Two hundred of
the same kinds, without a browser, are always made in `ui/tests/edits`.
"""

from __future__ import annotations

import logging
import os
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.long_flow import LOG, PARALLEL, RETURN, Flow, Task, comments, source
from tests.ui.settled import Settling

LOGGER = logging.getLogger(__name__)
EDITS = int(os.environ.get("TIERCEL_EDITS", "10"))
# Each takes half a dozen steps, on a machine that does other work as well.
pytestmark = pytest.mark.timeout(300 + 15 * EDITS)
SEEDS = [int(one) for one in os.environ.get("TIERCEL_SEEDS", "18").split()]
NAMESPACE = "ui.long"
LOAD_MS_MAX = 120_000
SECONDS_MAX = 180.0
VALUES = ("words", '{{ outputs.a.value }}: "both" #no comment', "two\nlines", "it's", "12")
LEVELS = ("WARN", "DEBUG", "ERROR")
DRAFT = "key => JSON.parse(localStorage.getItem(`tiercel.draft.${key}`) ?? 'null')?.source"


class Editing:
    """The editor of the flow: what is done by hand, and what the text has to be then."""

    def __init__(self, page: Page, flow_id: str, text: str, rng: random.Random) -> None:
        self.page, self.rng = page, rng
        self.settling = Settling(page)
        self.key = f"{NAMESPACE}/{flow_id}"
        self.flow_id = flow_id
        self.first = self.text = text
        self.flow = Flow.read(text)
        self.form = page.get_by_role("region", name="No-code", exact=True)
        self.graph = page.get_by_role("region", name="Graph", exact=True)

    def pick(self, kind: str | None = None) -> str:
        """A task, of that type if one is asked for."""
        of_kind = [one for one in self.flow.ids() if kind in (None, self.flow.task(one)["type"])]
        return self.rng.choice(of_kind)

    def await_flow(self, wanted: Flow) -> None:
        self.await_text(lambda _: wanted)

    def await_added(self, insert: Callable[[Flow, Task], None]) -> None:
        """A new task, with whatever id, where `insert` puts it."""
        before = self.flow

        def expected(now: Flow) -> Flow:
            wanted = before.copy()
            fresh = set(now.ids()) - set(before.ids())
            insert(wanted, {"id": next(iter(fresh), None), "type": RETURN})
            return wanted

        self.await_text(expected)

    def await_text(self, expected: Callable[[Flow], Flow]) -> None:
        """Until the draft is what the edit should have made of the flow, with its comments."""
        deadline = time.monotonic() + SECONDS_MAX
        while (flow := Flow.read(text := self.draft())) != (wanted := expected(flow)):
            assert time.monotonic() < deadline, f"{yaml.safe_dump(wanted.data)}\nnot\n{text}"
            self.page.wait_for_timeout(100)
        gone = set(self.flow.ids()) - set(flow.ids())
        kept = {name: count for name, count in comments(self.text).items() if name not in gone}
        found = {name: count for name, count in comments(text).items() if name not in gone}
        assert found == kept
        self.flow, self.text = flow, text

    def draft(self) -> str:
        """What is in the editor, as of a second ago; what is saved has no draft."""
        return self.page.evaluate(DRAFT, self.key) or self.first

    # in the form

    def open(self, task_id: str) -> Locator:
        """The form, with a task in it."""
        way = self.form.get_by_role("navigation", name="Where this is")
        way.get_by_role("button", name=self.flow_id, exact=True).click()
        owner, _, _ = self.flow.place(task_id)
        for one in filter(None, (owner, task_id)):
            tasks = self.form.get_by_role("region", name="tasks", exact=True)
            tasks.get_by_role("button", name=self.flow.name(one), exact=True).click()
        expect(way.locator("[aria-current]")).to_have_text(task_id)
        return self.form

    def field(self, name: str) -> Locator:
        return self.form.get_by_role("group", name=name, exact=True)

    def act(self, place: Locator, task_id: str, name: str) -> None:
        place.get_by_role("button", name=f"Actions for {task_id}", exact=True).first.click()
        self.page.get_by_role("menuitem", name=name, exact=True).click()

    def choose_type(self) -> None:
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("searchbox").fill(RETURN)
        dialog.get_by_role("searchbox").press("Enter")
        expect(dialog).not_to_be_attached()

    # in the graph

    def node(self, task_id: str) -> Locator:
        return self.graph.get_by_role("button", name=self.flow.name(task_id), exact=True)

    def choose(self, task_id: str) -> Locator:
        """The graph, whose menu is of that task; drawn anew after an edit it moves."""
        self.settling.wait()
        # Which brings it into view.
        self.node(task_id).focus()
        self.node(task_id).click()
        return self.graph


def write_message(editing: Editing) -> None:
    task_id, value = editing.pick(LOG), editing.rng.choice(VALUES)
    if editing.flow.task(task_id)["message"] == value:
        value += " again"
    editing.open(task_id)
    message = editing.field("message").get_by_role("textbox")
    message.fill(value)
    message.blur()
    expected = editing.flow.copy()
    expected.task(task_id)["message"] = value
    editing.await_flow(expected)


def set_level(editing: Editing) -> None:
    task_id = editing.pick(LOG)
    expected = editing.flow.copy()
    now = expected.task(task_id).get("level")
    value = editing.rng.choice([one for one in ("", *LEVELS) if one != (now or "")])
    editing.open(task_id)
    level = editing.field("level").get_by_role("combobox")
    level.select_option(value)
    if value:
        expected.task(task_id)["level"] = value
    else:
        del expected.task(task_id)["level"]
    editing.await_flow(expected)


def add_beside(editing: Editing, *, in_graph: bool) -> None:
    task_id, where = editing.pick(), editing.rng.choice(("before", "after"))
    place = editing.choose(task_id) if in_graph else editing.open(task_id)
    editing.act(place, task_id, f"Add {where} {task_id}")
    editing.choose_type()

    def insert(flow: Flow, task: Task) -> None:
        _, tasks, index = flow.place(task_id)
        tasks.insert(index + (where == "after"), task)

    editing.await_added(insert)


def add_inside(editing: Editing) -> None:
    task_id = editing.pick(PARALLEL)
    editing.open(task_id).get_by_role("button", name="Add to tasks", exact=True).click()
    editing.choose_type()
    editing.await_added(lambda flow, task: flow.task(task_id)["tasks"].append(task))


def ways_of(flow: Flow, task_id: str) -> dict[str, tuple[list[Task], int]]:
    """Where a task can move, by what that is called: a list, and its place once it is out."""
    owner, tasks, index = flow.place(task_id)
    ways: dict[str, tuple[list[Task], int]] = {}
    if index:
        ways["Move up"] = (tasks, index - 1)
        before = tasks[index - 1]
        if before["type"] == PARALLEL != tasks[index]["type"]:
            ways[f"Move into {before['id']}"] = (before["tasks"], len(before["tasks"]))
    if index < len(tasks) - 1:
        ways["Move down"] = (tasks, index + 1)
    if owner and len(tasks) > 1:
        _, outer, at = flow.place(owner)
        ways[f"Move out of {owner}"] = (outer, at + 1)
    return ways


def move(editing: Editing) -> None:
    expected = editing.flow.copy()
    task_id = editing.rng.choice([one for one in expected.ids() if ways_of(expected, one)])
    name, (target, place) = editing.rng.choice(list(ways_of(expected, task_id).items()))
    editing.act(editing.open(task_id), task_id, name)
    _, tasks, index = expected.place(task_id)
    target.insert(place, tasks.pop(index))
    editing.await_flow(expected)


def delete(editing: Editing, *, in_graph: bool) -> None:
    expected = editing.flow.copy()
    spare = [one for one in expected.ids() if len(expected.place(one)[1]) > 1]
    task_id = editing.rng.choice(spare)
    place = editing.choose(task_id) if in_graph else editing.open(task_id)
    editing.act(place, task_id, f"Delete {task_id}")
    _, tasks, index = expected.place(task_id)
    del tasks[index]
    editing.await_flow(expected)


def swap(editing: Editing) -> None:
    """Of tasks without others inside, wherever they are."""
    expected = editing.flow.copy()
    plain = [one for one in expected.ids() if expected.task(one)["type"] != PARALLEL]
    one, other = editing.rng.sample(plain, 2)
    editing.settling.wait()
    # Both are seen.
    editing.graph.get_by_role("button", name="Fit", exact=True).click()
    editing.node(one).drag_to(editing.node(other))
    (_, tasks, index), (_, others, at) = expected.place(one), expected.place(other)
    tasks[index], others[at] = others[at], tasks[index]
    editing.await_flow(expected)


KINDS: tuple[tuple[str, Callable[[Editing], None]], ...] = (
    ("message", write_message),
    ("level", set_level),
    ("add in the form", lambda editing: add_beside(editing, in_graph=False)),
    ("add in the graph", lambda editing: add_beside(editing, in_graph=True)),
    ("add inside", add_inside),
    ("move", move),
    ("move", move),
    ("delete in the form", lambda editing: delete(editing, in_graph=False)),
    ("delete in the graph", lambda editing: delete(editing, in_graph=True)),
    ("swap", swap),
)


class Work:
    """Processor time of the page's own thread, whatever else the machine does."""

    def __init__(self, page: Page) -> None:
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._spent: dict[str, list[float]] = defaultdict(list)
        self._before = self._now()

    def add(self, kind: str) -> None:
        """Whatever was done since the last one is of this kind."""
        now = self._now()
        self._spent[kind].append(now - self._before)
        self._before = now

    def told(self) -> str:
        """How often each kind was done, with milliseconds: the middle one, and the most."""
        return ", ".join(
            f"{kind} {len(spent)} ({statistics.median(spent):.0f} ms, at most {max(spent):.0f})"
            for kind, spent in sorted(self._spent.items())
        )

    def _now(self) -> float:
        found = self._cdp.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(one["value"]) for one in found if one["name"] == "TaskDuration")


@pytest.mark.parametrize("number", SEEDS)
def test_edits_by_form_and_graph_are_undone_to_the_first_byte(
    page: Page, server: Server, number: int
) -> None:
    flow_id = f"sixty_{number}"
    text = source(NAMESPACE, flow_id)
    seed.ask(server, "POST", "/flows", text.encode(), Content_Type="application/x-yaml")
    editing = Editing(page, flow_id, text, random.Random(number))
    page.goto(f"flows/edit/{NAMESPACE}/{flow_id}/edit")
    code = page.locator(".monaco-editor").first
    expect(code).to_contain_text(flow_id, timeout=LOAD_MS_MAX)
    page.get_by_role("button", name="Docs", exact=True).click()
    page.get_by_role("button", name="No-code", exact=True).click()
    # Each kind as often as the others, in an order of the seed.
    kinds = [KINDS[at % len(KINDS)] for at in range(EDITS)]
    editing.rng.shuffle(kinds)
    work = Work(page)
    for name, edit in kinds:
        edit(editing)
        work.add(name)
    undo = editing.form.get_by_role("button", name="Undo the last edit", exact=True)
    diff = page.get_by_role("button", name="Diff", exact=True)
    expect(diff).to_be_enabled()
    for _ in range(EDITS):
        undo.click()
        work.add("undo")
    # The text is what is saved, to the byte.
    expect(diff).to_be_disabled()
    editing.form.get_by_role("button", name=flow_id, exact=True).focus()
    for _ in range(EDITS):
        page.keyboard.press("ControlOrMeta+Shift+z")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Revision 2 saved")).to_be_visible()
    LOGGER.info("seed %d: %s", number, work.told())
    saved = seed.ask(server, "GET", f"/flows/{NAMESPACE}/{flow_id}?source=true")
    assert saved["source"] == editing.text
