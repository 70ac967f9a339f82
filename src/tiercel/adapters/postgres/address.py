"""Where the database is: `jdbc:postgresql://…` and `postgresql://…` addresses, read."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from tiercel.model.errors import Invalid

DEFAULT_PORT = 5432
_DEFAULT_SCHEMA = "public"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,62}")


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach a database.

    Shapes: several `hosts` are tried in order; one that starts with `/` is the folder of a Unix
    socket. `is_pooled` says that a transaction pooler stands in between; `direct_host` is then
    where the database itself can be reached, for notifications.
    """

    hosts: tuple[str, ...]
    ports: tuple[int, ...]
    database: str
    user: str | None = None
    password: str | None = None
    schema: str = _DEFAULT_SCHEMA
    ssl: str | None = None
    is_pooled: bool = False
    direct_host: str | None = None
    direct_port: int = DEFAULT_PORT

    @property
    def shown(self) -> str:
        """The address for messages, without secrets."""
        places = ",".join(
            host if host.startswith("/") else f"{host}:{port}"
            for host, port in zip(self.hosts, self.ports, strict=True)
        )
        return f"{places}/{self.database}"


def read_address(url: str, username: str | None = None, password: str | None = None) -> Address:
    """The parts of an address; `username` and `password` win over those inside of it.

    Shapes: parameters are those of JDBC (`currentSchema`, `sslmode`, `ssl`, `prepareThreshold=0`
    for a transaction pooler) and of libpq (`host`, `port`, `user`, `password`), plus
    `directHost` and `directPort`. Unknown ones are ignored. Raises: Invalid.
    """
    text = url.removeprefix("jdbc:")
    if not re.match(r"postgres(ql)?:", text):
        raise Invalid(f"'{_without_secrets(url)}' is no address of a PostgreSQL database")
    if "://" not in text:
        text = text.replace(":", "://localhost/", 1)
    parts = urlsplit(text)
    options = dict(parse_qsl(parts.query))
    hosts, ports = _places(parts.netloc.rpartition("@")[2], options)
    user, _, secret = parts.netloc.rpartition("@")[0].partition(":")
    schema = options.get("currentSchema", _DEFAULT_SCHEMA).split(",")[0]
    if not _NAME.fullmatch(schema):
        raise Invalid(f"'{schema}' can't be the name of a schema")
    name = username or options.get("user") or unquote(user) or None
    return Address(
        hosts=hosts,
        ports=ports,
        database=unquote(parts.path.lstrip("/")) or name or "postgres",
        user=name,
        password=password or options.get("password") or unquote(secret) or None,
        schema=schema,
        ssl=options.get("sslmode") or ("require" if _is_on(options.get("ssl")) else None),
        is_pooled=options.get("prepareThreshold") == "0" or _is_on(options.get("pooled")),
        direct_host=options.get("directHost"),
        direct_port=_port(options.get("directPort", str(DEFAULT_PORT))),
    )


def _places(netloc: str, options: dict[str, str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    given = options.get("host") or netloc or "localhost"
    fallback = options.get("port", str(DEFAULT_PORT))
    hosts, ports = [], []
    for place in given.split(","):
        host, port = place, fallback
        match = re.fullmatch(r"(\[[^]]*\]|[^:/]*):(\d+)", place)
        if match is not None:
            host, port = match.groups()
        hosts.append(host.strip("[]") or "localhost")
        ports.append(_port(port))
    return tuple(hosts), tuple(ports)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Invalid(f"'{text}' is no port")
    return int(text)


def _is_on(value: str | None) -> bool:
    return value is not None and value.lower() in ("", "true", "on", "yes", "1")


def _without_secrets(url: str) -> str:
    return re.sub(r"//[^@/]*@", "//***@", url.partition("?")[0])
