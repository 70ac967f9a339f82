"""What a running task can reach: narrow handles, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar

from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.networks import NetworkRules
from tiercel.model.request import Request
from tiercel.model.sandbox import Sandbox
from tiercel.plugin.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    import aiohttp

R = TypeVar("R")


class LogHandle(Protocol):
    """The log of the task run."""

    def write(self, level: Level, message: str) -> None:
        """One entry, its secrets masked; it is dropped when it is below the task's `logLevel`."""

    def trace(self, message: str) -> None: ...
    def debug(self, message: str) -> None: ...
    def info(self, message: str) -> None: ...
    def warn(self, message: str) -> None: ...
    def error(self, message: str) -> None: ...


class MetricHandle(Protocol):
    """Metrics of the task run."""

    def counter(self, name: str, value: float = 1, tags: Mapping[str, str] | None = None) -> None:
        """Add a counter value."""

    def gauge(self, name: str, value: float, tags: Mapping[str, str] | None = None) -> None:
        """Add a gauge value."""

    def timer(self, name: str, duration: timedelta, tags: Mapping[str, str] | None = None) -> None:
        """Add a timer value."""


class FileHandle(Protocol):
    """The working directory of the task run, created on first use and removed at the end."""

    @property
    def path(self) -> Path:
        """The absolute path of the directory."""

    def resolve(self, relative: str) -> Path:
        """A path inside the directory. Raises: IllegalArgument when it would leave it."""


class BlobHandle(Protocol):
    """The internal storage. Raises: NotFound for a missing file, NotAllowed for a foreign one."""

    def put(self, content: bytes | Path | BinaryIO | Iterator[bytes], name: str) -> str:
        """Store a file of this task run under `name`; its `kestra://` URI."""

    def put_new(self, content: bytes | Path | BinaryIO | Iterator[bytes], extension: str) -> str:
        """Store a file of this task run under a fresh name; its URI."""

    def open(self, uri: str) -> BinaryIO:
        """A stored file for reading."""

    def read(self, uri: str) -> bytes:
        """The whole content in memory; large files are read through `open`."""

    def size(self, uri: str) -> int:
        """The size in bytes."""

    def exists(self, uri: str) -> bool:
        """Whether it is there."""

    def delete(self, uri: str) -> bool:
        """Remove it; whether it was there."""

    def files_of_execution(self) -> Sequence[str]:
        """URIs of everything that the current execution stored."""


class KvHandle(Protocol):
    """Key-value entries; `namespace` None is the flow's own."""

    def get(self, key: str, namespace: str | None = None) -> tuple[bool, Json]:
        """(found, value). Raises: Expired."""

    def put(  # noqa: PLR0913  A key-value entry simply has that many parts.
        self,
        key: str,
        value: Json,
        *,
        namespace: str | None = None,
        overwrite: bool = True,
        ttl: timedelta | None = None,
        description: str | None = None,
    ) -> None:
        """Set a value. Raises: PluginError when it exists and `overwrite` is false."""

    def delete(self, key: str, namespace: str | None = None) -> bool:
        """Remove a key; whether it was there."""

    def keys(self, namespace: str | None = None, prefix: str = "") -> Sequence[str]:
        """Keys that are not expired, sorted."""


class SecretHandle(Protocol):
    """Secrets of the flow's namespace; every value that was read is masked in logs."""

    def get(self, key: str) -> str:
        """Clear text. Raises: PluginError when there is none."""


class ServerHandle(Protocol):
    """What tasks ask of the server itself: the requests of `tiercel.plugin.server`."""

    def run(self, request: Request[R], *, idempotency_key: str | None = None) -> R:
        """Run the operation of a request, for this execution, and wait for its result.

        With a key, what makes something makes it once: whoever asks again is given the first
        result, for 24 hours. Raises: Conflict for another request with the same key.
        """


class HttpHandle(Protocol):
    """Requests to other servers, to addresses that the rules of this one allow."""

    def send(self, request: HttpRequest) -> HttpAnswer:
        """The answer, whatever its status; for plain methods.

        Raises: PluginError when it can't be had or is too large, Interrupted when the task is
        killed or timed out.
        """

    async def send_async(self, request: HttpRequest) -> HttpAnswer:
        """As `send`, for coroutines."""

    def session(self, **options: Json) -> aiohttp.ClientSession:
        """For all else, such as streams: a session of aiohttp under the same rules.

        Opened in a coroutine, with options of aiohttp; who opens it closes it.
        """


