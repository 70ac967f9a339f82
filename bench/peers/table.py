"""The table of the systems, for bench/RESULTS.md."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
HEADER = (
    "system",
    "start, s",
    "idle, MB",
    "idle, % of a core",
    "one B1, s",
    "B1, s",
    "B1 a minute",
    "B1 processor time each, ms",
    "B1 peak, MB",
    "B5, s",
    "B5 processor time, s",
)
HEAD = """## Beside Prefect and Airflow

Written by `python -m bench.peers`, one system after the other in one run: {date}, {system},
{cores} cores, Python {python}; load before the run {load:.1f}. Each is the newest release, in its
own environment, with what it recommends for a single machine. Start: with an empty data folder,
until a run could be asked for. One B1: from the request to the end, on an idle system, median of
5. B1: {count} runs of two tasks, asked for through the API as fast as the system takes them; where
not all ended in the time that there was, how many did, and their rate. B5: one run of 40
sequential tasks, each of which runs a Python script that computes fibo(10). Memory and processor
time are of all processes of the system with its database, memory that processes share counts
once; the load generator runs on the same cores.
"""


def rate(row: Row) -> float | None:
    """Executions a minute; None when not one ended in time."""
    return row["b1_done"] / row["b1_s"] * 60 if row.get("b1_done") else None


def _number(value: float | None) -> str:
    """Three digits or more; a dash for what was not measured."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _many(row: Row) -> str:
    """Seconds of all executions, or how many ended in the time that there was."""
    if "b1_s" not in row:
        return "–"
    if row["b1_done"] < row["b1_wanted"]:
        return f"{row['b1_done']} of {row['b1_wanted']} in {_number(row['b1_s'])}"
    return _number(row["b1_s"])


def _remarks(row: Row) -> list[str]:
    """What a reader of a row must know, in sentences without an end."""
    texts = list(row.get("remarks", []))
    if row.get("repeated") or row.get("failed"):
        texts.append(
            f"{row['failed']} runs failed; {row['repeated']} requests were answered with an error"
            " of the server, or not at all, and repeated"
        )
    return texts


def _line(row: Row) -> str:
    cells = [
        row["title"],
        *(_number(row.get(name)) for name in ("start_s", "idle_mb", "idle_cpu_percent")),
        _number(row.get("single_s")),
        _many(row),
        _number(rate(row)),
        *(_number(row.get(name)) for name in ("b1_cpu_ms", "b1_peak_mb", "b5_s", "b5_cpu_s")),
    ]
    return f"| {' | '.join(cells)} |"


def table(figures: dict[str, Any]) -> list[str]:
    """Lines of Markdown, from what `bench/peers.json` holds."""
    machine = figures["machine"]
    head = HEAD.format(
        date=machine["date"],
        system=machine["system"],
        cores=machine["cores"],
        python=machine["python"],
        load=machine["load_before"],
        count=figures["count"],
    )
    lines = [*head.splitlines(), "", f"| {' | '.join(HEADER)} |", "|---" * len(HEADER) + "|"]
    lines += [_line(row) for row in figures["rows"]]
    settings = {row["name"]: row["setting"] for row in figures["rows"] if "setting" in row}
    lines += ["", *(f"- {name}: {setting}." for name, setting in settings.items())]
    lines += [f"- {row['title']}: {text}." for row in figures["rows"] for text in _remarks(row)]
    lines += [f"- {name} did not run: {reason}" for name, reason in figures["failed"].items()]
    lines += [f"- {name} was not measured: the run was ended before." for name in figures["left"]]
    return lines
