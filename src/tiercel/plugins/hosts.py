"""Hosts that flows name: tasks of all families connect to those only that the settings allow."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import msgspec

from tiercel.plugin import PluginError, RunContext

PORT_MAX = 65_535
HTTP = ("http", "https")


class Address(msgspec.Struct, frozen=True):
    """Where an address leads; `port` is None where it names none."""

    scheme: str
    host: str
    port: int | None

    @property
    def place(self) -> str:
        """Host and port, as errors name them."""
        return self.host if self.port is None else f"{self.host}:{self.port}"


def address_of(name: str, text: str, example: str, schemes: tuple[str, ...] = HTTP) -> Address:
    """The host of an address. `name` is what it comes from, such as "`endpoint`".

    Raises: PluginError with the example, without the address, which may have a password.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in schemes:
        raise PluginError(f"{name} must be an address such as {example}")
    return Address(parts.scheme, host, port)


def port_of(name: str, text: str) -> int:
    """A port that a property has as text. Raises: PluginError for what is none."""
    if not text.strip().isdecimal() or not 0 < int(text) <= PORT_MAX:
        raise PluginError(f"`{name}` must be a number from 1 to {PORT_MAX}, not {text!r}")
    return int(text)


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
