"""One command of dbt each, as older flows have them: a row each."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugin.variants import variant
from tiercel.plugins.scripts.docker_options import DockerOptions
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel_dbt.project import DBT, Project

_NEWER = "io.kestra.plugin.dbt.cli.DbtCLI"


class DbtCommand(Project):
    """Runs one command."""

    command: ClassVar[str]
    language: ClassVar[Language] = DBT

    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = (
        DBT.image
    )
    docker_options: Annotated[
        DockerOptions | None,
        Prop("Options of the container: `taskRunner` has them now.", deprecated=True),
    ] = None
    runner: Annotated[
        Literal["PROCESS", "DOCKER"] | None,
        Prop("Where it runs: `taskRunner` says so now.", deprecated=True),
    ] = None
    dbt_path: Annotated[str, Prop("The program; that of `Setup` by default.")] = "./bin/dbt"
    debug: Annotated[bool, Prop("Whether dbt tells all that it does.")] = False
    fail_fast: Annotated[bool, Prop("Whether dbt stops at the first node that fails.")] = False
    warn_error: Annotated[bool, Prop("Whether warnings are errors.")] = False
    full_refresh: Annotated[bool, Prop("Whether incremental models are built anew.")] = False
    thread: Annotated[int | None, Prop("How many nodes run at once; as the profile says.")] = None
    target: Annotated[str | None, Prop("The target of the profile; its usual one by default.")] = (
        None
    )
    selector: Annotated[str | None, Prop("A selector of the project.")] = None
    select: Annotated[list[str] | None, Prop("Nodes that are taken; all by default.")] = None
    exclude: Annotated[list[str] | None, Prop("Nodes that are left out.")] = None

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The command with its options."""
        before = {"--debug": self.debug, "--fail-fast": self.fail_fast}
        before |= {"--warn-error": self.warn_error}
        values = {
            "--threads": self.thread,
            "--target": self.target,
            "--selector": self.selector,
            "--project-dir": self.project_dir,
        }
        words = [self.dbt_path, "--log-format", "json"]
        words += [name for name, is_on in before.items() if is_on]
        words += self.command.split(" ")
        words += ["--full-refresh"] if self.full_refresh else []
        for name, value in values.items():
            words += [] if value is None else [name, str(value)]
        for name, nodes in (("--select", self.select), ("--exclude", self.exclude)):
            words += [name, *nodes] if nodes else []
        return [shlex.join(words)]


ROWS: Mapping[str, tuple[str, str]] = {
    "Build": ("build", "Build a project of dbt: models, tests, seeds and snapshots."),
    "Compile": ("compile", "Compile a project of dbt."),
    "Deps": ("deps", "Fetch the packages of a project of dbt."),
    "Freshness": ("source freshness", "Check how fresh the sources of a project of dbt are."),
    "List": ("list", "List the nodes of a project of dbt."),
    "Run": ("run", "Run the models of a project of dbt."),
    "Seed": ("seed", "Load the seeds of a project of dbt."),
    "Snapshot": ("snapshot", "Take the snapshots of a project of dbt."),
    "Test": ("test", "Run the tests of a project of dbt."),
}


def _type_of(name: str, command: str, title: str) -> type[Any]:
    made = variant((DbtCommand,), __name__, name, {"command": command})
    return plugin(
        f"io.kestra.plugin.dbt.cli.{name}",
        title=title,
        examples=["dbtPath: dbt\nprojectDir: shop\ntarget: dev"],
        deprecated=True,
        replaced_by=_NEWER,
    )(made)


TYPES: Mapping[str, type[Any]] = {name: _type_of(name, *row) for name, row in ROWS.items()}
# The catalog finds classes by module and name.
globals().update(TYPES)
