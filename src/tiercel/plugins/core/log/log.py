"""The Log task."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import (
    Example,
    Json,
    Level,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.values import class_name, string_form


@plugin(
    "io.kestra.plugin.core.log.Log",
    title="Write to the log of the execution.",
    aliases=["io.kestra.core.tasks.log.Log"],
    examples=[
        Example("level: WARN\nmessage: Nothing to do today", title="One line at a level."),
        Example(
            "message:\n  - 'first: {{ task.id }}'\n  - 'second: {{ flow.id }}'",
            title="Several lines.",
        ),
    ],
)
class Log(RunnableTask[Output]):
    """Writes one log entry for each message."""

    is_inline: ClassVar[bool] = True

    message: Annotated[Json, Prop("What to write: one text, or a list of texts.")]
    level: Annotated[Level, Prop("The level of the entries.")] = Level.INFO

    def run(self, ctx: RunContext) -> None:
        messages = self.message if isinstance(self.message, list) else [self.message]
        for message in messages:
            if isinstance(message, list | dict):
                raise PluginError(f"Invalid message type 'class {class_name(message)}'")
            ctx.log.write(self.level, string_form(message))
