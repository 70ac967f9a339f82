"""Functions that are called by HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService
from tiercel.plugin.services.far_work import again


class Called(Output):
    """What the function answered."""

    # Compat: flows read the name as the reference spells it.
    response_body: Annotated[
        Json, Field(alias="repsonseBody"), Prop("The answer: JSON as a value, else a text.")
    ] = None


@plugin(
    "io.kestra.plugin.azure.function.HttpFunction",
    title="Call a function of Azure Functions.",
    examples=[
        (
            "url: https://shop.azurewebsites.net/api/orders?code={{ secret('FUNCTION_KEY') }}\n"
            'httpMethod: POST\nhttpBody:\n  day: "{{ trigger.date }}"'
        )
    ],
)
class HttpFunction(HttpService, RunnableTask[Called]):
    """Once: it may have done something before an error."""

    far_work = again("a call has no name there")

    service = "Azure Functions"

    url: Annotated[str, Prop("The address of the function.")]
    http_method: Annotated[str, Prop("The method, such as POST.")]
    http_body: Annotated[dict[str, Json], Prop("What is sent, as JSON.")] = {}  # noqa: RUF012
    max_duration: Annotated[timedelta, Prop("How long it may take.")] = timedelta(hours=1)

    def run(self, ctx: RunContext) -> Called:
        """Raises: PluginError for what the function refuses."""
        method = self.http_method.upper()
        if not method.isalpha():
            raise PluginError("`httpMethod` must be a method such as POST")
        request = HttpRequest(
            url=self.url,
            method=method,
            json=self.http_body if method != "GET" else msgspec.UNSET,
            read_timeout=self.max_duration,
            timeout=self.max_duration,
            # Its key is in the address.
            secrets=[value for _, value in parse_qsl(urlsplit(self.url).query)],
        )
        return Called(response_body=self.answer(ctx, method, request).json_or_text())
