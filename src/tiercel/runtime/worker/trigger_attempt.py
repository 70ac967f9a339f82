"""Polls and realtime triggers as jobs: how they run on a worker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from datetime import timedelta
from typing import Any, cast

from tiercel.engine.storage_paths import Reader
from tiercel.engine.triggers.orders import trigger_scope
from tiercel.model.errors import PluginError
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.job import Job
from tiercel.model.limits import TRIGGER_MESSAGES_MAX
from tiercel.model.state import StateType
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugin.trigger import PollingTrigger, RealtimeTrigger
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.attempt_log import AttemptLog, LogPlace
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.live_lookups import LiveLookups
from tiercel.runtime.worker.masking import Mask
from tiercel.runtime.worker.outputs import plain_outputs
from tiercel.runtime.worker.run_context import Setting, TaskContext
from tiercel.runtime.worker.run_task import Outcome, SecretLookups, failed
from tiercel.runtime.worker.stop_signal import StopSignal

_MOMENT = timedelta(milliseconds=50)


class TriggerBody:
    """Polls once, or listens until it is stopped."""

    __slots__ = ("_attempt", "_definition", "_dependencies")

    def __init__(
        self, dependencies: AttemptDependencies, attempt: Attempt, definition: TriggerDefinition
    ) -> None:
        self._dependencies = dependencies
        self._attempt = attempt
        self._definition = definition

    def timeout(self) -> timedelta | None:
        """None: an evaluation has no timeout of its own."""
        return None

    def perform(self) -> Outcome | Coroutine[Any, Any, Outcome]:
        """Outputs None: nothing happened."""
        context, stop = self._attempt.context, self._attempt.stop
        try:
            trigger = self._built()
            if isinstance(trigger, RealtimeTrigger):
                return self._listen(trigger.listen(context))
            return _polled(trigger.poll(context))
        except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
            return failed(error, context, stop)

    def _built(self) -> PollingTrigger[Any] | RealtimeTrigger[Any]:
        definition = self._definition
        plugin_class = self._dependencies.tools.ports.catalog.class_of(definition.type)
        if plugin_class is None or not issubclass(plugin_class, PollingTrigger | RealtimeTrigger):
            raise PluginError(f"Invalid type: {definition.type}")
        rendered = render_properties(plugin_class, definition.properties, self._attempt.context)
        return build_task(cast("type[PollingTrigger[Any]]", plugin_class), rendered)

    async def _listen(self, stream: AsyncIterator[Any]) -> Outcome:
        attempt = self._attempt
        try:
            async for output in stream:
                attempt.messages.append(plain_outputs(output))
                self._dependencies.attempts.wake()
                while len(attempt.messages) > TRIGGER_MESSAGES_MAX:
                    await attempt.context.sleep(_MOMENT)
        except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
            return failed(error, attempt.context, attempt.stop)
        return Outcome(StateType.SUCCESS)


def _polled(result: Any) -> Outcome:
    return Outcome(StateType.SUCCESS, None if result is None else plain_outputs(result))


def trigger_attempt(
    dependencies: AttemptDependencies, job: Job, flow: Flow, definition: TriggerDefinition
) -> Attempt:
    """An attempt that polls or listens; files are stored under the execution to come."""
    tools = dependencies.tools
    place = LogPlace(
        namespace=job.namespace,
        flow_id=job.flow_id,
        execution_id=job.execution_id,
        trigger_id=definition.id,
    )
    stop, mask = StopSignal(), Mask()
    log = AttemptLog(
        LogPlace(namespace=job.namespace, flow_id=job.flow_id, trigger_id=definition.id),
        now=tools.ports.clock.now,
        mask=mask,
        minimum=definition.log_level,
        waits=dependencies.attempts.is_threaded,
    )
    log.on_entry = dependencies.attempts.wake
    reader = Reader(job.namespace, job.flow_id, job.execution_id)
    lookups = LiveLookups(dependencies.lookups, dependencies.attempts.bridge, reader)
    context = TaskContext(
        Setting(
            tools=tools,
            place=place,
            plugin_type=definition.type,
            variables=trigger_scope(flow, definition, tools.ports.config, {}),
            properties=definition.properties,
            lookups=SecretLookups(lookups, mask),
            mask=mask,
            log=log,
            now=tools.ports.clock.now,
            bridge=dependencies.attempts.bridge,
            pauses=dependencies.attempts,
            stop=stop,
        )
    )
    attempt = Attempt(job, context=context, log=log, stop=stop, now=tools.ports.clock.now)
    attempt.body = TriggerBody(dependencies, attempt, definition)
    return attempt
