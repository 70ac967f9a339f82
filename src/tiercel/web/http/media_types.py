"""Which media types of bodies and answers a route refuses (common.md §4, §7)."""

from __future__ import annotations

from tiercel.web.call import Call
from tiercel.web.documented import BINARY, FORM, JSON, SCIM, YAML, Body
from tiercel.web.errors import Refused
from tiercel.web.route import Route

URL_FORM = "application/x-www-form-urlencoded"
_STRICT = frozenset({JSON, FORM, URL_FORM})
# Names under which the same is asked for.
_SAME = (
    frozenset({JSON, SCIM, "text/json"}),
    frozenset({YAML, "application/yaml", "text/yaml"}),
    frozenset({"text/csv", BINARY}),
)


def is_strict(body: Body) -> bool:
    """Whether other types than those listed are refused: texts may come under any name."""
    return _STRICT.issuperset(body.types)


def check_type(call: Call, body: Body | None) -> None:
    """Raises: Refused when there is a body of a type that the route does not take.

    Compat: a body without a type, and an empty one of any type, are always taken; so is the form of
    a browser where the other kind of form is.
    """
    if body is None or not is_strict(body):
        return
    kind = call.content_type
    if not kind or kind in body.types or not _has_body(call):
        return
    if (kind == URL_FORM and FORM in body.types) or (kind.endswith("+json") and JSON in body.types):
        return
    allowed = ", ".join(body.types)
    raise Refused("media-type", f"Content Type [{kind}] not allowed. Allowed types: [{allowed}]")


def given_types(route: Route) -> tuple[str, ...]:
    """What a client may ask a route for; empty where anything goes.

    Routes at the root are for browsers and probes, a webhook answers as its trigger says, and what
    never answers with anything but errors has no type. An answer without a body counts as JSON.
    """
    if route.is_root or "/webhook/" in route.path:
        return ()
    kinds = [answer.type for answer in route.answers if answer.schema is not None]
    return tuple(dict.fromkeys(kinds or [JSON])) if route.answers else ()


def check_accept(call: Call, route: Route) -> None:
    """Raises: Refused when a client takes nothing of what the route can give."""
    if call.header(b"accept") in (None, "", "*/*"):
        # Further lines only add to that.
        return
    lines = [value.decode("latin-1") for name, value in call.scope["headers"] if name == b"accept"]
    accepted = ",".join(lines)
    given = given_types(route)
    wanted = [kind for kind, quality in map(_range, accepted.split(",")) if quality]
    if not given or any(_fits(one, kind) for one in wanted for kind in given):
        return
    asked = ", ".join(part.strip() for part in accepted.split(","))
    raise Refused(
        "not-acceptable",
        f"Specified Accept Types [{asked}] not supported. Supported types: [{', '.join(given)}]",
    )


def _range(text: str) -> tuple[str, bool]:
    """One member of `Accept`, and whether it is wanted at all."""
    kind, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    return kind, weight.strip("0.") != ""


def _fits(wanted: str, given: str) -> bool:
    """Whether a range takes a type. Compat: any kind of JSON is taken for JSON."""
    if wanted in ("*/*", "*", "", given):
        return True
    if wanted.endswith("/*"):
        return given.startswith(wanted[:-1])
    if wanted.endswith("+json"):
        return given == JSON
    return any(wanted in same and given in same for same in _SAME)


def _has_body(call: Call) -> bool:
    length = call.header(b"content-length")
    return call.header(b"transfer-encoding") is not None if length is None else length != "0"
