"""A message by HTTP, which is how all messengers but mail take theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from tiercel.plugin import Json, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.http_options import HttpOptions
from tiercel.plugin.services.asking import HttpService, json_of
from tiercel_messengers.answers import lack_of_form

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


class Service(HttpService):
    """Posts messages. The address may be as secret as a password, and is in no error."""

    takes_pages = False

    def http_options(self) -> HttpOptions:
        """How requests are made."""
        return HttpOptions()

    def post(self, ctx: RunContext, message: Message) -> HttpAnswer:
        """Raises: PluginError with the host and what the service says, also for another form."""
        request = _request(message, self.http_options())
        answer = self.answer(ctx, "sending", request)
        lack = lack_of_form(self.service, answer)
        if lack is not None:
            raise self.failed("sending", request, lack)
        ctx.log.info("Request succeeded")
        return answer

    def post_for(self, ctx: RunContext, message: Message, *members: str) -> dict[str, Json]:
        """The answer as an object with these members. Raises: as `post`."""
        found = self.ask_for(ctx, "sending", _request(message, self.http_options()), *members)
        ctx.log.info("Request succeeded")
        return found


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
    # A service may repeat the part of the address that is its key.
    keys = [each for each in urlsplit(message.url).path.split("/") if len(each) >= KEY_CHARS_MIN]
    request = HttpRequest(
        url=message.url,
        method="POST",
        content=content,
        form=message.form,
        headers=headers,
        secrets=(*message.secrets, message.url, *keys),
    )
    return options.applied(request)


def object_of(text: str, name: str = "payload") -> dict[str, Json]:
    """As `json_of`, for what must be an object. Raises: PluginError."""
    found = json_of(text, name)
    if not isinstance(found, dict):
        raise PluginError(f"`{name}` must be a JSON object, not {text[:40]!r}")
    return found
