"""CSV to Parquet: a flow, and polars."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.flows import NAMESPACE
from bench.peers.environment import environment
from bench.throughput.flows import run, server_with_families

GOAL = 0.7
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
begun = time.perf_counter()
polars.scan_csv(sys.argv[1]).sink_parquet(sys.argv[1] + ".parquet")
print(time.perf_counter() - begun)
"""


def measure(size: int) -> str:
    """Seconds of both for a file of so many bytes, and how fast the flow is beside polars."""
    count = size // _LINE_BYTES
    with tempfile.TemporaryDirectory() as folder, server_with_families() as server:
        file = Path(folder) / "rows.csv"
        subprocess.run([sys.executable, "-c", _MAKE, str(count), str(file)], check=True)
        python = str(environment("polars") / "python")
        said = subprocess.run(
            [python, "-c", _POLARS, str(file)], check=True, capture_output=True, text=True
        )
        tasks = run(server, "converted", _flow(count))
        size = file.stat().st_size
    polars = float(said.stdout)
    took = tasks["rows"] + tasks["parquet"]
    return (
        f"{size:,} bytes of CSV to Parquet; polars {polars:.2f} s\n"
        f"  CsvToIon {tasks['rows']:.1f} s, IonToParquet {tasks['parquet']:.1f} s:"
        f" {polars / took:.3f} of it, goal {GOAL}"
    )


def _flow(count: int) -> str:
    program = "\n".join(f"      {line}" for line in _MAKE.strip().splitlines())
    # The file is made by the flow itself, outside of what is measured.
    return (
        f"id: converted\nnamespace: {NAMESPACE}\ntasks:\n"
        "  - id: make\n    type: io.kestra.plugin.scripts.python.Commands\n"
        "    taskRunner: {type: io.kestra.plugin.core.runner.Process}\n"
        "    containerImage: python:3\n"
        f"    inputFiles:\n      make.py: |\n{_indented(program)}\n"
        f"    commands: ['python3 make.py {count} rows.csv']\n    outputFiles: [rows.csv]\n"
        "  - id: rows\n    type: io.kestra.plugin.serdes.csv.CsvToIon\n"
        "    from: \"{{ outputs.make.outputFiles['rows.csv'] }}\"\n"
        "  - id: parquet\n    type: io.kestra.plugin.serdes.parquet.IonToParquet\n"
        '    from: "{{ outputs.rows.uri }}"\n    inferAllFields: true\n'
    )


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
