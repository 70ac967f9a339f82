"""Services that are asked in GraphQL."""

from __future__ import annotations

from typing import Any

from tiercel.plugin import Json, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import HttpService, inside


class GraphQl(HttpService):
    """Asks one address, and finds refusals in answers whose status says that all is well."""

    def refusal(self, answer: HttpAnswer) -> str | None:
        words = super().refusal(answer)
        if words is not None:
            return words
        errors: Any = inside(answer.json_or_text(), "errors")
        return "; ".join(str(each.get("message")) for each in errors) if errors else None

    def data(
        self, ctx: RunContext, operation: str, url: str, query: str, **variables: Json
    ) -> dict[str, Json]:
        """What is found. Raises: PluginError for what the service refuses."""
        body = {"query": query, "variables": variables}
        request = HttpRequest(url=url, method="POST", json=body)
        return dict(self.ask_for(ctx, operation, request, "data")["data"])
