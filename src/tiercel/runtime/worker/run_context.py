"""The narrow world of one attempt: handles that are made when a task first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

import msgspec

from tiercel.engine.masking import Mask, SecretLookups, sealed
from tiercel.engine.storage_paths import Reader, execution_path, task_run_path, trigger_path
from tiercel.expr import Lookups
from tiercel.model.access import Actor
from tiercel.model.errors import PluginError
from tiercel.model.idempotency import IdempotencyKey
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.missing_secret import missing_secret
from tiercel.model.networks import NetworkRules
from tiercel.model.request import Request
from tiercel.model.sandbox import Sandbox
from tiercel.plugin.context import HttpHandle
from tiercel.plugin.errors import Interrupted
from tiercel.plugin.server import IssueToken
from tiercel.runtime.worker.attempt_log import AttemptLog, LogPlace
from tiercel.runtime.worker.bridge import OUT_OF_REACH, NoBridge
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.handles.blob_handle import StoredFiles
from tiercel.runtime.worker.handles.http_handle import HttpClient
from tiercel.runtime.worker.handles.kv_handle import KvEntries
from tiercel.runtime.worker.handles.live_lookups import LiveLookups
from tiercel.runtime.worker.handles.metric_recorder import MetricRecorder
from tiercel.runtime.worker.handles.remote_work import GiveUp, Leftover, RemoteWork, Remove
from tiercel.runtime.worker.outage import Patience
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.work import Work
from tiercel.runtime.worker.working_files import WorkingFiles

R = TypeVar("R")
CLEAR_TEXT = (
    "An output has a secret in it and is stored in clear: set kestra.encryption.secret-key to have"
    " it encrypted"
)
_MOMENT = timedelta(milliseconds=50)


class TaskContext:
    """The RunContext of tasks and triggers."""

    __slots__ = (
        "_blobs",
        "_dependencies",
        "_files",
        "_kv",
        "_lookups",
        "_metrics",
        "_patience",
        "_place",
        "_remote",
        "_secrets",
        "_stop",
        "_work",
        "has_undelivered",
        "log",
        "trace",
        "vars",
    )

    def __init__(  # noqa: PLR0913  Each is a fact of its own about the attempt.
        self,
        dependencies: AttemptDependencies,
        work: Work,
        *,
        job: Job | None = None,
        stop: StopSignal | None = None,
        lookups: Lookups | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """Without `stop` nothing can stop it; lookups and the clock are the server's by default.

        `job` is the one of this attempt alone; without it nothing is remembered.
        """
        place, mask = work.place(), Mask()
        self._dependencies = dependencies
        self._work = work
        self._place = place
        self._stop = stop
        self.log = _log_of(dependencies, work, place, mask, now or dependencies.ports.clock.now)
        self.vars = work.variables(dependencies.ports.config, mask)
        self._patience = patience = Patience(dependencies.driver, stop)
        if lookups is None:
            lookups = LiveLookups(dependencies.lookups, patience, _reader_of(place))
        self._lookups = SecretLookups(lookups, mask)
        self._remote = (
            None if job is None else RemoteWork(dependencies.ports.store, patience, mask, job)
        )
        # Of a realtime trigger; its attempt says so.
        self.has_undelivered: Callable[[], bool] = lambda: False
        # For the worker, not for tasks.
        self.trace = work.span() if dependencies.is_tracing else None
        folder = work.folder
        self._files = None if folder is None else WorkingFiles(dependencies.work_folder, folder)
        self._metrics: MetricRecorder | None = None
        self._blobs: StoredFiles | None = None
        self._kv: KvEntries | None = None
        self._secrets: SecretValues | None = None

    @property
    def plugin_type(self) -> str:
        """The type of the task or trigger."""
        return self._work.plugin_type

    @property
    def task_id(self) -> str:
        """The task; empty for a trigger."""
        return self._place.task_id or ""

    @property
    def stop_signal(self) -> StopSignal | None:
        """What stops the attempt: for the worker, not for tasks. None where nothing can."""
        return self._stop

    @property
    def idempotency_key(self) -> str:
        """A name of this task run, the same in every attempt."""
        place = self._place
        return "/".join(filter(None, (place.execution_id, place.task_run_id)))

    @property
    def remote_name(self) -> str:
        """A name for what this attempt begins elsewhere."""
        return self._work.remote_name

    def remember(self, handle: Mapping[str, Json]) -> None:
        """Store what names the work elsewhere. Raises: PluginError, Interrupted."""
        if self._remote is not None:
            self._remote.remember(handle)

    @property
    def remembered(self) -> Mapping[str, Json] | None:
        """What was remembered last, by this attempt or by the lost one before."""
        return None if self._remote is None else self._remote.remembered

    @property
    def stored_handle(self) -> bytes:
        """The handle as it is stored: for the worker, not for tasks."""
        return b"" if self._remote is None else self._remote.stored

    def remove_after_end(self, handle: Mapping[str, Json], remove: Remove) -> bool:
        """Remove it once the end is stored; whether that will be. Raises: PluginError."""
        if self._remote is None:
            return False
        self._remote.remove_after_end(handle, remove)
        return True

    def confirm_after_end(
        self, handle: Mapping[str, Json], confirm: Remove, give_up: GiveUp
    ) -> bool:
        """Confirm it once the end is stored; whether that will be. Raises: PluginError."""
        if self._remote is None:
            return False
        self._remote.remove_after_end(handle, confirm, give_up)
        return True

    @property
    def leftover(self) -> Leftover | None:
        """What goes once the end is stored: for the worker, not for tasks."""
        return None if self._remote is None else self._remote.leftover

    @property
    def can_remember(self) -> bool:
        """Whether an attempt after this one would find what is remembered."""
        return self._remote is not None

    @property
    def is_left_running(self) -> bool:
        """Whether the next attempt goes on with what was remembered."""
        return self._remote is not None and self._remote.is_left_running(self._stop)

    @property
    def trace_parent(self) -> str | None:
        """The header of W3C Trace Context for what the task calls; None without tracing."""
        return None if self.trace is None else self.trace.trace_parent

    @property
    def metrics(self) -> MetricRecorder:
        """Metrics of the attempt."""
        if self._metrics is None:
            self._metrics = MetricRecorder(self._place, self.log)
        return self._metrics

    @property
    def recorded(self) -> MetricRecorder | None:
        """The metrics if there are any: for the worker, not for tasks."""
        return self._metrics

    @property
    def files(self) -> WorkingFiles:
        if self._files is None:
            self._files = WorkingFiles(self._dependencies.work_folder)
        return self._files

    @property
    def blobs(self) -> StoredFiles:
        if self._blobs is None:
            self._blobs = stored_files(self._dependencies, self._place)
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
            self._secrets = SecretValues(
                self._dependencies, self._place, self.log.mask, self._patience
            )
        return self._secrets

    @property
    def server(self) -> ServerAccess:
        """Operations of the server."""
        return ServerAccess(self._dependencies, self._place, self._patience)

    @property
    def http(self) -> HttpHandle:
        """Requests to other servers. Raises: PluginError in a task that runs in place."""
        if isinstance(self._dependencies.driver.bridge, NoBridge):
            raise PluginError(OUT_OF_REACH)
        return HttpClient(self._dependencies.networks, self._stop, self.trace_parent)

    @property
    def properties(self) -> Mapping[str, Json]:
        """The task's properties as the flow has them, not rendered."""
        return self._work.properties

    def render(self, text: str, extra: Mapping[str, Json] | None = None) -> str | None:
        """String rendering, with `extra` variables on top."""
        renderer = self._dependencies.ports.renderer
        return renderer.render(text, self._scope(extra), self._lookups)

    def render_typed(self, text: str, extra: Mapping[str, Json] | None = None) -> Json:
        """Rendering that keeps the type of a lone expression."""
        renderer = self._dependencies.ports.renderer
        return renderer.render_typed(text, self._scope(extra), self._lookups)

    def render_deep(self, value: Json, extra: Mapping[str, Json] | None = None) -> Json:
        """Maps, lists and the strings in them rendered."""
        renderer = self._dependencies.ports.renderer
        return renderer.render_deep(value, self._scope(extra), self._lookups)

    def _scope(self, extra: Mapping[str, Json] | None) -> Mapping[str, Json]:
        return {**self.vars, **extra} if extra else self.vars

    def now(self) -> datetime:
        return self.log.now()

    def pause(self, duration: timedelta) -> None:
        """Sleep. Raises: Interrupted when the task is killed or timed out."""
        self._dependencies.driver.pause(duration, self._stop)
        self._check()

    async def sleep(self, duration: timedelta) -> None:
        """Sleep, for coroutines. Raises: Interrupted as `pause`."""
        await self._dependencies.driver.sleep(duration, self._stop)
        self._check()

    async def delivered(self) -> None:
        """Wait until all that a realtime trigger yielded is stored. Raises: as `pause`."""
        while self.has_undelivered():
            await self.sleep(_MOMENT)

    def _check(self) -> None:
        if self.is_stopped:
            raise Interrupted()

    @property
    def is_stopped(self) -> bool:
        """Whether the task was killed or timed out."""
        return self._stop is not None and self._stop.is_set

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Call back when the task is killed or timed out."""
        if self._stop is not None:
            self._stop.on_set(callback)

    def encrypt(self, text: str) -> Json:
        """Text as an encrypted value for outputs. Raises: PluginError without a key."""
        encrypt = self._dependencies.ports.config.encrypt
        if encrypt is None:
            raise PluginError("Encryption is not configured on this server.")
        return encrypt(text)

    def sealed(self, outputs: dict[str, Json]) -> dict[str, Json]:
        """The outputs, with texts that have a secret encrypted: for the worker, not for tasks."""
        mask = self.log.mask
        if mask.is_empty:
            return outputs
        encrypt = self._dependencies.ports.config.encrypt
        if encrypt is not None:
            kept: dict[str, Json] = sealed(outputs, mask, encrypt)
            return kept
        if sealed(outputs, mask, mask.apply) != outputs:
            self.log.write(Level.WARN, CLEAR_TEXT)
        return outputs

    def decrypt(self, value: Json) -> str:
        """The text of an encrypted value; it is masked in logs from now on."""
        decrypt = self._dependencies.ports.config.decrypt
        if decrypt is None:
            raise PluginError("Encryption is not configured on this server.")
        text = decrypt(value)
        self.log.mask.add(text)
        return text

    @property
    def plugin_configuration(self) -> Mapping[str, Json]:
        """The server's settings for this plugin type."""
        return self.configuration_of(self.plugin_type)

    def configuration_of(self, type_name: str) -> Mapping[str, Json]:
        """The server's settings for another type that this one uses."""
        return self._dependencies.plugin_configuration(type_name)

    @property
    def environment(self) -> Mapping[str, str]:
        """What commands may see of the server's environment."""
        return self._dependencies.environment

    @property
    def api_token(self) -> str | None:
        """A new token of the API, masked in logs."""
        token = self.server.ask(IssueToken())
        if token is not None:
            self.log.mask.add(token)
        return token

    @property
    def sandbox(self) -> Sandbox:
        """How far scripts of the flow's namespace are confined."""
        return self._dependencies.sandboxes.of(self._place.namespace)

    @property
    def networks(self) -> NetworkRules:
        """Which addresses requests to servers that the flow names may go to."""
        return self._dependencies.networks

    def close(self) -> None:
        """Remove the working directory."""
        if self._files is not None:
            self._files.remove()


