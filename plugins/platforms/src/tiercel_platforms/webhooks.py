"""Workflows of n8n and Zapier, which an address starts."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tiercel.plugin import Json, Output, Plugin, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import HttpService, lack_of_all
from tiercel.plugin.services.far_work import again


class Called(Output):
    """The answer."""

    code: Annotated[int, Prop("The status of the answer, such as 200.")]
    body: Annotated[Json, Prop("What it says: a value of JSON, else a text.")] = None


class CallAddress(HttpService, RunnableTask[Called]):
    """Calls an address that is a secret itself: no error shows more of it than its host."""

    takes_pages = False
    far_work = again("the service names no run")

    # Properties with the address and with what is sent.
    address_field: ClassVar[str]
    content_field: ClassVar[str]

    def run(self, ctx: RunContext) -> Called:
        """Raises: PluginError for what the service refuses."""
        method = str(getattr(self, "method", "POST")).upper()
        address, content = getattr(self, self.address_field), getattr(self, self.content_field)
        is_sent = method not in {"GET", "HEAD", "DELETE"}
        request = HttpRequest(
            url=address,
            method=method,
            json=(content or {}) if is_sent else msgspec.UNSET,
            params={} if is_sent else {name: str(each) for name, each in (content or {}).items()},
            secrets=(address,),
        )
        answer = self.answer(ctx, method, request)
        lack = self.lack_of(answer)
        if lack is not None:
            raise self.failed(method, request, lack)
        return Called(code=answer.status, body=answer.json_or_text())

    def lack_of(self, answer: HttpAnswer) -> str | None:
        """How an answer differs from those of the service; None where any may be right."""
        return None


class OfMethod(Plugin):
    """How the address is called."""

    method: Annotated[str, Prop("The method: POST, GET, ….")] = "POST"


@plugin(
    "io.kestra.plugin.n8n.TriggerWorkflow",
    title="Start a workflow of n8n.",
    examples=["uri: \"{{ secret('N8N_WEBHOOK') }}\"\nbody:\n  order: 7"],
)
class TriggerWorkflow(OfMethod, CallAddress):
    """By the address of its node Webhook."""

    # Its node that answers can be told to give one.
    takes_pages = True
    service = "n8n"
    address_field = "uri"
    content_field = "body"
    uri: Annotated[str, Prop("The address of the webhook, best from a secret.")]
    body: Annotated[dict[str, Json] | None, Prop("What the workflow is given.")] = None


@plugin(
    "io.kestra.plugin.zapier.TriggerZap",
    title="Start a Zap of Zapier.",
    examples=["url: \"{{ secret('ZAPIER_HOOK') }}\"\ncontent:\n  order: 7"],
)
class TriggerZap(OfMethod, CallAddress):
    """By the address of its trigger Webhooks."""

    service = "Zapier"
    address_field = "url"
    content_field = "content"
    url: Annotated[str, Prop("The address of the hook, best from a secret.")]
    content: Annotated[dict[str, Json] | None, Prop("What the Zap is given.")] = None

    def lack_of(self, answer: HttpAnswer) -> str | None:
        """What it took, or nothing from a hook that is silent."""
        found = answer.json_or_text()
        return None if found is None else lack_of_all(found, ("status", "request_id", "id"))
