"""Fetches what expressions ask of the outside (`expr/lookups.py` lists the kinds)."""

from __future__ import annotations

import secrets as entropy
import socket
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from tiercel.engine.storage_paths import Reader, check_stored, namespace_files_path
from tiercel.expr import lookups as kinds
from tiercel.expr.errors import EvaluationError
from tiercel.expr.lookups import Absent
from tiercel.model.authorization.grants import covers
from tiercel.model.durations import parse_duration
from tiercel.model.errors import Away, NotFound, TiercelError
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.limits import LOOKUP_FILE_BYTES_MAX, LOOKUP_LOGS_MAX, LOOKUP_RANDOM_BYTES_MAX
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.log import Level, log_map
from tiercel.ports.ports import Ports
from tiercel.ports.secrets import SecretStore
from tiercel.service.allowed_namespaces import allowed_in, check_allowed
from tiercel.service.kv.kv import is_expired, places_in

# Kinds that only the engine asks for.
EXECUTION = "execution"
STORAGE_TEXT = "storage_text"

Request = Callable[[Mapping[str, Json]], Awaitable[Json]]
TokenOf = Callable[[str, str], Awaitable[str | None]]
Fetch = Callable[["LookupService", Reader, tuple[Json, ...]], Awaitable[Json]]


async def no_request(request: Mapping[str, Json]) -> Json:
    """For servers that answer no such request. Raises: EvaluationError always."""
    raise EvaluationError("This function is not available here.")


async def no_token(namespace: str, name: str) -> str | None:
    """For servers without credentials."""
    return None


