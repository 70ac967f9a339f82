"""A proxy that passes an answer on when it is complete, as some in companies do."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
UPSTREAM_SECONDS_MAX = 120


@contextlib.contextmanager
def buffering(port: int) -> Iterator[int]:
    """The port of a proxy before the server on `port`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            """Ask the server, read all, then pass it on."""
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=UPSTREAM_SECONDS_MAX)
            with contextlib.closing(upstream):
                upstream.request(self.command, self.path, body or None, dict(self.headers))
                response = upstream.getresponse()
                whole = response.read()
            # The browser may have left while nothing came.
            with contextlib.suppress(ConnectionError):
                self.send_response_only(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(whole)))
                self.end_headers()
                self.wfile.write(whole)

    for method in METHODS:
        setattr(Handler, f"do_{method}", Handler.answer)

    class Proxy(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    with Proxy(("127.0.0.1", 0), Handler) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        try:
            yield proxy.server_address[1]
        finally:
            proxy.shutdown()
