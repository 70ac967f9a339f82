"""How long lists take on a large store: a million executions and five million log entries.

Every call goes through the application in process, on a SQLite file that is filled once and kept.
Run: `python -m bench.lists FILE [--executions N] [--only TEXT] [--write] [--before JSON]`.
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
from pathlib import Path
from typing import Any

import httpx2

from bench.lists_calls import ListCall, calls, calls_of_execution, chart_call
from bench.lists_fill import fill
from tiercel.adapters.bells import AsyncioBells
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.random_ids import RandomIds
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.adapters.system_clock import SystemClock
from tiercel.bootstrap import House, Parts, assemble
from tiercel.model.limits import SERVER_COLLECT_OBJECTS
from tiercel.plugin.registry import Catalog
from tiercel.runtime.attempts import AsyncioAttempts
from tiercel.settings import Settings

ROUNDS = 7
LIMIT_MS = 300
REPORT = Path(__file__).with_name("LISTS.md")
HEAD = """# Lists on a large store

{executions:,} executions, {logs:,} log entries, {metrics:,} metrics, 500 flows and triggers in
SQLite ({size:,} MiB). Each call goes through the application in process, {rounds} times; the
median counts, the limit is {limit} ms. CPU is processor time of the whole process. Totals of
lists are exact; that of a search in the text of log entries ends at a bound (docs/operating.md).
Written by `python -m bench.lists FILE --write`.

{summary}

| call | what | {titles} | found |
|---|---|{dashes}---:|
"""


async def measured(path: Path, only: str) -> list[dict[str, Any]]:
    """One row a call."""
    store = SqliteStore(path, AsyncioBells())
    await store.open()
    with tempfile.TemporaryDirectory() as folder:
        house = house_over(store, Path(folder))
        await house.services.open()
        as_a_server_collects()
        transport = httpx2.ASGITransport(app=house.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
            asked = [*calls(), *calls_of_execution(await newest(http)), *chart_calls(house)]
            rows = [await row_of(http, one) for one in asked if only in f"{one.group} {one.name}"]
        house.parts.attempts.close()
    await store.close()
    return rows


def as_a_server_collects() -> None:
    """What `serve` tells the garbage collector when everything is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SERVER_COLLECT_OBJECTS, 20, 20)


def house_over(store: SqliteStore, folder: Path) -> House:
    """The application over an open store; nothing runs in it."""
    bells, clock = AsyncioBells(), SystemClock()
    return assemble(
        Parts(
            store=store,
            blobs=MemoryBlobs(clock),
            clock=clock,
            ids=RandomIds(),
            secrets=MemorySecrets(),
            bells=bells,
            catalog=Catalog.of_builtins(),
            settings=Settings.model_validate({}),
            attempts=AsyncioAttempts(clock, lambda: bells.ring("worker")),
            work_folder=folder,
        )
    )


async def newest(http: httpx2.AsyncClient) -> str:
    """The id of an execution."""
    answer = await http.get("/api/v1/executions/search?size=1")
    return str(answer.json()["results"][0]["id"])


def chart_calls(house: House) -> list[ListCall]:
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


async def row_of(http: httpx2.AsyncClient, call: ListCall) -> dict[str, Any]:
    """The median of a call in milliseconds, and how many rows there are."""
    times, cpu, found = [], [], 0
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), time.process_time()
        if call.body is None:
            answer = await http.get(f"/api/v1{call.path}")
        else:
            answer = await http.post(f"/api/v1{call.path}", json=call.body)
        times.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - used) * 1000)
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


def written(path: Path, rows: list[dict[str, Any]], before: list[dict[str, Any]]) -> str:
    """The report."""
    import apsw

    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
        for table in ("executions", "logs", "metrics")
    }
    connection.close()
    times, busy = ([row[name] for row in rows] for name in ("ms", "cpu_ms"))
    slow, heavy = (sum(each > LIMIT_MS for each in found) for found in (times, busy))
    load, cores = os.getloadavg()[0], os.cpu_count()
    summary = (
        f"**{len(rows)} calls: {slow} above the limit by the clock and {heavy} by processor time;"
        f" the median of all {statistics.median(times):.1f} ms by the clock and"
        f" {statistics.median(busy):.1f} ms by processor time.** The load of the machine was"
        f" {load:.0f} on {cores} cores: above {cores} the clock tells of others, too."
    )
    earlier = {(row["call"], row["what"]): row["ms"] for row in before}
    head = HEAD.format(
        **counts,
        size=path.stat().st_size >> 20,
        rounds=ROUNDS,
        limit=LIMIT_MS,
        summary=summary,
        titles="before, ms | ms | CPU, ms" if before else "ms | CPU, ms",
        dashes="---:|---:|---:|" if before else "---:|---:|",
    )
    lines = []
    for row in rows:
        then = earlier.get((row["call"], row["what"]))
        column = f" {'' if then is None else then} |" if before else ""
        lines.append(
            f"| `{row['call']}` | {row['what']} |{column} {row['ms']} | {row['cpu_ms']} |"
            f" {row['found']:,} |\n"
        )
    return head + "".join(lines)


def main() -> None:
    """Fill the file when it is new, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--executions", type=int, default=1_000_000)
    parser.add_argument("--only", default="", help="a part of the names of calls to measure")
    parser.add_argument("--write", action="store_true", help="write bench/LISTS.md")
    parser.add_argument("--save", type=Path, help="write the figures as JSON")
    parser.add_argument("--before", type=Path, help="figures to compare with")
    asked = parser.parse_args()
    if not asked.file.exists():
        began = time.perf_counter()
        fill(asked.file, asked.executions)
        size = asked.file.stat().st_size >> 20
        print(f"filled in {time.perf_counter() - began:.0f} s, {size} MiB")
    rows = asyncio.run(measured(asked.file, asked.only))
    if asked.save:
        asked.save.write_text(json.dumps(rows))
    before = json.loads(asked.before.read_text()) if asked.before else []
    if asked.write:
        REPORT.write_text(written(asked.file, rows, before))


if __name__ == "__main__":
    main()
