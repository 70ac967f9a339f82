"""The oldest script tasks: Bash, Node and Python of the first generations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from tiercel.plugin import (
    Example,
    Json,
    Output,
    PluginError,
    Prop,
    Raw,
    RunContext,
    RunnerPlugin,
    Static,
    plugin,
)
from tiercel.plugins.scripts.assembly import rendered_lines, without_globs
from tiercel.plugins.scripts.base import ScriptBase, ScriptOutput
from tiercel.plugins.scripts.docker_options import DockerOptions
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.languages.node import NODE
from tiercel.plugins.scripts.languages.python import PYTHON
from tiercel.plugins.scripts.languages.python_packages import Wanted, package_folder
from tiercel.plugins.scripts.languages.shell import SHELL
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.python_start import search_path
from tiercel.plugins.scripts.runners import RunnerChoice, is_process, runner_of

# Programs of the virtual environment, by their path from the working directory.
VENV_PATHS = re.compile(r"(?:^|[\s;&|(])(?:\./)?bin/(python|pip|activate)")


class LegacyOutput(ScriptOutput):
    """What an old script left."""

    files: Annotated[
        dict[str, str] | None, Prop("The old name of `outputFiles`.", deprecated=True)
    ] = None


class LegacyScript(ScriptBase):
    """What the three have in common; processes unless told otherwise."""

    outputs_class: ClassVar[type[Output]] = LegacyOutput
    # The file that is run when there are no commands; empty for commands that are needed.
    main_file: ClassVar[str] = ""

    commands: Annotated[
        Raw[list[str] | None], Prop("The commands, one after the other in one shell.")
    ] = None
    runner: Annotated[
        Static[Literal["PROCESS", "DOCKER"]],
        Prop("Where they run: a process of this machine or a container."),
    ] = "PROCESS"
    docker_options: Annotated[DockerOptions | None, Prop("How the container is made.")] = None
    exit_on_failed: Annotated[bool, Prop("Stop at the first command that fails.")] = True
    files: Annotated[
        Raw[list[str] | str | None],
        Prop("The old name of `outputFiles`.", deprecated=True),
    ] = None
    outputs_files: Annotated[
        Raw[list[str] | str | None],
        Prop("The old name of `outputFiles`.", deprecated=True),
    ] = None
    output_dirs: Annotated[
        Raw[list[str] | str | None],
        Prop("Directories whose files are kept: `outputDirs.name` is the path.", deprecated=True),
    ] = None
    interpreter: Annotated[str, Prop("The program that runs the commands.")] = "/bin/sh"
    interpreter_args: Annotated[list[str], Prop("Its arguments before the commands.")] = [  # noqa: RUF012
        "-c"
    ]

    def choose_runner(self, ctx: RunContext) -> RunnerPlugin:
        """As the old properties say."""
        return runner_of(ctx, RunnerChoice(self.runner, self.docker_options or self.docker))

    def given_interpreter(self) -> Sequence[str] | None:
        """Program and arguments."""
        return (self.interpreter, *self.interpreter_args)

    def globs(self, ctx: RunContext, place: ScriptFolders) -> Sequence[str]:
        """The files of all names that the property had, and all in the directories to keep."""
        names = [
            name
            for each in (self.output_files, self.outputs_files, self.files)
            for name in rendered_lines(ctx, each, place.extra)
        ]
        folders = rendered_lines(ctx, self.output_dirs, place.extra)
        return [*dict.fromkeys(names), *(f"{folder}/**" for folder in folders)]

    def variables(
        self, ctx: RunContext, place: ScriptFolders, globs: Sequence[str]
    ) -> Mapping[str, Json]:
        """The paths of files and directories to keep, which are there from the beginning."""
        for name in without_globs(globs):
            path = ctx.files.resolve(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        folders = {}
        for folder in rendered_lines(ctx, self.output_dirs, place.extra):
            ctx.files.resolve(folder).mkdir(parents=True, exist_ok=True)
            folders[folder] = f"{place.working_dir}/{folder}"
        found = super().variables(ctx, place, globs)
        return {**found, "temp": found["outputFiles"], "outputDirs": folders}

    def output(self, **values: Any) -> ScriptOutput:
        """The outputs, with the old name of the files."""
        return LegacyOutput(**values, files=values["output_files"])

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The commands, or the one that runs the main file."""
        lines = list(rendered_lines(ctx, self.commands, extra))
        if not lines:
            if not self.main_file:
                raise PluginError("The `commands` must not be empty")
            if not ctx.files.resolve(self.main_file).is_file():
                raise PluginError(f"The `inputFiles` must have a file `{self.main_file}`")
            lines = [f"{self.main_program(runner)} {self.main_file}"]
        if len(lines) == 1:
            lines = [" ".join([*lines, *self.rendered_args(ctx)])]
        lines = [*self.preparation(ctx, runner, lines), *lines]
        return lines if self.exit_on_failed else ["set +e", *lines]

    def main_program(self, runner: RunnerPlugin) -> str:
        """The program that runs the main file."""
        raise NotImplementedError

    def rendered_args(self, ctx: RunContext) -> Sequence[str]:
        """What stands after a lone command."""
        return ()

    def preparation(
        self, ctx: RunContext, runner: RunnerPlugin, commands: Sequence[str]
    ) -> Sequence[str]:
        """Commands before the others."""
        return ()


