"""The engine of ClickHouse, as the package `chdb-core` has it, behind its HTTP interface.

A program of its own, with an environment of its own: `python clickhouse_http.py PORT FOLDER`.
"""

from __future__ import annotations

import base64
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import chdb.session

USER, PASSWORD = "ann", "canary-ch"
# The engine runs one statement at a time.
TURN = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """Statements come in the body, or beside the rows that it inserts."""

    protocol_version = "HTTP/1.1"
    session: chdb.session.Session

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        """Answer one statement."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = {name: each[0] for name, each in parse_qs(urlsplit(self.path).query).items()}
        if not self._is_known(asked):
            self._answer(403, f"Code: 516. DB::Exception: {USER}: Authentication failed".encode())
            return
        statement = asked.get("query")
        try:
            if statement is None:
                found = self._run(body.decode(), asked)
            else:
                found = self._insert(statement, body) if body else self._run(statement, asked)
        except (RuntimeError, chdb.ChdbError) as error:
            self._answer(500, str(error).encode())
        else:
            self._answer(200, found)

    def _is_known(self, asked: dict[str, str]) -> bool:
        proof = self.headers.get("Authorization", "").removeprefix("Basic ")
        given = base64.b64decode(proof).decode().partition(":")[::2] if proof else None
        return (given or (asked.get("user"), asked.get("password"))) == (USER, PASSWORD)

    def _run(self, statement: str, asked: dict[str, str]) -> bytes:
        form = asked.get("default_format", "TabSeparated")
        with TURN:
            found: bytes = self.session.query(statement, form).bytes()
        return found

    def _insert(self, statement: str, rows: bytes) -> bytes:
        head, _, form = statement.partition(" FORMAT ")
        with tempfile.NamedTemporaryFile(suffix=".rows") as file:
            file.write(rows)
            file.flush()
            with TURN:
                self.session.query(f"{head} SELECT * FROM file('{file.name}', '{form.strip()}')")
        return b""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-ClickHouse-Summary", "{}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def main() -> None:
    """Serve until it is ended."""
    port, folder = sys.argv[1:]
    Handler.session = chdb.session.Session(folder)
    Handler.session.query("CREATE DATABASE IF NOT EXISTS shop ENGINE = Atomic")
    Handler.session.query("USE shop")
    ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
