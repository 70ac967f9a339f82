"""The port: whether a server could listen there."""

from __future__ import annotations

import urllib.request
from http.client import HTTPException

from tiercel.cli.serving.listening import listen
from tiercel.model.errors import Unavailable
from tiercel.service.instance.finding import Finding, Health

ANSWER_SECONDS_MAX = 3.0
PONG = b"pong"


def look_at_port(host: str, port: int) -> Finding:
    """Whether a server could listen; a server that does so already is well."""
    if port == 0:
        return _good("the system chooses a free one")
    try:
        listen(host, port, "--port").close()
    except Unavailable as error:
        if _answers(host, port):
            return _good(f"{host}:{port}: a server of Tiercel or Kestra answers there")
        return Finding(
            subject="port",
            health=Health.BROKEN,
            text=error.message.partition(". ")[0],
            remedy="end the program that has it, or choose another: --port, micronaut.server.port",
        )
    return _good(f"{host}:{port} is free")


def _answers(host: str, port: int) -> bool:
    shown = f"[{host}]" if ":" in host else host
    try:
        with urllib.request.urlopen(
            f"http://{shown}:{port}/ping", timeout=ANSWER_SECONDS_MAX
        ) as answer:
            content: bytes = answer.read(len(PONG))
    # Whatever is there, it is no server of ours.
    except (OSError, HTTPException):
        return False
    return content == PONG


def _good(text: str) -> Finding:
    return Finding(subject="port", health=Health.GOOD, text=text)
