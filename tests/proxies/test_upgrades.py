"""Requests that offer another protocol: their bodies arrive, and nothing in them is a request."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.server import Server
from tests.proxies.wire import KV, Answer, get, line_to, put

CURL = shutil.which("curl")
JAVA = shutil.which("java")
OFFERS: dict[str, tuple[bytes, ...]] = {
    "none": (),
    "h2c": (
        b"Connection: Upgrade, HTTP2-Settings",
        b"Upgrade: h2c",
        b"HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    ),
    "websocket": (
        b"Connection: keep-alive, Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ),
    "unknown": (b"Connection: Upgrade", b"upgrade: one/1, two/2"),
}


def value_of(answer: Answer) -> bytes:
    """The text that is kept under a key."""
    assert answer.status == 200, answer
    return answer.body.partition(b'"value":"')[2].partition(b'"')[0]


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
def test_a_body_arrives_however_it_is_cut(port: int, offer: str, *, is_chunked: bool) -> None:
    with line_to(port) as line:
        for number, cut in enumerate(("whole", "later", "pieces")):
            value = f"{offer} {number}".encode()
            head, body = put("cut", value, *OFFERS[offer], is_chunked=is_chunked)
            if cut == "whole":
                line.send(head + body)
            elif cut == "later":
                line.send(head, body)
            else:
                line.send(head[:-1], head[-1:] + body[:2], body[2:])
            assert line.answer().status == 200
            line.send(get("cut"))
            assert value_of(line.answer()) == value


@pytest.mark.parametrize("offer", OFFERS)
def test_a_body_is_never_read_as_a_request(port: int, offer: str) -> None:
    with line_to(port) as line:
        line.send(*put("victim", b"alive"))
        assert line.answer().status == 200
        hidden = get("victim").replace(b"GET", b"DELETE")
        head, _ = put("bait", hidden, *OFFERS[offer])
        for packets in ((head + hidden,), (head, hidden)):
            line.send(*packets)
            line.answer()
            line.send(get("victim"))
            assert value_of(line.answer()) == b"alive"


def test_pipelined_requests_are_answered_in_order(port: int) -> None:
    sent, wanted = b"", []
    for number, (offer, lines) in enumerate([*OFFERS.items()] * 3):
        value = f"{offer} {number}".encode()
        sent += b"".join(put("pipe", value, *lines, is_chunked=number % 2 == 1))
        sent += get("pipe", *lines)
        wanted.append(value)
    with line_to(port) as line:
        line.send(sent)
        for value in wanted:
            assert line.answer().status == 200
            assert value_of(line.answer()) == value


def test_connections_that_clients_share_do_not_mix_them_up(port: int) -> None:
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(line_to(port)) for _ in range(6)]
        for number in range(10):
            offer = [*OFFERS.values()][number % len(OFFERS)]
            for client, line in enumerate(lines):
                line.send(*put(f"own{client}", f"{client} {number}".encode(), *offer))
            assert {line.answer().status for line in lines} == {200}
            for client, line in enumerate(lines):
                line.send(get(f"own{client}", *offer))
            for client, line in enumerate(lines):
                assert value_of(line.answer()) == f"{client} {number}".encode()


@pytest.mark.skipif(CURL is None, reason="curl is not installed (on Debian: apt install curl)")
def test_curl_offers_http2(port: int) -> None:
    url = f"http://localhost:{port}{KV}/curl"
    common = ["curl", "-s", "-S", "--fail", "--http2", url]
    sent = [*common, "-X", "PUT", "-H", "Content-Type: text/plain", "-d", "from curl"]
    done = subprocess.run(sent, capture_output=True, timeout=30, check=False)
    if b"does not support" in done.stderr:
        pytest.skip("this curl is built without HTTP/2 (on Debian: apt install curl)")
    assert done.returncode == 0, done.stderr
    read = subprocess.run(common, capture_output=True, timeout=30, check=True)
    assert value_of(Answer(200, read.stdout)) == b"from curl"


JAVA_CLIENT = """
import java.net.URI;
import java.net.http.*;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

class Client {
  public static void main(String[] arguments) throws Exception {
    var client = HttpClient.newHttpClient();
    for (int number = 0; number < 3; number++) {
      var put = HttpRequest.newBuilder(URI.create(arguments[0]))
          .header("Content-Type", "text/plain").PUT(BodyPublishers.ofString("java " + number));
      var get = HttpRequest.newBuilder(URI.create(arguments[0]));
      System.out.println(client.send(put.build(), BodyHandlers.ofString()).statusCode());
      System.out.println(client.send(get.build(), BodyHandlers.ofString()).body());
    }
  }
}
"""


@pytest.mark.skipif(
    JAVA is None, reason="java is not installed (on Debian: apt install default-jdk-headless)"
)
def test_the_default_client_of_java_offers_http2(port: int, tmp_path: Path) -> None:
    source = tmp_path / "Client.java"
    source.write_text(JAVA_CLIENT, encoding="utf-8")
    command = ["java", "-XX:TieredStopAtLevel=1", str(source), f"http://localhost:{port}{KV}/java"]
    done = subprocess.run(command, capture_output=True, timeout=55, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[::2] == [b"200"] * 3
    assert [value_of(Answer(200, line)) for line in lines[1::2]] == [
        f"java {number}".encode() for number in range(3)
    ]


def test_the_log_gives_no_advice_about_other_protocols(server: Server) -> None:
    with line_to(server.port) as line:
        line.send(get("none", *OFFERS["websocket"]))
        assert line.answer().status == 404
    assert "pgrade" not in server.log
    assert "WebSocket" not in server.log
