"""Programs are called with what the flow says: by stand-ins of ours for the programs."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tiercel.plugin import Json
from tiercel.testing import World, run_task
from tiercel_programs.cloudquery import Sync
from tiercel_programs.tools import PROGRAMS, TYPES

PROCESS: Json = {"type": "io.kestra.plugin.core.runner.Process"}


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Folders of programs, with one of ours that says how it was called."""
    for name in ("terraform", "cloudquery"):
        program = tmp_path / name
        program.write_text(
            '#!/bin/sh\necho "$0 $*" "$TF_VAR_a" | sed "s|.*/||"\ncat *.yml *.db; true\n'
        )
        program.chmod(0o755)
    return f"{tmp_path}:/usr/bin:/bin"


def test_commands_run_with_their_variables(place: str) -> None:
    asked: dict[str, Json] = {
        "taskRunner": PROCESS,
        "env": {"PATH": place, "TF_VAR_a": "{{ flow.id }}"},
        "beforeCommands": ["terraform init"],
        "commands": ["terraform apply -auto-approve", "false", "terraform never"],
    }
    ran = run_task(TYPES["terraform.cli.TerraformCLI"], asked)
    lines = [line for line in ran.logs if line.startswith("terraform")]
    assert lines == ["terraform init a-flow", "terraform apply -auto-approve a-flow"]
    assert str(ran.error) == "Command failed with exit code 1"


def test_each_has_the_image_of_its_program() -> None:
    from tiercel.plugins.core.runner.process import Process
    from tiercel.plugins.scripts.runner.docker.docker import Docker

    for program in PROGRAMS:
        task = TYPES[program.type_name].model_validate({"commands": ["x"]})
        assert task.image_of(Docker()) == program.image
        own = TYPES[program.type_name].model_validate({"commands": ["x"], "containerImage": "mine"})
        assert own.image_of(Docker()) == "mine"
        assert isinstance(own.image_of(Process()), str)


def test_a_synchronization_writes_its_configurations_and_keeps_its_state(place: str) -> None:
    asked: dict[str, Json] = {
        "taskRunner": PROCESS,
        "env": {"PATH": place},
        "configs": [{"kind": "source", "spec": {"name": "{{ flow.id }}"}}, "kind: destination"],
        "incremental": True,
        "beforeCommands": ["printf state > icrs.db"],
    }
    world = World()
    ran = run_task(Sync, asked, world)
    assert ran.error is None
    assert "cloudquery sync config0.yml config1.yml --log-console" in "\n".join(ran.logs)
    text = "".join(ran.logs)
    assert msgspec.json.encode({"kind": "source", "spec": {"name": "a-flow"}}).decode() in text
    assert "kind: destination" in text
    (uri,) = ran.context.kv.entries.values()
    assert ran.context.blobs.read(str(uri)) == b"state"
