"""Which storage account, and who asks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, ClassVar

from tiercel.plugin import Plugin, PluginError, Prop, RunContext
from tiercel_azure.clients import OPTIONS, Tokens, allowed, library, parts_of, secrets_of, told
from tiercel_azure.connection import Machine

ENDPOINT = Prop("The address of the account, such as https://shop.blob.core.windows.net.")
KEY = (
    "connectionString: \"{{ secret('AZURE_STORAGE') }}\"\n"
    "endpoint: https://shop.blob.core.windows.net\n"
)


class Keyed(Plugin):
    """Who asks: a connection string, a key, or else the application of the machine."""

    connection_string: Annotated[
        str | None,
        Prop("Address and key in one text, best from a secret.", "It goes before all others."),
    ] = None
    shared_key_account_name: Annotated[
        str | None, Prop("The storage account that `sharedKeyAccountAccessKey` is of.")
    ] = None
    shared_key_account_access_key: Annotated[
        str | None, Prop("A key of the account, best from a secret.")
    ] = None

    def signature(self) -> str | None:
        """A shared access signature, where the type has one."""
        return None

    def secrets(self) -> tuple[str, ...]:
        """What no error may show."""
        key = self.shared_key_account_access_key
        return secrets_of(self.connection_string, key, self.signature())

    def key(self) -> tuple[str, str] | None:
        """Name and key of the account; None without a key."""
        parts = parts_of(self.connection_string) if self.connection_string else {}
        name = parts.get("accountname") or self.shared_key_account_name
        key = parts.get("accountkey") or self.shared_key_account_access_key
        return (name, key) if name and key else None

    def credential(self, ctx: RunContext) -> Any:
        """What a client signs with."""
        credentials, key, signature = library("core.credentials"), self.key(), self.signature()
        if key is not None:
            return credentials.AzureNamedKeyCredential(*key)
        if signature:
            return credentials.AzureSasCredential(signature.lstrip("?"))
        return Tokens(ctx, Machine())


class Account(Keyed):
    """What is asked by a client of the account."""

    # How errors call the service, and where its client is.
    service: ClassVar[str]
    module: ClassVar[str]
    client_name: ClassVar[str]

    def address(self) -> str | None:
        """Where the account is, as the flow says."""
        raise NotImplementedError

    @contextmanager
    def client(self, ctx: RunContext, operation: str) -> Iterator[Any]:
        """The client of the account, until the block ends.

        Raises: PluginError with host, operation and the service's own message, never with a
        credential.
        """
        try:
            made = self._made(ctx)
        except ValueError as error:
            text = str(error)
            for secret in self.secrets():
                text = text.replace(secret, "****")
            raise PluginError(f"{self.service}: {text}") from None
        place = allowed(ctx, self.service, made.url)
        with told(ctx, place, operation, self.secrets()), made:
            yield made

    def _made(self, ctx: RunContext) -> Any:
        client_class = getattr(library(self.module), self.client_name)
        if self.connection_string:
            return client_class.from_connection_string(self.connection_string, **OPTIONS)
        address = self.address()
        if not address:
            raise PluginError("`endpoint` or `connectionString` must be given")
        return client_class(address, credential=self.credential(ctx), **OPTIONS)


class Sassed(Keyed):
    """It may also ask with a shared access signature."""

    sas_token: Annotated[
        str | None, Prop("A shared access signature, best from a secret.", "Instead of a key.")
    ] = None

    def signature(self) -> str | None:
        return self.sas_token


class Located(Plugin):
    """Where the account is."""

    endpoint: Annotated[str, ENDPOINT]

    def address(self) -> str | None:
        """As the flow says."""
        return self.endpoint


class MaybeLocated(Plugin):
    """Where the account is, unless the connection string says so."""

    endpoint: Annotated[str | None, ENDPOINT] = None

    def address(self) -> str | None:
        """As the flow says."""
        return self.endpoint
