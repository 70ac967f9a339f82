"""`python -m bench`: measure a server, write bench/RESULTS.md and bench/results.json."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from bench import measure, render
from bench.measure import Figures
from bench.server import ServerProcess

HERE = Path(__file__).parent
GOALS = {
    "b1_per_minute": ("B1 executions a minute", "≥ 60,000"),
    "b1_cpu_ms": ("B1 processor time of the server each, ms", ""),
    "b1_latency_p50_ms": ("B1 latency p50 at low load, ms", "≤ 10"),
    "b1_latency_p99_ms": ("B1 latency p99 at low load, ms", "≤ 50"),
    "b2_per_minute": ("B2 executions a minute", "≥ 15,000"),
    "b3_100_s": ("B3 N = 100, s", "≤ 0.15"),
    "b3_1000_s": ("B3 N = 1,000, s", ""),
    "b3_10000_s": ("B3 N = 10,000, s", "≤ 15"),
    "b3_per_item_ratio": ("B3 time per item, 10,000 against 100", "≤ 1.5"),
    "b4_per_minute": ("B4 executions a minute (160 KB body)", "≥ 6,000"),
    "start_s": ("Start to the first 200, s (median of 5)", "≤ 1.0"),
    "idle_mb": ("Idle memory, MB", "≤ 100"),
}

POSTGRES_GOALS = {"b1_per_minute": "≥ 40,000"}


def main() -> None:
    """Measure everything, or less with --quick."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer executions, no files written")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server")
    options = parser.parse_args()
    quick = options.quick
    if options.postgres:
        on_postgres(1_000 if quick else 20_000)
        return
    figures: Figures = {"machine": measure.machine()}
    figures |= measure.start_and_memory()
    with ServerProcess() as server:
        figures |= asyncio.run(_loads(server, 1_000 if quick else 20_000))
    figures["render_us"] = render.measure()
    for name, (title, goal) in GOALS.items():
        print(f"{title:45} {figures[name]:>12,.2f}   {goal}")
    print("\n".join(["", *render.table(figures["render_us"])]))
    if not quick:
        write(figures)


def on_postgres(count: int) -> None:
    """The loads on a durable PostgreSQL server, which runs on the same cores; printed only."""
    from tests.postgres.server import DURABLE, running_server

    with running_server(DURABLE) as database, tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.yml"
        url = database.url.replace("postgres:@", "postgres@")
        config.write_text(
            "kestra: {repository: {type: postgres}}\n"
            f"datasources: {{postgres: {{url: '{url}'}}}}\n"
        )
        with ServerProcess(config=config) as server:
            figures = asyncio.run(_loads(server, count))
    for name, (title, _) in GOALS.items():
        if name in figures:
            goal = POSTGRES_GOALS.get(name, "")
            print(f"PostgreSQL: {title:45} {figures[name]:>12,.2f}   {goal}")


async def _loads(server: ServerProcess, count: int) -> Figures:
    figures = await measure.two_tasks(server, count)
    figures |= await measure.five_ifs(server, count // 4)
    figures |= await measure.loops(server)
    figures |= await measure.big_bodies(server, count // 20)
    return figures


def write(figures: Figures) -> None:
    """The two files of results."""
    (HERE / "results.json").write_text(json.dumps(figures, indent=2) + "\n")
    machine = figures["machine"]
    lines = [
        "# Results",
        "",
        "Written by `make bench`. Rates are noisy on shared machines: compare figures of one run.",
        "",
        f"{machine['date']}, {machine['system']}, {machine['cores']} cores,",
        f"Python {machine['python']}; load before the run {machine['load_before']:.1f}.",
        "The load generator runs on the same cores.",
        "",
        "| measured | figure | goal |",
        "|---|---|---|",
    ]
    lines += [
        f"| {title} | {figures[name]:,.2f} | {goal} |" for name, (title, goal) in GOALS.items()
    ]
    lines += ["", "Rendering, beside Jinja2's compiled templates:", "", "```text"]
    lines += [*render.table(figures["render_us"]), "```"]
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
