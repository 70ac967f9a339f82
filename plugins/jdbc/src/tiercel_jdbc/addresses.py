"""Addresses of databases as flows write them: JDBC URLs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

from tiercel.plugin import PluginError

_HOST = re.compile(r"(?:[^@/?;]*@)?(\[[^\]]*\]|[^:/?;,]*)(?::(\d+))?")
PORT_MAX = 65_535
# Without slashes: Oracle, whose SID stands behind a colon, Sybase and Dremio.
_BARE = re.compile(r"(?:(?:thin|oci):@|tds:|direct=)([^:/]+):(\d+)((?:[:/].*)?)", re.IGNORECASE)


class Address(msgspec.Struct, frozen=True):
    """A JDBC URL in its parts.

    Shapes: `scheme` is what stands between `jdbc:` and the host, such as `postgresql`; `path` is
    without its first slash, and `:name` for a SID of Oracle; names of `options` are in small
    letters. `port` is None where none is given.
    """

    scheme: str
    host: str = ""
    port: int | None = None
    path: str = ""
    options: Mapping[str, str] = {}

    def option(self, *names: str) -> str | None:
        """The value of the first of the names that is there."""
        return next((self.options[name] for name in names if name in self.options), None)

    @property
    def place(self) -> str:
        """Host and port, or the file, for messages; never with options, which may be secret."""
        port = f":{self.port}" if self.port is not None else ""
        return f"{self.host}{port}" if self.host else self.path or "memory"


def address_of(url: str) -> Address:
    """The parts of a URL.

    Raises: PluginError when it does not begin with `jdbc:`, or has a port that is none.
    """
    if not url.startswith("jdbc:"):
        raise PluginError("`url` must begin with jdbc:, such as jdbc:postgresql://host:5432/name")
    scheme, rest = _scheme_of(url.removeprefix("jdbc:").strip())
    rest, options = _options_of(rest)
    bare = _BARE.fullmatch(rest)
    if bare is not None:
        host, bare_port, path = bare.groups()
        return Address(scheme, host, _port_of(bare_port), unquote(path.removeprefix("/")), options)
    if not rest.startswith("//"):
        return Address(scheme, path=rest, options=options)
    authority, _, path = rest[2:].partition("/")
    found = _HOST.match(authority)
    assert found is not None
    host, port = found.group(1).strip("[]"), found.group(2)
    if authority[found.end() :].startswith(":") or "@" in found.group(1):
        raise _no_port()
    return Address(scheme, host, _port_of(port) if port else None, unquote(path), options)


def _port_of(digits: str) -> int:
    port = int(digits[:6])
    if not 0 < port <= PORT_MAX:
        raise _no_port()
    return port


def _no_port() -> PluginError:
    # Without what stands there: it is a part of a password that has a slash.
    return PluginError(
        f"`url` must have a port from 1 to {PORT_MAX} behind the colon of its host, such as"
        " jdbc:postgresql://host:5432/name; a password with / or @ goes into `password`"
    )


def _scheme_of(text: str) -> tuple[str, str]:
    before, separator, _ = text.partition("//")
    if separator:
        return before.rstrip(":@").lower(), text[len(before) :]
    scheme, _, rest = text.partition(":")
    return scheme.lower(), rest


def _options_of(rest: str) -> tuple[str, dict[str, str]]:
    first = re.search(r"[?;]", rest)
    if first is None:
        return rest, {}
    pairs = (each.partition("=") for each in re.split(r"[?&;]", rest[first.start() :]))
    options = {name.strip().lower(): unquote(value) for name, _, value in pairs if name.strip()}
    return rest[: first.start()], options
