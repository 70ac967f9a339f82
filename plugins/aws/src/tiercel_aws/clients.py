"""Clients of services: made once for each login, kept by the worker, with their own retries."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache, partial
from typing import Any

import msgspec

from tiercel.plugin.services.foreign import web_page
from tiercel.plugins.clients import client_module
from tiercel_aws.limits import ATTEMPTS_MAX, CLIENTS_MAX, CONNECT_SECONDS_MAX, READ_SECONDS_MAX

# Services elsewhere take any region; the client insists on one to sign for.
_REGION_ELSEWHERE = "us-east-1"


class Role(msgspec.Struct, frozen=True):
    """A role that is assumed before the first request; `seconds` is how long it is good for."""

    arn: str
    seconds: int
    external_id: str | None = None
    session_name: str | None = None
    endpoint: str | None = None


class Login(msgspec.Struct, frozen=True):
    """Where and as whom. Without keys the machine's usual chain of credentials is asked.

    Shapes: `endpoint` is an address with its scheme; `ca_file` is a file of certificates.
    """

    access_key: str | None = None
    secret_key: str | None = None
    token: str | None = None
    region: str | None = None
    endpoint: str | None = None
    role: Role | None = None
    path_style: bool = False
    is_plain: bool = False
    verifies: bool = True
    ca_file: str | None = None
    client_file: str | None = None


def library(name: str) -> Any:
    """A module of the client library. Raises: PluginError with the command that installs it."""
    return client_module(name, "AWS", "tiercel[aws]")


@lru_cache(maxsize=CLIENTS_MAX)
def client_of(login: Login, service: str) -> Any:
    """The client of a service, which is kept; it is safe to use from several threads.

    Raises: as `new_client`.
    """
    return new_client(login, service)


def new_client(login: Login, service: str) -> Any:
    """A client of a service, for what must not be shared.

    Raises: PluginError without the library, errors of the library for a login that can't be used.
    """
    is_elsewhere = login.endpoint is not None
    options: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS_MAX,
        "read_timeout": READ_SECONDS_MAX,
        "retries": {"mode": "standard", "max_attempts": ATTEMPTS_MAX},
        "client_cert": login.client_file,
    }
    if login.path_style:
        options["s3"] = {"addressing_style": "path"}
    if login.is_plain or is_elsewhere:
        # Others that speak the protocol often know no checksums behind the content.
        options["request_checksum_calculation"] = "when_required"
        options["response_checksum_validation"] = "when_required"
    client = session_of(login).client(
        service,
        endpoint_url=login.endpoint,
        config=library("botocore.config").Config(**options),
        verify=(login.ca_file or True) if login.verifies else False,
    )
    client.meta.events.register("after-call", _refuse_page)
    return client


def _refuse_page(http_response: Any, model: Any, **more: Any) -> None:
    """Raises: ClientError for a web page, which the library takes for an answer without members."""
    # A content that streams is that of an object, which may be a page, or events yet to come.
    if model.has_streaming_output or model.has_event_stream_output:
        return
    status, content = http_response.status_code, http_response.content
    page = web_page(content.decode(errors="replace"))
    if page is not None:
        said = {"Error": {"Code": str(status), "Message": page}}
        raise library("botocore.exceptions").ClientError(said, model.name)


def session_of(login: Login) -> Any:
    """A session of the library with the credentials of a login."""
    boto3 = library("boto3")
    own = {
        "aws_access_key_id": login.access_key,
        "aws_secret_access_key": login.secret_key,
        "aws_session_token": login.token,
    }
    session = boto3.Session(**own, region_name=login.region)
    if login.endpoint is not None and session.region_name is None:
        session = boto3.Session(**own, region_name=_REGION_ELSEWHERE)
    return session if login.role is None else _assumed(session, login.role)


def _assumed(source: Any, role: Role) -> Any:
    """A session whose credentials are those of a role, asked for anew before they end."""
    credentials = library("botocore.credentials")
    extra = {"DurationSeconds": role.seconds, "RoleSessionName": role.session_name or "tiercel"}
    if role.external_id is not None:
        extra["ExternalId"] = role.external_id
    fetcher = credentials.AssumeRoleCredentialFetcher(
        client_creator=partial(source.client, endpoint_url=role.endpoint),
        source_credentials=source.get_credentials(),
        role_arn=role.arn,
        extra_args=extra,
    )
    inner = library("botocore.session").get_session()
    # The library has no public way to give a session credentials that renew themselves.
    inner._credentials = credentials.DeferredRefreshableCredentials(
        fetcher.fetch_credentials, method="assume-role"
    )
    return library("boto3").Session(botocore_session=inner, region_name=source.region_name)


def seconds_of(duration: timedelta) -> int:
    """Whole seconds."""
    return int(duration.total_seconds())
