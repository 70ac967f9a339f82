"""What a server refuses, and a server that does not answer: texts that name the way out."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

import msgspec

from tiercel.cli.violation_lines import violation_line
from tiercel.model.errors import TiercelError, Unavailable, Violation

_SIGN_IN = (
    "The server asks who you are (401). Sign in once by `tiercel login --server {server}`, or give"
    " --user NAME:PASSWORD or --api-token TOKEN, or set TIERCEL_USER or TIERCEL_API_TOKEN."
)
_WRONG = (
    "The server does not accept {proof} (401): it is wrong, has expired or was revoked. Sign in"
    " again by `tiercel login --server {server}`, or give another --user NAME:PASSWORD or"
    " --api-token TOKEN."
)
_UNREACHABLE = (
    "Can't reach {server}: {reason}\n"
    "Start a server by `tiercel server standalone`, or name one that runs by --server ADDRESS,"
    " TIERCEL_SERVER or `tiercel login --server ADDRESS`."
)


class ServerRefused(TiercelError):
    """The server refused the request; `violations` are those that its answer names."""

    def __init__(self, status: int, message: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.violations = tuple(violations)


class Unreachable(Unavailable):
    """Nothing answers at the address of the server."""

    def __init__(self, server: str, reason: object) -> None:
        super().__init__(_UNREACHABLE.format(server=server, reason=reason))


class _Detail(msgspec.Struct, frozen=True):
    """One of the errors of an answer."""

    detail: str
    pointer: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""
    value: str = ""

    @property
    def violation(self) -> Violation:
        path = self.pointer or self.value
        return Violation(path, self.detail, self.line, self.column, self.hint)


class _Answer(msgspec.Struct, frozen=True):
    """What a refusal says; members of older servers are passed over."""

    message: str = ""
    errors: tuple[_Detail, ...] = ()


def refusal_of(status: int, body: bytes, *, server: str, proof: str) -> ServerRefused:
    """The error of an answer that refuses; `proof` names what said who asks, if anything did."""
    if status == HTTPStatus.UNAUTHORIZED:
        text = _WRONG if proof else _SIGN_IN
        return ServerRefused(status, text.format(server=server, proof=proof))
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    # Such as a page of a proxy.
    except msgspec.DecodeError:
        answer = _Answer()
    violations = [each.violation for each in answer.errors]
    lines = [violation_line(each) for each in violations]
    message = "\n".join(lines) or answer.message or f"{server} answered {status}"
    return ServerRefused(status, message, violations)


def of_file(error: ServerRefused, file: str) -> ServerRefused:
    """The same for a source that came from a file: each error is said with its place in it."""
    if not error.violations:
        return error
    lines = [violation_line(each, file=file) for each in error.violations]
    return ServerRefused(error.status, "\n".join(lines), error.violations)
