"""The id by which a refused request is found in the log again."""

from __future__ import annotations

import re
import secrets

from starlette.types import Scope

from tiercel.web.http.headers import header_of

HEADER = "x-request-id"
_KEY = "tiercel.request_id"
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id_of(scope: Scope) -> str:
    """The caller's or a proxy's if it is a plain one, else one of our own; the same each time."""
    known: str | None = scope.get(_KEY)
    if known is None:
        given = header_of(scope, HEADER.encode()) or ""
        known = given if _PLAIN.fullmatch(given) else secrets.token_hex(6)
        scope[_KEY] = known
    return known
