"""Where a storage is, and as whom it is asked."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec.structs import replace

from tiercel.plugin import Part, PluginError, Prop, RunContext, Static
from tiercel_aws.clients import Login
from tiercel_aws.connection import Served

_CHAIN = "Without it the usual places of the server's machine are asked."
BUCKET = Prop("The name of the bucket, which must be given.")


class SslOptions(Part):
    """How the storage's certificate is checked."""

    insecure_trust_all_certificates: Annotated[
        bool | None, Prop("Whether any certificate is taken; false by default.")
    ] = None


class Minio(Served):
    """Base of everything that has a login to a storage."""

    endpoint: Annotated[
        str | None,
        Prop("The address of the storage, such as http://localhost:9000; AWS itself by default."),
    ] = None
    access_key_id: Annotated[str | None, Prop("The id of an access key.", _CHAIN)] = None
    secret_key_id: Annotated[str | None, Prop("The secret of that access key.", _CHAIN)] = None
    region: Annotated[
        str | None, Prop("The region; most storages have one only, and need none.")
    ] = None
    ca_pem: Annotated[
        str | None, Prop("The certificate of the authority that is trusted, as PEM.")
    ] = None
    client_pem: Annotated[
        str | None, Prop("The certificate and the key that this side shows, as PEM.")
    ] = None
    ssl: Annotated[Static[SslOptions | None], Prop("How certificates are checked.")] = None

    def login(self) -> Login:
        """As the properties say, but for certificates."""
        trusts_all = self.ssl is not None and self.ssl.insecure_trust_all_certificates
        return Login(
            access_key=self.access_key_id,
            secret_key=self.secret_key_id,
            region=self.region,
            endpoint=self.endpoint,
            path_style=True,
            is_plain=True,
            verifies=not trusts_all,
        )

    def login_of(self, ctx: RunContext) -> Login:
        """The login with its certificates, as files of the attempt."""
        return replace(
            self.login(),
            ca_file=_file(ctx, "ca.pem", self.ca_pem),
            client_file=_file(ctx, "client.pem", self.client_pem),
        )


def _file(ctx: RunContext, name: str, text: str | None) -> str | None:
    if text is None:
        return None
    path = ctx.files.resolve(name)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return str(path)


def given(name: str, value: Any) -> Any:
    """A value that must be there. Raises: PluginError when it is not."""
    if not value:
        raise PluginError(f"`{name}` must be provided")
    return value
