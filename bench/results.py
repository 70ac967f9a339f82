"""The files of results: bench/results.json and bench/peers.json become bench/RESULTS.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench import render as rendering
from bench.goals import DATABASES, FIGURES, Figure
from bench.peers.table import table as peers_table

HERE = Path(__file__).parent
FIGURES_FILE = HERE / "results.json"
PEERS = HERE / "peers.json"
REPORT = HERE / "RESULTS.md"
HEAD = """# Results

Written by `make bench`. Rates are noisy on shared machines: compare figures of one run.
"""


def _cell(figure: Figure, database: str, measured: dict[str, Any]) -> str:
    """The value, with a mark when it misses its goal; a dash for what it does not have."""
    value = measured.get(database, {}).get(figure.name)
    if value is None:
        return "–"
    return f"{value:,.2f}" + (" ✗" if figure.is_met(database, value) is False else "")


def table(measured: dict[str, Any]) -> list[str]:
    """Lines of Markdown: a row for each figure, a column for each database."""
    lines = [
        f"| measured | {' | '.join(DATABASES.values())} | goal |",
        "|---" * (len(DATABASES) + 2) + "|",
    ]
    for figure in FIGURES:
        cells = [_cell(figure, database, measured) for database in DATABASES]
        lines.append(f"| {figure.title} | {' | '.join(cells)} | {figure.goal_text(*DATABASES)} |")
    return lines


def misses(measured: dict[str, Any]) -> list[str]:
    """The goals that are not met, in words."""
    return [
        f"{DATABASES[database]}: {figure.title} is {value:,.2f},"
        f" the goal {figure.goal_text(database)}"
        for database in DATABASES
        for figure in FIGURES
        if (value := measured.get(database, {}).get(figure.name)) is not None
        and figure.is_met(database, value) is False
    ]


def report(measured: dict[str, Any], peers: dict[str, Any] | None) -> str:
    """The whole document."""
    machine = measured["machine"]
    missed = misses(measured)
    lines = [
        *HEAD.splitlines(),
        "",
        f"{machine['date']}, {machine['system']}, {machine['cores']} cores,",
        f"Python {machine['python']}; load before the run {machine['load_before']:.1f}.",
        "The load generator and the database run on the same cores; every commit is flushed to",
        "the disk.",
        "",
        *table(measured),
        "",
        *([f"- ✗ {text}." for text in missed] or ["Every figure measured meets its goal."]),
        "",
        "Rendering, beside Jinja2's compiled templates:",
        "",
        *["```text", *rendering.table(measured["render_us"]), "```"],
    ]
    if peers is not None:
        lines += ["", *peers_table(peers)]
    return "\n".join(lines) + "\n"


def render() -> None:
    """Write the document anew from what is kept of both."""
    peers = json.loads(PEERS.read_text()) if PEERS.exists() else None
    REPORT.write_text(report(json.loads(FIGURES_FILE.read_text()), peers))


def save_peers(figures: dict[str, Any]) -> None:
    """Keep what a run of the peers has so far, in place of an earlier run, and write all anew."""
    PEERS.write_text(json.dumps(figures, indent=2) + "\n")
    render()
