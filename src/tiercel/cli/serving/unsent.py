"""What the system holds of a connection's output: how much it is, and a bound on it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from importlib import import_module
from importlib.util import find_spec

INT = struct.Struct("i")


def unacknowledged_bytes(transport: asyncio.Transport) -> int:
    """Bytes that the other side has not confirmed yet; 0 where the system does not say."""
    connection = transport.get_extra_info("socket")
    if connection is None or find_spec("termios") is None:
        return 0
    try:
        fcntl, termios = import_module("fcntl"), import_module("termios")
        size_bytes = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(INT.size))
    except OSError:
        return 0
    (size,) = INT.unpack(size_bytes)
    return int(size)


def bound_unsent(transport: asyncio.Transport, size: int) -> None:
    """Let the system keep only so much beyond what is on its way; -1 for its own bound."""
    connection = transport.get_extra_info("socket")
    option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if connection is not None and option is not None:
        # Keeping more than wanted is no reason to refuse the client.
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, option, size)
