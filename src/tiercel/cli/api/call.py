"""What a call of the API is: its parameters as fields, its route, and the form of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar, get_args

import msgspec

R_co = TypeVar("R_co", covariant=True)


class ApiRoute(msgspec.Struct, frozen=True):
    """Where a call goes.

    Shapes: `path` begins below `/api/v1`, with its parameters in braces; `headers` are the fields
    that are sent as headers, by their names there; `sends` is the media type of the body.
    """

    method: str
    path: str
    headers: tuple[str, ...] = ()
    sends: str = ""


class Form(msgspec.Struct, frozen=True, rename="camel"):
    """Part of an answer or of a body; members that this version does not know are passed over."""


class ApiCall(msgspec.Struct, Generic[R_co], frozen=True, kw_only=True, rename="camel"):
    """Asks the API for one thing; `R_co` is what it answers with.

    Shapes: a field is a parameter of the path, a header or the query; one that is None, or an
    empty sequence, is not sent. A field `body` is the body.
    """

    route: ClassVar[ApiRoute]


class Upload(msgspec.Struct, frozen=True):
    """A file in a form."""

    filename: str
    content: bytes


# The parts of a form, by name.
FormParts = Mapping[str, str | Upload]


def answer_of(call: type[ApiCall[Any]]) -> Any:
    """The type of the answer that a call promises: the argument of its base."""
    (base,) = call.__orig_bases__  # type: ignore[attr-defined]
    (answer,) = get_args(base)
    return type(None) if answer is None else answer