class SecretValues:
    """A SecretHandle."""

    __slots__ = ("_dependencies", "_mask", "_patience", "_place")

    def __init__(
        self, dependencies: AttemptDependencies, place: LogPlace, mask: Mask, patience: Patience
    ) -> None:
        self._dependencies = dependencies
        self._place = place
        self._mask = mask
        self._patience = patience

    def get(self, key: str) -> str:
        """Clear text. Raises: PluginError when there is none."""
        secrets, namespace = self._dependencies.secrets, self._place.namespace
        value = self._patience.ask(lambda: secrets.get(namespace, key))
        if value is None:
            raise PluginError(missing_secret(key))
        self._mask.add(value)
        return value


class ServerAccess:
    """A ServerHandle."""

    __slots__ = ("_dependencies", "_patience", "_place")

    def __init__(
        self, dependencies: AttemptDependencies, place: LogPlace, patience: Patience
    ) -> None:
        self._dependencies = dependencies
        self._place = place
        self._patience = patience

    def run(self, request: Request[R], *, idempotency_key: str | None = None) -> R:
        """Run an operation for this flow and wait for its result."""
        key = None if idempotency_key is None else IdempotencyKey(idempotency_key)
        work = self._dependencies.server.run(self._actor(), request, key)
        return self._dependencies.driver.bridge.wait(work)

    def ask(self, request: Request[R]) -> R:
        """As `run`, for an operation that may be run twice: it waits for an absent database."""
        return self._patience.ask(lambda: self._dependencies.server.run(self._actor(), request))

    def _actor(self) -> Actor:
        place = self._place
        return Actor.of_execution(place.namespace, place.flow_id, place.execution_id)


