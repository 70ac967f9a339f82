"""What is measured of the pages. Each function gives figures by their names."""

from __future__ import annotations

import json
import statistics
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from bench.ui_browser import Tab, Visit, anew
from bench.ui_fill import NAMESPACE, Filled

Figures = dict[str, float]
ROUNDS = 3
CODE = ("document", "script", "stylesheet")
ROW = "main table tbody tr a"
LISTS = {name: f"main table[aria-label={name}] tbody tr a" for name in ("Flows", "Executions")}
# The dashboard of home, and whether all of its charts have their rows.
BOARD = "main section.board"
DRAWN = """(selector) => {
  const charts = document.querySelectorAll(`${selector} section.chart`)
  return charts.length > 0 && ![...charts].some((one) => one.ariaBusy === 'true')
}"""
PARTS = {
    "overview": ".history tbody tr",
    "gantt": ".timeline [role=row]",
    "logs": "[role=log] .ll .ms",
    "outputs": "[role=tree] [role=treeitem]",
    "topology": ".vue-flow__node",
}
STEPS = 20
NAPS = "".join(
    f"  - id: nap{number}\n    type: io.kestra.plugin.core.flow.Sleep\n    duration: PT0.6S\n"
    for number in range(STEPS)
)
NAPPING = f"id: napping\nnamespace: {NAMESPACE}\ntasks:\n{NAPS}"
# Turns replace one another, so what there is to show stays the same.
ENDLESS = f"""id: endless
namespace: {NAMESPACE}
tasks:
  - id: again
    type: io.kestra.plugin.core.flow.LoopUntil
    condition: "{{{{ false }}}}"
    checkFrequency: {{interval: PT0.5S, maxDuration: PT24H, maxIterations: 1000000}}
    tasks:
      - id: value
        type: io.kestra.plugin.core.debug.Return
        format: "{{{{ now() }}}}"
"""
# When the row of each task was first painted as that of a running one, in milliseconds since the
# epoch. Rows of tasks that have not begun are there from the beginning.
WATCH = """() => {
  window.seenAt = {}
  const found = new Set()
  const look = () => {
    for (const row of document.querySelectorAll('.timeline [role=row]:has(.st.running)')) {
      const name = row.querySelector('.tk')?.textContent
      if (!name || found.has(name)) continue
      found.add(name)
      requestAnimationFrame(() => setTimeout(() => (window.seenAt[name] = Date.now())))
    }
  }
  look()
  const all = { subtree: true, childList: true, attributes: true, characterData: true }
  new MutationObserver(look).observe(document.body, all)
}"""
# Scroll for three seconds; the longest frame in milliseconds.
SCROLL = """async (selector) => {
  const log = document.querySelector(selector)
  const begun = performance.now()
  const from = log.scrollTop
  let longest = 0
  let last = begun
  for (;;) {
    const now = await new Promise((done) => requestAnimationFrame(done))
    longest = Math.max(longest, now - last)
    last = now
    const share = (now - begun) / 3000
    if (share >= 1) return longest
    log.scrollTop = from - share * 40000
  }
}"""


def first_visits(browser: Browser, url: str, filled: Filled) -> Figures:
    """A list and the editor, from a browser that has never been here."""
    figures: Figures = {}
    visits: list[Visit] = []
    warm: list[float] = []
    for _ in range(ROUNDS):
        with anew(browser, url) as context:
            tab = Tab(context)
            visits.append(tab.visit(filled.listed, ROW))
            figures["list_kb"] = tab.kilobytes(*CODE)
            figures["list_all_kb"] = tab.kilobytes()
            tab.click("Flows", LISTS["Flows"])
            tab.rest()
            warm.append(tab.click("Executions", LISTS["Executions"]))
    figures["paint_ms"] = statistics.median(one.paint_ms for one in visits)
    figures["rows_cold_ms"] = statistics.median(one.ms for one in visits)
    figures["rows_warm_ms"] = statistics.median(warm)
    with anew(browser, url) as context:
        tab = Tab(context)
        tab.visit("", "h1")
        tab.page.locator(BOARD).scroll_into_view_if_needed()
        tab.page.wait_for_function(DRAWN, arg=BOARD)
        tab.rest()
        figures["home_calls"] = len(tab.calls)
    with anew(browser, url) as context:
        tab = Tab(context)
        figures["editor_ms"] = tab.visit("flows/new", ".monaco-editor .view-line").ms
        # Its workers are begun after what is seen first.
        tab.rest()
        figures["editor_kb"] = tab.kilobytes()
    return figures


