"""The pages in a Chromium whose processor is slowed four times, against their goals.

Run: `python -m bench.ui [--minutes N] [--only TEXT] [--write]`. A server of its own is started on
a store that is filled first; the pages must be built (`make ui`).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from bench import ui_measures as measures
from bench.measure import machine
from bench.server import ServerProcess, end_when_asked
from bench.ui_browser import SLOWER, started
from bench.ui_fill import Filled, fill
from bench.ui_measures import PARTS, Figures

REPORT = Path(__file__).with_name("UI.md")
BUILT = Path(__file__).parents[1] / "src" / "tiercel" / "webui" / "dist" / "index.html"
HOURS_OPEN = 12


class Goal(NamedTuple):
    """A figure in words, its unit, and the most that it may be; None is for comparison only."""

    name: str
    title: str
    unit: str
    most: float | None = None


def goals() -> Iterator[Goal]:
    """All that is measured, in the order of the report."""
    yield Goal("list_kb", "first visit of a list: page, scripts and styles, gzip", "kB", 200)
    yield Goal("list_all_kb", "the same with fonts and pictures", "kB")
    yield Goal("editor_kb", "first visit of the editor, all files, gzip", "kB", 1_400)
    yield Goal("paint_ms", "first contentful paint of a list, nothing cached", "ms", 1_000)
    yield Goal("rows_cold_ms", "rows of a list, nothing cached", "ms", 1_500)
    yield Goal("rows_warm_ms", "rows of a list, from another screen", "ms", 500)
    yield Goal("editor_ms", "text in the editor, nothing cached", "ms")
    yield Goal("home_calls", "calls of the API for home, its dashboard shown", "", 6)
    for name, runs in (("small", "2,001"), ("large", "10,001")):
        most = (1_500, 200) if name == "small" else (None, None)
        for part in PARTS:
            yield Goal(f"{name}_{part}_ms", f"{runs} task runs: {part}", "ms", most[0])
            yield Goal(f"{name}_{part}_block_ms", "its longest block of the thread", "ms", most[1])
    yield Goal("small_heap_mb", "2,001 task runs: heap after all parts", "MB")
    yield Goal("large_heap_mb", "10,001 task runs: heap after all parts", "MB", 300)
    yield Goal("log_ms", "100,000 log lines: the newest ones", "ms")
    yield Goal("log_frame_ms", "100,000 log lines: longest frame while scrolling", "ms", 50)
    yield Goal("live_ms", "start of a task to its row on the page, median", "ms", 250)
    yield Goal("live_max_ms", "the slowest", "ms")
    yield Goal("open_mb", "heap of a page that stayed open", "MB")
    yield Goal("open_mb_12_hours", f"its growth in {HOURS_OPEN} hours at that slope", "MB", 50)
    yield Goal("open_nodes_12_hours", "growth of its nodes in that time", "", 5_000)


def measured(url: str, filled: Filled, minutes: float, only: str) -> Figures:
    """All figures, or those of the measures whose names have that text."""
    all_of: dict[str, Callable[[Browser], Figures]] = {
        "visits": lambda browser: measures.first_visits(browser, url, filled),
        "small": lambda browser: measures.large_execution(browser, url, filled.small, "small"),
        "large": lambda browser: measures.large_execution(browser, url, filled.large, "large"),
        "log": lambda browser: measures.long_log(browser, url, filled.talking),
        "live": lambda browser: measures.live_updates(browser, url),
        "open": lambda browser: measures.hours_open(browser, url, minutes, say),
    }
    figures: Figures = {}
    for name, measure in all_of.items():
        if only not in name:
            continue
        # A browser of its own: what one leaves behind slows no other.
        with started() as browser:
            found = measure(browser)
        for key, value in found.items():
            say(f"{key:<28} {value:10.1f}")
        figures |= found
    for unit in ("mb", "nodes"):
        if f"open_{unit}_an_hour" in figures:
            figures[f"open_{unit}_12_hours"] = HOURS_OPEN * figures[f"open_{unit}_an_hour"]
    return figures


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, flush=True)


def rows(figures: Figures) -> Iterator[str]:
    """Lines of the table: a figure, its goal and whether it is met."""
    yield "| measured | | goal | |"
    yield "|---|---:|---:|---|"
    for goal in goals():
        if goal.name not in figures:
            continue
        value = figures[goal.name]
        shown = f"{value:,.1f}" if goal.unit == "MB" else f"{value:,.0f}"
        most = "" if goal.most is None else f"≤ {goal.most:,.0f}"
        verdict = "" if goal.most is None else "✓" if value <= goal.most else "✗"
        yield f"| {goal.title} | {shown} {goal.unit} | {most} | {verdict} |"


def report(figures: Figures, minutes: float) -> str:
    """The document."""
    here = machine()
    head = f"""# The pages

Made by `make bench-ui` on {here["cores"]} cores, {here["system"]}, {here["date"]}, load
{here["load_before"]:.2f} at the end. The processor of the page is slowed {SLOWER} times; server and
browser share the machine. Times of an execution's parts are those of opening their address with
the files of the pages cached, the median of {measures.ROUNDS}. The page that stayed open did so
for {minutes:g} minutes, before an execution that changes twice a second; its first third does not
count. At a load above {here["cores"]} every time has in it how long others were waited for.

"""
    return head + "\n".join(rows(figures)) + "\n"


def main() -> None:
    """Measure, print, and write the report when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long a page stays open")
    parser.add_argument("--only", default="", help="a part of the name of what to measure")
    parser.add_argument("--write", action="store_true", help="write bench/UI.md")
    asked = parser.parse_args()
    if not BUILT.is_file():
        raise SystemExit("The pages are not built: run `make ui` first.")
    end_when_asked()
    with tempfile.TemporaryDirectory(prefix="tiercel-bench-ui-") as folder:
        data = Path(folder) / "data"
        filled = fill(data)
        with ServerProcess(data) as server:
            figures = measured(server.url, filled, asked.minutes, asked.only)
    print("\n".join(rows(figures)))
    if asked.write:
        REPORT.write_text(report(figures, asked.minutes), encoding="utf-8")


if __name__ == "__main__":
    main()
