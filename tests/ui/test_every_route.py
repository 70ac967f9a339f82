"""Each address of the router in each situation: data, none, failures, slow and odd connections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.server import Server, running
from tests.ui.axe import THEMES, assert_accessible
from tests.ui.buffering import buffering
from tests.ui.extent import every
from tests.ui.routes import addresses, filled
from tests.ui.runs import Runs
from tests.ui.settled import Settling
from tests.ui.watch import Watch

# One test goes to all addresses: seconds, or minutes on a machine at a load of 20.
pytestmark = pytest.mark.timeout(600)
Opener = Callable[..., tuple[Page, Watch]]
Opened = Callable[..., tuple[Settling, Watch]]
NAMESPACE, FLOW = "pages.routes", "everywhere"
PACKAGE, TYPE = "io.kestra.plugin.core", "io.kestra.plugin.core.log.Log"
TASKS = """
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: Hello
  - id: value
    type: io.kestra.plugin.core.output.OutputValues
    values: {html: "<b>bold</b>"}
  - id: bad
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: Out of luck
"""
HEAD = """
description: Says *hello*.
labels: {team: finance}
triggers:
  - {id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 6 * * *"}
"""
BOARD = """
title: Everywhere
charts:
  - id: states
    type: io.kestra.plugin.core.dashboard.chart.Pie
    chartOptions: {displayName: States}
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        state: {field: STATE}
        total: {agg: COUNT}
"""
API = re.compile(r"/api/v1/")
# What the frame around each screen asks, such as how many executions run; what fails of it is no
# part of the screen.
FRAME = re.compile(r"/api/v1/(configs$|executions/search\?page=1&size=1&)")
TOLD = "The disk is full"
BARE = ("login", "setup", "invitation/of-somebody")
# A search asks for nothing before somebody says what to search for, a comparison for what.
SOUGHT = {"flows/search": "?q=tasks", "executions/compare": "?right={id}"}
# A page that does not exist says so without asking anybody.
NOWHERE = "nothing/here"
# Whoever signs in can do without knowing whether there is an account; what is asked meanwhile where
# nothing is, is of no page.
UNTOLD = ("login", NOWHERE)


def made(runs: Runs) -> Sequence[str]:
    """All addresses, of a flow and an execution made for this."""
    runs.flow(FLOW, TASKS, head=HEAD, namespace=NAMESPACE)
    failed = runs.reach(runs.start(FLOW, namespace=NAMESPACE), "FAILED")
    board = runs.call("POST", "/dashboards", BOARD, kind="application/x-yaml")
    return all_of({"id": FLOW}, {"flowId": FLOW, "id": failed["id"]}, board["id"])


def all_of(flow: Mapping[str, str], execution: Mapping[str, str], board: str) -> Sequence[str]:
    """Every address with values for the names in it."""
    values = {
        "flows": {"namespace": NAMESPACE, **flow},
        "executions": {"namespace": NAMESPACE, **execution},
        "namespaces": {"id": NAMESPACE},
        "blueprints": {"kind": "flow", "tab": "community", "id": "hello-world"},
        "plugins": {"group": PACKAGE, "cls": TYPE},
        "dashboards": {"id": board},
        "docs": {"path": "states"},
        "invitation": {"id": "of-somebody"},
    }
    return [
        filled(path, values.get(path.partition("/")[0], {}))
        + SOUGHT.get(path, "").format_map(execution)
        for path in addresses()
    ]


@pytest.fixture(scope="module")
def shown(server: Server) -> Sequence[str]:
    """Each address, of things that there are."""
    return made(Runs(server.base))


@pytest.fixture
def opened(open_page: Opener) -> Opened:
    """Opens the pages at their address that asks for least."""

    def make(server: Server, **options: str) -> tuple[Settling, Watch]:
        page, watch = open_page(server, **options)
        settling = Settling(page)
        settling.open("preferences")
        return settling, watch

    return make


def is_told(page: Page, address: str) -> None:
    """It has a heading, waits for nothing, and says why a table has no rows."""
    expect(page.locator("h1"), address).to_be_visible()
    expect(page.locator("[aria-busy=true]"), address).to_have_count(0)
    unexplained = page.locator("main .hold:has(table):not(:has(tbody tr)):not(:has(.emp))")
    expect(unexplained, address).to_have_count(0)


def is_well(page: Page, address: str) -> None:
    """The same, and nothing is wrong."""
    is_told(page, address)
    expect(page.locator("main .panel.failed"), address).to_have_count(0)
    expect(page.locator(".ban.warning"), address).to_have_count(0)


def test_without_data_each_says_what_there_could_be(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running(tmp_path_factory.mktemp("empty")) as empty:
        settling, watch = opened(empty)
        watch.allow("status of 404")
        missing = {"flowId": "nothing", "id": "nothing"}
        all_addresses = all_of(missing, missing, "nothing")
        judged = frozenset(every(4, all_addresses))
        for address in all_addresses:
            settling.go(address)
            if address.endswith("/here") or "nothing" not in address:
                is_well(settling.page, address)
            else:
                is_told(settling.page, address)
                told = settling.page.locator("main .panel.failed, main .emp")
                expect(told.first, address).to_be_visible()
            # Its frame was judged in both themes with data, and what says that there are none is
            # the same everywhere.
            if address in judged:
                assert_accessible(settling.page, ("dark",))
        settling.page.close()


def test_refused_calls_are_told_where_their_data_would_be(
    opened: Opened, server: Server, shown: Sequence[str]
) -> None:
    settling, watch = opened(server)
    page = settling.page
    watch.allow("status of (403|500)")
    refused: list[str] = []
    status = 0

    def refuse(route: Route) -> None:
        if not FRAME.search(route.request.url):
            refused.append(route.request.url)
        route.fulfill(status=status, json={"message": TOLD})

    page.route(API, refuse)
    for number, address in enumerate(every(2, shown)):
        refused.clear()
        # Pages don't ask which it is: by turns.
        status = (403, 500)[number % 2]
        settling.go(address)
        is_told(page, address)
        if refused and address not in UNTOLD:
            expect(page.get_by_role("alert").filter(has_text=TOLD).first, address).to_be_visible()


def test_what_is_not_known_yet_is_neither_empty_nor_wrong_and_then_accessible(
    opened: Opened, server: Server, shown: Sequence[str]
) -> None:
    settling, _ = opened(server)
    page = settling.page
    loaded: set[str] = set()
    held: list[Route] | None = None

    def hold(route: Route) -> None:
        if held is None:
            route.continue_()
        else:
            held.append(route)

    page.route(API, hold)
    for address in shown:
        held = []
        # One of each kind is loaded anew, which takes as long as all else; a link leads to others.
        kind = address.partition("/")[0]
        if kind in loaded:
            settling.forget()
            settling.go(address, held=API)
        else:
            loaded.add(kind)
            settling.open(address, held=API)
        expect(page.locator("h1"), address).to_be_visible()
        if address != NOWHERE:
            expect(page.locator("main .emp, main .panel.failed"), address).to_have_count(0)
        waiting, held = held, None
        for route in waiting:
            route.continue_()
        settling.wait()
        is_well(page, address)
        assert_accessible(page, THEMES)


def test_a_lost_connection_is_told_and_found(
    opened: Opened, server: Server, shown: Sequence[str]
) -> None:
    settling, watch = opened(server)
    page = settling.page
    watch.allow("ERR_INTERNET_DISCONNECTED")
    # The editor loads its language and its worker once nothing else is to be done, which a busy
    # machine may put behind the moment when the line is cut.
    for text in (
        "dynamically imported module",
        "web worker",
        "warning: undefined",
        "uncaught: Event",
    ):
        watch.allow(text)
    lost = page.locator(".ban.warning").filter(has_text="Connection lost")
    # The frame around each screen tells it; that each tries again is a rule of the client.
    for address in every(3, [one for one in shown if one not in BARE]):
        settling.go(address)
        page.context.set_offline(True)
        page.locator("h1").click()
        page.keyboard.press("r")
        expect(lost, address).to_be_visible()
        expect(page.locator("h1"), address).to_be_visible()
        page.context.set_offline(False)
        # It tries by itself as well.
        page.evaluate("() => document.querySelector('.ban.warning button')?.click()")
        expect(lost, address).to_have_count(0)
        settling.wait()
        is_well(page, address)


@pytest.fixture(scope="module")
def held_back(server: Server) -> Iterator[Server]:
    """The same server behind a proxy that passes answers on when they are complete."""
    with buffering(server.port) as port:
        yield Server(server.folder, port, server.process)


def test_each_works_below_a_path_behind_a_proxy_that_holds_answers_back(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    environ = {"MICRONAUT_SERVER_CONTEXT_PATH": "/tiercel"}
    with (
        running(tmp_path_factory.mktemp("below"), environ=environ) as below,
        buffering(below.port) as port,
    ):
        proxied = Server(below.folder, port, below.process)
        settling, watch = opened(proxied, base="/tiercel")
        for address in every(2, made(Runs(f"{below.base}/tiercel"))):
            settling.go(address)
            is_well(settling.page, address)
        outside = [one for one in watch.requests if " /tiercel/" not in one]
        assert not outside, outside
        settling.page.close()


def test_behind_such_a_proxy_a_running_execution_is_polled(
    open_page: Opener, server: Server, held_back: Server
) -> None:
    runs = Runs(server.base)
    pause = "  - id: wait\n    type: io.kestra.plugin.core.flow.Pause\n"
    runs.flow("held_back", pause, namespace=NAMESPACE)
    found = runs.reach(runs.start("held_back", namespace=NAMESPACE), "PAUSED")
    page, watch = open_page(held_back)
    # The form of the pause may ask whether its inputs fit when the execution has gone on.
    watch.allow(r"status of 409 .*/resume/validate")
    page.goto(f"executions/{NAMESPACE}/held_back/{found['id']}")
    pill = page.locator("#content > header .pill")
    expect(pill).to_have_text("Paused")
    runs.call("POST", f"/executions/{found['id']}/resume")
    expect(pill).to_have_text("Success")
