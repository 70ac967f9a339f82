"""Anthropic, and how it is asked."""

from __future__ import annotations

from typing import ClassVar

from tiercel.plugin import RunContext
from tiercel_models.asking import Service

KEY = "apiKey: \"{{ secret('ANTHROPIC_KEY') }}\"\n"
VERSION = "2023-06-01"


class Anthropic(Service):
    """The service of Anthropic."""

    service = "Anthropic"
    api: ClassVar[str] = "https://api.anthropic.com/v1"

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        return {"x-api-key": self.api_key, "anthropic-version": VERSION}
