"""The base of task runners: where the command of a script task runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import msgspec

from tiercel.model.json_types import Json
from tiercel.plugin.task import Plugin

if TYPE_CHECKING:
    from tiercel.plugin.context import RunContext


class Command(msgspec.Struct, frozen=True):
    """A command to run.

    Shapes: `argv` is complete; `env` is what the task adds; `folder` holds its files and is the
    current directory. `on_line` gets every line of output with True for standard error.
    `direct` is the same command without a shell, when it is no more than one program.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str]
    folder: Path
    on_line: Callable[[str, bool], None]
    image: str | None = None
    timeout: timedelta | None = None
    labels: Mapping[str, str] = {}
    direct: tuple[str, ...] = ()


class Ended(msgspec.Struct, frozen=True):
    """How a command ended; `details` go to the output `taskRunner`."""

    exit_code: int
    details: Mapping[str, Json] = {}


class RunnerPlugin(Plugin):
    """Where commands run. Properties are rendered like those of tasks."""

    takes_json_as_text: ClassVar[bool] = True
    shown_common: ClassVar[tuple[str, ...]] = ("pluginDefaultsRef",)

    def working_dir(self, folder: Path) -> str:
        """The path under which the command will see `folder`."""
        return str(folder)

    def image_for(self, image: str) -> str:
        """The image that commands run in when the task names this one."""
        return image

    def run(self, ctx: RunContext, command: Command) -> Ended:
        """Run it to its end, in the calling thread.

        Raises: Interrupted when the task is killed; everything of the command has ended then.
        """
        raise NotImplementedError

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Stop what `run` remembered: see `RunnableTask.cancel`."""
        raise NotImplementedError

    def find_program(self, names: Sequence[str]) -> str:
        """The first of the programs that the runner has; the first name when that is unknown."""
        return names[0]
