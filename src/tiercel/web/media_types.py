"""Which media types of bodies a route refuses (common.md §4, §7)."""

from __future__ import annotations

from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.route import FORM, JSON, Body

URL_FORM = "application/x-www-form-urlencoded"
_STRICT = frozenset({JSON, FORM, URL_FORM})


def is_strict(body: Body) -> bool:
    """Whether other types than those listed are refused: texts may come under any name."""
    return _STRICT.issuperset(body.types)


def check_type(call: Call, body: Body | None) -> None:
    """Raises: Refused when there is a body of a type that the route does not take.

    Compat: a body without a type, and an empty one of any type, are always taken; so is the type of
    a browser's form, which many clients send when they were told none.
    """
    if body is None or not is_strict(body):
        return
    kind = call.content_type
    if not kind or kind in body.types or not _has_body(call):
        return
    if kind == URL_FORM or (kind.endswith("+json") and JSON in body.types):
        return
    allowed = ", ".join(body.types)
    raise Refused("media-type", f"Content Type [{kind}] not allowed. Allowed types: [{allowed}]")


def _has_body(call: Call) -> bool:
    length = call.header(b"content-length")
    return call.header(b"transfer-encoding") is not None if length is None else length != "0"
