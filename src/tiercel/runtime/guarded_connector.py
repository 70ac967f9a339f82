"""Connections of requests that flows ask for: only to addresses that the rules allow."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

from tiercel.model.networks import NetworkRules

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.connector import AddrInfoType


def guarded_connector(networks: NetworkRules) -> aiohttp.TCPConnector:
    """Looks at each address as it was resolved, so that no name and no redirect gets around it."""
    import aiohttp

    def opened(address: AddrInfoType) -> socket.socket:
        refusal = networks.refusal(str(address[4][0]))
        if refusal is not None:
            raise PermissionError(errno.EACCES, refusal)
        return socket.socket(*address[:3])

    return aiohttp.TCPConnector(socket_factory=opened)
