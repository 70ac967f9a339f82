"""The request behind the expression function `http`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from tiercel.expr.errors import EvaluationError
from tiercel.model.json_types import Json
from tiercel.model.limits import HTTP_LOOKUP_BYTES_MAX, HTTP_LOOKUP_S_MAX
from tiercel.model.networks import NetworkRules
from tiercel.runtime.guarded_connector import guarded_connector

if TYPE_CHECKING:
    import aiohttp

_FAILED = "Failed to execute HTTP request "


class HttpLookup:
    """Makes the requests, to addresses that the rules allow."""

    def __init__(self, networks: NetworkRules) -> None:
        self._networks = networks

    async def __call__(self, request: Mapping[str, Json]) -> Json:
        """The decoded body of the answer; None for an answer without content.

        Shapes: `request` holds uri, method, query, body, contentType, headers, options, accept.
        Raises: EvaluationError with the text for the user.
        Source: spec/expressions.md §10.2 (http).
        """
        import aiohttp

        timeout = aiohttp.ClientTimeout(total=HTTP_LOOKUP_S_MAX)
        connector = guarded_connector(self._networks)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
                session.request(
                    str(request.get("method") or "GET"),
                    str(request["uri"]),
                    params=_texts(request.get("query")),
                    data=_body(request),
                    headers=_headers(request),
                ) as response,
            ):
                return await _answer(response, request.get("options") or {})
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise EvaluationError(f"{_FAILED}{error}".rstrip()) from None


def _texts(values: Json) -> dict[str, str] | None:
    if not values:
        return None
    return {str(key): _text(value) for key, value in values.items() if value is not None}


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _headers(request: Mapping[str, Json]) -> dict[str, str]:
    headers = {
        "User-Agent": "Kestra",
        "Accept": str(request.get("accept") or "application/json"),
    }
    if request.get("body") is not None:
        headers["Content-Type"] = str(request.get("contentType") or "application/json")
    headers.update(_texts(request.get("headers")) or {})
    return headers


def _body(request: Mapping[str, Json]) -> bytes | None:
    body = request.get("body")
    if body is None:
        return None
    if isinstance(body, str):
        return body.encode()
    if "yaml" in str(request.get("contentType") or ""):
        import yaml

        return str(yaml.safe_dump(body)).encode()
    return msgspec.json.encode(body)


async def _answer(response: aiohttp.ClientResponse, options: Mapping[str, Json]) -> Json:
    allowed = options.get("allowedResponseCodes") or ()
    is_fine = response.status < 400 or options.get("allowFailed") is True
    if not is_fine and response.status not in allowed:
        raise EvaluationError(
            "Failed to execute HTTP Request, server respond with status"
            f" {response.status} : {response.reason}"
        )
    if response.status == 204:
        return None
    content = await response.content.read(HTTP_LOOKUP_BYTES_MAX + 1)
    while len(content) <= HTTP_LOOKUP_BYTES_MAX and not response.content.at_eof():
        content += await response.content.read(HTTP_LOOKUP_BYTES_MAX + 1 - len(content))
    if len(content) > HTTP_LOOKUP_BYTES_MAX:
        raise EvaluationError(f"{_FAILED}the answer is larger than {HTTP_LOOKUP_BYTES_MAX} bytes")
    return _decoded(content, response.content_type)


def _decoded(content: bytes, content_type: str) -> Json:
    if "yaml" in content_type:
        import yaml

        try:
            return yaml.safe_load(content)
        except yaml.YAMLError as error:
            raise EvaluationError(f"{_FAILED}{error}") from None
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise EvaluationError(f"{_FAILED}{error}") from None
