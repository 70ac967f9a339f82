"""`python -m bench`: measure a server on both databases, write the files of results."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import accounts, measure, render, results
from bench.database import configuration, running_database
from bench.goals import DATABASES
from bench.measure import Figures
from bench.peers.tree import Watch
from bench.server import ServerProcess, end_when_asked

COUNT = 20_000
QUICK_COUNT = 1_000


def main() -> None:
    """Measure everything, or less with --quick."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer executions, no files written")
    parser.add_argument("--database", choices=DATABASES, help="only this one, no files written")
    parser.add_argument("--keys", action="store_true", help="B1 with keys alone, nothing written")
    parser.add_argument(
        "--accounts", action="store_true", help="B1 with accounts alone, nothing written"
    )
    options = parser.parse_args()
    end_when_asked()
    figures: Figures = {"machine": measure.machine()}
    for name in [options.database] if options.database else DATABASES:
        print(f"{DATABASES[name]} …", flush=True)
        count = QUICK_COUNT if options.quick else COUNT
        if options.accounts:
            figures[name] = _of_accounts(name, count)
        else:
            figures[name] = _measure(name, count, only_keys=options.keys)
    figures["render_us"] = render.measure()
    print(results.report(figures, None))
    if not (options.quick or options.database or options.keys or options.accounts):
        results.FIGURES_FILE.write_text(json.dumps(figures, indent=2) + "\n")
        results.render()


def _measure(name: str, count: int, *, only_keys: bool = False) -> Figures:
    """Every figure on one database; a PostgreSQL server runs on the same cores."""
    with ExitStack() as stack:
        config, watch = None, None
        if name == "postgres":
            database = stack.enter_context(running_database())
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tiercel-bench-"))
            config = configuration(database, Path(folder))
            watch = Watch([database.root])
        if only_keys:
            server = stack.enter_context(ServerProcess(config=config))
            return asyncio.run(measure.keyed(server, count))
        figures = measure.start_and_memory(config, watch)
        server = stack.enter_context(ServerProcess(config=config))
        figures |= asyncio.run(_loads(server, watch, count))
    return figures | _of_accounts(name, count)


def _of_accounts(name: str, count: int) -> Figures:
    with accounts.pair(name) as servers:
        return asyncio.run(accounts.measured(servers, count))


async def _loads(server: ServerProcess, watch: Watch | None, count: int) -> Figures:
    figures = await measure.two_tasks(server, count, watch)
    figures |= await measure.keyed(server, count)
    figures |= await measure.five_ifs(server, count // 4)
    figures |= await measure.loops(server)
    figures |= await measure.big_bodies(server, count // 20)
    return figures


if __name__ == "__main__":
    main()
