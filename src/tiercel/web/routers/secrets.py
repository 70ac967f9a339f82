"""Names of secrets (secrets.md); values are never shown."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.secrets import SecretService
from tiercel.web import params
from tiercel.web.answers import json_answer
from tiercel.web.call import Call
from tiercel.web.route import PAGING, Answer, Route, text

GROUP = "Secrets"
COLUMNS = {"key": "key"}


class SecretRoutes:
    """Read-only."""

    def __init__(self, secrets: SecretService) -> None:
        self._secrets = secrets

    def routes(self) -> list[Route]:
        """The table."""
        page = Answer(schema={"type": "object"})
        asked = (*PAGING, text("q", "A part of the name."))
        return [
            Route(
                "GET",
                "/namespaces/{namespace}/secrets",
                self.of_namespace,
                "Secrets that a namespace can use.",
                GROUP,
                asked,
                answers=(page,),
                errors=(422,),
            ),
            Route(
                "GET",
                "/namespaces/{namespace}/inherited-secrets",
                self.inherited,
                "Secrets by namespace.",
                GROUP,
                answers=(page,),
            ),
            Route(
                "GET",
                "/secrets",
                self.of_namespace,
                "All secrets.",
                GROUP,
                asked,
                answers=(page,),
                errors=(422,),
            ),
        ]

    async def of_namespace(self, call: Call) -> Response:
        """A page of names."""
        number, size = params.paging(call)
        text_asked = call.text("q") or call.text("filters[q][EQUALS]")
        names = await self._secrets.names(call.params.get("namespace", ""), text_asked)
        sorts = params.sorts(call, COLUMNS)
        if sorts and sorts[0].is_descending:
            names = names[::-1]
        shown = names[(number - 1) * size : number * size]
        return json_answer(
            {
                "readOnly": True,
                "results": [{"key": name, "tags": []} for name in shown],
                "total": len(names),
            }
        )

    async def inherited(self, call: Call) -> Response:
        """One entry: the namespace itself."""
        namespace = call.params["namespace"]
        return json_answer({namespace: await self._secrets.names(namespace)})
