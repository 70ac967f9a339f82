"""Hosts that flows name: tasks of all families connect to those only that the settings allow."""

from __future__ import annotations

import socket

from tiercel.plugin import PluginError, RunContext


def allowed_addresses(ctx: RunContext, place: str, host: str, port: int | None) -> list[str]:
    """The addresses of a host. `place` is how errors call the service, such as `SFTP at a:22`.

    Raises: PluginError for a host that has no address, or one that `tiercel.http-tasks` forbids.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PluginError(
            f"{place}: the host has no address: {_reason(error)}. Its name must be right, and known"
            " where the worker runs"
        ) from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    for address in addresses:
        refusal = ctx.networks.refusal(address)
        if refusal is not None:
            raise PluginError(f"{place}: {refusal}")
    return addresses


def _reason(error: OSError | UnicodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
