"""A message to an incoming webhook, which all messengers have."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from tiercel.plugin import Json, Output, Part, PluginError, Prop, RunContext, RunnableTask
from tiercel.plugin.http import HttpRequest

MESSAGE_CHARS_MAX = 500
_ONE_WAY = "Accepted, without effect."


class Options(Part):
    """How the request is made."""

    connect_timeout: Annotated[timedelta | None, Prop("How long connecting may take.")] = None
    read_timeout: Annotated[timedelta, Prop("How long the answer may take.")] = timedelta(
        seconds=10
    )
    read_idle_timeout: Annotated[timedelta, Prop("How long silence may last.", _ONE_WAY)] = (
        timedelta(minutes=5)
    )
    connection_pool_idle_timeout: Annotated[
        timedelta, Prop("How long connections are kept.", _ONE_WAY)
    ] = timedelta()
    max_content_length: Annotated[int, Prop("How long an answer may be.", _ONE_WAY)] = 10485760
    default_charset: Annotated[str, Prop("The encoding of the message.")] = "UTF-8"
    headers: Annotated[dict[str, str] | None, Prop("Headers to send.")] = None


class WebhookTask(RunnableTask[Output]):
    """Posts a message. The address is as secret as a password, and in no error."""

    service: ClassVar[str]

    url: Annotated[str, Prop("The address of the webhook, best from a secret.")]
    payload: Annotated[str | None, Prop("The message as JSON, as the service has it.")] = None
    options: Annotated[Options | None, Prop("How the request is made.")] = None

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError without a message, or when the service refuses it."""
        self.send(ctx, self.message())

    def message(self) -> Json:
        """What is posted. Raises: PluginError when it is missing or no JSON."""
        if self.payload is None:
            raise PluginError("`payload` must be provided")
        return json_of(self.payload)

    def send(self, ctx: RunContext, message: Json) -> None:
        """Post a message. Raises: PluginError with the host and what the service says."""
        options = self.options or Options()
        content = encoded(msgspec.json.encode(message).decode(), options.default_charset)
        request = HttpRequest(
            url=self.url,
            method="POST",
            content=content,
            headers={"Content-Type": "application/json", **(options.headers or {})},
            read_timeout=options.read_timeout,
        )
        if options.connect_timeout is not None:
            request = replace(request, connect_timeout=options.connect_timeout)
        place = f"{self.service} at {urlsplit(self.url).hostname or 'an address without a host'}"
        try:
            answer = ctx.http.send(request)
        except PluginError as error:
            text = str(error).replace(self.url, "the webhook")
            raise PluginError(f"{place}: sending failed: {text}") from None
        if answer.status >= 300:
            text = answer.text.replace(self.url, "the webhook").strip()[:MESSAGE_CHARS_MAX]
            raise PluginError(f"{place}: sending failed: {answer.status} {text}".rstrip())
        ctx.log.info("Request succeeded")


def encoded(text: str, charset: str) -> bytes:
    """The text in an encoding. Raises: PluginError for one that lacks a sign, or is none."""
    try:
        return text.encode(charset)
    except (LookupError, UnicodeEncodeError) as error:
        raise PluginError(f"`options.defaultCharset` {charset} can't be used: {error}") from None


def json_of(text: str) -> Json:
    """The value of a JSON text. Raises: PluginError with the place of the mistake."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise PluginError(f"`payload` must be JSON: {error}") from None
