"""OpenAI, and how it is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar

from tiercel.plugin import Prop, Static
from tiercel_models.asking import Service

KEY = "apiKey: \"{{ secret('OPENAI_KEY') }}\"\n"


class OpenAi(Service):
    """The service of OpenAI."""

    service = "OpenAI"
    api: ClassVar[str] = "https://api.openai.com/v1"

    user: Annotated[
        str | None, Prop("Who it is for: a name that helps the service to find abuse.")
    ] = None
    client_timeout: Annotated[
        Static[int], Prop("How long the service may be silent, in seconds.")
    ] = 10

    def patience(self) -> timedelta:
        return timedelta(seconds=self.client_timeout)