class LookupService:
    """One method a kind; who may read which file is decided by the expression functions.

    `http` performs the request of the function `http`, `token` gives the access token of a
    credential by the namespace that asks and its name.
    """

    def __init__(
        self,
        ports: Ports,
        secrets: SecretStore,
        http: Request = no_request,
        token: TokenOf = no_token,
    ) -> None:
        self._ports = ports
        self._secrets = secrets
        self._http = http
        self._token = token

    async def fetch(self, reader: Reader, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The value. Raises: Absent, ExpressionError, Away."""
        fetch = _FETCHES.get(kind)
        if fetch is None:
            raise EvaluationError(f"'{kind}' is not available here")
        try:
            return await fetch(self, reader, arguments)
        except (EvaluationError, Absent, Away):
            # A database that is away says nothing of the expression: whoever asks waits for it.
            raise
        except TiercelError as error:
            raise EvaluationError(error.message) from None

    async def secret(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """A secret in clear: of a namespace from the reader's upwards, or of one that allows it."""
        key, namespace = arguments
        place = reader.namespace
        if namespace and not covers(namespace, place):
            # Nobody learns what another namespace has: it is as if it had none of its own.
            async with self._ports.store.transaction() as tx:
                allowed = await allowed_in(tx, namespace)
            place = namespace if allowed.may_read_secrets(place) else ""
        elif namespace:
            place = namespace
        value = await self._secrets.get(place, key)
        if value is None:
            raise Absent()
        return value

    async def credential(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """The access token of a credential that the reader's namespace can use."""
        token = await self._token(reader.namespace, arguments[0])
        if token is None:
            raise Absent()
        return token

    async def kv(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """The value of a key with its stored type; an expired one is missing."""
        key, namespace = arguments
        now = self._ports.clock.now()
        async with self._ports.store.transaction() as tx:
            for place in await places_in(tx, reader.namespace, namespace):
                entry = await tx.kv.get(place, key)
                if entry is not None and not is_expired(entry, now):
                    return typed_value(entry)
        raise Absent()

    async def read(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """The text of a file."""
        path = await self._path_of(reader, arguments)
        info = await self._info(path)
        if info.is_directory:
            if arguments[0] == "namespace":
                raise EvaluationError(
                    f"'/{arguments[2]}' is a directory in namespace '{arguments[1]}', it has no"
                    " content to read."
                )
            raise Absent()
        if info.size > LOOKUP_FILE_BYTES_MAX:
            raise EvaluationError(f"The file is larger than {LOOKUP_FILE_BYTES_MAX} bytes.")
        return (await self._ports.blobs.read(path)).decode("utf-8", errors="replace")

    async def storage_text(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """The text behind an address of the internal storage."""
        return await self.read(reader, ("storage", arguments[0]))

    async def file_size(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """Bytes of a file."""
        return (await self._info(await self._path_of(reader, arguments))).size

    async def file_exists(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """Whether a file or folder is there."""
        return await self._ports.blobs.exists(await self._path_of(reader, arguments))

    async def _path_of(self, reader: Reader, target: tuple[Json, ...]) -> str:
        if target[0] == "namespace":
            async with self._ports.store.transaction() as tx:
                await check_allowed(tx, target[1], reader.namespace)
        return _path_of(target)

    async def _info(self, path: str) -> Json:
        try:
            return await self._ports.blobs.info(path)
        except NotFound:
            raise Absent() from None

    async def file_revision(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """The revision of a namespace file: the one asked for, else the first."""
        return arguments[2] or 1

    async def may_read(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """All namespaces of the server may read each other's execution files."""
        return True

    async def http(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """The decoded body of an answer."""
        return await self._http(arguments[0])

    async def subflow(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """Raises: EvaluationError always: no server runs a flow for an expression."""
        return await no_request(arguments[0])

    async def error_logs(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """ERROR entries of the execution, oldest first."""
        if reader.execution_id is None:
            raise Absent()
        wanted = [Filter("level", Operation.EQUALS, Level.ERROR.value)]
        async with self._ports.store.transaction() as tx:
            entries = await tx.logs.of(reader.execution_id, wanted)
        return [log_map(entry) for entry in entries[:LOOKUP_LOGS_MAX]]

    async def execution(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """An execution as it is stored."""
        async with self._ports.store.transaction() as tx:
            execution = await tx.executions.get(arguments[0])
        if execution is None:
            raise Absent()
        return execution

    async def now(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        return self._ports.clock.now()

    async def random_uuid(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """A random UUID as text."""
        return str(uuid.UUID(bytes=entropy.token_bytes(16), version=4))

    async def random_bytes(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """That many random bytes."""
        return entropy.token_bytes(min(int(arguments[0]), LOOKUP_RANDOM_BYTES_MAX))

    async def random_int(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """A number from lower up to, not including, upper."""
        lower, upper = arguments
        return lower if upper <= lower else lower + entropy.randbelow(upper - lower)

    async def random_port(self, reader: Reader, arguments: tuple[Json, ...]) -> Json:
        """A TCP port that was free a moment ago."""
        with socket.socket() as probe:
            probe.bind(("", 0))
            return probe.getsockname()[1]


_FETCHES: Mapping[str, Fetch] = MappingProxyType(
    {
        kinds.SECRET: LookupService.secret,
        kinds.CREDENTIAL: LookupService.credential,
        kinds.KV: LookupService.kv,
        kinds.READ: LookupService.read,
        kinds.FILE_SIZE: LookupService.file_size,
        kinds.FILE_EXISTS: LookupService.file_exists,
        kinds.FILE_REVISION: LookupService.file_revision,
        kinds.MAY_READ: LookupService.may_read,
        kinds.HTTP: LookupService.http,
        kinds.SUBFLOW: LookupService.subflow,
        kinds.ERROR_LOGS: LookupService.error_logs,
        kinds.NOW: LookupService.now,
        kinds.UUID: LookupService.random_uuid,
        kinds.RANDOM_BYTES: LookupService.random_bytes,
        kinds.RANDOM_INT: LookupService.random_int,
        kinds.RANDOM_PORT: LookupService.random_port,
        EXECUTION: LookupService.execution,
        STORAGE_TEXT: LookupService.storage_text,
    }
)


def typed_value(entry: KvEntry) -> Json:
    """The value of an entry as expressions see it: dates and durations are such."""
    if not isinstance(entry.value, str):
        return entry.value
    if entry.type == "DATETIME":
        return datetime.fromisoformat(entry.value)
    if entry.type == "DATE":
        return date.fromisoformat(entry.value)
    if entry.type == "DURATION":
        return parse_duration(entry.value)
    return entry.value


def _path_of(target: tuple[Json, ...]) -> str:
    if target[0] == "namespace":
        return f"{namespace_files_path(target[1])}/{target[2]}"
    if target[0] == "storage":
        return check_stored(target[1])
    raise EvaluationError(f"Cannot process the URI {target[1]}: local files are not allowed.")
