"""The narrow world of one attempt: handles that are made when a task first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Protocol, TypeVar

import msgspec

from tiercel.engine.storage_paths import Reader, execution_path, task_run_path, trigger_path
from tiercel.model.access import Actor
from tiercel.model.errors import PluginError
from tiercel.model.idempotency import IdempotencyKey
from tiercel.model.json_types import Json
from tiercel.model.missing_secret import missing_secret
from tiercel.model.networks import NetworkRules
from tiercel.model.request import Request
from tiercel.model.trace import SpanContext
from tiercel.plugin.context import HttpHandle
from tiercel.plugin.errors import Interrupted
from tiercel.runtime.worker.attempt_log import AttemptLog, LogPlace
from tiercel.runtime.worker.blob_handle import StoredFiles
from tiercel.runtime.worker.bridge import OUT_OF_REACH, Bridge, NoBridge
from tiercel.runtime.worker.http_handle import HttpClient
from tiercel.runtime.worker.kv_handle import KvEntries
from tiercel.runtime.worker.masking import Mask
from tiercel.runtime.worker.metric_recorder import MetricRecorder
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.tools import Tools
from tiercel.runtime.worker.working_files import WorkingFiles

R = TypeVar("R")


class Pauses(Protocol):
    """How an attempt waits; the driver of attempts decides."""

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Block the thread until the time is over or `stop` is set."""

    async def sleep(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Suspend the coroutine; a stop arrives as Interrupted."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one RunContext is made of.

    Shapes: `variables` are what expressions see, `properties` the task's own ones, raw. `lookups`
    answers what expressions ask of the outside. `stop` is None for tasks that run in place.
    """

    tools: Tools
    place: LogPlace
    plugin_type: str
    variables: Mapping[str, Json]
    properties: Mapping[str, Json]
    lookups: Json
    mask: Mask
    log: AttemptLog
    now: Callable[[], datetime]
    bridge: Bridge
    pauses: Pauses
    stop: StopSignal | None = None
    files: WorkingFiles | None = None
    trace: SpanContext | None = None


class TaskContext:
    """The RunContext of tasks and triggers."""

    __slots__ = ("_blobs", "_files", "_kv", "_metrics", "_secrets", "_setting", "log", "vars")

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.log = setting.log
        self.vars = setting.variables
        self._metrics: MetricRecorder | None = None
        self._files = setting.files
        self._blobs: StoredFiles | None = None
        self._kv: KvEntries | None = None
        self._secrets: SecretValues | None = None

    @property
    def plugin_type(self) -> str:
        """The type of the task or trigger."""
        return self._setting.plugin_type

    @property
    def task_id(self) -> str:
        """The task; empty for a trigger."""
        return self._setting.place.task_id or ""

    @property
    def trace(self) -> SpanContext | None:
        """The span of the attempt: for the worker, not for tasks."""
        return self._setting.trace

    @property
    def idempotency_key(self) -> str:
        """A name of this task run, the same in every attempt."""
        place = self._setting.place
        return "/".join(filter(None, (place.execution_id, place.task_run_id)))

    @property
    def trace_parent(self) -> str | None:
        """The header of W3C Trace Context for what the task calls; None without tracing."""
        trace = self._setting.trace
        return None if trace is None else trace.trace_parent

    @property
    def metrics(self) -> MetricRecorder:
        """Metrics of the attempt."""
        if self._metrics is None:
            self._metrics = MetricRecorder(self._setting.place, self._setting.now)
        return self._metrics

    @property
    def recorded(self) -> MetricRecorder | None:
        """The metrics if there are any: for the worker, not for tasks."""
        return self._metrics

    @property
    def files(self) -> WorkingFiles:
        if self._files is None:
            self._files = WorkingFiles(self._setting.tools.work_folder)
        return self._files

    @property
    def blobs(self) -> StoredFiles:
        if self._blobs is None:
            self._blobs = stored_files(self._setting)
        return self._blobs

    @property
    def kv(self) -> KvEntries:
        if self._kv is None:
            self._kv = KvEntries(self.server)
        return self._kv

    @property
    def secrets(self) -> SecretValues:
        """Secrets of the flow's namespace."""
        if self._secrets is None:
            self._secrets = SecretValues(self._setting)
        return self._secrets

    @property
    def server(self) -> ServerAccess:
        """Operations of the server."""
        return ServerAccess(self._setting)

    @property
    def http(self) -> HttpHandle:
        """Requests to other servers. Raises: PluginError in a task that runs in place."""
        setting = self._setting
        if isinstance(setting.bridge, NoBridge):
            raise PluginError(OUT_OF_REACH)
        return HttpClient(setting.tools.networks, setting.stop, self.trace_parent)

    @property
    def properties(self) -> Mapping[str, Json]:
        """The task's properties as the flow has them, not rendered."""
        return self._setting.properties

    def render(self, text: str, extra: Mapping[str, Json] | None = None) -> str | None:
        """String rendering, with `extra` variables on top."""
        setting = self._setting
        return setting.tools.ports.renderer.render(text, self._scope(extra), setting.lookups)

    def render_typed(self, text: str, extra: Mapping[str, Json] | None = None) -> Json:
        """Rendering that keeps the type of a lone expression."""
        setting = self._setting
        return setting.tools.ports.renderer.render_typed(text, self._scope(extra), setting.lookups)

    def render_deep(self, value: Json, extra: Mapping[str, Json] | None = None) -> Json:
        """Maps, lists and the strings in them rendered."""
        setting = self._setting
        return setting.tools.ports.renderer.render_deep(value, self._scope(extra), setting.lookups)

    def _scope(self, extra: Mapping[str, Json] | None) -> Mapping[str, Json]:
        return {**self.vars, **extra} if extra else self.vars

    def now(self) -> datetime:
        return self._setting.now()

    def pause(self, duration: timedelta) -> None:
        """Sleep. Raises: Interrupted when the task is killed or timed out."""
        self._setting.pauses.pause(duration, self._setting.stop)
        self._check()

    async def sleep(self, duration: timedelta) -> None:
        """Sleep, for coroutines. Raises: Interrupted as `pause`."""
        await self._setting.pauses.sleep(duration, self._setting.stop)
        self._check()

    def _check(self) -> None:
        if self.is_stopped:
            raise Interrupted()

    @property
    def is_stopped(self) -> bool:
        """Whether the task was killed or timed out."""
        stop = self._setting.stop
        return stop is not None and stop.is_set

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Call back when the task is killed or timed out."""
        if self._setting.stop is not None:
            self._setting.stop.on_set(callback)

    def encrypt(self, text: str) -> Json:
        """Text as an encrypted value for outputs. Raises: PluginError without a key."""
        encrypt = self._setting.tools.ports.config.encrypt
        if encrypt is None:
            raise PluginError("Encryption is not configured on this server.")
        return encrypt(text)

    def decrypt(self, value: Json) -> str:
        """The text of an encrypted value; it is masked in logs from now on."""
        decrypt = self._setting.tools.ports.config.decrypt
        if decrypt is None:
            raise PluginError("Encryption is not configured on this server.")
        text = decrypt(value)
        self._setting.mask.add(text)
        return text

    @property
    def plugin_configuration(self) -> Mapping[str, Json]:
        """The server's settings for this plugin type."""
        return self.configuration_of(self._setting.plugin_type)

    def configuration_of(self, type_name: str) -> Mapping[str, Json]:
        """The server's settings for another type that this one uses."""
        return self._setting.tools.plugin_configuration(type_name)

    @property
    def environment(self) -> Mapping[str, str]:
        """What commands may see of the server's environment."""
        return self._setting.tools.environment

    @property
    def networks(self) -> NetworkRules:
        """Which addresses requests to servers that the flow names may go to."""
        return self._setting.tools.networks

    def close(self) -> None:
        """Remove the working directory."""
        if self._files is not None:
            self._files.remove()


class SecretValues:
    """A SecretHandle."""

    __slots__ = ("_setting",)

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def get(self, key: str) -> str:
        """Clear text. Raises: PluginError when there is none."""
        setting = self._setting
        value = setting.bridge.wait(setting.tools.secrets.get(setting.place.namespace, key))
        if value is None:
            raise PluginError(missing_secret(key))
        setting.mask.add(value)
        return value


class ServerAccess:
    """A ServerHandle."""

    __slots__ = ("_setting",)

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def run(self, request: Request[R], *, idempotency_key: str | None = None) -> R:
        """Run an operation for this flow and wait for its result."""
        setting, place = self._setting, self._setting.place
        actor = Actor.of_execution(place.namespace, place.flow_id, place.execution_id)
        key = None if idempotency_key is None else IdempotencyKey(idempotency_key)
        return setting.bridge.wait(setting.tools.server.run(actor, request, key))


def stored_files(setting: Setting) -> StoredFiles:
    """The handle for what this attempt stores."""
    place, tools = setting.place, setting.tools
    execution_id = place.execution_id or ""
    folder = execution_path(place.namespace, place.flow_id, execution_id)
    if place.trigger_id is not None:
        folder = trigger_path(folder, place.trigger_id)
    else:
        folder = task_run_path(folder, place.task_id or "", place.task_run_id or "")
    return StoredFiles(
        tools.ports.blobs,
        setting.bridge,
        reader=Reader(place.namespace, place.flow_id, place.execution_id),
        folder=folder,
        new_name=lambda: _digits(tools.ports.ids.new_id()),
    )


def _digits(identifier: str) -> str:
    """A number of 19 digits made of an id: the form of file names that clients know."""
    digest = blake2b(identifier.encode(), digest_size=8).digest()
    return str(10**18 + int.from_bytes(digest, "big") % (9 * 10**18))
