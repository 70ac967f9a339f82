"""Commands of dbt: a stand-in of its program, in a process; it leaves what dbt leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_dbt.cli import DbtCLI
from tiercel_dbt.commands import TYPES
from tiercel_dbt.setup import Setup

PROCESS = {"taskRunner": {"type": "io.kestra.plugin.core.runner.Process"}}
PROGRAM = """#!/bin/sh
echo '{"info": {"level": "warn", "msg": "a model is old"}, "data": {}}'
echo "called with $* $DBT_LOG_FORMAT"
[ -z "$DBT_PROFILES_DIR" ] || cat "$DBT_PROFILES_DIR/profiles.yml"
cat shop/target/manifest.json 2>/dev/null
mkdir -p shop/target
echo '{"nodes": {}}' > shop/target/manifest.json
printf '%s' '{"results": [{"status": "success", "unique_id": "model.a"},
{"status": "error", "unique_id": "model.b", "message": "no such table"}, {"status": "skipped"}]}' \\
  > shop/target/run_results.json
exit $CODE
"""


@pytest.fixture
def dbt(tmp_path: Path) -> dict[str, Json]:
    """What finds the stand-in."""
    program = tmp_path / "dbt"
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    return {**PROCESS, "env": {"PATH": f"{tmp_path}:/usr/bin:/bin", "CODE": "0"}}


def ran_cli(properties: dict[str, Json]) -> Ran:
    return run_task(DbtCLI, {"commands": ["dbt build"], "projectDir": "shop", **properties})


def test_lines_have_levels_and_results_are_kept_and_counted(dbt: dict[str, Json]) -> None:
    ran = ran_cli({**dbt, "profiles": "shop: {target: dev}"})
    assert ran.error is None
    entries = [(level.value, text) for level, text in ran.context.log.entries]
    assert ("WARN", "a model is old") in entries
    assert ("INFO", "called with build json") in entries
    assert ("INFO", "shop: {target: dev}") in entries
    assert ("ERROR", "model.b: no such table") in entries
    assert {each.name: each.value for each in ran.metrics} == {
        "log.stats.success": 1,
        "log.stats.warn": 0,
        "log.stats.error": 1,
    }
    kept = ran.outputs["outputFiles"]
    assert sorted(kept) == ["manifest.json", "run_results.json"]
    assert ran.context.blobs.read(kept["manifest.json"]) == b'{"nodes": {}}\n'


def test_results_are_kept_when_the_command_fails(dbt: dict[str, Json]) -> None:
    env: Any = dbt["env"]
    error: Any = ran_cli({**dbt, "env": {**env, "CODE": "2"}}).error
    assert str(error) == "Command failed with exit code 2"
    assert "run_results.json" in error.outputs["outputFiles"]


def test_a_manifest_is_remembered_and_given_to_the_next_run(dbt: dict[str, Json]) -> None:
    place = {"key": "{{ flow.id }}", "namespace": "a.namespace"}
    ran = ran_cli({**dbt, "storeManifest": place})
    assert ran.context.kv.get("a-flow", "a.namespace") == (True, {"nodes": {}})
    task = DbtCLI.model_validate(
        {"commands": ["dbt build"], "projectDir": "shop", "loadManifest": place, **dbt}
    )
    context = FakeContext(World())
    context.kv.put("a-flow", {"nodes": {"old": 1}}, namespace="a.namespace")
    task.run(context)
    assert '{"nodes":{"old":1}}' in context.log.lines()[3]
    missing = ran_cli({**dbt, "loadManifest": place})
    assert "`loadManifest`: a.namespace has no key a-flow" in str(missing.error)


def test_results_are_left_alone(dbt: dict[str, Json]) -> None:
    ran = ran_cli({**dbt, "parseRunResults": False, "logFormat": "NONE"})
    assert (ran.outputs["outputFiles"], ran.metrics) == ({}, [])
    assert "called with build " in ran.logs[2]


@pytest.mark.parametrize(
    ("name", "properties", "words"),
    [
        ("Build", {"fullRefresh": True, "thread": 4}, "build --full-refresh --threads 4"),
        ("Freshness", {}, "source freshness"),
        ("Run", {"select": ["a", "b+"], "exclude": ["c"]}, "run --select a b+ --exclude c"),
    ],
)
def test_older_commands(
    dbt: dict[str, Json], name: str, properties: dict[str, Json], words: str
) -> None:
    ran = run_task(TYPES[name], {**dbt, "dbtPath": "dbt", "target": "dev", **properties})
    head, _, rest = words.partition(" --threads")
    assert ran.error is None
    assert ran.logs[2].startswith("called with --log-format json ")
    for each in (head.split(" ")[0], "--target dev", *([f"--threads{rest}"] if rest else [])):
        assert each in ran.logs[2]


def test_setup_makes_an_environment(tmp_path: Path) -> None:
    python = tmp_path / "python"
    pip = "mkdir -p bin; printf '#!/bin/sh\\necho \"pip $*\"; cat .profile/profiles.yml' > bin/pip"
    python.write_text(f'#!/bin/sh\n{pip}\nchmod +x bin/pip\necho "python $*"\n', encoding="utf-8")
    python.chmod(0o755)
    properties: dict[str, Json] = {
        "requirements": ["dbt-duckdb>=1"],
        "profiles": {"shop": {"target": "dev"}},
        "pythonPath": str(python),
    }
    ran = run_task(Setup, {**PROCESS, **properties})
    assert ran.error is None
    assert ran.logs[1:3] == ["python -m venv .", "pip install --quiet dbt-duckdb>=1"]
    assert msgspec.json.decode(ran.logs[3]) == {"shop": {"target": "dev"}}
