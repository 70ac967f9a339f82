"""Who may reach a server without credentials: only this machine, unless settings say otherwise."""

from __future__ import annotations

import logging

from tiercel.model.errors import NotAllowed
from tiercel.settings import Settings

log = logging.getLogger("tiercel.server")
USER = (
    "set KESTRA_SERVER_BASIC_AUTH_USERNAME and KESTRA_SERVER_BASIC_AUTH_PASSWORD,"
    " or kestra.server.basic-auth in the configuration file"
)


def check_door(settings: Settings, *, is_guarded: bool) -> None:
    """Say when nobody is asked for credentials. Raises: NotAllowed for one open to others."""
    http = settings.http
    if is_guarded or settings.server.asks_set_up:
        return
    why = "no user is configured"
    if settings.server.basic_auth.enabled is False:
        why = "kestra.server.basic-auth.enabled is false"
    if http.is_local:
        log.warning(
            "%s: everybody on this machine may use the server and run scripts as its user; to ask"
            " for credentials, %s",
            why,
            USER,
        )
    elif settings.server.insecure_anonymous:
        log.warning(
            "%s, and --insecure-anonymous was given: everybody who reaches %s:%d may use the server"
            " and run scripts on this machine",
            why,
            http.host,
            http.port,
        )
    else:
        raise NotAllowed(
            f"Not listening on {http.host}:{http.port} without credentials ({why}): everybody who"
            " reaches the port could run scripts on this machine. Either configure a user:"
            f" {USER}; or let whoever has the code of this log make the first one, with --setup"
            " (TIERCEL_SERVER_SETUP=true); or listen on this machine alone with --host 127.0.0.1"
            " (micronaut.server.host); or open it to all with --insecure-anonymous"
            " (TIERCEL_SERVER_INSECURE_ANONYMOUS=true)."
        )
