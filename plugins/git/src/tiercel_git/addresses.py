"""Addresses of repositories: over HTTP, SSH, or the protocol of Git itself."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

import msgspec

from tiercel.plugin import PluginError

SCHEMES = ("https", "http", "ssh", "git")
PORTS = {"https": 443, "http": 80, "ssh": 22, "git": 9418}
_SHORT_SSH = re.compile(r"(?:([^@/:\s]+)@)?([^@/:\s]+):(?!//)(\S+)")


class Address(msgspec.Struct, frozen=True):
    """Where a repository is.

    Shapes: `url` has no password; `port` is None where the address names none. User and password
    are those that stood in the address, empty without.
    """

    url: str
    scheme: str
    host: str
    port: int | None = None
    user: str = ""
    password: str = ""

    @property
    def place(self) -> str:
        """How errors call the service."""
        return f"Git at {self.host}" + (f":{self.port}" if self.port else "")

    @property
    def is_http(self) -> bool:
        return self.scheme in ("http", "https")

    def page_of_commit(self, commit: str) -> str | None:
        """The page of a commit at the usual hosts; None where there are no pages."""
        parts = urlsplit(self.url)
        if not self.is_http and self.scheme != "ssh":
            return None
        host = parts.netloc.rpartition("@")[2] if self.is_http else self.host
        path = parts.path.rstrip("/").removesuffix(".git")
        between = {"gitlab": "/-/commit/", "bitbucket": "/commits/"}
        word = next((text for name, text in between.items() if name in host), "/commit/")
        return f"{self.scheme if self.is_http else 'https'}://{host}{path}{word}{commit}"


def address_of(text: str) -> Address:
    """Read an address, also the short form `git@host:path` of SSH.

    Raises: PluginError for local paths and other protocols: they would reach files and programs of
    the worker.
    """
    short = _SHORT_SSH.fullmatch(text.strip())
    if short is not None and "://" not in text:
        user, host, path = short.groups()
        login = f"{user}@" if user else ""
        return Address(f"ssh://{login}{host}/{path.lstrip('/')}", "ssh", host, user=user or "")
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise _refusal() from None
    if parts.scheme not in SCHEMES or not parts.hostname or parts.hostname.startswith("-"):
        raise _refusal()
    return Address(
        url=_without_password(parts),
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _refusal() -> PluginError:
    return PluginError(
        "`url` must be an address such as https://host/group/name.git, ssh://git@host/name.git or "
        "git@host:name.git"
    )


def _without_password(parts: SplitResult) -> str:
    """Of SSH the user stays, whom the server wants to know first."""
    place = parts.netloc.rpartition("@")[2]
    if parts.scheme == "ssh" and parts.username:
        place = f"{parts.username}@{place}"
    return urlunsplit(parts._replace(netloc=place))
