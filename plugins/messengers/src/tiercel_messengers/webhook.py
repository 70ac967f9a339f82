"""A message to an incoming webhook, which most messengers have."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask
from tiercel.plugin.services.asking import json_of
from tiercel_messengers.posting import Message, Posting

# Members of messages that say who sends them: of PagerDuty, which takes all at one address.
_KEYS = ("routing_key",)


class Payload(Posting):
    """What is posted, written out by the flow."""

    payload: Annotated[str | None, Prop("The message as JSON, as the service has it.")] = None

    def given(self) -> Json:
        """The message of the flow. Raises: PluginError when it is missing or no JSON."""
        if self.payload is None:
            raise PluginError("`payload` must be provided")
        return json_of(self.payload)


class Webhook(Payload):
    """An address that takes messages."""

    url: Annotated[str, Prop("The address of the webhook, best from a secret.")]

    def request(self, message: Json) -> Message:
        """What posts a message."""
        keys = [message.get(name) for name in _KEYS] if isinstance(message, dict) else []
        return Message(url=self.url, json=message, secrets=[each for each in keys if each])


class WebhookTask(Webhook, RunnableTask[Output]):
    """Posts a message as the service has it."""

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError without a message, or when the service refuses it."""
        self.post(ctx, self.request(self.message()))

    def message(self) -> Json:
        """What is posted. Raises: PluginError."""
        return self.given()