def large_execution(browser: Browser, url: str, address: str, name: str) -> Figures:
    """Each part of an execution, opened by its address with the pages in the cache."""
    figures: Figures = {}
    with anew(browser, url) as context:
        for part in PARTS:
            opened(context, address, part)
        for part in PARTS:
            visits = [opened(context, address, part) for _ in range(ROUNDS)]
            figures[f"{name}_{part}_ms"] = statistics.median(one.ms for one in visits)
            figures[f"{name}_{part}_block_ms"] = statistics.median(one.block_ms for one in visits)
        tab = Tab(context)
        tab.visit(f"{address}/gantt", PARTS["gantt"])
        for part, shown in PARTS.items():
            tab.page.locator(f"nav.tabs a[href$='/{part}']").click()
            tab.page.locator(shown).first.wait_for()
        figures[f"{name}_heap_mb"] = tab.heap_mb()
    return figures


def opened(context: BrowserContext, address: str, part: str) -> Visit:
    """A visit of one part, a moment longer than it takes to see it."""
    tab = Tab(context)
    visit = tab.visit(f"{address}/{part}", PARTS[part])
    tab.page.wait_for_load_state("networkidle")
    block_ms = tab.block_ms()
    tab.close()
    return visit._replace(block_ms=block_ms)


def long_log(browser: Browser, url: str, address: str) -> Figures:
    """The longest frame while a long log is scrolled, its lines loaded meanwhile."""
    with anew(browser, url) as context:
        tab = Tab(context)
        visit = tab.visit(f"{address}/logs", PARTS["logs"])
        tab.page.wait_for_load_state("networkidle")
        frames = [float(tab.page.evaluate(SCROLL, "[role=log]")) for _ in range(ROUNDS)]
        return {"log_ms": visit.ms, "log_frame_ms": statistics.median(frames)}


def live_updates(browser: Browser, url: str) -> Figures:
    """From the start of a task to its row on the page, which says that it runs."""
    server = Api(url)
    server.flow(NAPPING)
    with anew(browser, url) as context:
        tab = Tab(context)
        execution_id = server.start("napping")
        tab.page.goto(f"executions/{NAMESPACE}/napping/{execution_id}/gantt")
        tab.page.locator(PARTS["gantt"]).first.wait_for()
        tab.page.evaluate(WATCH)
        runs = server.until_ended(execution_id)["taskRunList"]
        seen = tab.page.evaluate("() => window.seenAt")
        # Those of before the page was there are none.
        waited = sorted(until_seen(run, seen) for run in runs[STEPS // 4 :])
        return {"live_ms": statistics.median(waited), "live_max_ms": waited[-1]}


def until_seen(run: dict[str, Any], seen: dict[str, float]) -> float:
    """Milliseconds that the page was behind; of a task that it missed, as long as that ran."""
    began, ended = (
        next(milliseconds(one["date"]) for one in run["state"]["histories"] if one["state"] == name)
        for name in ("RUNNING", "SUCCESS")
    )
    return seen.get(run["taskId"], ended) - began


def hours_open(browser: Browser, url: str, minutes: float, say: Callable[[str], None]) -> Figures:
    """Growth of a page that is open while its execution goes on; in megabytes and nodes an hour."""
    server = Api(url)
    server.flow(ENDLESS)
    execution_id = server.start("endless")
    samples: list[tuple[float, float, int]] = []
    with anew(browser, url) as context:
        tab = Tab(context)
        tab.page.goto(f"executions/{NAMESPACE}/endless/{execution_id}/gantt")
        tab.page.locator("h1").wait_for()
        began = time.monotonic()
        while (hours := (time.monotonic() - began) / 3600) < minutes / 60:
            tab.page.wait_for_timeout(5_000)
            samples.append((hours, tab.heap_mb(), tab.nodes()))
            say(f"{hours * 60:.1f} min: {samples[-1][1]:.2f} MB, {samples[-1][2]} nodes")
    server.kill(execution_id)
    late = samples[len(samples) // 3 :]
    times = [one[0] for one in late]
    heap = statistics.linear_regression(times, [one[1] for one in late]).slope
    nodes = statistics.linear_regression(times, [one[2] for one in late]).slope
    return {"open_mb": late[-1][1], "open_mb_an_hour": heap, "open_nodes_an_hour": nodes}


def milliseconds(date: str) -> float:
    """Since the epoch."""
    return datetime.fromisoformat(date).timestamp() * 1000


class Api:
    """The few calls that are needed beside the pages."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/api/v1"

    def flow(self, source: str) -> None:
        """Store a new flow."""
        self._ask("POST", "/flows", source.encode(), "application/x-yaml")

    def start(self, flow_id: str) -> str:
        """Start an execution; its id."""
        return str(self._ask("POST", f"/executions/{NAMESPACE}/{flow_id}")["id"])

    def kill(self, execution_id: str) -> None:
        """End it."""
        self._ask("DELETE", f"/executions/{execution_id}/kill")

    def until_ended(self, execution_id: str) -> dict[str, Any]:
        """The execution when it has ended."""
        while True:
            found: dict[str, Any] = self._ask("GET", f"/executions/{execution_id}")
            if found["state"].get("endDate"):
                return found
            time.sleep(0.5)

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        request = urllib.request.Request(
            self._url + path,
            data=body,
            method=method,
            headers={"content-type": kind} if kind else {},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None