@plugin(
    "io.kestra.core.tasks.scripts.Bash",
    title="Run shell commands, as older flows do.",
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
    main_file: ClassVar[str] = "main.js"

    args: Annotated[Raw[list[str] | None], Prop("Arguments of the script.")] = None
    node_path: Annotated[str, Prop("The program that runs the script.")] = "node"
    npm_path: Annotated[str, Prop("The program that installs what `package.json` names.")] = "npm"

    def main_program(self, runner: RunnerPlugin) -> str:
        """Node.js."""
        return self.node_path

    def rendered_args(self, ctx: RunContext) -> Sequence[str]:
        """As the flow says."""
        return rendered_lines(ctx, self.args, {})

    def preparation(
        self, ctx: RunContext, runner: RunnerPlugin, commands: Sequence[str]
    ) -> Sequence[str]:
        """The packages of the script."""
        has_packages = ctx.files.resolve("package.json").is_file()
        return [f"{self.npm_path} install --silent"] if has_packages else ()


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
    main_file: ClassVar[str] = "main.py"

    requirements: Annotated[list[str] | None, Prop("Packages to install, as for pip.")] = None
    args: Annotated[Raw[list[str] | None], Prop("Arguments of a lone command.")] = None
    virtual_env: Annotated[
        bool, Prop("Whether `./bin/python` is there: made when a command names it.")
    ] = True
    python_path: Annotated[
        str, Prop("The interpreter that runs the script, as a name on the path or a full path.")
    ] = "python"
    package_manager: Annotated[
        Literal["UV", "PIP"], Prop("Ignored: packages are installed by uv.")
    ] = "PIP"

    def main_program(self, runner: RunnerPlugin) -> str:
        """The interpreter; the usual one by the name that the machine has for it."""
        is_usual = self.python_path == "python" and is_process(runner)
        return runner.find_program(PYTHON.programs) if is_usual else self.python_path

    def rendered_args(self, ctx: RunContext) -> Sequence[str]:
        """As the flow says."""
        return rendered_lines(ctx, self.args, {})

    def preparation(
        self, ctx: RunContext, runner: RunnerPlugin, commands: Sequence[str]
    ) -> Sequence[str]:
        """The virtual environment, in the working directory, when a command needs it."""
        named = {match[1] for each in commands for match in VENV_PATHS.finditer(each)}
        if not self.virtual_env or not named:
            return ()
        without = "" if "pip" in named else " --without-pip"
        program = self.main_program(runner)
        return [f"{program} -m venv --system-site-packages{without} . > /dev/null"]

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        if not self.requirements:
            return search_path(ctx, runner, place, None)
        wanted = Wanted(
            requirements=tuple(self.requirements),
            program=self.main_program(runner),
            image=None if is_process(runner) else PYTHON.image,
        )
        return search_path(ctx, runner, place, package_folder(ctx, wanted, place))
