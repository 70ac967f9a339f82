"""The server's handles, with what a test wants to see of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any, NoReturn, TypeVar, cast

import msgspec

from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.model.access import Actor
from tiercel.model.authorization.grants import UNLIMITED
from tiercel.model.errors import NotFound
from tiercel.model.idempotency import IdempotencyKey
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Query
from tiercel.model.log import Level
from tiercel.model.networks import NetworkRules
from tiercel.model.request import Request
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX
from tiercel.plugin.errors import Interrupted
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.ports.ports import Ports
from tiercel.runtime.worker.attempt_log import AttemptLog, LogPlace
from tiercel.runtime.worker.bridge import DirectBridge
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.handles.http_handle import HttpClient
from tiercel.runtime.worker.handles.kv_handle import KvEntries
from tiercel.runtime.worker.handles.metric_recorder import MetricRecorder
from tiercel.runtime.worker.outage import Patience
from tiercel.runtime.worker.run_context import ServerAccess, stored_files
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.service.audit.log import AuditLog
from tiercel.service.kv.kv import KvService
from tiercel.service.operations import kv
from tiercel.service.operations.operation import Operations, Registry, operations_in
from tiercel.service.services import Services

ServerCall = Callable[[Request[Any]], Any]
HttpCall = Callable[[HttpRequest], HttpAnswer]
R = TypeVar("R")


class Published(msgspec.Struct, frozen=True):
    """A metric that a task published; timers in milliseconds."""

    type: str
    name: str
    value: float
    tags: Mapping[str, str] = {}


class KeptLog(AttemptLog):
    """Keeps what was written, as the server would store it: secrets are masked."""

    @property
    def entries(self) -> list[tuple[Level, str]]:
        """All entries, oldest first."""
        return [(Level(entry.level), entry.message) for entry in self._entries]

    def lines(self, *levels: Level) -> list[str]:
        """The messages, of some levels only when given."""
        return [text for level, text in self.entries if not levels or level in levels]


class KeptMetrics(MetricRecorder):
    """Keeps what was published."""

    @property
    def published(self) -> list[Published]:
        """All values, oldest first."""
        return [
            Published(entry.type, entry.name, entry.value, entry.tags) for entry in self._entries
        ]


class KeptFiles:
    """The handle of stored files, and all that the storage holds."""

    def __init__(
        self, dependencies: AttemptDependencies, place: LogPlace, blobs: MemoryBlobs
    ) -> None:
        handle = stored_files(dependencies, place)
        self.put, self.put_new, self.open = handle.put, handle.put_new, handle.open
        self.read, self.size, self.exists = handle.read, handle.size, handle.exists
        self.delete, self.files_of_execution = handle.delete, handle.files_of_execution
        self._blobs = blobs

    @property
    def stored(self) -> dict[str, bytes]:
        """The content of each file by its URI."""
        bridge = DirectBridge()
        return {
            f"kestra://{file.path}": bridge.wait(self._blobs.read(file.path))
            for file in bridge.wait(self._blobs.files_under("/"))
        }


class KeptEntries(KvEntries):
    """Key-value entries of a store in memory, whatever the test answers for the server."""

    def __init__(
        self, dependencies: AttemptDependencies, place: LogPlace, service: KvService
    ) -> None:
        # The operations on entries reach no other service.
        audit = AuditLog(dependencies.ports)
        services = cast("Services", _KvOnly(service, audit, dependencies.ports, _AllGranted()))
        operations = Operations(services, Registry(operations_in(kv)))
        known = msgspec.structs.replace(dependencies, server=operations)
        super().__init__(ServerAccess(known, place, Patience(known.driver, None)))
        self._service = service

    @property
    def entries(self) -> dict[tuple[str, str], Json]:
        """The values by (namespace, key)."""
        page = DirectBridge().wait(self._service.find(Query(size=STORE_PAGE_ROWS_MAX)))
        return {(entry.namespace, entry.key): entry.value for entry in page.results}


class _AllGranted:
    """Nobody signs in to a test, so its tasks may do everything."""

    async def granted(self, actor: Actor) -> Actor:
        return msgspec.structs.replace(actor, grants=UNLIMITED)


class _KvOnly(msgspec.Struct):
    kv: KvService
    audit: AuditLog
    ports: Ports
    flow_grants: _AllGranted


class TestServer:
    """Answers requests from a function; remembers what was asked, and the keys of requests."""

    __test__ = False  # No class of tests.

    def __init__(self, answer: ServerCall | None) -> None:
        self._answer = answer
        self.asked: list[Request[Any]] = []
        self.keys: list[str] = []

    def run(self, request: Request[R], *, idempotency_key: str | None = None) -> R:
        """The answer. Raises: NotFound when the test gives none."""
        self.asked.append(request)
        if idempotency_key is not None:
            self.keys.append(idempotency_key)
        if self._answer is None:
            raise NotFound(f"The test has no answer for {type(request).__name__}")
        answer: R = self._answer(request)
        return answer


class TestHttp(HttpClient):
    """Answers requests from a function when the test gives one; remembers what was sent."""

    __test__ = False  # No class of tests.

    def __init__(
        self, answer: HttpCall | None, networks: NetworkRules, stop: StopSignal | None
    ) -> None:
        super().__init__(networks, stop, None)
        self._answer = answer
        self.sent: list[HttpRequest] = []

    async def send_async(self, request: HttpRequest) -> HttpAnswer:
        """The answer of the function, else that of the server which the request names."""
        self.sent.append(request)
        if self._answer is None:
            return await super().send_async(request)
        if self._stop is not None and self._stop.is_set and not request.outlives_stop:
            raise Interrupted
        return self._answer(request)


class NoServer:
    """For the parts of a context that ask nothing: the test's function is asked by `TestServer`."""

    def run(
        self, actor: Actor, request: Request[R], key: IdempotencyKey | None = None
    ) -> Coroutine[Any, Any, R]:
        """Raises: NotFound always."""
        return _no_answer(request)


async def _no_answer(request: Request[R]) -> NoReturn:
    raise NotFound(f"The test has no answer for {type(request).__name__}")


class StandingTime:
    """The driver of a test: lets no time pass but what is slept, and remembers it."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.slept: list[timedelta] = []

    @property
    def bridge(self) -> DirectBridge:
        """To ports that never suspend."""
        return DirectBridge()

    @property
    def is_threaded(self) -> bool:
        return False

    def wake(self) -> None:
        """Nobody sleeps meanwhile."""

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Move the clock on. Raises: Interrupted when the task was stopped before."""
        if stop is not None and stop.is_set:
            raise Interrupted()
        self.slept.append(duration)
        self._clock.advance(duration)

    async def sleep(self, duration: timedelta, stop: StopSignal | None) -> None:
        """As `pause`."""
        self.pause(duration, stop)
