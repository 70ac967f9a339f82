"""Outputs of a task kept for the next run with the same properties (`taskCache`)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from hashlib import blake2b

import msgspec

from tiercel.engine.storage_paths import cache_path
from tiercel.model.errors import PluginError, TiercelError
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.plugin.convert import to_duration
from tiercel.plugin.plain import plain_value
from tiercel.plugin.properties import render_properties
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import Outcome
from tiercel.runtime.worker.work import TaskWork

_NAME = "outputs.json"


class TaskCache:
    """The kept outputs of one task for one set of rendered properties.

    Source: spec/internal-storage.md §7, last point.
    """

    def __init__(self, dependencies: AttemptDependencies, path: str, ttl: timedelta | None) -> None:
        self._ports = dependencies.ports
        self._bridge = dependencies.driver.bridge
        self._path = path
        self._ttl = ttl

    def find(self) -> Outcome | None:
        """The outcome of the earlier run; None when there is none that is young enough."""
        blobs = self._ports.blobs
        if not self._bridge.wait(blobs.exists(self._path)):
            return None
        info = self._bridge.wait(blobs.info(self._path))
        if self._ttl is not None and info.modified + self._ttl < self._ports.clock.now():
            self._bridge.wait(blobs.delete(self._path))
            return None
        content = self._bridge.wait(blobs.read(self._path))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return Outcome(StateType.SUCCESS, msgspec.json.decode(archive.read(_NAME)))

    def save(self, outcome: Outcome, context: TaskContext) -> None:
        """Keep the outputs of a run that went well; a failure to do so is only logged."""
        if outcome.state is not StateType.SUCCESS:
            return
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_NAME, msgspec.json.encode(outcome.outputs or {}))
        try:
            self._bridge.wait(self._ports.blobs.write(self._path, buffer.getvalue()))
        except TiercelError as error:
            context.log.write(Level.WARN, f"Unable to keep the outputs: {error.explained}")


def cache_of(
    dependencies: AttemptDependencies, work: TaskWork, context: TaskContext
) -> TaskCache | None:
    """The cache that the task asks for; None when it asks for none.

    Raises: ExpressionError, PluginError from the properties.
    """
    asked: Json = work.plan.task.task_cache
    if not isinstance(asked, dict) or asked.get("enabled") not in (True, "true"):
        return None
    task = work.plan.task
    plugin_class = dependencies.ports.catalog.class_of(task.type)
    if plugin_class is None:
        raise PluginError(f"Invalid type: {task.type}")
    rendered = render_properties(plugin_class, task.properties, context)
    document = msgspec.json.encode(plain_value(rendered), order="deterministic")
    digest = blake2b(document, digest_size=16).hexdigest()
    execution = work.execution
    path = cache_path(execution.namespace, execution.flow_id, task.id, f"cache/{digest}")
    ttl = to_duration(asked.get("ttl"))
    return TaskCache(dependencies, path, ttl if isinstance(ttl, timedelta) else None)
