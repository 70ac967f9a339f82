"""The management port: health, metrics, loggers and work, with and without an API."""

from __future__ import annotations

import base64
import binascii
import hmac

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tiercel.model.authorization.grants import UNLIMITED
from tiercel.service.operations.operation import Operations
from tiercel.settings.sections import BasicAuth, Settings
from tiercel.web.app import App, Behind
from tiercel.web.call import GRANTS
from tiercel.web.errors import Refused, body_of
from tiercel.web.routers.instance.diagnostics import DiagnosticRoutes
from tiercel.web.routers.instance.management import ManagementRoutes
from tiercel.web.routers.instance.work import WorkRoutes


class ManagementGuard:
    """Asks for the credentials of `endpoints.all.basic-auth` when there are any."""

    def __init__(self, wanted: BasicAuth) -> None:
        is_set = wanted.username is not None and wanted.password is not None
        self._pair = f"{wanted.username}:{wanted.password}".encode() if is_set else None

    async def refusal(self, scope: Scope, path: str) -> Response | None:
        """401 without a body or a header for wrong credentials (common.md §11)."""
        scope[GRANTS] = UNLIMITED
        if self._pair is None:
            return None
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        scheme, _, text = given.partition(b" ")
        try:
            pair = base64.b64decode(text, validate=True)
        except binascii.Error:
            pair = b""
        is_right = scheme.lower() == b"basic" and hmac.compare_digest(pair, self._pair)
        return None if is_right else Response(None, 401)


def create_management_app(settings: Settings, operations: Operations) -> App:
    """The application of the management port, over the operations of the server."""
    # A context path is for the API alone.
    plain = settings.model_copy(
        update={
            "micronaut": settings.micronaut.model_copy(
                update={"server": settings.http.model_copy(update={"context_path": ""})}
            )
        }
    )
    guard = ManagementGuard(settings.endpoints.all.basic_auth)
    routes = [
        *ManagementRoutes(settings.metrics.prefix, is_open=False).routes(),
        *WorkRoutes().routes(),
        *DiagnosticRoutes().routes(),
    ]
    return App(routes, plain, Behind(guard, _not_found, operations))


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    response = Response(body_of(Refused("not-found"), scope["path"]), 404)
    response.headers["content-type"] = "application/json"
    await response(scope, receive, send)
