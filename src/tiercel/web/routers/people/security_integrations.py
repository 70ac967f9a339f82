"""Security integrations, for owners of the server (access.md §14)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.authorization.limits import SECURITY_INTEGRATIONS_MAX
from tiercel.model.lists.paging import Query
from tiercel.model.lists.people import SECURITY_INTEGRATIONS
from tiercel.ports.clock import Clock
from tiercel.service.access.security_integrations import IntegrationDraft
from tiercel.service.operations.operation import AnyOperation
from tiercel.service.operations.people import security_integrations as run
from tiercel.settings.sections import Settings
from tiercel.web import filters, params
from tiercel.web.bodies import text_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.http.own_address import OwnAddress
from tiercel.web.param_kinds import listing
from tiercel.web.people_payloads import SecurityIntegrationInput
from tiercel.web.route import Handler, Route
from tiercel.web.views.people.security_integrations import (
    NewIntegrationView,
    SecurityIntegrationsView,
    SecurityIntegrationView,
    integration_view,
    new_integration_view,
)

BASE = "/security-integrations"
PAGE = SecurityIntegrationsView
KINDS = ("SCIM",)


class SecurityIntegrationRoutes:
    """Those of the tenant."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._address = OwnAddress(settings)

    def routes(self) -> list[Route]:
        one, searched = f"{BASE}/{{id}}", f"{BASE}/search"
        listed, body = listing(SECURITY_INTEGRATIONS), Body(SecurityIntegrationInput)
        every, page = Answer(schema=list[SecurityIntegrationView]), Answer(schema=PAGE)
        made, found = Answer(schema=NewIntegrationView), Answer(schema=SecurityIntegrationView)
        rows: list[tuple[str, str, Handler, AnyOperation, str, Answer, tuple[int, ...]]] = [
            ("GET", BASE, self.list_all, run.search, "Security integrations.", every, ()),
            ("POST", BASE, self.create, run.create, "Create one.", made, (409, 422)),
            ("GET", searched, self.find, run.search, "Search them.", page, (400, 422)),
            ("GET", one, self.get, run.get, "A security integration.", found, (404,)),
            ("DELETE", one, self.delete, run.delete, "Delete one.", Answer(204), (404,)),
            ("POST", f"{one}/enable", self.enable, run.enable, "Let it in.", found, (404,)),
            ("POST", f"{one}/disable", self.disable, run.enable, "Refuse it.", found, (404,)),
        ]
        return [
            Route(
                method,
                path,
                handler,
                summary,
                "Security integrations",
                listed if path == searched else (),
                body if (method, path) == ("POST", BASE) else None,
                (answer,),
                errors,
                (runs,),
            )
            for method, path, handler, runs, summary, answer, errors in rows
        ]

    async def list_all(self, call: Call) -> Response:
        """By name."""
        asked = run.FindIntegrations(query=Query(size=SECURITY_INTEGRATIONS_MAX))
        address = self._address.of(call)
        page = await call.run(asked)
        return json_answer([integration_view(each, address) for each in page.results])

    async def find(self, call: Call) -> Response:
        """By name unless sorted."""
        query = filters.query_of(call, SECURITY_INTEGRATIONS, self._clock.now())
        page, address = await call.run(run.FindIntegrations(query=query)), self._address.of(call)
        return page_answer(
            SecurityIntegrationsView, lambda each: integration_view(each, address), page
        )

    async def create(self, call: Call) -> Response:
        """Its token is shown once."""
        body = await call.json_map("integration")
        kind = (text_in(body, "type") or KINDS[0]).upper()
        if kind not in KINDS:
            raise params.unknown_word("type", kind, KINDS)
        draft = IntegrationDraft(
            name=text_in(body, "name") or "", description=text_in(body, "description") or ""
        )
        made = await call.run(run.CreateIntegration(draft=draft))
        return json_answer(new_integration_view(made, self._address.of(call)))

    async def get(self, call: Call) -> Response:
        """Without its token."""
        found = await call.run(run.GetIntegration(integration_id=call.params["id"]))
        return json_answer(integration_view(found, self._address.of(call)))

    async def delete(self, call: Call) -> Response:
        """Its token is refused from now on."""
        await call.run(run.DeleteIntegration(integration_id=call.params["id"]))
        return empty(204)

    async def enable(self, call: Call) -> Response:
        """With the token that it had."""
        return await self._switched(call, is_enabled=True)

    async def disable(self, call: Call) -> Response:
        """Its token stays."""
        return await self._switched(call, is_enabled=False)

    async def _switched(self, call: Call, *, is_enabled: bool) -> Response:
        asked = run.EnableIntegration(integration_id=call.params["id"], is_enabled=is_enabled)
        return json_answer(integration_view(await call.run(asked), self._address.of(call)))
