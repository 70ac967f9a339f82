"""Which cluster, and who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

import msgspec

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop, RunContext, Static
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import address_of, allowed_addresses
from tiercel_pulsar.greeting import check_speaks

_PLAIN = "pulsar"
_TLS = "pulsar+ssl"
_TIMEOUT_SECONDS = 30


def library(name: str = "pulsar") -> Any:
    """The client library. Raises: PluginError with the command that installs it."""
    return client_module(name, "Pulsar", "tiercel[pulsar]")


class TlsOptions(Part):
    """Certificates, as texts."""

    ca: Annotated[str | None, Prop("The certificate to trust.")] = None
    cert: Annotated[str | None, Prop("The certificate by which the client signs in.")] = None
    key: Annotated[str | None, Prop("Its key, best from a secret.")] = None


class Pulsar(Plugin):
    """Base of everything that asks a cluster."""

    uri: Annotated[str, Prop("The address: pulsar://host:6650, or pulsar+ssl://host:6651.")]
    authentication_token: Annotated[str | None, Prop("A token, best from a secret.")] = None
    tls_options: Annotated[
        Static[TlsOptions | None], Prop("Certificates for addresses that begin with pulsar+ssl.")
    ] = None
    schema_type: Annotated[
        Literal["NONE", "AVRO", "JSON"],
        Prop("The schema of the messages; JSON is refused: it needs none here."),
    ] = "NONE"
    schema_string: Annotated[str | None, Prop("The schema of Avro, as JSON.")] = None

    @contextmanager
    def client(self, ctx: RunContext, operation: str) -> Iterator[Any]:
        """The client, until the block ends. Raises: PluginError, Interrupted."""
        address = address_of("`uri`", self.uri, "pulsar://host:6650", (_PLAIN, _TLS))
        place = f"Pulsar at {address.place}"
        allowed_addresses(ctx, place, address.host, address.port)
        check_speaks(place, address.host, address.port, is_tls=address.scheme == _TLS)
        pulsar, tls = library(), self._certificates(ctx)
        login: Any = None
        if self.authentication_token:
            login = pulsar.AuthenticationToken(self.authentication_token)
        elif "cert" in tls and "key" in tls:
            login = pulsar.AuthenticationTLS(tls["cert"], tls["key"])
        secrets = (self.authentication_token,)
        with explained(ctx, place, operation, (pulsar.PulsarException, ValueError), secrets):
            client = pulsar.Client(
                self.uri,
                authentication=login,
                operation_timeout_seconds=_TIMEOUT_SECONDS,
                use_tls=address.scheme == _TLS,
                tls_trust_certs_file_path=tls.get("ca"),
                tls_validate_hostname=address.scheme == _TLS,
                logger=pulsar.FileLogger(pulsar.LoggerLevel.Error, "/dev/null"),
            )
            try:
                yield client
            finally:
                client.close()

    def schema_options(self) -> dict[str, Any]:
        """The schema as clients take it; none for plain bytes. Raises: PluginError."""
        if self.schema_type == "NONE":
            return {}
        if self.schema_type == "JSON":
            raise PluginError("`schemaType` JSON is not there: use JSON as the (de)serializer")
        try:
            definition = msgspec.json.decode(self.schema_string or "")
        except msgspec.DecodeError as error:
            raise PluginError(f"`schemaString` must be a schema of Avro: {error}") from None
        return {"schema": library("pulsar.schema").AvroSchema(None, schema_definition=definition)}

    def _certificates(self, ctx: RunContext) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in ("ca", "cert", "key"):
            text: Json = getattr(self.tls_options, name, None)
            if text:
                file = ctx.files.resolve(f".pulsar-{name}.pem")
                file.write_text(f"{ctx.render(str(text))}\n", encoding="utf-8")
                file.chmod(0o600)
                found[name] = str(file)
        return found
