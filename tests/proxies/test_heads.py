"""Heads that proxies and servers read differently are refused, and nothing after them is read."""

from __future__ import annotations

import pytest

from tests.e2e.server import Server
from tests.proxies.wire import KV, get, head, line_to, put

OFFER = b"Connection: Upgrade\r\nUpgrade: h2c\r\n"
PING = b"GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (PING.replace(b"Host: localhost\r\n", b""), b"no Host"),
        (PING.replace(b"Host", b"Host: other\r\nHost"), b"more than one Host"),
        (PING.replace(b"HTTP/1.1", b"HTTP/2.0"), b"HTTP/2.0 is not spoken"),
        (b"GET /ping\r\n\r\n", b"HTTP/0.9 is not spoken"),
        (PING.replace(b"GET /ping", b"CONNECT localhost:80"), b"no proxy"),
        (PING.replace(b"/ping", b"http://[/"), b"Invalid HTTP request"),
        (
            PING.replace(b"/ping", b"http://[/").replace(b"Host", OFFER + b"Host"),
            b"Invalid HTTP request",
        ),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"Invalid HTTP request"),
        (PING.replace(b"\r\n\r\n", b"\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), b""),
        (PING.replace(b"\r\n\r\n", b"\r\nX: a\r\n folded\r\n\r\n"), b""),
    ],
    ids=[
        *("no host", "hosts", "2.0", "0.9", "connect"),
        *("address", "address with an offer", "preface", "lengths", "folded"),
    ],
)
def test_they_are_refused(server: Server, sent: bytes, why: bytes) -> None:
    with line_to(server.port) as line:
        line.send(sent + PING)
        answer = line.answer()
        assert answer.status == 400
        assert why in answer.body
        assert line.is_closed()


def test_http_1_0_needs_no_host(server: Server) -> None:
    with line_to(server.port) as line:
        line.send(b"GET /ping HTTP/1.0\r\n\r\n")
        assert line.answer().status == 200
        assert line.is_closed()


def test_what_was_asked_before_is_answered_first(server: Server) -> None:
    with line_to(server.port) as line:
        line.send(PING + PING + b"garbage\r\n\r\n" + PING)
        assert [line.answer().status for _ in range(2)] == [200, 200]
        assert line.is_closed()


def test_a_body_that_breaks_off_ends_its_request(server: Server) -> None:
    with line_to(server.port) as line:
        start, _ = put("broken", b"", is_chunked=True)
        line.send(start, b"5\r\nhello\r\nnonsense\r\n")
        assert line.answer().status == 400
        assert line.is_closed()


def test_trailers_are_no_headers(server: Server) -> None:
    with line_to(server.port) as line:
        start, body = put("trailed", b"value", is_chunked=True)
        line.send(start + body[:-2] + b"Host: other\r\nContent-Type: text/x-other\r\n\r\n")
        assert line.answer().status == 200
        line.send(get("trailed"))
        assert b"value" in line.answer().body


def test_trailers_without_end_are_cut_off(server: Server) -> None:
    with line_to(server.port) as line:
        start, body = put("trailed", b"value", is_chunked=True)
        line.send(start + body[:-2])
        endless = [b"X: " + b"a" * 8_000 + b"\r\n"] * 1_000
        with pytest.raises(ConnectionError):
            line.send(*endless)


def test_a_refused_body_is_not_read_to_its_end(server: Server) -> None:
    with line_to(server.port) as line:
        line.send(head(f"PUT {KV}/big", b"Content-Length: 10000000000"))
        assert line.answer().status == 413
        endless = [bytes(65_536)] * 1_000
        with pytest.raises(ConnectionError):
            line.send(*endless)


def test_what_is_left_of_a_small_body_does_no_harm(server: Server) -> None:
    with line_to(server.port) as line:
        start = head("POST /api/v1/nothing", b"Content-Length: 5")
        line.send(start)
        assert line.answer().status == 404
        line.send(b"hello", PING)
        assert line.answer().status == 200
