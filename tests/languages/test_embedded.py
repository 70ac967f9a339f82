"""Short scripts that change rows and make values, by the interpreters of this machine."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from tiercel.plugin import Json
from tiercel.plugins.scripts.embedded.types import TYPES
from tiercel.testing import Ran, World, run_task

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/people.ion"
PEOPLE: list[dict[str, Json]] = [{"name": "Ann", "age": 40}, {"name": "Bo", "age": 7}]
ROWS = {
    "GraalvmJs": "const limit = 18; if (row.age < limit) { row = null } else { row.adult = true }",
    "ScriptsNashorn": "if (row['age'] < 18) row = null; else row['adult'] = true",
    "GraalvmPython": "if row['age'] < 18:\n  row = None\nelse:\n  row['adult'] = True",
}
TWICE = {
    "GraalvmJs": "rows = [row, row]",
    "ScriptsNashorn": "rows = [row, row]",
    "GraalvmPython": "rows = [row, row]",
}
VALUES = {
    "GraalvmJs": "const total = 40 + 2; logger.info('summed'); [total]",
    "ScriptsNashorn": "var total = 40 + 2; logger.info('summed'); [total]",
    "GraalvmPython": "total = 40 + 2\nlogger.info('summed')\n[total]",
}


@pytest.fixture(params=sorted(ROWS))
def language(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name != "GraalvmPython" and shutil.which("node") is None:
        pytest.skip("no node: apt-get install nodejs")
    return name


def ran(name: str, **properties: Json) -> Ran:
    content = b"".join(json.dumps(each).encode() + b"\n" for each in PEOPLE)
    found: Any = TYPES[name]
    return run_task(found, properties, World(stored={FILE: content}))


def rows(done: Ran) -> list[Json]:
    assert done.error is None, (done.error, done.logs)
    content = done.context.blobs.read(done.outputs["uri"])
    return [json.loads(line) for line in content.splitlines()]


def test_rows_are_changed_left_out_and_made_more(language: str) -> None:
    name = f"{language}Filetransform"
    done = ran(name, **{"from": FILE, "script": ROWS[language]})
    assert rows(done) == [{**PEOPLE[0], "adult": True}]
    assert [(each.name, each.value) for each in done.metrics][-1] == ("records", 1)
    given = json.dumps(PEOPLE[:1])
    assert rows(ran(name, **{"from": given, "script": TWICE[language]})) == [PEOPLE[0]] * 2


def test_values_are_made(language: str) -> None:
    done = ran(f"{language}Eval", script=VALUES[language], outputs=["total", "missing"])
    assert done.error is None, (done.error, done.logs)
    assert done.outputs["result"] == [42]
    assert done.outputs["outputs"]["total"] == 42
    assert "summed" in done.logs


def test_a_script_that_fails_says_why(language: str) -> None:
    done = ran(f"{language}Eval", script="nothing_there()")
    assert "exit code 1" in str(done.error)
    assert any("nothing_there" in line for line in done.logs)


def test_python_may_have_modules() -> None:
    modules = {"tools": "def twice(n):\n  return 2 * n\n"}
    done = ran("GraalvmPythonEval", script="import tools\ntools.twice(21)", modules=modules)
    assert done.outputs["result"] == 42
    wrong = ran("GraalvmPythonEval", script="1", modules={"../x": ""})
    assert "`modules` has '../x'" in str(wrong.error)
