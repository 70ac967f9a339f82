"""What all attempts of a worker share, and the log and setting that each gets from it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tiercel.engine.storage_paths import Reader
from tiercel.model.trace import attempt_place
from tiercel.runtime.worker.attempt_log import AttemptLog
from tiercel.runtime.worker.attempts import Attempts
from tiercel.runtime.worker.live_lookups import LiveLookups
from tiercel.runtime.worker.masking import Mask
from tiercel.runtime.worker.run_context import Setting
from tiercel.runtime.worker.run_task import SecretLookups, Work, place_of, variables_of
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.tools import Tools
from tiercel.runtime.worker.working_files import WorkingFiles
from tiercel.service.lookup_rounds import LookupSource


class AttemptDependencies(msgspec.Struct, frozen=True):
    """What all attempts of a worker share."""

    tools: Tools
    lookups: LookupSource
    attempts: Attempts


def log_of(dependencies: AttemptDependencies, work: Work) -> AttemptLog:
    """The log of an attempt; writers wait for space only when somebody else makes it."""
    task = work.plan.task
    log = AttemptLog(
        place_of(work),
        now=dependencies.tools.ports.clock.now,
        mask=Mask(),
        minimum=task.log_level,
        waits=dependencies.attempts.is_threaded and not task.log_to_file,
    )
    log.on_entry = dependencies.attempts.wake
    return log


def setting_of(
    dependencies: AttemptDependencies,
    work: Work,
    log: AttemptLog,
    *,
    stop: StopSignal,
    folder: Path | None = None,
) -> Setting:
    """The setting of an attempt; `folder` is the directory that it shares with others."""
    tools, place = dependencies.tools, place_of(work)
    bridge = dependencies.attempts.bridge
    reader = Reader(place.namespace, place.flow_id, place.execution_id)
    lookups = LiveLookups(dependencies.lookups, bridge, reader)
    return Setting(
        tools=tools,
        place=place,
        plugin_type=work.plan.task.type,
        variables=variables_of(work, log.mask),
        properties=work.plan.task.properties,
        lookups=SecretLookups(lookups, log.mask),
        mask=log.mask,
        log=log,
        now=tools.ports.clock.now,
        bridge=bridge,
        pauses=dependencies.attempts,
        stop=stop,
        files=None if folder is None else WorkingFiles(tools.work_folder, folder),
        trace=(
            attempt_place(work.source.execution, work.task_run.id, work.attempt)
            if tools.is_tracing
            else None
        ),
    )