class RunContext(Protocol):
    """The narrow world of one attempt."""

    @property
    def log(self) -> LogHandle: ...
    @property
    def metrics(self) -> MetricHandle: ...
    @property
    def files(self) -> FileHandle: ...
    @property
    def blobs(self) -> BlobHandle: ...
    @property
    def kv(self) -> KvHandle: ...
    @property
    def secrets(self) -> SecretHandle: ...
    @property
    def server(self) -> ServerHandle: ...
    @property
    def http(self) -> HttpHandle: ...
    @property
    def idempotency_key(self) -> str:
        """A name of this task run that no other has, the same in every attempt.

        It stays when a task is retried, and when its job is sent again because the worker was
        lost. In a trigger it is a name of the execution to come.
        """

    @property
    def remote_name(self) -> str:
        """A name of 32 hexadecimal digits for what this attempt begins elsewhere.

        Attempts of before that were lost had the same: what one of them began just before its
        worker died is found by it. A retry begins anew, under another name.
        """

    def remember(self, handle: Mapping[str, Json]) -> None:
        """Store what names the work that was begun elsewhere, before waiting for its end.

        If the worker is lost, the next attempt finds it in `remembered` and goes on instead of
        beginning again; if the task run is killed meanwhile, `cancel` of the task gets it. At most
        4 KB of JSON; secrets in it are masked. A child of a WorkingDirectory remembers nothing,
        since the whole directory begins again.

        Raises: PluginError when it is too large, Interrupted when another worker has the job.
        """

    @property
    def remembered(self) -> Mapping[str, Json] | None:
        """What was remembered last, by this attempt or by the lost one before it; else None."""

    def remove_after_end(
        self, handle: Mapping[str, Json], remove: Callable[[RunContext], None]
    ) -> bool:
        """Call `remove` once the end of this attempt is stored; False where that can't be.

        For what its result is read from: removed before, it is gone for the attempt after a worker
        that was lost in between, and its work would be done again. `remove` is called with the
        context of another attempt, again when it raises; when this worker is lost meanwhile, the
        task's `cancel` gets the handle. A child of a WorkingDirectory removes it at once.

        Raises: PluginError when the handle is too large.
        """

    def confirm_after_end(
        self,
        handle: Mapping[str, Json],
        confirm: Callable[[RunContext], None],
        give_up: Callable[[], None],
    ) -> bool:
        """Call `confirm` once the end of this attempt is stored; False where that can't be.

        For what a service forgets then, such as messages that were read: confirmed before, they
        are lost with a worker that dies in between. It is called with the context of another
        attempt, and from another thread. `give_up` is called instead when the attempt has not
        succeeded, or goes on elsewhere; when this worker is lost, the task's `cancel` gets the
        handle, and both are gone with it. A child of a WorkingDirectory confirms at once.

        Raises: PluginError when the handle is too large.
        """

    @property
    def can_remember(self) -> bool:
        """False for a child of a WorkingDirectory: what an earlier attempt of it left is stale."""

    @property
    def is_left_running(self) -> bool:
        """Whether the attempt stops only because its worker does, and another goes on with it.

        What was remembered must go on then. After a kill or a timeout it must be stopped.
        """

    @property
    def trace_parent(self) -> str | None:
        """The header of W3C Trace Context for what the task calls; None without tracing."""

    @property
    def vars(self) -> Mapping[str, Json]:
        """The variables that expressions see."""

    @property
    def properties(self) -> Mapping[str, Json]:
        """The task's properties as the flow has them, not rendered."""

    def render(self, text: str, extra: Mapping[str, Json] | None = None) -> str | None:
        """String rendering, with `extra` variables on top."""

    def render_typed(self, text: str, extra: Mapping[str, Json] | None = None) -> Json:
        """Rendering that keeps the type of a lone expression."""

    def render_deep(self, value: Json, extra: Mapping[str, Json] | None = None) -> Json:
        """Maps, lists and the strings in them rendered."""

    def now(self) -> datetime:
        """The current time, aware and in UTC."""

    def pause(self, duration: timedelta) -> None:
        """Sleep, for plain methods. Raises: Interrupted when the task is killed or timed out."""

    async def sleep(self, duration: timedelta) -> None:
        """Sleep, for coroutines. Raises as `pause`."""

    async def delivered(self) -> None:
        """In a realtime trigger, wait until all that it yielded has become executions.

        They are stored then, so a service can be asked not to send the messages again. Raises as
        `pause`.
        """

    @property
    def is_stopped(self) -> bool:
        """Whether the task was killed or timed out: end soon."""

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Call back, from another thread, when the task is killed or timed out."""

    def encrypt(self, text: str) -> Json:
        """Text as an encrypted value for outputs. Raises: PluginError without a key."""

    def decrypt(self, value: Json) -> str:
        """The text of an encrypted value."""

    @property
    def plugin_configuration(self) -> Mapping[str, Json]:
        """The server's settings for this plugin type."""

    def configuration_of(self, type_name: str) -> Mapping[str, Json]:
        """The server's settings for another type that this one uses, such as a runner."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What commands may see of the server's environment: none of its settings and secrets."""

    @property
    def api_token(self) -> str | None:
        """A token of the server's API for what the task starts; None where nobody needs one."""

    @property
    def sandbox(self) -> Sandbox:
        """How far processes that run what a flow brings are confined, in the flow's namespace."""

    @property
    def networks(self) -> NetworkRules:
        """Which addresses requests to servers that the flow names may go to."""
