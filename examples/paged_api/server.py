"""A small API of seven items, three on a page: `python server.py [PORT]`."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ITEMS = [{"id": number, "name": f"item {number}"} for number in range(1, 8)]
PAGE_ITEMS = 3


class Api(BaseHTTPRequestHandler):
    """`GET /items?page=1`: some items, and the number of the next page or null."""

    def do_GET(self) -> None:
        page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
        end = page * PAGE_ITEMS
        answer = {
            "items": ITEMS[end - PAGE_ITEMS : end],
            "next": page + 1 if end < len(ITEMS) else None,
        }
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8091
    ThreadingHTTPServer(("127.0.0.1", port), Api).serve_forever()
