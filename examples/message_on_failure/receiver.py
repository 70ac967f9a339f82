"""Prints the messages that are sent to it: `python receiver.py [PORT]`."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Channel(BaseHTTPRequestHandler):
    """Takes what an incoming webhook of Slack takes."""

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print("received:", json.dumps(message), flush=True)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8092
    ThreadingHTTPServer(("127.0.0.1", port), Channel).serve_forever()
