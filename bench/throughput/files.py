"""CSV to Parquet: flows, and polars, by turns."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.flows import NAMESPACE
from bench.peers.environment import environment
from bench.server import ServerProcess
from bench.throughput.flows import outputs, run, server_with_families

GOAL = 0.7
_ROUNDS = 3
_SERDES = "io.kestra.plugin.serdes"
_LINE_BYTES = 40
_MAKE = """
import sys
count, path = int(sys.argv[1]), sys.argv[2]
with open(path, "w") as file:
    file.write("id,name,total,day\\n")
    for start in range(0, count, 10000):
        file.write("".join(
            f"{n},a longer name {n},{n % 100000 / 100},2024-01-{n % 28 + 1:02}\\n"
            for n in range(start, min(start + 10000, count))
        ))
"""
# As a user would, in a process of its own: what it imports is not counted.
_POLARS = """
import sys, time, polars
begun, used = time.perf_counter(), time.process_time()
polars.scan_csv(sys.argv[1]).sink_parquet(sys.argv[1] + ".parquet")
print(time.perf_counter() - begun, time.process_time() - used)
"""
# Seconds by the clock, and of processor time.
Took = tuple[float, float]


def measure(size: int) -> str:
    """Seconds of each way for a file of so many bytes, and how fast flows are beside polars."""
    count = size // _LINE_BYTES
    polars: list[Took] = []
    columns: list[Took] = []
    with tempfile.TemporaryDirectory() as folder, server_with_families() as server:
        file = Path(folder) / "rows.csv"
        subprocess.run([sys.executable, "-c", _MAKE, str(count), str(file)], check=True)
        uri = outputs(server, "made", _making(count))["outputFiles"]["rows.csv"]
        python = str(environment("polars") / "python")
        for number in range(_ROUNDS):
            polars.append(_polars(python, file))
            # A flow is made once only.
            flow_id = f"columns-{number}"
            columns.append(_flow(server, flow_id, _by_columns(flow_id, uri)))
        rows = [_flow(server, "rows", _by_rows(uri))]
        size = file.stat().st_size
    lines = [f"{size:,} bytes of CSV to Parquet, the median of {_ROUNDS} rounds"]
    ways = {"polars": polars, "CsvToParquet": columns, "CsvToIon, IonToParquet, once": rows}
    return "\n".join([*lines, *(_line(name, took, polars) for name, took in ways.items())])


def _line(name: str, took: list[Took], polars: list[Took]) -> str:
    clock, processor = (median(each) for each in zip(*took, strict=True))
    by_clock, by_processor = (
        median(each) / own
        for each, own in zip(zip(*polars, strict=True), (clock, processor), strict=True)
    )
    return (
        f"  {name}: {clock:.2f} s, {processor:.2f} s of processor time:"
        f" {by_clock:.2f} and {by_processor:.2f} of polars, goal {GOAL}"
    )


def _polars(python: str, file: Path) -> Took:
    said = subprocess.run(
        [python, "-c", _POLARS, str(file)], check=True, capture_output=True, text=True
    )
    clock, processor = said.stdout.split()
    return float(clock), float(processor)


def _flow(server: ServerProcess, flow_id: str, source: str) -> Took:
    """Of its tasks by the clock; of the whole server, which does little else, by the processor."""
    used = server.cpu_s
    tasks = run(server, flow_id, source)
    return sum(tasks.values()), server.cpu_s - used


def _making(count: int) -> str:
    program = "\n".join(f"      {line}" for line in _MAKE.strip().splitlines())
    return (
        f"id: made\nnamespace: {NAMESPACE}\ntasks:\n"
        "  - id: make\n    type: io.kestra.plugin.scripts.python.Commands\n"
        "    taskRunner: {type: io.kestra.plugin.core.runner.Process}\n"
        "    containerImage: python:3\n"
        f"    inputFiles:\n      make.py: |\n{_indented(program)}\n"
        f"    commands: ['python3 make.py {count} rows.csv']\n    outputFiles: [rows.csv]\n"
    )


def _by_columns(flow_id: str, uri: str) -> str:
    return (
        f"id: {flow_id}\nnamespace: {NAMESPACE}\ntasks:\n"
        f"  - id: parquet\n    type: io.tiercel.plugin.serdes.csv.CsvToParquet\n    from: {uri}\n"
    )


def _by_rows(uri: str) -> str:
    return (
        f"id: rows\nnamespace: {NAMESPACE}\ntasks:\n"
        f"  - id: rows\n    type: {_SERDES}.csv.CsvToIon\n    from: {uri}\n"
        f"  - id: parquet\n    type: {_SERDES}.parquet.IonToParquet\n"
        '    from: "{{ outputs.rows.uri }}"\n    inferAllFields: true\n'
    )


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
