"""Spark is called with what the flow says: by a stand-in of ours for its program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiercel.plugin import Json
from tiercel.testing import World, run_task
from tiercel_platforms.spark import JarSubmit, PythonSubmit, RSubmit, SparkCLI

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/stored"
PROCESS: Json = {"type": "io.kestra.plugin.core.runner.Process"}


@pytest.fixture
def given(tmp_path: Path) -> dict[str, Json]:
    program = tmp_path / "spark-submit"
    program.write_text('#!/bin/sh\nfor each; do echo "<$each>"; done\nls\n')
    program.chmod(0o755)
    return {"taskRunner": PROCESS, "sparkSubmitPath": str(program), "master": "local[*]"}


def lines_of(task: type, properties: dict[str, Json]) -> list[str]:
    ran = run_task(task, properties, World(stored={FILE: b"x"}))
    assert ran.error is None, ran.error
    return list(ran.logs)


def test_a_script_of_python(given: dict[str, Json]) -> None:
    asked = {
        **given,
        "mainScript": FILE,
        "name": "an app",
        "args": ["{{ flow.id }}", "b c"],
        "configurations": {"spark.x": "1"},
        "pythonFiles": {"m.py": FILE},
        "appFiles": {"a.csv": FILE},
        "deployMode": "CLUSTER",
        "verbose": True,
    }
    lines = lines_of(PythonSubmit, asked)
    words = [line[1:-1] for line in lines if line.startswith("<")]
    assert words == [
        *("--master", "local[*]", "--deploy-mode", "cluster", "--name", "an app"),
        *("--conf", "spark.x=1", "--files", "a.csv", "--py-files", "m.py", "--verbose"),
        *("app.py", "a-flow", "b c"),
    ]
    assert {"a.csv", "app.py", "m.py"} <= set(lines)


def test_jars_and_scripts_of_r(given: dict[str, Json]) -> None:
    place = "local:///opt/a.jar"
    asked = {**given, "mainResource": place, "mainClass": "a.B", "jars": {"c.jar": FILE}}
    lines = lines_of(JarSubmit, asked)
    words = [line[1:-1] for line in lines if line.startswith("<")]
    assert words[4:] == ["--class", "a.B", "--jars", "c.jar", place]
    assert "<app.R>" in lines_of(RSubmit, {**given, "mainScript": FILE})


def test_commands(given: dict[str, Json]) -> None:
    command = f"{given['sparkSubmitPath']} --version"
    assert "<--version>" in lines_of(SparkCLI, {"taskRunner": PROCESS, "commands": [command]})
