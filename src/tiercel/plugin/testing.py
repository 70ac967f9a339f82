"""Run one task in a test: `run_task(Wait, {"duration": "PT1S"}).outputs`."""

from __future__ import annotations

import inspect
import io
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from tiercel.expr import Renderer
from tiercel.expr.lookups import NOW, SECRET, Absent
from tiercel.model.encrypted import encrypted
from tiercel.model.errors import IllegalArgument, NotFound, TiercelError
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.missing_secret import missing_secret
from tiercel.model.networks import NetworkRules
from tiercel.model.request import Request
from tiercel.plugin.errors import Interrupted
from tiercel.plugin.properties import build_task, raw_instance, render_properties
from tiercel.plugin.task import Output, Plugin, RunnableTask

START = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
VARIABLES: Mapping[str, Json] = {
    "flow": {"id": "a-flow", "namespace": "a.namespace", "revision": 1, "tenantId": "main"},
    "execution": {"id": "an-execution", "startDate": START},
    "task": {"id": "a-task", "type": "a.Type"},
    "taskrun": {"id": "a-task-run", "startDate": START, "attemptsCount": 0},
    "inputs": {},
    "outputs": {},
    "vars": {},
}

Content = bytes | Path | BinaryIO | Iterator[bytes]
ServerCall = Callable[[Request[Any]], Any]
R = TypeVar("R")


class Published(msgspec.Struct, frozen=True):
    """A metric that a task published; timers in milliseconds."""

    type: str
    name: str
    value: float
    tags: Mapping[str, str] = {}


class FakeLog:
    """Keeps what was written."""

    def __init__(self) -> None:
        self.entries: list[tuple[Level, str]] = []

    def write(self, level: Level, message: str) -> None:
        """One entry."""
        self.entries.append((Level(level), message))

    def trace(self, message: str) -> None:
        """One entry at TRACE."""
        self.write(Level.TRACE, message)

    def debug(self, message: str) -> None:
        """One entry at DEBUG."""
        self.write(Level.DEBUG, message)

    def info(self, message: str) -> None:
        """One entry at INFO."""
        self.write(Level.INFO, message)

    def warn(self, message: str) -> None:
        """One entry at WARN."""
        self.write(Level.WARN, message)

    def error(self, message: str) -> None:
        """One entry at ERROR."""
        self.write(Level.ERROR, message)

    def lines(self, *levels: Level) -> list[str]:
        """The messages, of some levels only when given."""
        return [text for level, text in self.entries if not levels or level in levels]


class FakeMetrics:
    """Keeps what was published."""

    def __init__(self) -> None:
        self.published: list[Published] = []

    def counter(self, name: str, value: float = 1, tags: Mapping[str, str] | None = None) -> None:
        """A counter value."""
        self.published.append(Published("counter", name, value, tags or {}))

    def gauge(self, name: str, value: float, tags: Mapping[str, str] | None = None) -> None:
        """A gauge value."""
        self.published.append(Published("gauge", name, value, tags or {}))

    def timer(self, name: str, duration: timedelta, tags: Mapping[str, str] | None = None) -> None:
        """A timer value."""
        milliseconds = duration / timedelta(milliseconds=1)
        self.published.append(Published("timer", name, milliseconds, tags or {}))


class FakeFiles:
    """A temporary directory that goes with the object."""

    def __init__(self) -> None:
        self._path: Path | None = None

    @property
    def path(self) -> Path:
        """The directory, made on first use."""
        if self._path is None:
            self._path = Path(tempfile.mkdtemp()).resolve()
            weakref.finalize(self, shutil.rmtree, self._path, ignore_errors=True)
        return self._path

    def resolve(self, relative: str) -> Path:
        """A path inside the directory. Raises: IllegalArgument."""
        target = self.path / relative
        if not target.resolve().is_relative_to(self.path):
            raise IllegalArgument(
                "The path to resolve must be a relative path inside the current working directory."
            )
        return target


