"""What routes say of their parameters, bodies and answers, for the document and for parsers."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.limits import IDEMPOTENCY_KEY_CHARS_MAX, WEB_JSON_VALUES_MAX
from tiercel.service.operations.operation import AnyOperation
from tiercel.web.components import Form, Schema

JSON = "application/json"
SCIM = "application/scim+json"
YAML = "application/x-yaml"
TEXT = "text/plain"
BINARY = "application/octet-stream"
INT32_MIN, INT32_MAX = -(2**31), 2**31 - 1
FORM = "multipart/form-data"
EVENTS = "text/event-stream"


class Param(msgspec.Struct, frozen=True):
    """A parameter of the query, a header or the path: `schema` is its JSON schema.

    Those of the path are texts unless a route says more.
    """

    name: str
    description: str
    schema: dict[str, Json]
    required: bool = False
    place: Literal["query", "header", "path"] = "query"

    @property
    def is_typed(self) -> bool:
        """Whether not every text fits."""
        schema: dict[str, Json] = self.schema.get("items") or self.schema
        is_plain = schema.get("type") in ("boolean", "integer")
        return is_plain or any(word in schema for word in ("enum", "pattern", "format"))


class Body(msgspec.Struct, frozen=True):
    """What a request may carry: media types, and a type or a schema.

    `values_max` are the members and items of JSON, on all levels together.
    """

    schema: Form | Schema
    types: tuple[str, ...] = (JSON,)
    required: bool = True
    example: Json = None
    values_max: int = WEB_JSON_VALUES_MAX


class Answer(msgspec.Struct, frozen=True):
    """One documented answer: `schema` as in Body, None for an empty body."""

    status: int = 200
    schema: Form | Schema | None = None
    type: str = JSON
    description: str = ""
    example: Json = None


class RouteOfCall(Protocol):
    """What a request knows of its route: all but its handler, which needs the request."""

    @property
    def method(self) -> str:
        """The method, upper case."""

    @property
    def path(self) -> str:
        """The path with its parameters in braces."""

    @property
    def params(self) -> tuple[Param, ...]:
        """Its parameters."""

    @property
    def body(self) -> Body | None:
        """The body that it takes."""

    @property
    def runs(self) -> tuple[AnyOperation, ...]:
        """The operations that it may run."""

    @property
    def makes(self) -> bool:
        """Whether one of its operations makes something."""


def text(name: str, description: str, **schema: Json) -> Param:
    return Param(name, description, {"type": "string", **schema})


def integer(name: str, description: str, **schema: Json) -> Param:
    return Param(name, description, {"type": "integer", **schema})


def number(name: str, description: str, **schema: Json) -> Param:
    """A count of 32 bits."""
    return integer(
        name,
        description,
        **{"format": "int32", "minimum": INT32_MIN, "maximum": INT32_MAX, **schema},
    )


def flag(name: str, description: str, *, default: bool = False) -> Param:
    return Param(name, description, {"type": "boolean", "default": default})


def several(name: str, description: str, **schema: Json) -> Param:
    """A parameter that may be repeated."""
    items = {"type": "string", **schema}
    return Param(name, description, {"type": "array", "items": items})


def date(name: str, description: str) -> Param:
    return Param(name, description, {"type": "string", "format": "date-time"})


def needed(param: Param) -> Param:
    """The same parameter, required."""
    return msgspec.structs.replace(param, required=True)


IDEMPOTENCY_KEY = Param(
    "Idempotency-Key",
    "A name for this request, chosen by the client: whoever sends the request again with the same"
    " key, within 24 hours, is given the first answer, and nothing is made twice.",
    {"type": "string", "minLength": 1, "maxLength": IDEMPOTENCY_KEY_CHARS_MAX},
    place="header",
)
PAGE = number("page", "The page, from 1.", default=1, minimum=1)
SIZE = number("size", "Results a page, from 1.", default=10, minimum=1)
