"""Lists of the pages on a store with a great many of everything, in a Chromium that is slowed.

Run: `python -m bench.ui_scale FOLDER [--executions N] [--only TEXT] [--write]`. The folder becomes
the data folder of a server; it is filled when it is new and kept, with the figures of the lists
that a later run leaves out. The pages must be built (`make ui`).
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import Browser, Page

from bench.lists_calls import END
from bench.lists_fill import START
from bench.measure import machine
from bench.server import ServerProcess, end_when_asked
from bench.ui import BUILT
from bench.ui_browser import SLOWER, UNTIL, Tab, anew, started
from bench.ui_scale_fill import FILES_NAMESPACE, FOLDER, Scale, fill

REPORT = Path(__file__).with_name("UI_SCALE.md")
ROWS_MS_MAX, BLOCK_MS_MAX, NODES_MAX = 3_000, 200, 4_000
TABLE_ROW = "main table tbody tr a"
TREE_ROW = "main [role=tree] [role=treeitem]"
# What was asked of the API since a moment: the address, milliseconds and bytes of each answer.
CALLS = """(since) => performance.getEntriesByType('resource')
  .filter((one) => one.name.includes('/api/') && one.startTime >= since)
  .map((one) => [one.name, one.duration, one.encodedBodySize])"""
NOW = "() => performance.now()"
FORGET_BLOCKS = "() => void (window.blocks.length = 0)"
Act = Callable[[Page], None]


class List(NamedTuple):
    """A list: where it is, what counts as its rows, and what is done there before they are seen."""

    name: str
    path: str
    row: str
    act: Act | None = None


class Figures(NamedTuple):
    """Of one list: milliseconds to its rows and of the longest block, what the page holds, and the
    slowest answer of the API with its bytes packed; the load of the machine then, and processor
    time of the page until all is drawn.
    """

    rows_ms: float
    block_ms: float
    rows: int
    nodes: int
    call: str
    call_ms: float
    call_kb: float
    load: float
    work_ms: float = 0.0


def lists(scale: Scale) -> Iterator[List]:
    """All that are measured, in the order of the report."""
    edit = f"namespaces/edit/{FILES_NAMESPACE}"
    # The executions are of certain days, whenever this is run.
    days = (
        f"filters[startDate][GREATER_THAN_OR_EQUAL_TO]={START.isoformat()[:10]}T00:00:00Z"
        f"&filters[endDate][LESS_THAN_OR_EQUAL_TO]={END.isoformat()[:10]}T00:00:00Z"
    )
    yield List("home", "", "main table tbody tr, main section svg, main canvas")
    yield List("flows", "flows", TABLE_ROW)
    yield List("flows by text", "flows", TABLE_ROW, _filter("flow_19"))
    row = f"{TREE_ROW}[aria-level='2']"
    yield List("flows as a tree, a namespace opened", "flows?view=tree", row, _open_first)
    yield List("executions", f"executions?{days}", TABLE_ROW)
    yield List("executions that failed", f"executions?filters[state][IN]=FAILED&{days}", TABLE_ROW)
    yield List(
        "executions by a label",
        f"executions?filters[labels][EQUALS][customer]=c7&{days}",
        TABLE_ROW,
    )
    yield List("task runs", f"taskruns?{days}", TABLE_ROW)
    failed = f"taskruns?filters[state][IN]=FAILED&{days}"
    yield List("task runs that failed", failed, TABLE_ROW)
    yield List("logs", f"logs?{days}", "main [role=log] .ll")
    yield List("lines of one execution", f"{scale.talking}/logs", "[role=log] .ll .ms")
    yield List("triggers", "admin/triggers", TABLE_ROW)
    yield List("keys", "kv", "main table tbody tr")
    yield List("namespaces", "namespaces", TREE_ROW)
    yield List("namespaces, all opened", "namespaces", row, _find_teams)
    yield List("files, first level", f"{edit}/files", TREE_ROW)
    yield List("files, the large folder opened", f"{edit}/files", TREE_ROW, _open_folder)
    yield List("files by text", f"{edit}/files", TREE_ROW, _find_files)
    yield List("palette", "executions", "[role=dialog] [role=option]", _search)


def _filter(text: str) -> Act:
    def act(page: Page) -> None:
        field = page.get_by_role("combobox").first
        field.fill(text)
        field.press("Enter")

    return act


def _open_first(page: Page) -> None:
    page.get_by_role("treeitem").first.click()


def _find_teams(page: Page) -> None:
    page.get_by_role("searchbox").fill("team")


def _open_folder(page: Page) -> None:
    page.get_by_role("treeitem", name=FOLDER).click()


def _find_files(page: Page) -> None:
    page.get_by_role("searchbox").fill("part_0")


def _search(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("flow_1")


def measured(browser: Browser, url: str, one: List, rounds: int) -> Figures:
    """The median of the rounds, with the pages in the cache; sizes are those of the last.

    Each round opens it twice: slowed, and as it is for the processor time of the page.
    """
    found: list[Figures] = []
    works: list[float] = []
    with anew(browser, url) as context:
        warming = Tab(context)
        warming.visit(one.path, "h1")
        warming.page.wait_for_load_state("networkidle")
        warming.close()
        for _ in range(rounds):
            tab = Tab(context)
            found.append(_visited(tab, one))
            tab.close()
            tab = Tab(context, slower=1)
            works.append(_visited(tab, one).work_ms)
            tab.close()
    slowest = sorted(found, key=lambda each: each.call_ms)[rounds // 2]
    return found[-1]._replace(
        rows_ms=statistics.median(each.rows_ms for each in found),
        block_ms=statistics.median(each.block_ms for each in found),
        work_ms=statistics.median(works) * SLOWER,
        call=slowest.call,
        call_ms=slowest.call_ms,
        call_kb=slowest.call_kb,
    )


def _visited(tab: Tab, one: List) -> Figures:
    page = tab.page
    since = worked_ms = 0.0
    rows_ms = tab.visit(one.path, one.row if one.act is None else "h1").ms
    if one.act is not None:
        page.wait_for_load_state("networkidle")
        page.evaluate(FORGET_BLOCKS)
        worked_ms = tab.worked_ms()
        since = float(page.evaluate(NOW))
        one.act(page)
        rows_ms = float(page.evaluate(UNTIL, one.row)) - since
    page.wait_for_load_state("networkidle")
    calls = page.evaluate(CALLS, since)
    work_ms = tab.worked_ms() - worked_ms
    call, call_ms, size = max(calls, key=lambda each: each[1], default=("", 0.0, 0))
    return Figures(
        rows_ms,
        tab.block_ms(),
        page.locator(one.row).count(),
        int(page.evaluate("() => document.querySelectorAll('*').length")),
        urlsplit(call).path.removeprefix("/api/v1"),
        call_ms,
        size / 1000,
        os.getloadavg()[0],
        work_ms,
    )


def rows(figures: dict[str, Figures]) -> Iterator[str]:
    """Lines of the table: a list and whether it keeps within the goals."""
    yield (
        "| list | rows, ms | longest block, ms | work, ms | rows | elements "
        "| slowest call | ms | kB | load | |"
    )
    yield "|---|---:|---:|---:|---:|---:|---|---:|---:|---:|---|"
    for name, one in figures.items():
        is_met = (
            one.rows_ms <= ROWS_MS_MAX and one.block_ms <= BLOCK_MS_MAX and one.nodes <= NODES_MAX
        )
        yield (
            f"| {name} | {one.rows_ms:,.0f} | {one.block_ms:,.0f} | {one.work_ms:,.0f} "
            f"| {one.rows} | {one.nodes:,} | `{one.call}` | {one.call_ms:,.0f} "
            f"| {one.call_kb:,.0f} | {one.load:.0f} | {'✓' if is_met else '✗'} |"
        )


def report(figures: dict[str, Figures], scale: Scale) -> str:
    """The document."""
    here = machine()
    head = f"""# Lists of the pages on a large store