class FakeBlobs:
    """Stored files in a map from URI to content."""

    def __init__(self, stored: Mapping[str, bytes] | None = None) -> None:
        self.stored: dict[str, bytes] = dict(stored or {})

    def put(self, content: Content, name: str) -> str:
        """Store under a name."""
        uri = f"kestra:///a/namespace/a-flow/executions/an-execution/tasks/a-task/run/{name}"
        self.stored[uri] = _bytes_of(content)
        return uri

    def put_new(self, content: Content, extension: str) -> str:
        """Store under a fresh name."""
        dotted = extension if extension.startswith(".") or not extension else f".{extension}"
        return self.put(content, f"{len(self.stored) + 1}{dotted or '.tmp'}")

    def open(self, uri: str) -> BinaryIO:
        """A stored file for reading."""
        return io.BytesIO(self.read(uri))

    def read(self, uri: str) -> bytes:
        """The content. Raises: NotFound."""
        if uri not in self.stored:
            raise NotFound(f"{uri} (File not found)")
        return self.stored[uri]

    def size(self, uri: str) -> int:
        """Bytes."""
        return len(self.read(uri))

    def exists(self, uri: str) -> bool:
        """Whether it is there."""
        return uri in self.stored

    def delete(self, uri: str) -> bool:
        """Remove it; whether it was there."""
        return self.stored.pop(uri, None) is not None

    def files_of_execution(self) -> Sequence[str]:
        """All URIs."""
        return list(self.stored)


def _bytes_of(content: Content) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, Path):
        return content.read_bytes()
    if hasattr(content, "read"):
        return bytes(content.read())
    return b"".join(content)


class FakeKv:
    """Entries in a map from (namespace, key) to value."""

    def __init__(self, namespace: str) -> None:
        self.entries: dict[tuple[str, str], Json] = {}
        self.changes: list[Mapping[str, Json]] = []
        self._namespace = namespace

    def get(self, key: str, namespace: str | None = None) -> tuple[bool, Json]:
        """(found, value)."""
        place = (namespace or self._namespace, key)
        return place in self.entries, self.entries.get(place)

    def put(  # noqa: PLR0913  As the handle that it stands for.
        self,
        key: str,
        value: Json,
        *,
        namespace: str | None = None,
        overwrite: bool = True,
        ttl: timedelta | None = None,
        description: str | None = None,
    ) -> None:
        """Set a value; `changes` remembers how."""
        self.entries[(namespace or self._namespace, key)] = value
        self.changes.append({"overwrite": overwrite, "ttl": ttl, "description": description})

    def delete(self, key: str, namespace: str | None = None) -> bool:
        """Remove a key; whether it was there."""
        place = (namespace or self._namespace, key)
        found = place in self.entries
        self.entries.pop(place, None)
        return found

    def keys(self, namespace: str | None = None, prefix: str = "") -> Sequence[str]:
        """Keys of a namespace, sorted."""
        place = namespace or self._namespace
        return sorted(key for ns, key in self.entries if ns == place and key.startswith(prefix))


