"""Keys and values as bytes, in the forms of Kafka's own serializers."""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from io import BytesIO
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Plugin, PluginError, Prop, RunContext, Static
from tiercel.plugin.http import HttpRequest
from tiercel.plugins.clients import client_module

SerdeType = Literal[
    "STRING",
    "INTEGER",
    "FLOAT",
    "DOUBLE",
    "LONG",
    "SHORT",
    "BYTE_ARRAY",
    "BYTE_BUFFER",
    "BYTES",
    "UUID",
    "VOID",
    "AVRO",
    "JSON",
    "PROTOBUF",
]
_NUMBERS = {"INTEGER": ">i", "FLOAT": ">f", "DOUBLE": ">d", "LONG": ">q", "SHORT": ">h"}
_BYTES = frozenset({"BYTE_ARRAY", "BYTE_BUFFER", "BYTES"})
_CONFLUENT = "io.kestra.plugin.kafka.registry.ConfluentSchemaRegistry"
# What stands in front of a value with a schema: a zero, and the number of the schema.
_HEAD = struct.Struct(">bI")


class Schemas(Protocol):
    """Schemas by their numbers."""

    def schema(self, number: int) -> Any:
        """The schema with a number."""

    def number(self, subject: str, schema: str) -> int:
        """The number of a schema, which is registered when it is new."""


class Registry:
    """The schema registry of a cluster, asked once for each schema."""

    def __init__(self, ctx: RunContext, url: str, user_info: str) -> None:
        self._ctx, self._url = ctx, url.rstrip("/")
        login = b64encode(user_info.encode()).decode()
        self._headers = {"Authorization": f"Basic {login}"} if user_info else {}
        self._schemas: dict[int, Any] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def schema(self, number: int) -> Any:
        if number not in self._schemas:
            self._schemas[number] = parsed(self._ask("GET", f"schemas/ids/{number}")["schema"])
        return self._schemas[number]

    def number(self, subject: str, schema: str) -> int:
        key = (subject, schema)
        if key not in self._numbers:
            answer = self._ask("POST", f"subjects/{subject}/versions", {"schema": schema})
            self._numbers[key] = int(answer["id"])
        return self._numbers[key]

    def _ask(self, method: str, path: str, body: Json = None) -> Any:
        given = {} if body is None else {"json": body}
        request = HttpRequest(
            url=f"{self._url}/{path}", method=method, headers=self._headers, **given
        )
        answer = self._ctx.http.send(request)
        if answer.status >= 400:
            raise PluginError(
                f"The schema registry refused {method} {path}: {answer.status} {answer.text[:500]}"
            )
        return answer.json()


class NoRegistry:
    """For what has no schemas."""

    def schema(self, number: int) -> Any:
        """Raises: PluginError."""
        raise PluginError(
            "AVRO needs a schema registry: `serdeProperties` must have `schema.registry.url`"
        )

    def number(self, subject: str, schema: str) -> int:
        """Raises: PluginError."""
        return int(self.schema(0))


class Registered(Plugin):
    """Where schemas are."""

    serde_properties: Annotated[
        dict[str, str],
        Prop(
            "Properties of the serializers.",
            "`schema.registry.url` and `basic.auth.user.info` of the schema registry.",
        ),
    ] = Field(default_factory=dict)
    schema_registry_vendor: Annotated[
        Static[Json],
        Prop("The schema registry, instead: ConfluentSchemaRegistry with `schemaRegistryUrl`."),
    ] = None

    def schemas(self, ctx: RunContext) -> Schemas:
        """Raises: PluginError for a registry of another vendor."""
        properties = self.serde_properties
        url = properties.get("schema.registry.url")
        vendor = self.schema_registry_vendor
        if isinstance(vendor, dict):
            if vendor.get("type") != _CONFLUENT:
                raise PluginError(f"`schemaRegistryVendor.type` must be {_CONFLUENT}")
            url = ctx.render(str(vendor.get("schemaRegistryUrl") or "")) or url
        info = properties.get("basic.auth.user.info", "")
        return NoRegistry() if not url else Registry(ctx, url, info)


def parsed(schema: str) -> Any:
    """A schema of Avro. Raises: PluginError for a text that is none."""
    avro = client_module("fastavro", "Avro", "tiercel[kafka]")
    try:
        return avro.parse_schema(msgspec.json.decode(schema))
    except (msgspec.DecodeError, ValueError, TypeError, KeyError) as error:
        raise PluginError(f"It is no schema of Avro: {error}") from None


def written(kind: str, value: Json) -> bytes | None:
    """A value as bytes, but for AVRO. Raises: PluginError for one that has no such form."""
    if value is None or kind == "VOID":
        return None
    try:
        if kind in _NUMBERS:
            number = float(value) if kind in ("FLOAT", "DOUBLE") else int(value)
            return struct.pack(_NUMBERS[kind], number)
        if kind in _BYTES:
            return value if isinstance(value, bytes) else _bytes_of(value)
        if kind == "JSON":
            return msgspec.json.encode(value)
        if kind == "UUID":
            return str(UUID(str(value))).encode()
    except (ValueError, TypeError, struct.error) as error:
        raise PluginError(f"A value is no {kind}: {error}") from None
    if kind == "STRING":
        return (value if isinstance(value, str) else msgspec.json.encode(value).decode()).encode()
    raise PluginError(f"{kind} can't be written: messages of Protobuf need compiled classes")


def _bytes_of(value: Json) -> bytes:
    if not isinstance(value, str):
        return msgspec.json.encode(value)
    try:
        return b64decode(value, validate=True)
    except ValueError:
        return value.encode()


def read(kind: str, content: bytes | None, schemas: Schemas) -> Json:
    """What bytes say. Raises: PluginError for those that are no such value."""
    if content is None or kind == "VOID":
        return None
    try:
        if kind in _NUMBERS:
            return struct.unpack(_NUMBERS[kind], content)[0]
        if kind in _BYTES:
            return content
        if kind == "JSON":
            return msgspec.json.decode(content)
        if kind == "AVRO":
            return _of_avro(content, schemas)
        if kind in ("STRING", "UUID"):
            return content.decode("utf-8", errors="replace")
    except (ValueError, struct.error, EOFError, IndexError) as error:
        raise PluginError(f"It is no {kind}: {error}") from None
    raise PluginError(f"{kind} can't be read: messages of Protobuf need compiled classes")


def _of_avro(content: bytes, schemas: Schemas) -> Json:
    avro = client_module("fastavro", "Avro", "tiercel[kafka]")
    magic, number = _HEAD.unpack_from(content)
    if magic != 0:
        raise ValueError("it does not begin with the number of a schema")
    body = BytesIO(content[_HEAD.size :])
    value: Json = avro.schemaless_reader(body, schemas.schema(number), None)
    return value


def avro(value: Json, subject: str, schema: str | None, schemas: Schemas) -> bytes | None:
    """A value with a schema as bytes. Raises: PluginError for one that does not fit."""
    if value is None:
        return None
    if schema is None:
        raise PluginError("AVRO needs `keyAvroSchema` or `valueAvroSchema`")
    library = client_module("fastavro", "Avro", "tiercel[kafka]")
    body = BytesIO(_HEAD.pack(0, schemas.number(subject, schema)))
    body.seek(_HEAD.size)
    try:
        library.schemaless_writer(body, parsed(schema), value)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PluginError(f"A value does not fit its schema of Avro: {error}") from None
    return body.getvalue()