{scale.flows:,} flows, {scale.namespaces:,} namespaces, {scale.executions:,} executions of 30 days,
{scale.lines:,} log lines in one execution, a namespace with {scale.files:,} files, on SQLite.
Made by `python -m bench.ui_scale FOLDER --write` on {here["cores"]} cores, {here["system"]},
{here["date"]}. The processor of the page is slowed {SLOWER} times; server and browser share the
machine, and a load above its cores slows both further. Times are those of opening the address with
the files of the pages cached, or from the click or key that shows the list; the median of rounds.
Work is processor time of the page until all is drawn, {SLOWER} times that of a processor that is
not slowed: it has no other work of the machine in it, and no answer that was waited for. Rows and
elements are those in the document, so that what is not on the screen does not count; a call's kB
are packed. Goals: rows within {ROWS_MS_MAX:,} ms, no block above {BLOCK_MS_MAX} ms, at most
{NODES_MAX:,} elements.

"""
    return head + "\n".join(rows(figures)) + "\n"


def main() -> None:
    """Measure, print, and write the report when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--executions", type=int, default=1_000_000)
    parser.add_argument("--only", default="", help="a part of the name of what to measure")
    parser.add_argument("--rounds", type=int, default=3, help="how often each list is opened")
    parser.add_argument("--write", action="store_true", help="write bench/UI_SCALE.md")
    asked = parser.parse_args()
    if not BUILT.is_file():
        raise SystemExit("The pages are not built: run `make ui` first.")
    end_when_asked()
    began = time.perf_counter()
    scale = fill(asked.folder, asked.executions)
    print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
    kept = asked.folder / "figures.json"
    figures: dict[str, Figures] = {}
    if kept.exists():
        figures = msgspec.json.decode(kept.read_bytes(), type=dict[str, Figures])
    with ServerProcess(asked.folder) as server:
        urllib.request.urlopen(f"{server.url}/api/v1/executions/search?size=1", timeout=120).close()
        for one in lists(scale):
            if asked.only not in one.name:
                continue
            # A browser of its own: what one leaves behind slows no other.
            with started() as browser:
                figures[one.name] = measured(browser, server.url, one, asked.rounds)
            kept.write_bytes(msgspec.json.encode(figures))
            print(one.name, *figures[one.name], flush=True)
    figures = {one.name: figures[one.name] for one in lists(scale) if one.name in figures}
    print("\n".join(rows(figures)))
    print(f"took {time.perf_counter() - began:.0f} s")
    if asked.write:
        REPORT.write_text(report(figures, scale), encoding="utf-8")


if __name__ == "__main__":
    main()
