"""Properties of encrypted connections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from tiercel.plugin import Json, Prop
from tiercel_jdbc.tasks.connection import Connected


class Tls(Connected):
    """Of PostgreSQL."""

    ssl: Annotated[bool, Prop("Whether to encrypt the connection.")] = False
    ssl_mode: Annotated[
        Literal["DISABLE", "ALLOW", "PREFER", "REQUIRE", "VERIFY_CA", "VERIFY_FULL"] | None,
        Prop("How strictly the certificate of the server is checked."),
    ] = None
    ssl_root_cert: Annotated[
        str | None, Prop("The certificate of the authority that is trusted, as PEM.")
    ] = None
    ssl_cert: Annotated[str | None, Prop("The certificate of the client, as PEM.")] = None
    ssl_key: Annotated[str | None, Prop("The key of the client, as PEM.")] = None
    ssl_key_password: Annotated[
        str | None, Prop("The password that opens the key; none by default.")
    ] = None

    def connection_options(self) -> Mapping[str, Json]:
        return {
            "ssl": self.ssl,
            "sslMode": self.ssl_mode,
            "sslRootCert": self.ssl_root_cert,
            "sslCert": self.ssl_cert,
            "sslKey": self.ssl_key,
            "sslKeyPassword": self.ssl_key_password,
        }


_OF_JAVA = "Accepted; the client library trusts what the machine trusts."


class SqlServerTls(Connected):
    """Of SQL Server."""

    encrypt: Annotated[
        Literal["TRUE", "FALSE", "STRICT", "OPTIONAL"], Prop("Whether to encrypt the connection.")
    ] = "FALSE"
    trust_server_certificate: Annotated[
        bool, Prop("Whether any certificate of the server is taken.", _OF_JAVA)
    ] = False
    trust_store: Annotated[str | None, Prop("A file of trusted certificates.", _OF_JAVA)] = None
    trust_store_password: Annotated[str | None, Prop("The password of that file.", _OF_JAVA)] = None
    host_name_in_certificate: Annotated[
        str | None, Prop("The name that the certificate must have.", _OF_JAVA)
    ] = None

    def connection_options(self) -> Mapping[str, Json]:
        return {"encrypt": self.encrypt, "trustStorePassword": self.trust_store_password}
