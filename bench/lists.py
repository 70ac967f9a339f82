"""How long lists take on a large store: a million executions and five million log entries.

Every call goes through the application in process, on a SQLite file that is filled once and kept,
and on a PostgreSQL database in a folder that is kept as well. Both are read once before, so that
the figures are those of a server that has been running.
Run: `python -m bench.lists FILE [--postgres FOLDER] [--executions N] [--only TEXT] [--write]
[--save JSON] [--before JSON]`.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2
import msgspec

from bench.lists_calls import ListCall, calls, calls_of_execution, chart_call
from bench.lists_fill import fill
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.random_ids import RandomIds
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.adapters.system_clock import SystemClock
from tiercel.bootstrap import (
    Application,
    ApplicationDependencies,
    assemble,
    engine_config,
    renderer_of,
)
from tiercel.model.limits import SERVER_COLLECT_OBJECTS
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.ports import Ports
from tiercel.ports.store import Store
from tiercel.runtime.worker.attempts import AsyncioAttempts
from tiercel.settings import Settings

ROUNDS = 7
LIMIT_MS = 300
REPORT = Path(__file__).with_name("LISTS.md")
HEAD = """# Lists on a large store

{executions:,} executions with a metric each, {logs:,} log entries, 500 flows and triggers in
{stores}. Each call goes through the application in process,
{rounds} times, with the files read into memory before; the median counts, the limit is {limit} ms.
CPU is processor time of the process and of those of the database; PostgreSQL may use two cores for
a call. Totals of lists are exact; that of a search in the text of log entries ends at a bound
(docs/operating.md). Written by
`python -m bench.lists FILE --postgres FOLDER --write`.

{summary}

| call | what | {titles} | found |
|---|---|{dashes}---:|
"""
Rows = list[dict[str, Any]]


class Figures(msgspec.Struct):
    """What was measured on one store."""

    store: str
    mib: int
    rows: Rows


async def measured(store: Store, only: str, cpu_s: Callable[[], float] = time.process_time) -> Rows:
    """One row a call."""
    await store.open()
    with tempfile.TemporaryDirectory() as folder:
        application = application_over(store, Path(folder))
        await application.services.open()
        as_a_server_collects()
        transport = httpx2.ASGITransport(app=application.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
            asked = [*calls(), *calls_of_execution(await newest(http)), *chart_calls(application)]
            wanted = [one for one in asked if only in f"{one.group} {one.name}"]
            rows = [await row_of(http, one, cpu_s) for one in wanted]
        application.attempts.close()
    await store.close()
    return rows


def as_a_server_collects() -> None:
    """What `serve` sets for the garbage collector when everything is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SERVER_COLLECT_OBJECTS, 5, 160)


def application_over(
    store: Store, folder: Path, settings_of: Mapping[str, Any] = MappingProxyType({})
) -> Application:
    """The application over an open store, with some settings; nothing runs in it."""
    notifier, clock = AsyncioNotifier(), SystemClock()
    settings = Settings.model_validate(dict(settings_of))
    return assemble(
        ApplicationDependencies(
            ports=Ports(
                store=store,
                blobs=MemoryBlobs(clock),
                clock=clock,
                ids=RandomIds(),
                notifier=notifier,
                catalog=Catalog.of_builtins(),
                renderer=renderer_of(settings),
                config=engine_config(settings, {}),
            ),
            settings=settings,
            secrets=MemorySecrets(),
            attempts=AsyncioAttempts(clock, lambda: notifier.notify("worker")),
            work_folder=folder,
        )
    )


async def newest(http: httpx2.AsyncClient) -> str:
    """The id of an execution."""
    answer = await http.get("/api/v1/executions/search?size=1")
    return str(answer.json()["results"][0]["id"])


def chart_calls(application: Application) -> list[ListCall]:
    """Every chart of the built-in dashboards, over the whole window."""
    import yaml

    place = [
        {"field": "namespace", "operation": "EQUALS", "value": "company.team7"},
        {"field": "flowId", "operation": "EQUALS", "value": "flow_7_3"},
    ]
    narrowed = {"home": [], "namespace": place[:1], "flow": place}
    folder = Path(__file__).parents[1] / "src" / "tiercel" / "dashboards"
    found = []
    for name, filters in narrowed.items():
        text = (folder / f"{name}-overview.yaml").read_text(encoding="utf-8")
        for chart in list(yaml.safe_load_all(text))[-1]["charts"]:
            source = yaml.safe_dump(chart)
            found.append(chart_call(f"{name}: {chart['id']}", source, {"filters": filters}))
    return found


