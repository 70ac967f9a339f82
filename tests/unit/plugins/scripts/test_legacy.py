"""The oldest script tasks: their own names of properties, and where their files are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tiercel.model.log import Level
from tiercel.plugin.check import check_properties
from tiercel.plugins.scripts.legacy import Bash, LegacyScript, Node, Python
from tiercel.testing import Ran, run_task

EVERY = {
    "files": ["a"],
    "outputsFiles": ["b"],
    "outputFiles": ["c"],
    "outputDirs": ["d"],
    "interpreter": "/bin/sh",
    "interpreterArgs": ["-c"],
    "exitOnFailed": True,
    "runner": "PROCESS",
    "warningOnStdErr": True,
}
OF_PYTHON = {
    "args": ["x"],
    "virtualEnv": True,
    "packageManager": "UV",
    "pythonPath": "python3",
    "requirements": ["x"],
}


def run(task: type[LegacyScript], **properties: Any) -> Ran:
    ran = run_task(task, properties)
    assert ran.error is None, (ran.error, ran.logs)
    return ran


@pytest.mark.parametrize(
    ("task", "more"),
    [
        (Bash, {"commands": ["ls"]}),
        (Node, {"args": ["x"], "nodePath": "node", "npmPath": "npm"}),
        (Python, OF_PYTHON),
    ],
)
def test_all_properties_of_the_reference_are_taken(
    task: type[LegacyScript], more: dict[str, Any]
) -> None:
    def no_nested(kind: str, value: Any, path: str) -> list[Any]:
        raise AssertionError(path)

    properties = {**EVERY, **more}
    assert check_properties(task, properties, "tasks[0]", no_nested) == []
    known = {field.alias for field in task.model_fields.values()}
    assert set(properties) <= known


def test_files_have_paths_before_they_are_written_and_old_names() -> None:
    ran = run(
        Bash,
        files=["{{ 'old' }}"],
        outputsFiles=["older"],
        outputFiles=["new"],
        outputDirs=["folder"],
        commands=[
            "echo 1 > {{ temp.old }}",
            "echo 2 > {{ outputFiles.older }}",
            "test -e {{ outputFiles.new }}",
            "echo 3 > {{ outputDirs.folder }}/inner.txt",
        ],
    )
    kept = ran.outputs["outputFiles"]
    assert sorted(kept) == ["folder/inner.txt", "new", "old", "older"]
    assert ran.outputs["files"] == kept
    read = {name: ran.context.blobs.read(uri) for name, uri in kept.items()}
    assert read == {"folder/inner.txt": b"3\n", "new": b"", "old": b"1\n", "older": b"2\n"}


def test_the_interpreter_is_a_text_with_arguments_of_its_own(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho "$1"\nexec /bin/sh -c "$2"\n', encoding="utf-8")
    program.chmod(0o755)
    ran = run(Bash, interpreter=str(program), interpreterArgs=["--own"], commands=["echo hello"])
    assert ran.context.log.lines(Level.INFO) == ["--own", "hello"]


def test_a_failure_goes_on_when_the_task_says_so() -> None:
    ran = run(Bash, commands=["false", "echo on"], exitOnFailed=False)
    assert ran.context.log.lines(Level.INFO) == ["on"]


def test_python_runs_its_main_file_with_arguments() -> None:
    main = {"main.py": "import sys\nprint(sys.argv[1:])"}
    ran = run(Python, inputFiles=main, args=["{{ flow.id }}", "2"], pythonPath=sys.executable)
    assert ran.context.log.lines(Level.INFO) == ["['a-flow', '2']"]


def test_python_has_its_virtual_environment_where_commands_name_it() -> None:
    main = {"main.py": "import sys, kestra\nprint(sys.prefix != sys.base_prefix)"}
    ran = run(
        Python,
        inputFiles=main,
        commands=["./bin/python main.py", "bin/python main.py"],
        pythonPath=sys.executable,
    )
    assert ran.context.log.lines(Level.INFO) == ["True", "True"]
    ran = run_task(Python, {"commands": ["./bin/python main.py"], "virtualEnv": False})
    assert ran.error is not None


def test_node_runs_its_main_file_with_arguments(tmp_path: Path) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho {name} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    ran = run(
        Node,
        inputFiles={"main.js": "x", "package.json": "{}"},
        args=["1"],
        nodePath=f"{tmp_path}/node",
        npmPath=f"{tmp_path}/npm",
    )
    assert ran.context.log.lines(Level.INFO) == ["npm install --silent", "node main.js 1"]


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (Bash, "The `commands` must not be empty"),
        (Node, "The `inputFiles` must have a file `main.js`"),
        (Python, "The `inputFiles` must have a file `main.py`"),
    ],
)
def test_nothing_to_run_is_a_clear_error(task: type[LegacyScript], said: str) -> None:
    ran = run_task(task, {})
    assert ran.error is not None
    assert ran.error.message == said
