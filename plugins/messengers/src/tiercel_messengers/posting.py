"""A message by HTTP, which is how all messengers but mail take theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

import msgspec

from tiercel.plugin import Json, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.http_options import HttpOptions

MESSAGE_CHARS_MAX = 500
KEY_CHARS_MIN = 8


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A request to a messenger.

    Shapes: one of `json`, `form` and `content` is the body; `secrets` are texts that no error may
    show, beside the address.
    """

    url: str
    json: Json | msgspec.UnsetType = msgspec.UNSET
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = {}
    secrets: Sequence[str | None] = ()


class Service(Plugin):
    """Posts messages. The address may be as secret as a password, and is in no error."""

    service: ClassVar[str]

    def http_options(self) -> HttpOptions:
        """How requests are made."""
        return HttpOptions()

    def post(self, ctx: RunContext, message: Message) -> HttpAnswer:
        """Raises: PluginError with the host and what the service says, also for a refusal."""
        place = f"{self.service} at {urlsplit(message.url).hostname or 'an address without a host'}"
        try:
            answer = ctx.http.send(_request(message, self.http_options()))
        except PluginError as error:
            raise PluginError(f"{place}: sending failed: {_shown(str(error), message)}") from None
        if answer.status >= 300:
            text = _shown(answer.text, message).strip()[:MESSAGE_CHARS_MAX]
            raise PluginError(f"{place}: sending failed: {answer.status} {text}".rstrip())
        ctx.log.info("Request succeeded")
        return answer


class Posting(Service):
    """With options that flows set."""

    options: Annotated[HttpOptions | None, Prop("How the request is made.")] = None

    def http_options(self) -> HttpOptions:
        return self.options or super().http_options()


def _request(message: Message, options: HttpOptions) -> HttpRequest:
    headers, content = message.headers, message.content
    if not isinstance(message.json, msgspec.UnsetType):
        headers = {"Content-Type": "application/json", **headers}
        content = options.encoded(msgspec.json.encode(message.json).decode())
    return options.applied(
        HttpRequest(
            url=message.url, method="POST", content=content, form=message.form, headers=headers
        )
    )


def _shown(text: str, message: Message) -> str:
    text = text.replace(message.url, "the webhook")
    # A service may repeat the part of the address that is its key.
    keys = [each for each in urlsplit(message.url).path.split("/") if len(each) >= KEY_CHARS_MIN]
    for secret in (*message.secrets, *keys):
        text = text.replace(secret, "****") if secret else text
    return text


def json_of(text: str, name: str = "payload") -> Json:
    """The value of a JSON text in a property. Raises: PluginError with the place of the mistake."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise PluginError(f"`{name}` must be JSON: {error}") from None


def object_of(text: str, name: str = "payload") -> dict[str, Json]:
    """As `json_of`, for what must be an object. Raises: PluginError."""
    found = json_of(text, name)
    if not isinstance(found, dict):
        raise PluginError(f"`{name}` must be a JSON object, not {text[:40]!r}")
    return found


def without_empty(**values: Json) -> dict[str, Json]:
    """The members that have a value: what a flow leaves out is not sent."""
    return {name: value for name, value in values.items() if value is not None}
