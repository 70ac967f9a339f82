"""The head of a request: what is wrong with it, and how it reads without an upgrade."""

from __future__ import annotations

from collections.abc import Iterable

VERSIONS = ("1.0", "1.1")
# What asks for another protocol. Nothing but HTTP/1 is spoken here.
_UPGRADING = (b"upgrade", b"http2-settings")


def complaint(method: bytes, version: str, hosts: int) -> str:
    """Why a head with so many `Host` headers is refused; empty when it is not.

    Proxies and servers that pick another one of two hosts disagree on who was asked.
    """
    if version not in VERSIONS:
        return f"HTTP/{version} is not spoken here; send HTTP/1.1."
    if method == b"CONNECT":
        return "This server is no proxy: CONNECT is not answered."
    if hosts > 1:
        return "The request has more than one Host header."
    if hosts == 0 and version != "1.0":
        return "The request has no Host header."
    return ""


def without_upgrade(
    method: bytes, url: bytes, version: str, named: Iterable[tuple[bytes, bytes]]
) -> bytes:
    """The head again, without asking for another protocol; `named` has names as they were sent."""
    lines = [b"%b %b HTTP/%b" % (method, url, version.encode("ascii"))]
    for name, value in named:
        if name.lower() not in _UPGRADING:
            lines.append(b"%b: %b" % (name, value))
    return b"\r\n".join(lines) + b"\r\n\r\n"
