"""What all types of the family have: where the service is, and as whom it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from tiercel.plugin import Interrupted, Plugin, PluginError, Prop, RunContext
from tiercel.plugins.hosts import address_of, allowed_addresses
from tiercel_aws.clients import Login, Role, client_of, library, new_client, seconds_of
from tiercel_aws.limits import MESSAGE_CHARS_MAX

_CHAIN = (
    "Without it and its counterpart the usual places of the server's machine are asked: its "
    "environment, its profile, its role."
)


class Served(Plugin):
    """Base of what asks a service: a client whose errors say where, what, and why."""

    def login(self) -> Login:
        """Where and as whom."""
        raise NotImplementedError

    def login_of(self, ctx: RunContext) -> Login:
        """As `login`, with what belongs to the attempt."""
        return self.login()

    @contextmanager
    def client(self, ctx: RunContext, service: str) -> Iterator[Any]:
        """The client of a service, such as `s3`.

        Raises: PluginError with host, operation and the service's own message, never with a
        credential; Interrupted when the task was stopped meanwhile.
        """
        with self.explained(ctx, service):
            yield self.opened(ctx, service)

    def explained(self, ctx: RunContext, service: str) -> AbstractContextManager[None]:
        """What makes errors of the client those of `client`."""
        login = self.login()
        return explained(ctx, login, place_of(service, login))

    def opened(self, ctx: RunContext, service: str) -> Any:
        """The client, for use inside of `explained`; making it may take a while.

        Raises: PluginError for a host that the settings forbid.
        """
        login = self.login_of(ctx)
        place = place_of(service, login)
        for address in (login.endpoint, login.role.endpoint if login.role is not None else None):
            if address is not None:
                found = address_of("The endpoint", address, "https://host:9000")
                allowed_addresses(ctx, place, found.host, found.port)
        if login.ca_file is not None or login.client_file is not None:
            # Its files are those of the attempt, and end with it.
            return new_client(login, service)
        return client_of(login, service)


class Aws(Served):
    """Base of everything that has a login to AWS."""

    access_key_id: Annotated[str | None, Prop("The id of an access key.", _CHAIN)] = None
    secret_key_id: Annotated[str | None, Prop("The secret of that access key.", _CHAIN)] = None
    session_token: Annotated[
        str | None, Prop("The token that belongs to keys which are good for a time only.")
    ] = None
    region: Annotated[
        str | None,
        Prop("The region, such as eu-west-1.", "Without it that of the machine's configuration."),
    ] = None
    endpoint_override: Annotated[
        str | None,
        Prop("The address of a compatible service, such as http://localhost:4566, instead of AWS."),
    ] = None
    sts_role_arn: Annotated[
        str | None, Prop("The ARN of a role to assume before anything else is asked.")
    ] = None
    sts_role_external_id: Annotated[
        str | None, Prop("The external id that the trust of the role asks for.")
    ] = None
    sts_role_session_name: Annotated[
        str | None, Prop("The name of the session, which logs of AWS show; `tiercel` by default.")
    ] = None
    sts_role_session_duration: Annotated[
        timedelta, Prop("How long credentials of the role are good for before they are renewed.")
    ] = timedelta(minutes=15)
    sts_endpoint_override: Annotated[
        str | None, Prop("The address of another token service, for `stsRoleArn`.")
    ] = None

    def login(self) -> Login:
        """As the properties say."""
        role = None
        if self.sts_role_arn is not None:
            role = Role(
                self.sts_role_arn,
                seconds_of(self.sts_role_session_duration),
                self.sts_role_external_id,
                self.sts_role_session_name,
                self.sts_endpoint_override,
            )
        return Login(
            access_key=self.access_key_id,
            secret_key=self.secret_key_id,
            token=self.session_token,
            region=self.region,
            endpoint=self.endpoint_override,
            role=role,
        )


class AwsTask(Aws):
    """Properties that tasks have besides."""

    force_path_style: Annotated[
        bool | None,
        Prop(
            "Whether names of buckets stand in the path of an address.",
            "By default in its host, unless the host is a number.",
        ),
    ] = None
    compatibility_mode: Annotated[
        bool | None,
        Prop(
            "Whether to ask for nothing that other services with the protocol of S3 lack.",
            "It leaves out checksums behind the content.",
        ),
    ] = None

    def login(self) -> Login:
        """As the properties say."""
        return replace(
            super().login(),
            path_style=bool(self.force_path_style),
            is_plain=bool(self.compatibility_mode),
        )


def place_of(service: str, login: Login) -> str:
    """The service with its host, or its region, as errors name it."""
    where = urlsplit(login.endpoint).netloc if login.endpoint else login.region
    return f"AWS {service} at {where}" if where else f"AWS {service}"


@contextmanager
def explained(ctx: RunContext, login: Login, place: str) -> Iterator[None]:
    """Errors of the client library as one that says where, what, and what the service says."""
    errors = library("botocore.exceptions")
    boto3_errors = library("boto3.exceptions")
    try:
        yield
    except errors.ClientError as error:
        found = error.response.get("Error", {})
        text = f"{found.get('Code', '')}: {found.get('Message', '')}".strip(": ")
        raise PluginError(
            f"{place}: {error.operation_name} failed: {masked(text, login)}"
        ) from None
    except (errors.BotoCoreError, boto3_errors.Boto3Error) as error:
        if ctx.is_stopped:
            raise Interrupted("the request was cancelled") from None
        raise PluginError(f"{place}: the request failed: {masked(str(error), login)}") from None


def masked(message: str, login: Login) -> str:
    """A message without what the login keeps secret."""
    for secret in (login.secret_key, login.token, login.access_key):
        if secret:
            message = message.replace(secret, "****")
    return message[:MESSAGE_CHARS_MAX]
