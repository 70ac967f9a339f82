"""Makes the attempt of a task's job ready to run."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from tiercel.engine.storage_paths import Reader
from tiercel.model.job import Job
from tiercel.runtime.attempt import Attempt
from tiercel.runtime.attempt_log import AttemptLog
from tiercel.runtime.attempts import Attempts
from tiercel.runtime.live_lookups import LiveLookups, LookupSource
from tiercel.runtime.masking import Mask
from tiercel.runtime.run_context import Setting, TaskContext
from tiercel.runtime.run_task import (
    Outcome,
    SecretLookups,
    Work,
    perform,
    place_of,
    timeout_of,
    variables_of,
)
from tiercel.runtime.stop_signal import StopSignal
from tiercel.runtime.tools import Tools
from tiercel.runtime.working_files import WorkingFiles


class Surroundings(msgspec.Struct, frozen=True):
    """What all attempts of a worker share."""

    tools: Tools
    lookups: LookupSource
    attempts: Attempts


class TaskDoing:
    """Runs the task of a work."""

    __slots__ = ("_context", "_stop", "_tools", "_work")

    def __init__(self, tools: Tools, work: Work, context: TaskContext, stop: StopSignal) -> None:
        self._tools = tools
        self._work = work
        self._context = context
        self._stop = stop

    def timeout(self) -> timedelta | None:
        """The task's timeout, rendered."""
        return timeout_of(self._work, self._context)

    def perform(self) -> Outcome | Coroutine[Any, Any, Outcome]:
        """Run it."""
        return perform(self._tools, self._work, self._context, self._stop)


def task_attempt(around: Surroundings, job: Job, work: Work) -> Attempt:
    """An attempt that runs one task."""
    stop = StopSignal()
    log = log_of(around, work)
    context = TaskContext(setting_of(around, work, log, stop=stop))
    attempt = Attempt(job, context=context, log=log, stop=stop, now=around.tools.clock.now)
    attempt.log_to_file = work.plan.task.log_to_file
    attempt.doing = TaskDoing(around.tools, work, context, stop)
    return attempt


def log_of(around: Surroundings, work: Work) -> AttemptLog:
    """The log of an attempt; writers wait for room only when somebody else makes it."""
    task = work.plan.task
    log = AttemptLog(
        place_of(work),
        now=around.tools.clock.now,
        mask=Mask(),
        minimum=task.log_level,
        waits=around.attempts.is_threaded and not task.log_to_file,
    )
    log.on_entry = around.attempts.wake
    return log


def setting_of(
    around: Surroundings,
    work: Work,
    log: AttemptLog,
    *,
    stop: StopSignal,
    folder: Path | None = None,
) -> Setting:
    """The setting of an attempt; `folder` is the directory that it shares with others."""
    tools, place = around.tools, place_of(work)
    bridge = around.attempts.bridge
    reader = Reader(place.namespace, place.flow_id, place.execution_id)
    lookups = LiveLookups(around.lookups, bridge, reader)
    return Setting(
        tools=tools,
        place=place,
        plugin_type=work.plan.task.type,
        variables=variables_of(work, log.mask),
        properties=work.plan.task.properties,
        lookups=SecretLookups(lookups, log.mask),
        mask=log.mask,
        log=log,
        now=tools.clock.now,
        bridge=bridge,
        pauses=around.attempts,
        stop=stop,
        files=None if folder is None else WorkingFiles(tools.work_folder, folder),
    )
