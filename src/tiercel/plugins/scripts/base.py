"""The base of all script tasks: files, environment, command, runner, outputs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from tiercel.plugin import (
    EndedWith,
    Json,
    NestedMark,
    Output,
    PluginError,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    Static,
    TaskFailed,
)
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.plugin.runner import Command, RunnerPlugin
from tiercel.plugin.services.far_work import by_runner
from tiercel.plugins.files import (
    keep_files,
    short_id,
    write_input_files,
    write_namespace_files,
)
from tiercel.plugins.scripts.assembly import (
    Script,
    argv_of,
    joined_paths,
    rendered_env,
    rendered_lines,
    with_local_files,
    without_globs,
)
from tiercel.plugins.scripts.docker_options import DockerOptions
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders, new_place, remove_own_folder
from tiercel.plugins.scripts.protocol import OutputLines
from tiercel.plugins.scripts.runners import RunnerChoice, is_process, runner_of


class ScriptOutput(Output):
    """What a script left."""

    vars: Annotated[dict[str, Json], Prop("What it printed as outputs.")]
    exit_code: Annotated[int, Prop("The exit code of the program; 0 when it succeeded.")]
    output_files: Annotated[dict[str, str], Prop("Path to URI of each file that was kept.")]
    task_runner: Annotated[dict[str, Json] | None, Prop("Details of the runner.")] = None


class ScriptBase(RunnableTask[ScriptOutput]):
    """Properties and course of every script task."""

    far_work = by_runner()

    language: ClassVar[Language]

    before_commands: Annotated[
        Raw[list[str] | str | None], Prop("Commands to run first, in the same shell.")
    ] = None
    fail_fast: Annotated[bool, Prop("Stop at the first command that fails.")] = True
    env: Annotated[
        Raw[dict[str, Json] | str | None],
        Prop(
            "Environment variables of the script: names with their values; "
            "expressions are rendered."
        ),
    ] = None
    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = None
    task_runner: Annotated[Json, NestedMark("runner"), Prop("Where the commands run.")] = None
    warning_on_std_err: Annotated[
        bool, Prop("End with WARNING when something is printed to standard error.")
    ] = True
    input_files: Annotated[Raw[Json], Prop("Files to create, by name.")] = None
    output_files: Annotated[Raw[list[str] | str | None], Prop("Globs of the files to keep.")] = None
    namespace_files: Annotated[
        NamespaceFiles | None, Prop("Namespace files to put into the directory.")
    ] = None
    target_os: Annotated[
        Literal["AUTO", "LINUX", "WINDOWS"],
        Field(alias="targetOS"),
        Prop("The system that runs the commands."),
    ] = "AUTO"
    output_directory: Annotated[
        bool, Prop("Make a directory whose files are kept.", deprecated=True)
    ] = False
    runner: Annotated[
        Static[Literal["PROCESS", "DOCKER"] | None],
        Prop(
            "An older name of `taskRunner`: a process of this machine or a container.",
            deprecated=True,
        ),
    ] = None
    docker: Annotated[
        DockerOptions | None, Prop("See `taskRunner` and `containerImage`.", deprecated=True)
    ] = None
    kotlp: Annotated[Static[Json], Prop("Ignored: logs are read as they come.")] = None

    def run(self, ctx: RunContext) -> ScriptOutput:
        """Run the commands. Raises: TaskFailed with the outputs when they fail."""
        runner = self.choose_runner(ctx)
        place = new_place(ctx, runner, has_output_folder=self._has_output_folder)
        if self.namespace_files is not None:
            write_namespace_files(ctx, self.namespace_files)
        globs = self.globs(ctx, place)
        extra = self.variables(ctx, place, globs)
        if self.input_files is not None:
            write_input_files(ctx, self.input_files, extra)
        self.prepare(ctx, extra)
        lines = self.output_lines(ctx)
        command = self._command(ctx, runner, place, extra, lines)
        try:
            ended = runner.run(ctx, command)
        finally:
            remove_own_folder(ctx)
        output = self.output(
            vars=lines.vars,
            exit_code=ended.exit_code,
            output_files={**place.kept(ctx), **keep_files(ctx, globs), **self.kept(ctx)},
            task_runner=dict(ended.details) or None,
        )
        return self._judged(ctx, output, lines)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Stop what the runner has left running."""
        self.choose_runner(ctx).cancel(ctx, handle)

    def globs(self, ctx: RunContext, place: ScriptFolders) -> Sequence[str]:
        """Which files are kept."""
        return rendered_lines(ctx, self.output_files, place.extra)

    def variables(
        self, ctx: RunContext, place: ScriptFolders, globs: Sequence[str]
    ) -> Mapping[str, Json]:
        """What commands, files and variables see besides."""
        paths = {name: f"{place.working_dir}/{name}" for name in without_globs(globs)}
        return {**place.extra, "outputFiles": paths}

    def prepare(self, ctx: RunContext, extra: Mapping[str, Json]) -> None:
        """Write what the commands need beside the files of the flow."""

    def output_lines(self, ctx: RunContext) -> OutputLines:
        """What takes the lines that the commands print."""
        return OutputLines(ctx)

    def kept(self, ctx: RunContext) -> Mapping[str, str]:
        """URIs of further files that are kept, by name; also when the commands failed."""
        return {}

    def output(self, **values: Any) -> ScriptOutput:
        """The outputs of the task."""
        return ScriptOutput(**values)

    def given_interpreter(self) -> Sequence[str] | None:
        """What runs the commands; None for whatever the language says."""
        return None

    @property
    def _has_output_folder(self) -> bool:
        return self.output_directory or self.runner is not None

    def choose_runner(self, ctx: RunContext) -> RunnerPlugin:
        """Where the commands run."""
        choice = RunnerChoice(
            runner=self.runner,
            docker=self.docker,
            task_runner=self.task_runner,
        )
        return runner_of(ctx, choice)

    def _command(
        self,
        ctx: RunContext,
        runner: RunnerPlugin,
        place: ScriptFolders,
        extra: Mapping[str, Json],
        lines: OutputLines,
    ) -> Command:
        def finished(texts: Sequence[str]) -> tuple[str, ...]:
            return tuple(with_local_files(ctx, text, place.working_dir) for text in texts)

        language = self.language
        before = rendered_lines(ctx, self.before_commands, extra)
        is_windows = self.target_os == "WINDOWS"
        given_interpreter = self.given_interpreter()
        interpreter = language.interpreter if given_interpreter is None else given_interpreter
        prepared = self.environment(ctx, runner, place)
        commands = finished(self.lines(ctx, runner, place, extra))
        is_plain = given_interpreter is None and not before and len(commands) == 1
        script = Script(
            interpreter=tuple(interpreter),
            before=finished((*language.setup, *before)),
            commands=commands,
            fail_fast=language.fail_fast if self.fail_fast and not is_windows else "",
            separator="\r\n" if is_windows else "\n",
        )
        trace = {} if ctx.trace_parent is None else {"TRACEPARENT": ctx.trace_parent}
        given = joined_paths(rendered_env(ctx, self.env, extra), prepared)
        # Whoever brings a name and a password wants to be that user.
        token = None if "KESTRA_USER" in given else ctx.api_token
        login = {} if token is None else {"KESTRA_API_TOKEN": token}
        repeats = {"TIERCEL_IDEMPOTENCY_KEY": ctx.idempotency_key}
        env = {**repeats, **login, **trace, **language.env, **prepared, **place.env, **given}
        return Command(
            argv=argv_of(script),
            env=env,
            folder=ctx.files.path,
            on_line=lines.take,
            image=self.image_of(runner),
            labels=_labels_of(ctx.vars),
            direct=tuple(commands[0].split(" ")) if is_plain and language.programs else (),
        )

    def image_of(self, runner: RunnerPlugin) -> str:
        """The image, for runners with containers."""
        if self.docker is not None and self.docker.image:
            return self.docker.image
        return runner.image_for(self.container_image or self.language.image)

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        """Variables that the language adds at run time."""
        return {}

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        raise NotImplementedError

    def _judged(self, ctx: RunContext, output: ScriptOutput, lines: OutputLines) -> ScriptOutput:
        """The output of a good end. Raises: TaskFailed, EndedWith for the others."""
        stored = output.model_dump(by_alias=True, exclude_none=True)
        if output.exit_code != 0:
            raise TaskFailed(f"Command failed with exit code {output.exit_code}", outputs=stored)
        # Compat: the releases before 2.0 warn about anything on standard error.
        minds_stderr = ctx.plugin_configuration.get("warningOnStdErr", True)
        if self.warning_on_std_err and minds_stderr and lines.stderr_lines > 0:
            raise EndedWith("WARNING", stored)
        return output


