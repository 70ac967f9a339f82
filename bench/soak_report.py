"""bench/soak.json becomes bench/SOAK.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DATA = HERE / "soak.json"
REPORT = HERE / "SOAK.md"
HEAD = """# Soak

Written by `python -m bench.soak`: executions of two tasks (B1) at half of the rate that the server
sustained just before, asked for at fixed times whatever the answers take. Latency is from the
time that an execution was due to be asked for to its end, of ten executions a second; the last
third of the time is compared with the second. The load generator runs on the same cores.
"""
COLUMNS = (
    ("minute", "minute", "{:.0f}"),
    ("p50, ms", "p50_ms", "{:.1f}"),
    ("p99, ms", "p99_ms", "{:.1f}"),
    ("server, MB", "server_mb", "{:.1f}"),
    ("database, MB", "database_mb", "{:.0f}"),
    ("server processor, s", "server_cpu_s", "{:.1f}"),
    ("queue rows", "queue_rows", "{:.1f}"),
    ("write-ahead log, MB", "wal_mb", "{:.0f}"),
    ("stored, MB", "stored_mb", "{:,.0f}"),
)


def line(cells: list[str]) -> str:
    """One row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def row(minute: dict[str, float]) -> list[str]:
    """The cells of one minute."""
    return [form.format(minute[name]) for _, name, form in COLUMNS]


def verdict(soak: dict[str, Any]) -> list[str]:
    """The table of the clauses."""
    lines = [line(["must hold", "second third", "last third", "holds"]), "|---|---|---|---|"]
    for clause in soak["clauses"]:
        figures = [f"{clause[third]:,.1f} {clause['unit']}".strip() for third in ("second", "last")]
        lines.append(line([clause["name"], *figures, "yes" if clause["holds"] else "**no**"]))
    return lines


def _section(soak: dict[str, Any]) -> list[str]:
    machine = soak["machine"]
    where = (
        f"{machine['date']}, {machine['system']}, {machine['cores']} cores, Python"
        f" {machine['python']}; load before the run {machine['load_before']:.1f}."
    )
    what = (
        f"Sustained {soak['sustained_per_minute']:,.0f} a minute; soaked for"
        f" {soak['minutes']:g} minutes at {soak['rate_per_minute']:,.0f} a minute:"
        f" {soak['sent']:,} executions, {soak['ended']:,} ended well, {soak['refused']:,} refused."
    )
    titles = [title for title, _, _ in COLUMNS]
    return [
        *["", f"## {soak['database']}", "", where, what, ""],
        *verdict(soak),
        *["", line(titles), "|---" * len(titles) + "|"],
        *(line(row(minute)) for minute in soak["by_minute"]),
    ]


def report(soaks: dict[str, dict[str, Any]]) -> str:
    """The whole document."""
    lines = HEAD.splitlines()
    for soak in soaks.values():
        lines += _section(soak)
    return "\n".join(lines) + "\n"
