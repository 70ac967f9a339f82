"""Snowflake, by its connector."""

from __future__ import annotations

from typing import Any, ClassVar

from tiercel.plugin import Json, PluginError
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession
from tiercel_jdbc.statements import Style

_HOST_END = ".snowflakecomputing.com"


class Snowflake(Database):
    """An account, named by the host of the URL."""

    title = "Snowflake"
    extra = "snowflake"
    port = 443
    style: ClassVar[Style] = "%s"
    takes_many = True

    def open(self, login: Login) -> SnowflakeSession:
        connector = self.module("snowflake.connector")
        return SnowflakeSession(connector.connect(**connection_options(login)))

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("snowflake.connector").errors.Error,)


def connection_options(login: Login) -> dict[str, Json]:
    """What the connector is given. Raises: PluginError for a key that can't be read."""
    address, options = login.address, login.options
    found: dict[str, Json] = {
        "account": address.host.removesuffix(_HOST_END),
        "host": address.host,
        "user": login.user,
        "password": login.secret,
        "database": options.get("database") or address.option("db", "database"),
        "schema": options.get("schema") or address.option("schema"),
        "warehouse": options.get("warehouse") or address.option("warehouse"),
        "role": options.get("role") or address.option("role"),
        "timezone": login.zone,
        "login_timeout": CONNECT_SECONDS_MAX,
        # Else it asks the addresses of clouds for what machine it is on.
        "platform_detection_timeout_seconds": 0.0,
    }
    if address.port is not None:
        found["port"] = address.port
    if address.option("protocol"):
        found["protocol"] = address.option("protocol")
    if options.get("queryTag"):
        found["session_parameters"] = {"QUERY_TAG": options["queryTag"]}
    key = options.get("privateKey")
    if key:
        password = options.get("privateKeyPassword") or options.get("privateKeyFilePassword")
        found["private_key"] = key_bytes(str(key), password)
        found.pop("password")
    elif options.get("privateKeyFile"):
        found["private_key_file"] = options["privateKeyFile"]
        found["private_key_file_pwd"] = options.get("privateKeyFilePassword")
    return {name: value for name, value in found.items() if value is not None}


def key_bytes(text: str, password: str | None) -> bytes:
    """A private key as the connector takes it: DER of PKCS 8.

    `text` is PEM, or only its lines between the marks.
    """
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
    )

    word = "ENCRYPTED PRIVATE KEY" if password else "PRIVATE KEY"
    pem = text if "-----BEGIN" in text else f"-----BEGIN {word}-----\n{text}\n-----END {word}-----"
    try:
        key = load_pem_private_key(pem.encode(), password.encode() if password else None)
    except (ValueError, TypeError):
        raise PluginError("`privateKey` can't be read with `privateKeyPassword`") from None
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


class SnowflakeSession(DbApiSession):
    """A kill aborts the query of the cursor on the server."""

    def cancel(self) -> None:
        """Abort the running query; the connection stays."""
        cursor: Any = self._cursor
        if cursor is not None and cursor.sfqid:
            with self.connection.cursor() as other:
                other.execute("SELECT SYSTEM$CANCEL_QUERY(%s)", (cursor.sfqid,))
