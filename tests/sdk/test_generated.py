"""Clients made of the API document: they compile strictly, and call a server process.

No result of the calls may be `unknown` or `any`: such a program does not compile.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server, running
from tests.sdk.environments import FOLDER, node_folder, python_of, run

FLOW = """id: typed
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: Hello
triggers:
  - id: nightly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * *"
"""
DOCUMENT = {
    "id": "typed",
    "namespace": "company.team",
    "tasks": [{"id": "say", "type": "io.kestra.plugin.core.log.Log", "message": "Hello"}],
    "triggers": [
        {
            "id": "nightly",
            "type": "io.kestra.plugin.core.trigger.Schedule",
            "cron": "0 3 * * *",
        }
    ],
}
# Nobody calls it.
UNTYPED = """
export function untyped(): void {
  const nothing: unknown = 1;
  data("untyped", { data: nothing, response: new Response() });
}
"""


def check(output: str) -> None:
    """What both programs print: the names of their calls, then what they found."""
    *calls, report = output.splitlines()
    assert len(calls) >= 10
    assert json.loads(report) == {
        "flow": "company.team.typed.1",
        "found": True,
        "state": "SUCCESS",
        "tasks": ["say"],
        "executions": 1,
        "message": "Hello",
        "disabled": True,
        "nodes": True,
        "keys": 0,
        "version": True,
    }


@pytest.fixture
def open_server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "config.yml").write_text("kestra: {}\n", encoding="utf-8")
    with running(tmp_path) as server:
        yield server


def fetch(server: Server, target: Path) -> str:
    """The document of a server, in a file."""
    with urllib.request.urlopen(f"{server.base}/openapi.json", timeout=30) as answer:
        target.write_bytes(answer.read())
    return str(target)


@pytest.fixture
def program(open_server: Server, environ: dict[str, str]) -> Iterator[Path]:
    """The folder of the program with the types of the server's document."""
    node, packages = node_folder("typescript")
    folder = Path(tempfile.mkdtemp(dir=packages))
    try:
        for name in ("main.ts", "tsconfig.json"):
            shutil.copy(FOLDER / "typescript" / name, folder)
        (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
        document = fetch(open_server, folder / "openapi.json")
        made = str(packages / "node_modules" / "openapi-typescript" / "bin" / "cli.js")
        run([node, made, document, "-o", str(folder / "schema.ts")], environ)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def compiler(folder: Path) -> list[str]:
    node, packages = node_folder("typescript")
    tsc = packages / "node_modules" / "typescript" / "bin" / "tsc"
    return [node, str(tsc), "-p", str(folder), "--outDir", str(folder / "out")]


@pytest.mark.timeout(400)
def test_results_in_typescript_are_typed(
    program: Path, open_server: Server, environ: dict[str, str]
) -> None:
    main = program / "main.ts"
    main.write_text(main.read_text(encoding="utf-8") + UNTYPED, encoding="utf-8")
    # Compiling takes longer than all else here: once, and nothing else of it is wrong.
    with pytest.raises(AssertionError) as refused:
        run(compiler(program), environ)
    assert re.findall(r"error (TS\d+)", str(refused.value)) == ["TS2554"]
    node, _ = node_folder("typescript")
    output = run([node, str(program / "out" / "main.js"), open_server.base, FLOW], environ)
    check(output)


@pytest.mark.timeout(600)
def test_results_in_python_are_typed(
    tmp_path: Path, open_server: Server, environ: dict[str, str]
) -> None:
    python = python_of("python_client")
    document = fetch(open_server, tmp_path / "openapi.json")
    generator = [str(python), "-m", "openapi_python_client", "generate", "--meta", "none"]
    config = str(FOLDER / "python_client" / "config.yml")
    package = str(tmp_path / "client")
    made = ["--path", document, "--output-path", package, "--config", config]
    run([*generator, *made], environ)
    program = shutil.copy(FOLDER / "python_client" / "main.py", tmp_path)
    given = {**environ, "PYTHONPATH": str(tmp_path), "MYPYPATH": str(tmp_path)}
    # What the generator writes is its own; its types are read all the same.
    options = ["--strict", "--follow-imports=silent", "--cache-dir", str(tmp_path / "cache")]
    run([str(python), "-m", "mypy", *options, str(program)], given)
    check(run([str(python), str(program), open_server.base, json.dumps(DOCUMENT)], given))
