"""Sections about where a server listens, whom it answers, and what a client may send."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_HEAD_SECONDS_MAX
from tiercel.settings.section import Duration, Section, Size
from tiercel.settings.values import read_list


def _read_patterns(given: Json) -> Json:
    """Regular expressions. Raises: ValueError naming the wrong one."""
    return tuple(_pattern(text) for text in ([given] if isinstance(given, str) else given or ()))


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"`{text}` is no regular expression: {error}") from None


def _read_origins(given: Json) -> Json:
    """Origins such as `https://flows.example.com`. Raises: ValueError naming the wrong one."""
    origins = tuple(text.rstrip("/").lower() for text in read_list(given))
    for origin in origins:
        if origin != "*" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/]+", origin):
            raise ValueError(
                f"`{origin}` is no origin; write it as https://flows.example.com, or `*` for all"
            )
    return origins


Patterns = Annotated[tuple[re.Pattern[str], ...], BeforeValidator(_read_patterns)]
Origins = Annotated[tuple[str, ...], BeforeValidator(_read_origins)]


class CorsRule(Section):
    """One entry of `micronaut.server.cors.configurations`: the origins that it names."""

    allowed_origins: Origins = ()
    allowed_origins_regex: Patterns = ()
    allow_credentials: bool = True


class Cors(Section):
    """`micronaut.server.cors`."""

    enabled: bool = False
    configurations: dict[str, CorsRule] = Field(default_factory=dict)


class Multipart(Section):
    """`micronaut.server.multipart`."""

    max_file_size: Size = 10 * 1024**3


class Tls(Section):
    """`tiercel.tls`: files in PEM form with which the server answers by HTTPS; both or none."""

    cert: Path | None = None
    key: Path | None = None

    @model_validator(mode="after")
    def _both(self) -> Tls:
        if (self.cert is None) is not (self.key is None):
            missing = "key" if self.key is None else "cert"
            raise ValueError(f"`{missing}` is missing: give --tls-cert and --tls-key, or none")
        return self


class Http(Section):
    """`micronaut.server`: where and how the server listens."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    context_path: str = ""
    max_request_size: Size = 10 * 1024**3
    header_timeout: Duration = timedelta(seconds=WEB_HEAD_SECONDS_MAX)
    idle_timeout: Duration = timedelta(seconds=75)
    multipart: Multipart = Multipart()
    cors: Cors = Cors()

    @property
    def prefix(self) -> str:
        """The context path with a leading and without a trailing slash, or empty."""
        path = self.context_path.strip("/")
        return f"/{path}" if path else ""

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the server."""
        return is_loopback(self.host)


class Micronaut(Section):
    """The root `micronaut`, of which `server` counts."""

    server: Http = Http()


def is_loopback(host: str) -> bool:
    """Whether a name or address, without brackets, is this machine whoever asks."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


class RateLimits(Section):
    """`tiercel.rate-limits`: requests a minute by one user and by one token; 0 is no limit."""

    user: int = Field(0, ge=0)
    token: int = Field(0, ge=0)
