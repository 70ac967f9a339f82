"""Each filter that a list declares: set, loaded anew, back, and its link in another tab."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.ui import seed
from tests.ui.extent import every
from tests.ui.routes import SOURCES

# All filters of a list are set one after the other, on a machine that does other work as well.
pytestmark = pytest.mark.timeout(480)
FLOW = "filtered"
OF_FLOW = f"flows/edit/{seed.NAMESPACE}/{FLOW}"
OF_NAMESPACE = f"namespaces/edit/{seed.NAMESPACE}"
# Where each list is: on a page of its own, and as a part of other pages.
LISTS = {
    "audit/AuditList": ("admin/audit", f"{OF_NAMESPACE}/audit-logs"),
    "calendar/CalendarPage": ("admin/triggers/calendar",),
    "calendar/LatePage": ("admin/triggers/late",),
    "dashboards/DashboardBoard": ("dashboards",),
    "errors/ErrorsPage": ("executions/errors",),
    "executions/ExecutionList": (
        "executions",
        f"{OF_FLOW}/executions",
        f"{OF_NAMESPACE}/executions",
    ),
    "flows/FlowList": ("flows", f"{OF_NAMESPACE}/flows"),
    "keys/KeyList": ("kv", f"{OF_NAMESPACE}/kv"),
    "logs/LogSearch": ("logs", f"{OF_FLOW}/logs"),
    # That of all namespaces shows no rows on a server without a key for them.
    "secrets/SecretList": (f"{OF_NAMESPACE}/secrets",),
    "taskruns/TaskRunsPage": ("admin/taskruns",),
    "triggers/TriggersPage": ("admin/triggers",),
}
# All but those that show no rows, only numbers.
WITHOUT_WORDS = ("dashboards",)
WORDS = "words, of a text"
DATE = "2026-01-02T03:04:05"


def test_no_list_is_left_out() -> None:
    screens = SOURCES / "screens"
    found = {
        str(file.relative_to(screens).with_suffix(""))
        for file in screens.glob("*/*.vue")
        if "<ListBar" in file.read_text(encoding="utf-8")
    }
    assert found == set(LISTS)


@pytest.mark.parametrize(
    ("path", "step"),
    # On other pages it is the same list: there a quarter of its filters is enough.
    [
        pytest.param(path, 4 if others else 3, id=path)
        for paths in LISTS.values()
        for others, path in enumerate(paths)
    ],
)
def test_each_declared_filter_is_kept_by_the_address(
    page: Page, server: Server, path: str, step: int
) -> None:
    seed.flow(server, seed.HELLO, FLOW)
    page.goto(path)
    chips = page.get_by_role("button", name=re.compile("^Change the filter"))
    bar = page.get_by_role("search")
    field = bar.get_by_role("combobox")
    expect(field).to_be_visible()
    remove_all(page)
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    names = bar.get_by_role("option").all_inner_texts()
    # Some are searched for words only.
    assert names or path not in WITHOUT_WORDS
    texts: list[list[str]] = [[]]
    for name in names if path in WITHOUT_WORDS else [*every(step, names), ""]:
        before = page.url
        set_filter(page, bar, name)
        expect(page).not_to_have_url(before)
        # Some take the place of others that say the same in another way.
        expect(chips.filter(has_text=name or WORDS)).not_to_have_count(0)
        texts.append(sorted(chips.all_inner_texts()))
    # The server takes each of them.
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(page.locator("main .panel.failed")).to_have_count(0)

    other = page.context.new_page()
    other.goto(page.url)
    for shown in (page, other):
        if shown is page:
            page.reload()
        found = shown.get_by_role("button", name=re.compile("^Change the filter"))
        expect(found).to_have_count(len(texts[-1]))
        assert sorted(found.all_inner_texts()) == texts[-1]
    other.close()
    for earlier in reversed(texts[:-1]):
        page.go_back()
        expect(chips).to_have_count(len(earlier))
        assert sorted(chips.all_inner_texts()) == earlier


def remove_all(page: Page) -> None:
    """Take away what the list begins with."""
    removers = page.get_by_role("search").get_by_role("button", name=re.compile("^Remove "))
    # Lists that begin with filters write them into the address at once.
    page.wait_for_load_state("networkidle")
    for left in range(removers.count(), 0, -1):
        removers.first.click()
        expect(removers).to_have_count(left - 1)


def set_filter(page: Page, bar: Locator, name: str) -> None:
    """Choose the field, its first operator, and a value; without a name search for a text."""
    field = bar.get_by_role("combobox")
    field.focus()
    if not name:
        field.fill(WORDS)
        page.keyboard.press("Enter")
        return
    bar.get_by_role("option", name=name, exact=True).click()
    operators = bar.get_by_role("listbox", name="Operators")
    values = bar.get_by_role("listbox", name="Values")
    expect(operators.or_(values)).to_be_attached()
    if operators.count():
        operators.get_by_role("option").first.click()
        expect(values).to_be_attached()
    date = bar.locator("input[type=datetime-local]")
    if date.count():
        date.fill(DATE)
        date.press("Enter")
        return
    choices = values.get_by_role("option")
    if not choices.count():
        # Labels are typed as key and value; `1` may be a text and a number.
        field.fill("team:1" if bar.get_by_text("key:value").count() else "1")
        expect(choices.first).to_be_visible()
    choices.first.click()
    field.press("Escape")
