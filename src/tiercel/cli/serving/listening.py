"""Listening sockets, bound before anything else is started."""

from __future__ import annotations

import socket

from tiercel.model.errors import Unavailable
from tiercel.model.limits import SERVER_BACKLOG


def listen(host: str, port: int, setting: str) -> socket.socket:
    """The listening socket. Raises: Unavailable, naming the setting of the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol must be named: without it asyncio does not turn off Nagle's delay, which costs
    # 40 ms an answer.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(SERVER_BACKLOG)
        return listening
    except OSError as error:
        listening.close()
        raise Unavailable(
            f"Can't listen on {host}:{port}: {error.strerror}. Choose another port with {setting}."
        ) from None
