"""Scripts in Python, with packages from a cached environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from tiercel.plugin import Example, Plugin, Prop, RunContext, RunnerPlugin, plugin
from tiercel.plugins.core.runner.process import Process
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.languages.python_packages import Wanted, package_folder
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.python_start import JSON_NAMES, search_path
from tiercel.plugins.scripts.runners import is_process
from tiercel.plugins.scripts.warm_python import WarmProcess

PYTHON = Language(
    name="python",
    image="python:3.13-slim",
    extension=".py",
    programs=("python", "python3"),
    env={
        "PYTHONUNBUFFERED": "true",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    },
)
EXAMPLE = """dependencies:
  - requests
script: |
  import requests
  print(requests.get("https://example.com").status_code)
"""


class PythonProperties(Plugin):
    """What Python tasks have besides."""

    dependencies: Annotated[list[str] | None, Prop("Packages to install, as for pip.")] = None
    python_version: Annotated[str | None, Prop("The version of Python, such as 3.12.")] = None
    dependency_cache_enabled: Annotated[
        bool, Prop("Whether installed packages are kept for the next run that asks for the same.")
    ] = True
    package_manager: Annotated[
        Literal["UV", "PIP"],
        Prop("Accepted and ignored: packages are installed by uv, else by pip."),
    ] = "UV"
    uv_auto_install_enabled: Annotated[bool, Prop("Ignored: uv comes with the server.")] = True
    uv_installer_version: Annotated[
        str | None, Prop("Accepted and ignored, since uv is not downloaded.")
    ] = None
    uv_installer_sha256: Annotated[
        str | None, Prop("Accepted and ignored, since uv is not downloaded.")
    ] = None

    def programs(self) -> tuple[str, ...]:
        """Names of the interpreter, the wanted version first."""
        if self.python_version is None:
            return PYTHON.programs
        parts = self.python_version.split(".")
        return (f"python{'.'.join(parts[:2])}", "python3", "python")

    def packages(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, image: str
    ) -> Mapping[str, str]:
        """The environment that makes the packages importable."""
        if not self.dependencies:
            return search_path(ctx, runner, place, None)
        wanted = Wanted(
            requirements=tuple(self.dependencies),
            python=self.python_version,
            image=None if is_process(runner) else image,
            program=runner.find_program(self.programs()),
            keeps=self.dependency_cache_enabled,
        )
        return search_path(ctx, runner, place, package_folder(ctx, wanted, place))


@plugin(
    "io.kestra.plugin.scripts.python.Script",
    title="Run a script in Python.",
    examples=[Example("script: |\n  print('hello')"), Example(EXAMPLE, title="With packages.")],
)
class Script(PythonProperties, ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = PYTHON

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = PYTHON.image
    warm_interpreter: Annotated[
        bool, Prop("Run in a fork of an interpreter that is already up; for processes only.")
    ] = False

    def choose_runner(self, ctx: RunContext) -> RunnerPlugin:
        """The usual one; a process may become a fork."""
        runner = super().choose_runner(ctx)
        is_wanted = self.warm_interpreter or bool(ctx.plugin_configuration.get("warmInterpreter"))
        return WarmProcess() if is_wanted and type(runner) is Process else runner

    def program(self, runner: RunnerPlugin) -> str:
        """The interpreter: of the wanted version where the machine has it."""
        return runner.find_program(self.programs()) if is_process(runner) else "python"

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        """The packages, and the names of JSON."""
        return {**JSON_NAMES, **self.packages(ctx, runner, place, self.image_of(runner))}


@plugin(
    "io.kestra.plugin.scripts.python.Commands",
    title="Run commands with Python.",
    examples=[Example("commands:\n  - python main.py\nnamespaceFiles:\n  enabled: true")],
)
class Commands(PythonProperties, CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = PYTHON

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = PYTHON.image

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        return self.packages(ctx, runner, place, self.image_of(runner))
