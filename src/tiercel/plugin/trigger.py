"""The kinds of trigger a plugin can add."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Generic

from tiercel.plugin.fields import Prop
from tiercel.plugin.task import OutputT, Plugin

if TYPE_CHECKING:
    from tiercel.plugin.context import RunContext


class TriggerPlugin(Plugin):
    """What starts executions. Properties that all triggers have are read by the flow language."""

    # How the server runs it: SCHEDULE, FLOW, WEBHOOK, POLLING, REALTIME or NONE.
    mechanism: ClassVar[str] = "NONE"


class PollingTrigger(TriggerPlugin, Generic[OutputT]):
    """Asked once per `interval`; an output starts an execution with it as `trigger`."""

    mechanism: ClassVar[str] = "POLLING"
    takes_json_as_text: ClassVar[bool] = True

    interval: Annotated[timedelta, Prop("Time between two polls.")] = timedelta(minutes=1)

    def poll(self, ctx: RunContext) -> OutputT | Iterator[OutputT] | None:
        """The output that starts an execution, or None when nothing happened.

        A generator goes on behind its `yield` once the execution is stored: there it acknowledges
        what it took elsewhere. One that is closed at its `yield` must not.
        """
        raise NotImplementedError


class RealtimeTrigger(TriggerPlugin, Generic[OutputT]):
    """Runs as long as its flow is enabled; every output starts an execution."""

    mechanism: ClassVar[str] = "REALTIME"
    takes_json_as_text: ClassVar[bool] = True

    def listen(self, ctx: RunContext) -> AsyncIterator[OutputT]:
        """The stream of outputs; ends only when the trigger is stopped."""
        raise NotImplementedError
