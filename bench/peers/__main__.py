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
from typing import Any

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

SYSTEMS: dict[str, tuple[str, Callable[..., Started]]] = {
    "tiercel": ("SQLite", partial(running_tiercel, is_postgres=False)),
    "tiercel-postgres": ("PostgreSQL", partial(running_tiercel, is_postgres=True)),
    "prefect": ("SQLite", running_prefect),
    "airflow": ("SQLite", partial(running_airflow, is_postgres=False)),
    "airflow-postgres": ("PostgreSQL", partial(running_airflow, is_postgres=True)),
}
REQUEST_SECONDS_MAX = 60


def main() -> None:
    """Measure all, or some with --only; write bench/peers.json and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(SYSTEMS), help="names, with commas")
    parser.add_argument("--count", type=int, default=500, help="executions of B1")
    parser.add_argument("--minutes", type=float, default=8, help="of B1 at most, each system")
    parser.add_argument("--quick", action="store_true", help="print only, write no files")
    options = parser.parse_args()
    end_when_asked()
    names = options.only.split(",")
    if unknown := set(names) - set(SYSTEMS):
        parser.error(f"no such system: {', '.join(sorted(unknown))}")
    figures = asyncio.run(_all(names, options.count, options.minutes))
    print("\n".join(table(figures)))
    if not options.quick:
        results.PEERS.write_text(json.dumps(figures, indent=2) + "\n")
        results.render()


async def _all(names: list[str], count: int, minutes: float) -> dict[str, Any]:
    """Each system in a folder of its own; one that fails leaves its reason."""
    figures: dict[str, Any] = {"machine": machine(), "count": count, "minutes": minutes}
    rows: list[Row] = []
    failed: dict[str, str] = {}
    for name in names:
        print(f"{name} …", flush=True)
        try:
            rows += await _system(name, count, minutes)
        except (RuntimeError, Missing, aiohttp.ClientError, subprocess.CalledProcessError) as error:
            failed[name] = str(error)
        print(json.dumps(rows[-1]) if name not in failed else failed[name], flush=True)
    return figures | {"rows": rows, "failed": failed}


async def _system(name: str, count: int, minutes: float) -> list[Row]:
    """The rows of a system, named with its version and database."""
    database, running = SYSTEMS[name]
    timeout = aiohttp.ClientTimeout(REQUEST_SECONDS_MAX)
    with tempfile.TemporaryDirectory(prefix="tiercel-peers-") as folder:
        async with aiohttp.ClientSession(timeout=timeout) as http:
            row, others = await measure(
                lambda: running(http, Path(folder)), count=count, minutes=minutes
            )
    title = f"{row['name']} {_version(name)}, {database}"
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
