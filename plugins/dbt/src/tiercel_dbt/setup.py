"""A virtual environment with dbt, for the older commands."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

import msgspec

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.scripts.base import InterpretedTask
from tiercel.plugins.scripts.docker_options import DockerOptions
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel_dbt.project import PROFILES

PYTHON = Language(name="dbt-setup", image="python")


@plugin(
    "io.kestra.plugin.dbt.cli.Setup",
    title="Install dbt into the working directory.",
    examples=[
        (
            "requirements: [dbt-duckdb]\nprofiles:\n  shop:\n    target: dev\n    outputs:\n"
            "      dev:\n        type: duckdb\n        path: shop.duckdb"
        )
    ],
    deprecated=True,
    replaced_by="io.kestra.plugin.dbt.cli.DbtCLI",
)
class Setup(InterpretedTask):
    """In a WorkingDirectory, before the commands; an image with dbt needs none of it."""

    language: ClassVar[Language] = PYTHON

    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = (
        PYTHON.image
    )
    docker_options: Annotated[
        DockerOptions | None,
        Prop("Options of the container: `taskRunner` has them now.", deprecated=True),
    ] = None
    exit_on_failed: Annotated[
        bool, Prop("Stop at the first command that fails: now `failFast`.", deprecated=True)
    ] = True
    profiles: Annotated[
        dict[str, Json] | str, Prop("The profiles: as a map, or the text of `profiles.yml`.")
    ]
    requirements: Annotated[list[str], Prop("What pip installs, such as dbt-postgres.")]
    python_path: Annotated[
        str, Prop("The interpreter that the environment is made with, such as `python3`.")
    ] = "python"

    def prepare(self, ctx: RunContext, extra: Mapping[str, Json]) -> None:
        """Write the profiles."""
        file = ctx.files.resolve(PROFILES)
        file.parent.mkdir(parents=True, exist_ok=True)
        text = self.profiles
        # What is JSON is YAML as well.
        content = text if isinstance(text, str) else msgspec.json.encode(text).decode()
        file.write_text(content, encoding="utf-8")

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """An environment in the working directory, and what it is to have."""
        pip = shlex.join(["./bin/pip", "install", "--quiet", *self.requirements])
        return [f"{self.python_path} -m venv .", pip]
