"""Polling triggers that run a script and look at how it ended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from tiercel.plugin import (
    EndedWith,
    Json,
    Output,
    PluginError,
    PollingTrigger,
    Prop,
    Raw,
    RunContext,
    TaskFailed,
)
from tiercel.plugins.scripts.base import ScriptBase

EXIT_CODE = re.compile(r"\s*exit\s+(\d+)\s*")
STATE_KEY = "script-trigger"


class Matched(Output):
    """What the script left when the condition held."""

    timestamp: Annotated[datetime, Prop("When the condition was met, as a date.")]
    condition: Annotated[str, Prop("The condition that was met.")]
    exit_code: Annotated[int, Prop("The exit code of the script.")]
    vars: Annotated[dict[str, Json], Prop("What it printed as outputs.")]


class ScriptPolling(PollingTrigger[Matched]):
    """Runs a script task of the language once per interval."""

    task_class: ClassVar[type[ScriptBase]]

    exit_condition: Annotated[
        str, Prop("`exit N` for an exit code, else a pattern searched in the outputs.")
    ]
    edge: Annotated[bool, Prop("Start only when the condition begins to hold.")] = True
    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = None

    def poll(self, ctx: RunContext) -> Matched | None:
        """The end of the script, when it matches and did not match before."""
        code, variables = self._ended(ctx)
        holds = self._holds(code, variables)
        key = f"{STATE_KEY}-{(ctx.vars.get('trigger') or {}).get('id', '')}"
        _, before = ctx.kv.get(key, ctx.vars["flow"]["namespace"])
        if self.edge and before is not holds:
            ctx.kv.put(key, holds, namespace=ctx.vars["flow"]["namespace"])
        if not holds or (self.edge and before is True):
            return None
        return Matched(
            timestamp=ctx.now(), condition=self.exit_condition, exit_code=code, vars=variables
        )

    def _ended(self, ctx: RunContext) -> tuple[int, dict[str, Json]]:
        """Exit code and outputs of one run. Raises: PluginError when it could not run."""
        task = self.task_class.model_validate(
            {
                **self.script_properties(),
                **({"containerImage": self.container_image} if self.container_image else {}),
            }
        )
        try:
            output = task.run(ctx)
        except (TaskFailed, EndedWith) as error:
            found = error.outputs
            if found is None:
                raise
            return int(found["exitCode"]), dict(found["vars"])
        return output.exit_code, output.vars

    def _holds(self, code: int, variables: Mapping[str, Json]) -> bool:
        match = EXIT_CODE.fullmatch(self.exit_condition)
        if match is not None:
            return code == int(match[1])
        try:
            return re.search(self.exit_condition, str(dict(variables))) is not None
        except re.error as error:
            raise PluginError(f"invalid pattern [{self.exit_condition}]: {error}") from error

    def script_properties(self) -> Mapping[str, Json]:
        """The properties of the task."""
        raise NotImplementedError


class ScriptTriggerBase(ScriptPolling):
    """An inline script."""

    script: Annotated[
        Raw[str],
        Prop(
            "The lines of the script that is run at each interval; expressions are rendered first."
        ),
    ]

    def script_properties(self) -> Mapping[str, Json]:
        """The script."""
        return {"script": self.script}


class CommandsTriggerBase(ScriptPolling):
    """A list of commands."""

    commands: Annotated[
        Raw[list[str]],
        Prop("The commands that are run at each interval, one after the other in one shell."),
    ]

    def script_properties(self) -> Mapping[str, Json]:
        return {"commands": self.commands}