class InterpretedTask(ScriptBase):
    """A task that names what runs its commands."""

    interpreter: Annotated[list[str] | None, Prop("What runs the commands.")] = None

    def given_interpreter(self) -> Sequence[str] | None:
        """As the flow says."""
        return self.interpreter


class ScriptTask(InterpretedTask):
    """An inline script, written to a file or taken as the command itself."""

    script: Annotated[
        Raw[str], Prop("The lines of the script; expressions in them are rendered first.")
    ]

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The script itself, or the command that runs its file."""
        text = ctx.render(self.script, extra) or ""
        language = self.language
        if not language.extension:
            return [text]
        text = with_local_files(ctx, text, place.working_dir)
        name = f"script-{short_id(text)}{self.extension_of_file()}"
        ctx.files.resolve(name).write_text(text, encoding="utf-8")
        program = self.program(runner)
        if language.programs and is_process(runner):
            self._check_program(program)
        return [" ".join([program, *self.arguments(), f"{place.working_dir}/{name}"])]

    def _check_program(self, program: str) -> None:
        """Say what is missing, unless `beforeCommands` or `env` may bring it.

        Raises: PluginError.
        """
        may_come = self.before_commands is not None or "PATH" in (self.env or ())
        if not may_come and shutil.which(program) is None:
            raise PluginError(f"Unable to find the program '{program}' on this machine")

    def extension_of_file(self) -> str:
        """The extension of the script file."""
        return self.language.extension

    def arguments(self) -> Sequence[str]:
        """What stands between the program and the file."""
        return self.language.arguments

    def program(self, runner: RunnerPlugin) -> str:
        """The program that runs the file."""
        programs = self.language.programs
        return runner.find_program(programs) if is_process(runner) else programs[0]


class CommandsTask(InterpretedTask):
    """A list of commands."""

    commands: Annotated[
        Raw[list[str] | str],
        Prop(
            "The commands, one after the other in one shell; the first that "
            "fails ends them unless `failFast` is false."
        ),
    ]

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The commands, rendered."""
        return rendered_lines(ctx, self.commands, extra)


def _labels_of(variables: Mapping[str, Json]) -> dict[str, str]:
    """What marks a container as belonging to this attempt."""
    flow, task_run = variables.get("flow") or {}, variables.get("taskrun") or {}
    found = {
        "namespace": flow.get("namespace"),
        "flow-id": flow.get("id"),
        "task-id": (variables.get("task") or {}).get("id"),
        "execution-id": (variables.get("execution") or {}).get("id"),
        "taskrun-id": task_run.get("id"),
        "taskrun-attempt": task_run.get("attemptsCount"),
    }
    return {f"kestra.io/{key}": str(each) for key, each in found.items() if each is not None}
