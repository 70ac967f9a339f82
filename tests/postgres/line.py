"""A line to the database that can be cut: connections stay open, but nothing gets through."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Line:
    """Forwards a port of the loopback to a Unix socket, unless it is cut."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._is_whole = threading.Event()
        self._is_whole.set()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """From now on nothing gets through, in both directions."""
        self._is_whole.clear()

    def mend(self) -> None:
        """What waited goes on its way."""
        self._is_whole.set()

    def close(self) -> None:
        """Drop all connections."""
        self._is_whole.set()
        for each in (self._listener, *self._sockets):
            # Both ends must hear of it, whoever waits for them.
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._target)
            self._sockets += [client, server]
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self._forward, args=ends, daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                self._is_whole.wait()
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def a_line(target: str) -> Iterator[Line]:
    """A whole line, until the end of the block."""
    line = Line(target)
    try:
        yield line
    finally:
        line.close()