class FakeSecrets:
    """Secrets in a map."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = secrets

    def get(self, key: str) -> str:
        """Clear text. Raises: NotFound."""
        if key not in self._secrets:
            raise NotFound(missing_secret(key))
        return self._secrets[key]


class FakeServer:
    """Answers requests from a function; remembers what was asked."""

    def __init__(self, answer: ServerCall | None) -> None:
        self._answer = answer
        self.asked: list[Request[Any]] = []

    def run(self, request: Request[R]) -> R:
        """The answer. Raises: NotFound when the test gives none."""
        self.asked.append(request)
        if self._answer is None:
            raise NotFound(f"The test has no answer for {type(request).__name__}")
        answer: R = self._answer(request)
        return answer


class FakeLookups:
    """The outside as expressions see it: the date, and secrets."""

    def __init__(self, now: datetime, secrets: FakeSecrets) -> None:
        self._now = now
        self._secrets = secrets

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """A value. Raises: Absent for everything else."""
        if kind == NOW:
            return self._now
        if kind == SECRET:
            return self._secrets.get(str(arguments[0]))
        raise Absent


class World(msgspec.Struct, frozen=True):
    """What a task finds around it in a test."""

    variables: Mapping[str, Json] = {}
    stored: Mapping[str, bytes] = {}
    secrets: Mapping[str, str] = {}
    server: ServerCall | None = None
    configuration: Mapping[str, Json] = {}
    configuration_of_others: Mapping[str, Mapping[str, Json]] = {}
    environment: Mapping[str, str] = msgspec.field(default_factory=lambda: dict(os.environ))
    networks: NetworkRules = NetworkRules()


class FakeContext:
    """A RunContext whose handles live in memory and whose time stands still."""

    def __init__(
        self, world: World | None = None, properties: Mapping[str, Json] | None = None
    ) -> None:
        world = world or World()
        self.vars: Mapping[str, Json] = {**VARIABLES, **world.variables}
        self.properties: Mapping[str, Json] = properties or {}
        self.log = FakeLog()
        self.metrics = FakeMetrics()
        self.files = FakeFiles()
        self.blobs = FakeBlobs(world.stored)
        self.kv = FakeKv(self.vars["flow"]["namespace"])
        self.secrets = FakeSecrets(world.secrets)
        self.server = FakeServer(world.server)
        self.plugin_configuration: Mapping[str, Json] = world.configuration
        self._configuration_of_others = world.configuration_of_others
        self.environment: Mapping[str, str] = world.environment
        self.networks = world.networks
        self.trace_parent: str | None = None
        self.slept: list[timedelta] = []
        self.is_stopped = False
        self._callbacks: list[Callable[[], None]] = []
        self._renderer = Renderer()
        self._lookups = FakeLookups(START, self.secrets)

    def configuration_of(self, type_name: str) -> Mapping[str, Json]:
        """Settings for another type."""
        return self._configuration_of_others.get(type_name, {})

    def render(self, text: str, extra: Mapping[str, Json] | None = None) -> str | None:
        """String rendering."""
        return self._renderer.render(text, {**self.vars, **(extra or {})}, self._lookups)

    def render_typed(self, text: str, extra: Mapping[str, Json] | None = None) -> Json:
        """Rendering that keeps the type of a lone expression."""
        return self._renderer.render_typed(text, {**self.vars, **(extra or {})}, self._lookups)

    def render_deep(self, value: Json, extra: Mapping[str, Json] | None = None) -> Json:
        """Maps, lists and the strings in them rendered."""
        return self._renderer.render_deep(value, {**self.vars, **(extra or {})}, self._lookups)

    def now(self) -> datetime:
        """A fixed date, moved on by what was slept."""
        return START + sum(self.slept, timedelta())

    def pause(self, duration: timedelta) -> None:
        """Remember the duration. Raises: Interrupted after `stop`."""
        if self.is_stopped:
            raise Interrupted()
        self.slept.append(duration)

    async def sleep(self, duration: timedelta) -> None:
        """As `pause`."""
        self.pause(duration)

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Call back on `stop`."""
        self._callbacks.append(callback)

    def stop(self) -> None:
        """Interrupt the task, as a kill or a timeout does."""
        self.is_stopped = True
        for callback in self._callbacks:
            callback()

    def encrypt(self, text: str) -> Json:
        """Text turned around, so that a test can see it."""
        return encrypted(text[::-1])

    def decrypt(self, value: Json) -> str:
        """The text again."""
        return str(value["value"])[::-1]


class Ran(msgspec.Struct, frozen=True):
    """What a task did. `output` is the object, `outputs` the map that a flow would see."""

    context: FakeContext
    output: Output | None = None
    error: TiercelError | None = None

    @property
    def outputs(self) -> dict[str, Json]:
        """The outputs without nulls, under the names that flows use."""
        if self.output is None:
            return {}
        return self.output.model_dump(by_alias=True, exclude_none=True)

    @property
    def logs(self) -> list[str]:
        """The lines of the log."""
        return self.context.log.lines()

    @property
    def metrics(self) -> Sequence[Published]:
        """The metrics."""
        return self.context.metrics.published


def run_task(
    task_class: type[RunnableTask[Any]],
    properties: Mapping[str, Json] | None = None,
    world: World | None = None,
) -> Ran:
    """Render, build and run a task as a worker does; expected errors are in the result.

    Coroutines are driven without a loop: they may only wait for `ctx.sleep`.
    """
    context = FakeContext(world, properties)
    try:
        task = build_task(task_class, render_properties(task_class, properties or {}, context))
        result = task.run(context)
        if inspect.iscoroutine(result):
            result = _driven(result)
        return Ran(context, output=result if isinstance(result, Output) else None)
    except TiercelError as error:
        return Ran(context, error=error)


def _driven(coroutine: Any) -> Json:
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    coroutine.close()
    raise AssertionError("the task waits for something else than ctx.sleep")


def shaped(plugin_class: type[Plugin], properties: Mapping[str, Json]) -> Any:
    """An instance of a task that the engine runs itself, its properties raw."""
    return raw_instance(plugin_class, properties)
