"""Answers requests of SCIM 2.0 (RFC 7644): the protocol is a library's, the rest operations.

It is imported by the first request: most servers have no security integration.
"""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ETag,
    Filter,
    ForbiddenException,
    InvalidValueException,
    NotFoundException,
    Patch,
    PayloadTooLargeException,
    PreconditionFailedException,
    SCIMException,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    UniquenessException,
)
from scim2_server.handler import AsyncScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from starlette.responses import Response

from tiercel.model.authorization.limits import (
    SCIM_LONG_MESSAGES_MAX,
    SCIM_RESULTS_MAX,
    SCIM_TRIES_MAX,
)
from tiercel.model.errors import Conflict, Invalid, NotAllowed, NotFound, TiercelError, TooLarge
from tiercel.model.limits import SOURCE_INLINE_CHARS_MAX
from tiercel.service.access.directory import Changed
from tiercel.service.off_loop import in_thread
from tiercel.web.call import Call
from tiercel.web.http.answers import encoded_json
from tiercel.web.scim.resources import GROUPS, USERS, ScimGroup, ScimUser
from tiercel.web.scim.storage import OperationStorage

# The most special class first.
_EXCEPTIONS: tuple[tuple[type[TiercelError], type[SCIMException]], ...] = (
    (Changed, PreconditionFailedException),
    (NotFound, NotFoundException),
    (Invalid, InvalidValueException),
    (Conflict, UniquenessException),
    (NotAllowed, ForbiddenException),
    (TooLarge, PayloadTooLargeException),
)


class ScimAnswers:
    """Answers for all security integrations of a server."""

    def __init__(self) -> None:
        self._service = _service()
        # What a message asks of the storage may need a thread too: never may they have all.
        self._long = asyncio.Semaphore(SCIM_LONG_MESSAGES_MAX)

    async def answer(self, call: Call, base: str, pattern: str) -> Response:
        """The answer to a request; `base` is the address of all resources, `pattern` goes on.

        Raises: TiercelError for what SCIM has no words.
        """
        try:
            return _response(await self._handled(call, base, _path_of(call, pattern)))
        except SCIMException as error:
            return self._refusal(error)
        except TiercelError as error:
            return self.refused(error)

    def refused(self, error: TiercelError) -> Response:
        """The answer for an error of the server. Raises: the error, if SCIM has no words for it."""
        for cls, exception in _EXCEPTIONS:
            if isinstance(error, cls):
                return self._refusal(exception(detail=error.explained))
        raise error

    def _refusal(self, error: SCIMException) -> Response:
        return _response(self._service.error_response(error))

    async def _handled(self, call: Call, base: str, path: str) -> ScimResponse:
        request = ScimRequest(
            method="GET" if call.method == "HEAD" else call.method,
            base_url=base,
            path=path,
            query={name: values[0] for name, values in call.query.items()},
            headers=[
                (key.decode("latin-1"), value.decode("latin-1"))
                for key, value in call.scope["headers"]
            ],
            body=await call.body(),
        )
        if len(request.body) <= SOURCE_INLINE_CHARS_MAX:
            return await self._tried(request, OperationStorage(call, base))
        # What reads a body is interwoven with what it asks of the storage.
        storage = OperationStorage(call, base, asyncio.get_running_loop())
        async with self._long:
            return await in_thread(asyncio.run, self._tried(request, storage))

    async def _tried(self, request: ScimRequest, storage: OperationStorage) -> ScimResponse:
        handler = AsyncScimHandler(self._service, storage)
        # What somebody changed meanwhile is read again, unless the client names what it knows.
        tries = 1 if request.header("If-Match") else SCIM_TRIES_MAX
        for _ in range(tries - 1):
            try:
                return await handler.handle(request)
            except Changed:
                continue
        return await handler.handle(request)


def _path_of(call: Call, pattern: str) -> str:
    for name, value in call.params.items():
        pattern = pattern.replace(f"{{{name}}}", quote(value, safe=":"))
    return pattern


def _response(found: ScimResponse) -> Response:
    body = None if found.body is None else encoded_json(found.body)
    return Response(body, int(found.status), found.headers)


def _service() -> ScimService:
    """What is served, and how far clients may depart from the specification, as Entra does."""
    policy = ScimPolicy(
        unknown=ScimPolicy.Unknown.ignore,
        remove_value_as_filter=ScimPolicy.RemoveValue.apply,
        unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    )
    token = AuthenticationScheme(
        type=AuthenticationScheme.Type.oauthbearertoken,
        name="Token of the API",
        description="The token of the security integration, as a bearer token.",
        primary=True,
    )
    config = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=SCIM_RESULTS_MAX),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        authentication_schemes=[token],
    )
    provider = ScimProvider(
        models=[ScimUser, ScimGroup], resource_types=[USERS, GROUPS], config=config, policy=policy
    )
    return ScimService(provider)
