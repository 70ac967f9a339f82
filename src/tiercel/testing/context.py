"""The context of a task in a test: the server's own, over ports in memory."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import msgspec

from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.ports import memory_ports
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.engine.env import EngineConfig
from tiercel.engine.masking import Mask
from tiercel.engine.storage_paths import path_of
from tiercel.model.json_types import Json
from tiercel.model.networks import NetworkRules
from tiercel.model.sandbox import SandboxRules
from tiercel.model.stored.encrypted import encrypted
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.context import RunContext
from tiercel.runtime.worker.attempt_log import LogPlace
from tiercel.runtime.worker.bridge import DirectBridge
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.stop_signal import StopReason, StopSignal
from tiercel.runtime.worker.working_files import WorkingFiles
from tiercel.service.kv.kv import KvService
from tiercel.service.lookups import LookupService
from tiercel.testing.handles import (
    HttpCall,
    KeptEntries,
    KeptFiles,
    KeptLog,
    KeptMetrics,
    NoServer,
    ServerCall,
    StandingTime,
    TestHttp,
    TestServer,
)

START = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
PLUGIN_TYPE = "a.Type"
VARIABLES: Mapping[str, Json] = {
    "flow": {"id": "a-flow", "namespace": "a.namespace", "revision": 1, "tenantId": "main"},
    "execution": {"id": "an-execution", "startDate": START},
    "task": {"id": "a-task", "type": PLUGIN_TYPE},
    "taskrun": {"id": "a-task-run", "startDate": START, "attemptsCount": 0},
    "inputs": {},
    "outputs": {},
    "vars": {},
}


class World(msgspec.Struct, frozen=True):
    """What a task finds around it in a test.

    `remembered` is what a lost attempt before this one has left, under the same `remote_name`.
    """

    variables: Mapping[str, Json] = {}
    stored: Mapping[str, bytes] = {}
    secrets: Mapping[str, str] = {}
    server: ServerCall | None = None
    http: HttpCall | None = None
    configuration: Mapping[str, Json] = {}
    configuration_of_others: Mapping[str, Mapping[str, Json]] = {}
    environment: Mapping[str, str] = msgspec.field(default_factory=lambda: dict(os.environ))
    networks: NetworkRules = NetworkRules()
    sandboxes: SandboxRules = SandboxRules()
    api_token: str | None = None
    remembered: Mapping[str, Json] | None = None
    remote_name: str = msgspec.field(default_factory=lambda: uuid4().hex)


class _Leftover(msgspec.Struct, frozen=True):
    handle: Mapping[str, Json]
    remove: Callable[[RunContext], None]
    give_up: Callable[[], None] | None = None


class WorldWork(msgspec.Struct, frozen=True):
    """What the context of a test is about: see `runtime.worker.work.Work`."""

    world: World
    properties: Mapping[str, Json]
    plugin_type: str = PLUGIN_TYPE
    log_level: str | None = None
    log_to_file: bool = False
    folder: Path | None = None

    @property
    def remote_name(self) -> str:
        """As the test says, else one of its own."""
        return self.world.remote_name

    def place(self) -> LogPlace:
        """Those of the variables."""
        variables = self._variables()
        return LogPlace(
            variables["flow"]["namespace"],
            variables["flow"]["id"],
            (variables.get("execution") or {}).get("id"),
            (variables.get("task") or {}).get("id"),
            (variables.get("taskrun") or {}).get("id"),
        )

    def variables(self, config: EngineConfig, mask: Mask) -> Mapping[str, Json]:
        """The usual ones, and those of the test on top."""
        return self._variables()

    def span(self) -> None:
        """Nothing is traced."""

    def _variables(self) -> Mapping[str, Json]:
        return {**VARIABLES, **self.world.variables}


class FakeContext(TaskContext):
    """A RunContext whose ports live in memory and whose time stands still."""

    log: KeptLog

    def __init__(
        self, world: World | None = None, properties: Mapping[str, Json] | None = None
    ) -> None:
        world = world or World()
        self._clock = VirtualClock(START)
        self._memory = MemoryBlobs(self._clock)
        self._time = StandingTime(self._clock)
        self._signal = StopSignal()
        bridge = DirectBridge()
        for uri, content in world.stored.items():
            bridge.wait(self._memory.write(path_of(uri), content))
        work = WorldWork(world, properties or {})
        dependencies, place = _dependencies_of(world, self), work.place()
        super().__init__(dependencies, work, stop=self._signal)
        self.log = KeptLog(place, now=self._clock.now, mask=self.log.mask)
        self._metrics = KeptMetrics(place, self.log)
        service = KvService(dependencies.ports.store, self._clock)
        self._kv = KeptEntries(dependencies, place, service)
        self._server = TestServer(world.server)
        self._api_token = world.api_token
        self._http = TestHttp(world.http, world.networks, self._signal)
        self._kept = KeptFiles(dependencies, place, self._memory)
        self._files = WorkingFiles(dependencies.work_folder)
        self._handles = [] if world.remembered is None else [world.remembered]
        self._leftover: _Leftover | None = None
        weakref.finalize(self, self._files.remove)

    @property
    def metrics(self) -> KeptMetrics:
        """Metrics, with what was `published`."""
        assert isinstance(self._metrics, KeptMetrics)
        return self._metrics

    @property
    def blobs(self) -> KeptFiles:  # type: ignore[override]
        """The internal storage, with all that is `stored`."""
        return self._kept

    @property
    def kv(self) -> KeptEntries:
        """Key-value entries, with all `entries`."""
        assert isinstance(self._kv, KeptEntries)
        return self._kv

    @property
    def server(self) -> TestServer:  # type: ignore[override]
        """The test's answers, with what was `asked`."""
        return self._server

    @property
    def http(self) -> TestHttp:
        """The test's answers, or those of real servers, with what was `sent`."""
        return self._http

    @property
    def api_token(self) -> str | None:
        """The world's, masked in logs."""
        if self._api_token is not None:
            self.log.mask.add(self._api_token)
        return self._api_token

    @property
    def slept(self) -> list[timedelta]:
        """How long the task paused, each time."""
        return self._time.slept

    def remember(self, handle: Mapping[str, Json]) -> None:
        """Keep it in `remembered`."""
        self._handles.append(handle)

    @property
    def remembered(self) -> Mapping[str, Json] | None:
        """What was remembered last."""
        return self._handles[-1] if self._handles else None

    def remove_after_end(
        self, handle: Mapping[str, Json], remove: Callable[[RunContext], None]
    ) -> bool:
        """Keep it for `end`."""
        self._leftover = _Leftover(handle, remove)
        return True

    def confirm_after_end(
        self,
        handle: Mapping[str, Json],
        confirm: Callable[[RunContext], None],
        give_up: Callable[[], None],
    ) -> bool:
        """Keep it for `end` and `lose`."""
        self._leftover = _Leftover(handle, confirm, give_up)
        return True

    @property
    def left(self) -> Mapping[str, Json] | None:
        """What `end` would remove: what `cancel` of the task gets when the worker is lost."""
        return None if self._leftover is None else self._leftover.handle

    def end(self) -> None:
        """Remove or confirm what the attempt has left, as a worker does once its end is stored."""
        if self._leftover is not None:
            self._leftover.remove(self)

    def lose(self) -> None:
        """Let go of what it would confirm, as when its end is never stored."""
        if self._leftover is not None and self._leftover.give_up is not None:
            self._leftover.give_up()

    @property
    def can_remember(self) -> bool:
        """Always."""
        return True

    @property
    def is_left_running(self) -> bool:
        """Once the test took the worker away, if something was remembered."""
        return bool(self._handles) and self._signal.reason is StopReason.SHUTDOWN

    def stop(self) -> None:
        """Interrupt the task, as a kill does."""
        self._signal.set(StopReason.KILLED)

    def take_worker_away(self) -> None:
        """Interrupt the task, as a server that stops does."""
        self._signal.set(StopReason.SHUTDOWN)


@cache
def _catalog() -> Catalog:
    return Catalog.of_builtins()


def _dependencies_of(world: World, context: FakeContext) -> AttemptDependencies:
    def configuration_of(type_name: str) -> Mapping[str, Json]:
        if type_name == PLUGIN_TYPE:
            return world.configuration
        return world.configuration_of_others.get(type_name, {})

    # Text turned around, so that a test can see it.
    config = EngineConfig(
        encrypt=lambda text: encrypted(text[::-1]),
        decrypt=lambda value: str(value["value"])[::-1],
    )
    ports = memory_ports(context._clock, _catalog(), config)
    ports = msgspec.structs.replace(ports, blobs=context._memory)
    secrets = MemorySecrets(world.secrets)
    return AttemptDependencies(
        ports=ports,
        secrets=secrets,
        server=NoServer(),
        lookups=LookupService(ports, secrets),
        driver=context._time,
        work_folder=Path(world.sandboxes.sandbox.work_folder or tempfile.gettempdir()),
        plugin_configuration=configuration_of,
        environment=world.environment,
        networks=world.networks,
        sandboxes=world.sandboxes,
    )
