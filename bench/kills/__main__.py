"""`python -m bench.kills`: kill workers whose tasks have work elsewhere, and count what follows."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from bench.kills.clouds import BigQuery, Databricks, Kubernetes
from bench.kills.places import Commands, Containers, PostgreSql, Program
from bench.kills.rounds import Case, Figures, measure
from bench.measure import machine

CASES: tuple[type[Case], ...] = (
    Containers,
    PostgreSql,
    Commands,
    Program,
    Kubernetes,
    BigQuery,
    Databricks,
)
RESULTS = Path(__file__).parents[1] / "KILLS.md"
HEAD = """# Workers that are killed while their work goes on elsewhere

Written by `python -m bench.kills --write`: attempts of tasks in processes of their own are killed
by SIGKILL at a random moment of the time that one takes. Another attempt follows, which may be
killed as well, or, in a quarter of the rounds, the task run is killed and its handle cancelled. A
second start is work that was begun once more in a round; an orphan is work that is still there 15
seconds after it; a round is not whole when its last attempt fails or lacks some of the output. The
handle is in a file instead of the row of the job: what the store does with it has
[tests of its own](../tests/ports/test_jobs.py).
"""


def main() -> None:
    """Measure all cases, or some of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [each.name for each in CASES]
    parser.add_argument("--family", choices=names, action="append", help="only this one")
    parser.add_argument("--kills", type=int, default=200, help="of each; 200 by default")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    found = []
    for each in CASES:
        if options.family is None or each.name in options.family:
            figures = measure(each(), options.kills, random.Random(options.seed))
            print(_line(figures), *figures.problems[:5], sep="\n", flush=True)
            found.append(figures)
    if options.write:
        RESULTS.write_text(_text(found, options.seed), encoding="utf-8")


def _text(found: list[Figures], seed: int) -> str:
    facts = machine()
    head = (
        "| work | kills | rounds | killed task runs | second starts | orphans | not whole |\n"
        "|---|---|---|---|---|---|---|"
    )
    last = f"\nSeed {seed}; {facts['date']}, Python {facts['python']}, {facts['cores']} cores."
    return "\n".join([HEAD, head, *map(_line, found), last]) + "\n"


def _line(figures: Figures) -> str:
    return (
        f"| {figures.service} | {figures.kills} | {figures.rounds} | {figures.killed_task_runs}"
        f" | {figures.second_starts} | {figures.orphans} | {figures.not_whole} |"
    )


if __name__ == "__main__":
    main()