async def row_of(
    http: httpx2.AsyncClient, call: ListCall, cpu_s: Callable[[], float]
) -> dict[str, Any]:
    """The median of a call in milliseconds, and how many rows there are."""
    times, cpu, found = [], [], 0
    for _ in range(ROUNDS):
        used, began = cpu_s(), time.perf_counter()
        if call.body is None:
            answer = await http.get(f"/api/v1{call.path}")
        else:
            answer = await http.post(f"/api/v1{call.path}", json=call.body)
        times.append((time.perf_counter() - began) * 1000)
        cpu.append((cpu_s() - used) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{call.path}: {answer.status_code} {answer.text[:300]}")
        found = count_of(answer.json())
        if len(times) == 2 and min(times) > 3 * LIMIT_MS:
            break
    median, busy = statistics.median(times), statistics.median(cpu)
    print(
        f"{call.group:<43} {call.name:<32} {median:7.1f} ms {busy:7.1f} CPU {found:>9,}", flush=True
    )
    return {
        "call": call.group,
        "what": call.name,
        "ms": round(median, 1),
        "cpu_ms": round(busy, 1),
        "found": found,
    }


def count_of(answer: Any) -> int:
    """The total of a page, or how many members there are."""
    if isinstance(answer, dict) and "total" in answer:
        return int(answer["total"])
    return len(answer)


def written(figures: Sequence[Figures], before: Rows) -> str:
    """The report."""
    executions, logs = (
        next((row["found"] for row in figures[0].rows if row["call"] == call), 0)
        for call in ("/executions/search", "/logs/search")
    )
    head = HEAD.format(
        executions=executions,
        logs=logs,
        stores=" and ".join(f"{one.store} ({one.mib:,} MiB)" for one in figures),
        rounds=ROUNDS,
        limit=LIMIT_MS,
        summary="\n\n".join(map(summary, figures)),
        titles=" | ".join(
            (
                *(["before, ms"] if before else []),
                *(f"{one.store}, ms | CPU, ms" for one in figures),
            )
        ),
        dashes="---:|" * (bool(before) + 2 * len(figures)),
    )
    columns = [{(row["call"], row["what"]): row for row in one.rows} for one in figures]
    earlier = {(row["call"], row["what"]): row["ms"] for row in before}
    lines = []
    for row in figures[0].rows:
        key = row["call"], row["what"]
        cells = [earlier.get(key, "")] if before else []
        for column in columns:
            cells += [column[key]["ms"], column[key]["cpu_ms"]] if key in column else ["", ""]
        shown = " | ".join(map(str, cells))
        lines.append(f"| `{key[0]}` | {key[1]} | {shown} | {row['found']:,} |\n")
    return head + "".join(lines)


def summary(figures: Figures) -> str:
    """A sentence on one store."""
    times, busy = ([row[name] for row in figures.rows] for name in ("ms", "cpu_ms"))
    slow, heavy = (sum(each > LIMIT_MS for each in found) for found in (times, busy))
    load, cores = os.getloadavg()[0], os.cpu_count()
    return (
        f"**{figures.store}: {len(figures.rows)} calls, {slow} above the limit by the clock and"
        f" {heavy} by processor time; the median of all {statistics.median(times):.1f} ms by the"
        f" clock and {statistics.median(busy):.1f} ms by processor time.** The load of the machine"
        f" was {load:.0f} on {cores} cores: above {cores} the clock tells of others, too."
    )


def read_once(path: Path) -> None:
    """Read a file, or all files of a folder: a first call must not wait for a cold disk."""
    files = path.rglob("*") if path.is_dir() else [path]
    for file in filter(Path.is_file, files):
        with file.open("rb") as content:
            while content.read(1 << 24):
                pass


def of_sqlite(path: Path, count: int, only: str) -> Figures:
    """Fill the file when it is new, then measure."""
    if not path.exists():
        began = time.perf_counter()
        fill(path, count)
        print(f"filled in {time.perf_counter() - began:.0f} s")
    read_once(path)
    rows = asyncio.run(measured(SqliteStore(path, AsyncioNotifier()), only))
    return Figures("SQLite", path.stat().st_size >> 20, rows)


def of_postgres(folder: Path, count: int, only: str) -> Figures:
    """The same for a database in a folder."""
    from bench import lists_postgres

    read_once(folder)
    with lists_postgres.kept_database(folder) as database:
        if not asyncio.run(lists_postgres.is_filled(database.url)):
            began = time.perf_counter()
            asyncio.run(lists_postgres.fill(database.url, count))
            print(f"filled in {time.perf_counter() - began:.0f} s")
        store = lists_postgres.store_of(database.url)
        rows = asyncio.run(measured(store, only, database.cpu_s))
        mib = asyncio.run(lists_postgres.mib(database.url))
    return Figures("PostgreSQL", mib, rows)


def main() -> None:
    """Measure one store or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--postgres", type=Path, help="a folder for a PostgreSQL database")
    parser.add_argument("--executions", type=int, default=1_000_000)
    parser.add_argument("--only", default="", help="a part of the names of calls to measure")
    parser.add_argument("--write", action="store_true", help="write bench/LISTS.md")
    parser.add_argument("--save", type=Path, help="write the figures of SQLite as JSON")
    parser.add_argument("--before", type=Path, help="figures of SQLite to compare with")
    asked = parser.parse_args()
    figures = [of_sqlite(asked.file, asked.executions, asked.only)]
    if asked.postgres:
        figures.append(of_postgres(asked.postgres, asked.executions, asked.only))
    if asked.save:
        asked.save.write_text(json.dumps(figures[0].rows))
    before = json.loads(asked.before.read_text()) if asked.before else []
    if asked.write:
        REPORT.write_text(written(figures, before))


if __name__ == "__main__":
    main()
