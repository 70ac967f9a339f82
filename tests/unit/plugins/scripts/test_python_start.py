"""What Python scripts find without installing it, and that they begin with their first line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tiercel.model.log import Level
from tiercel.plugin.errors import TaskFailed
from tiercel.plugins.scripts.languages import python
from tiercel.plugins.scripts.legacy import Python as OldPython
from tiercel.plugins.scripts.python_start import START
from tiercel.testing import Ran, run_task

PROCESS = {"type": "io.kestra.plugin.core.runner.Process"}
ALL = """from __future__ import annotations
from kestra import Kestra
import datetime

Kestra.outputs({"n": 1, "on": datetime.date(2026, 1, 2)})
Kestra.outputs({"text": "é \\n"})
Kestra.counter("rows", 3, {"table": "a"})
Kestra.timer("took", 1.5)
Kestra.timer("called", lambda: None)
Kestra.gauge("depth", 7.0)
Kestra.assets({"id": "a"})
log = Kestra.logger()
log.debug("quiet")
log.info("rows: %d", 3)
log.warning("careful")
log.critical("bad")
assert Kestra.logger() is log
"""


def run(task: type[Any], properties: Mapping[str, Any]) -> Ran:
    return run_task(task, {"taskRunner": PROCESS, "warningOnStdErr": False, **properties})


@pytest.mark.parametrize("warm", [False, True])
def test_a_script_reports_the_server_what_it_did(warm: bool) -> None:
    ran = run(python.Script, {"script": ALL, "warmInterpreter": warm})
    assert ran.error is None, ran.logs
    assert ran.outputs["vars"] == {"n": 1, "on": "2026-01-02", "text": "é \n"}
    found = {each.name: (each.type, each.value, dict(each.tags)) for each in ran.metrics}
    assert found["rows"] == ("counter", 3, {"table": "a"})
    assert found["took"] == ("timer", 1500, {})
    assert found["depth"] == ("gauge", 7.0, {})
    assert found["called"][0] == "timer"
    for level, text in (
        (Level.DEBUG, "Z - quiet"),
        (Level.INFO, "Z - rows: 3"),
        (Level.WARN, "Z - careful"),
        (Level.ERROR, "Z - bad"),
    ):
        assert any(line.endswith(text) for line in ran.context.log.lines(level)), level


@pytest.mark.parametrize("task", [python.Commands, OldPython])
def test_a_file_may_import_it_too(task: type[Any]) -> None:
    files = {"main.py": "from kestra import Kestra\nKestra.outputs({'n': 1})"}
    ran = run_task(
        task,
        {
            "inputFiles": files,
            "commands": [f"{sys.executable} main.py"],
            **({"taskRunner": PROCESS} if task is python.Commands else {}),
        },
    )
    assert ran.error is None, ran.logs
    assert ran.outputs["vars"] == {"n": 1}


def test_an_installed_package_counts_first(tmp_path: Path) -> None:
    (tmp_path / "kestra.py").write_text("Kestra = 'installed'\n", encoding="utf-8")
    script = "from kestra import Kestra\nprint(Kestra)"
    ran = run(python.Script, {"script": script, "env": {"PYTHONPATH": str(tmp_path)}})
    assert ran.context.log.lines(Level.INFO) == ["installed"]


def test_the_path_of_the_machine_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "of_the_machine.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    script = "import of_the_machine, sys\nfrom kestra import Kestra\nprint(sys.path[-1])"
    ran = run(python.Script, {"script": script})
    assert ran.error is None, ran.logs
    assert ran.context.log.lines(Level.INFO) == [f"{START}/packages"]


def test_another_start_file_is_run_as_well(tmp_path: Path) -> None:
    other = tmp_path / "sitecustomize.py"
    other.write_text("import builtins\nbuiltins.other = __file__\n", encoding="utf-8")
    # Ours comes first, as it does before what is installed.
    path = os.pathsep.join([str(START), str(tmp_path)])
    script = "from kestra import Kestra\nprint(other)"
    ran = run(python.Script, {"script": script, "env": {"PYTHONPATH": path}})
    assert ran.context.log.lines(Level.INFO) == [str(other)]


@pytest.mark.parametrize("warm", [False, True])
def test_nothing_stands_before_the_first_line(warm: bool) -> None:
    script = (
        '"""What it does."""\nfrom __future__ import annotations\n\nif true:\n    raise OSError\n'
    )
    ran = run(python.Script, {"script": script, "warmInterpreter": warm})
    assert isinstance(ran.error, TaskFailed)
    trace = "\n".join(ran.logs)
    assert "SyntaxError" not in trace
    assert ", line 5, in <module>" in trace


def test_names_of_json_are_only_in_scripts_of_flows() -> None:
    ran = run(python.Script, {"script": "print([true, false, null])"})
    assert ran.context.log.lines(Level.INFO) == ["[True, False, None]"]
    files = {"main.py": "print(true)"}
    ran = run(python.Commands, {"inputFiles": files, "commands": [f"{sys.executable} main.py"]})
    assert "NameError" in "\n".join(ran.logs)


def test_what_the_runner_brings_is_not_kept() -> None:
    ran = run(python.Script, {"script": "print(1)", "outputFiles": ["**"]})
    assert [name for name in ran.outputs["outputFiles"] if not name.startswith("script-")] == []
