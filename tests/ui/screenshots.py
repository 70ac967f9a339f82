"""Pictures of the main screens, to be looked at: `python -m tests.ui.screenshots FOLDER`.

Each in light, dark and 390 pixels wide, on a server of its own with some flows and executions.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.server import running
from tests.ui import chromium
from tests.ui.runs import Runs, address
from tests.ui.settled import Settling, await_graph

LOOKS: Mapping[str, dict[str, object]] = {
    "light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
HEAD = """
description: Loads yesterday's *orders* into the warehouse.
labels: {team: finance, sla: p1}
inputs:
  - {id: day, type: DATE, defaults: "2026-11-27", displayName: Day, description: "The day to load."}
  - {id: full_reload, type: BOOLEAN, required: false}
  - {id: count, type: INT, min: 1, max: 9, defaults: 3}
  - {id: kind, type: SELECT, values: [small, large], defaults: small}
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "2 14 * * *"
    inputs: {day: "2026-11-27"}
"""
EXTRACT = """
  - id: extract
    type: io.kestra.plugin.core.output.OutputValues
    values: {rows: 18240, day: "{{ inputs.day }}", files: [orders-1.csv, orders-2.csv]}
  - id: transform
    type: io.kestra.plugin.core.log.Log
    message: ["Read 18,240 rows of {{ inputs.day }}", "Dropped 12 duplicates"]
"""
LOAD = """
  - id: load
    type: io.kestra.plugin.core.log.Log
    message: Loaded {{ outputs.extract.values.rows }} rows
"""
BROKEN = """
  - id: load
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: "numeric field overflow: a field with precision 12, scale 2 must round to less"
"""
SLOW = """
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT1H
"""


class Shot(NamedTuple):
    """A screen: its file, its address, and what to press once it is there."""

    name: str
    path: str
    act: Callable[[Page], None] | None = None


def seeded(runs: Runs) -> list[Shot]:
    """Flows and executions, and the screens that show them."""
    flows = (
        ("company.data", "orders_daily", EXTRACT + LOAD, "SUCCESS", 6),
        ("company.data", "rates_hourly", EXTRACT + LOAD, "SUCCESS", 2),
        ("company.crm", "enrich_leads", EXTRACT + BROKEN, "FAILED", 3),
        ("company.fin", "ledger_close", EXTRACT + SLOW + LOAD, "RUNNING", 1),
    )
    last = {}
    for namespace, flow_id, tasks, state, count in flows:
        runs.flow(flow_id, tasks, head=HEAD, namespace=namespace)
        for _ in range(count):
            last[flow_id] = runs.reach(runs.start(flow_id, namespace=namespace), state)
    flow = "flows/edit/company.data/orders_daily"
    good, bad = last["orders_daily"], last["enrich_leads"]
    return [
        Shot("home", ""),
        Shot("flows", "flows"),
        Shot("flow", flow),
        Shot("editor", f"{flow}/edit"),
        Shot("execute", flow, press_execute),
        Shot("executions", "executions"),
        Shot("execution-failed", address(bad, "gantt")),
        Shot("execution-running", address(last["ledger_close"], "gantt")),
        Shot("execution-logs", address(good, "logs")),
        Shot("execution-topology", address(good, "topology"), await_graph),
        Shot("execution-outputs", address(good, "outputs")),
        Shot("logs", "logs"),
        Shot("triggers", "admin/triggers"),
        Shot("backfill", "admin/triggers", open_backfill),
        Shot("palette", "flows", open_palette),
        Shot("login", "login"),
    ]


def press_execute(page: Page) -> None:
    """The dialog that starts a flow."""
    page.get_by_role("button", name="Execute", exact=True).first.click()
    page.get_by_role("dialog").get_by_label("count").wait_for()


def open_backfill(page: Page) -> None:
    """The dialog of a backfill, with a period chosen."""
    page.get_by_role("button", name=re.compile("^Actions for daily")).first.click()
    page.get_by_role("menuitem", name="Backfill…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("From").fill("2026-03-01T00:00")
    dialog.get_by_label("To").fill("2026-03-20T00:00")
    dialog.get_by_text("executions").first.wait_for()


def open_palette(page: Page) -> None:
    """The palette with something found."""
    page.keyboard.press("ControlOrMeta+k")
    page.get_by_role("combobox", name="Search or run").fill("orders")
    page.get_by_role("dialog").get_by_role("option").first.wait_for()


def take(browser: Browser, base: str, shots: list[Shot], folder: Path) -> None:
    """All shots in all looks."""
    for look, options in LOOKS.items():
        context = browser.new_context(
            base_url=f"{base}/ui/",
            locale="en-GB",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        settling = Settling(context.new_page())
        for shot in shots:
            settling.open(shot.path)
            if shot.act is not None:
                shot.act(settling.page)
                settling.wait()
            settling.page.screenshot(path=folder / f"{shot.name}-{look}.png")
        context.close()


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="a part of the names of screens")
    asked = parser.parse_args()
    program = chromium.find()
    if program is None:
        raise SystemExit(chromium.HOW)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running(Path(data)) as server,
        sync_playwright() as playwright,
    ):
        shots = [shot for shot in seeded(Runs(server.base)) if asked.only in shot.name]
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        take(browser, server.base, shots, asked.folder)
        browser.close()


if __name__ == "__main__":
    main()
