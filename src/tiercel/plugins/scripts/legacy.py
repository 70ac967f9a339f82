"""The oldest script tasks: Bash, Node and Python of the first generations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from tiercel.model.json_types import Json
from tiercel.plugin import Example, Prop, Raw, RunContext, RunnerPlugin, Static, plugin
from tiercel.plugins.scripts.assembly import rendered_lines
from tiercel.plugins.scripts.base import ScriptBase
from tiercel.plugins.scripts.docker_options import DockerOptions
from tiercel.plugins.scripts.language import Language
from tiercel.plugins.scripts.node import NODE
from tiercel.plugins.scripts.place import Place
from tiercel.plugins.scripts.python import PYTHON
from tiercel.plugins.scripts.python_packages import Wanted, package_folder
from tiercel.plugins.scripts.python_start import search_path
from tiercel.plugins.scripts.runners import RunnerChoice, is_process, runner_of
from tiercel.plugins.scripts.shell import SHELL


class LegacyScript(ScriptBase):
    """What the three have in common; processes unless told otherwise."""

    default_command: ClassVar[str] = ""

    commands: Annotated[Raw[list[str] | None], Prop("The commands.")] = None
    runner: Annotated[Static[Literal["PROCESS", "DOCKER"]], Prop("Where they run.")] = "PROCESS"
    docker_options: Annotated[DockerOptions | None, Prop("How the container is made.")] = None
    exit_on_failed: Annotated[bool, Prop("Stop at the first command that fails.")] = True
    output_dirs: Annotated[list[str] | None, Prop("Ignored: use `outputFiles`.")] = None
    interpreter_args: Annotated[list[str] | None, Prop("Ignored.")] = None

    def choose_runner(self, ctx: RunContext) -> RunnerPlugin:
        """As the old properties say."""
        return runner_of(ctx, RunnerChoice(self.runner, self.docker_options or self.docker))

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: Place, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The commands, or the one that runs the main file."""
        lines = list(rendered_lines(ctx, self.commands, extra)) or [self.default_command]
        return lines if self.exit_on_failed else ["set +e", *lines]


@plugin(
    "io.kestra.core.tasks.scripts.Bash",
    title="Run shell commands.",
    deprecated=True,
    replaced_by="io.kestra.plugin.scripts.shell.Commands",
    examples=[Example("commands:\n  - echo hello")],
)
class Bash(LegacyScript):
    """The oldest form of shell commands."""

    language: ClassVar[Language] = SHELL


@plugin(
    "io.kestra.core.tasks.scripts.Node",
    title="Run a Node.js script.",
    deprecated=True,
    replaced_by="io.kestra.plugin.scripts.node.Script",
    examples=[Example("inputFiles:\n  main.js: console.log('hello')")],
)
class Node(LegacyScript):
    """Runs `main.js` of its input files."""

    language: ClassVar[Language] = NODE
    default_command: ClassVar[str] = "node main.js"


@plugin(
    "io.kestra.core.tasks.scripts.Python",
    title="Run a Python script.",
    deprecated=True,
    replaced_by="io.kestra.plugin.scripts.python.Script",
    examples=[Example("inputFiles:\n  main.py: print('hello')\nrequirements:\n  - requests")],
)
class Python(LegacyScript):
    """Runs `main.py` of its input files."""

    language: ClassVar[Language] = PYTHON

    requirements: Annotated[list[str] | None, Prop("Packages to install, as for pip.")] = None

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: Place, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The commands, or the one that runs `main.py`."""
        if self.commands:
            return super().lines(ctx, runner, place, extra)
        program = runner.find_program(PYTHON.programs) if is_process(runner) else "python"
        return [f"{program} main.py"]

    def environment(self, ctx: RunContext, runner: RunnerPlugin, place: Place) -> Mapping[str, str]:
        """The packages."""
        if not self.requirements:
            return search_path(ctx, runner, place, None)
        wanted = Wanted(
            requirements=tuple(self.requirements),
            program=runner.find_program(PYTHON.programs),
            image=None if is_process(runner) else PYTHON.image,
        )
        return search_path(ctx, runner, place, package_folder(ctx, wanted, place))
