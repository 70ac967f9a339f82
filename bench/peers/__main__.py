"""`python -m bench.peers`: the nearest flows in Prefect and Airflow beside ours, in one run."""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

import tiercel
from bench import results
from bench.measure import machine
from bench.peers.airflow_peer import running_airflow
from bench.peers.environment import environment
from bench.peers.measure import Row, Started, measure
from bench.peers.prefect_peer import running_prefect
from bench.peers.table import table
from bench.peers.tiercel_peer import running_tiercel
from bench.server import end_when_asked
from tests.postgres.server import Missing


class System(NamedTuple):
    """What is measured, and how many minutes each way to run its B1 may take."""

    database: str
    running: Callable[..., Started]
    minutes: float


# So that all fit into half an hour; what takes longer is reported as far as it came.
SYSTEMS = {
    "tiercel": System("SQLite", partial(running_tiercel, is_postgres=False), 1),
    "tiercel-postgres": System("PostgreSQL", partial(running_tiercel, is_postgres=True), 1),
    "prefect": System("SQLite", running_prefect, 4),
    "airflow": System("SQLite", partial(running_airflow, is_postgres=False), 4),
    "airflow-postgres": System("PostgreSQL", partial(running_airflow, is_postgres=True), 6),
}
REQUEST_SECONDS_MAX = 60
# Of a system without its B1, which may be measured in two ways.
SYSTEM_SECONDS_MAX = 300


def main() -> None:
    """Measure all, or some with --only; write bench/peers.json and the table after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(SYSTEMS), help="names, with commas")
    parser.add_argument("--count", type=int, default=500, help="executions of B1")
    parser.add_argument("--minutes", type=float, help="of B1 at most, in place of each system's")
    parser.add_argument("--quick", action="store_true", help="print only, write no files")
    options = parser.parse_args()
    end_when_asked()
    names = options.only.split(",")
    if unknown := set(names) - set(SYSTEMS):
        parser.error(f"no such system: {', '.join(sorted(unknown))}")
    save = _show if options.quick else results.save_peers
    print("\n".join(table(asyncio.run(_all(names, options.count, options.minutes, save)))))


def _show(figures: dict[str, Any]) -> None:
    """The report on a system that has just been measured."""
    print(json.dumps(figures["rows"]), flush=True)


async def _all(
    names: list[str], count: int, minutes: float | None, save: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Each system in a folder of its own; one that fails leaves its reason.

    What there is after each system is saved, so that a run that is ended early keeps it.
    """
    rows: list[Row] = []
    failed: dict[str, str] = {}
    left = list(names)
    figures = {"machine": machine(), "count": count, "rows": rows, "failed": failed, "left": left}
    for name in names:
        print(f"{name} …", flush=True)
        most = minutes or SYSTEMS[name].minutes
        try:
            async with asyncio.timeout(SYSTEM_SECONDS_MAX + 2 * most * 60):
                rows += await _system(name, count, most)
        except TimeoutError:
            failed[name] = "it took too long"
        except (RuntimeError, Missing, aiohttp.ClientError, subprocess.CalledProcessError) as error:
            failed[name] = str(error)
        left.remove(name)
        save(figures)
    return figures


async def _system(name: str, count: int, minutes: float) -> list[Row]:
    """The rows of a system, named with its version and database."""
    system = SYSTEMS[name]
    timeout = aiohttp.ClientTimeout(REQUEST_SECONDS_MAX)
    with tempfile.TemporaryDirectory(prefix="tiercel-peers-") as folder:
        async with aiohttp.ClientSession(timeout=timeout) as http:
            row, others = await measure(
                lambda: system.running(http, Path(folder)), count=count, minutes=minutes
            )
    title = f"{row['name']} {_version(name)}, {system.database}"
    row["title"] = title
    for other in others:
        other["name"] = row["name"]
        other["title"] = f"{title}, {other['way']}"
    return [row, *others]


def _version(name: str) -> str:
    """Of what was measured."""
    package = name.removesuffix("-postgres")
    if package == "tiercel":
        return tiercel.__version__
    distribution = {"airflow": "apache-airflow"}.get(package, package)
    ask = f"from importlib.metadata import version; print(version({distribution!r}))"
    python = str(environment(package) / "python")
    return subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout[
        :-1
    ]


if __name__ == "__main__":
    main()
