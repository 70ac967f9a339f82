"""What a client gets when something is refused: one table, one superset body (common.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple

from msgspec import UNSET

from tiercel.model import errors
from tiercel.model.errors import TiercelError, Violation
from tiercel.model.stored.codec import encode_json
from tiercel.service.access.access import TooManyTries
from tiercel.service.bulk import BulkRefused
from tiercel.service.flows.sources import InvalidSource
from tiercel.service.triggers.triggers import NoBackfill, UnusableDates
from tiercel.service.workers.groups import UndeletableGroup
from tiercel.web.views.report import (
    EmbeddedView,
    ErrorDetailView,
    ErrorPartView,
    ErrorView,
    InvalidItemView,
    LinksView,
    LinkView,
    PropertyNodeView,
)


class ErrorForm(NamedTuple):
    """A status with the reason of the old body, and the slug and title of the new one."""

    status: int
    reason: str
    slug: str
    title: str


KINDS = {
    "bad-request": ErrorForm(400, "Bad Request", "bad-request", "Bad request"),
    "bulk": ErrorForm(400, "", "bulk-validation-failed", "Bulk validation failed"),
    "conflict": ErrorForm(409, "Illegal state", "conflict", "Conflict"),
    "conversion": ErrorForm(422, "Internal server error", "invalid-argument", "Invalid argument"),
    "expired": ErrorForm(410, "Resource has expired", "resource-expired", "Resource has expired"),
    "forbidden": ErrorForm(403, "Forbidden", "forbidden", "Forbidden"),
    "internal": ErrorForm(500, "Internal server error", "internal-error", "Internal server error"),
    "invalid-argument": ErrorForm(422, "Illegal argument", "invalid-argument", "Invalid argument"),
    "invalid-entity": ErrorForm(422, "Invalid entity", "validation-failed", "Validation failed"),
    "invalid-filters": ErrorForm(
        400, "Invalid query filters", "invalid-query-filters", "Invalid query filters"
    ),
    "invalid-format": ErrorForm(422, "Invalid format", "invalid-format", "Invalid format"),
    "invalid-json": ErrorForm(422, "Invalid json", "invalid-json", "Invalid JSON"),
    "invalid-mapping": ErrorForm(422, "Invalid json mapping", "invalid-json", "Invalid JSON"),
    "locked": ErrorForm(423, "Locked", "locked", "Locked"),
    "media-type": ErrorForm(
        415, "Unsupported Media Type", "unsupported-media-type", "Unsupported media type"
    ),
    "method": ErrorForm(405, "Method Not Allowed", "method-not-allowed", "Method not allowed"),
    "misdirected": ErrorForm(
        421, "Misdirected Request", "misdirected-request", "Misdirected request"
    ),
    "missing-body": ErrorForm(
        422, "Invalid route params", "invalid-request-body", "Invalid request body"
    ),
    "missing-query": ErrorForm(
        400, "Bad Request", "invalid-query-parameter", "Invalid query parameter"
    ),
    "not-acceptable": ErrorForm(406, "Not Acceptable", "not-acceptable", "Not acceptable"),
    "not-found": ErrorForm(404, "Not Found", "not-found", "Resource not found"),
    "too-large": ErrorForm(
        413, "Request Entity Too Large", "payload-too-large", "Payload too large"
    ),
    "too-many": ErrorForm(429, "Too Many Requests", "too-many-requests", "Too many requests"),
    "unavailable": ErrorForm(
        503, "Service Unavailable", "service-unavailable", "Service unavailable"
    ),
    "unprocessable": ErrorForm(
        422, "Unprocessable Entity", "validation-failed", "Validation failed"
    ),
}

# The most special class first.
KIND_OF_CLASS: tuple[tuple[type[TiercelError], str], ...] = (
    (BulkRefused, "bulk"),
    (TooManyTries, "too-many"),
    (NoBackfill, "bad-request"),
    (UnusableDates, "bad-request"),
    (UndeletableGroup, "bad-request"),
    (errors.NotFound, "not-found"),
    (errors.Invalid, "invalid-entity"),
    (errors.IllegalArgument, "invalid-argument"),
    (errors.Conflict, "conflict"),
    (errors.NotAllowed, "forbidden"),
    (errors.Expired, "expired"),
    (errors.TooLarge, "too-large"),
    (errors.Unavailable, "unavailable"),
    (errors.Stale, "conflict"),
    (errors.ExpressionError, "invalid-argument"),
    (errors.PluginError, "unprocessable"),
)


class Refused(TiercelError):
    """The request itself is wrong; `kind` names a row of KINDS."""

    def __init__(self, kind: str, text: str = "") -> None:
        super().__init__(text)
        self.kind = kind
        self.allow = ""


class ClientGone(Exception):
    """The client closed the connection: nobody is left to answer."""


def kind_of(error: TiercelError) -> ErrorForm:
    """The row of the table for an error."""
    if isinstance(error, Refused):
        return KINDS[error.kind]
    for cls, name in KIND_OF_CLASS:
        if isinstance(error, cls):
            return KINDS[name]
    return KINDS["internal"]


def body_of(error: TiercelError, href: str) -> bytes:
    """The superset body: members of both generations. `href` is the path and query as sent."""
    kind = kind_of(error)
    text = "" if error.message == (type(error).__doc__ or "").strip() else error.message
    violations: Sequence[Violation] = ()
    if isinstance(error, errors.Invalid):
        violations, text = error.violations, error.explained
    if isinstance(error, InvalidSource):
        text = error.text
    if isinstance(error, BulkRefused):
        return _bulk_body(error, kind, href)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, Refused):
        text = text if kind.slug != "internal-error" else ""
    message = f"{kind.reason}: {text}" if text else kind.reason
    listed = [v for v in violations if v.path or isinstance(error, InvalidSource)]
    return encode_json(_superset(kind, message, text, href, listed))


def _superset(
    kind: ErrorForm, message: str, text: str, href: str, violations: Sequence[Violation]
) -> ErrorView:
    parts = [
        ErrorPartView(
            message=violation.message,
            path=violation.path,
            links=LinksView(),
            embedded=EmbeddedView(),
        )
        for violation in violations
    ]
    return ErrorView(
        message=message,
        logref=None,
        path=None,
        links=LinksView(LinkView(href=href)),
        embedded=EmbeddedView(parts or UNSET),
        type=f"about:blank#{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=text or kind.reason,
        instance=href.partition("?")[0],
        errors=[_new_error(violation) for violation in violations] or UNSET,
    )


def _new_error(violation: Violation) -> ErrorDetailView:
    return ErrorDetailView(
        violation.message,
        violation.path,
        violation.line or UNSET,
        violation.column if violation.line else UNSET,
        violation.hint or UNSET,
    )


def _bulk_body(error: BulkRefused, kind: ErrorForm, href: str) -> bytes:
    noun = PropertyNodeView(error.noun, "PROPERTY", False)
    invalids = [
        InvalidItemView(
            text, item, "java.lang.String", item, item, [noun], item, "{messageTemplate}", []
        )
        for item, text in error.items
    ]
    return encode_json(
        ErrorView(
            message=error.message,
            invalids=invalids,
            type=f"about:blank#{kind.slug}",
            title=kind.title,
            status=kind.status,
            detail=error.message,
            instance=href.partition("?")[0],
            errors=[ErrorDetailView(text, value=item) for item, text in error.items],
        )
    )