def stored_files(dependencies: AttemptDependencies, place: LogPlace) -> StoredFiles:
    """The handle for what an attempt stores."""
    execution_id = place.execution_id or ""
    folder = execution_path(place.namespace, place.flow_id, execution_id)
    if place.trigger_id is not None:
        folder = trigger_path(folder, place.trigger_id)
    else:
        folder = task_run_path(folder, place.task_id or "", place.task_run_id or "")
    return StoredFiles(
        dependencies.ports.blobs,
        dependencies.driver.bridge,
        reader=_reader_of(place),
        folder=folder,
        new_name=lambda: _digits(dependencies.ports.ids.new_id()),
    )


def _log_of(
    dependencies: AttemptDependencies,
    work: Work,
    place: LogPlace,
    mask: Mask,
    now: Callable[[], datetime],
) -> AttemptLog:
    """The log of an attempt; writers wait for space only when somebody else makes it."""
    driver = dependencies.driver
    if place.trigger_id is not None:
        # The execution to come does not exist yet.
        place = msgspec.structs.replace(place, execution_id=None)
    log = AttemptLog(
        place,
        now=now,
        mask=mask,
        minimum=work.log_level,
        waits=driver.is_threaded and not work.log_to_file,
    )
    if driver.is_threaded:
        log.on_entry = driver.wake
    return log


def _reader_of(place: LogPlace) -> Reader:
    return Reader(place.namespace, place.flow_id, place.execution_id)


def _digits(identifier: str) -> str:
    """A number of 19 digits made of an id: the form of file names that clients know."""
    digest = blake2b(identifier.encode(), digest_size=8).digest()
    return str(10**18 + int.from_bytes(digest, "big") % (9 * 10**18))
