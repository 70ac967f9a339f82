"""Credentials of the tenant and of namespaces, by the same calls (secrets-ee.md §7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.responses import Response

from tiercel.model.lists.credentials import CREDENTIALS
from tiercel.ports.clock import Clock
from tiercel.service.operations.governance import credentials as run
from tiercel.service.operations.governance.credentials import OfLevel, OneCredential
from tiercel.web import filters
from tiercel.web.bodies import text_in
from tiercel.web.call import Call
from tiercel.web.documented import Body
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.param_kinds import listing
from tiercel.web.route import EMPTY, Route, Row, routes_of, shape
from tiercel.web.routers.governance.payloads import CredentialChange, CredentialInput
from tiercel.web.views.governance.credentials import (
    CredentialPage,
    CredentialTestView,
    CredentialView,
    InheritedCredentialsView,
    credential_view,
    level_view,
)

P = TypeVar("P", bound=OfLevel)
Q = TypeVar("Q", bound=OneCredential)
GROUP = "Credentials"
OF_NAMESPACE = "/namespaces/{namespace}/credentials"
# Where credentials are, and what names one there.
BASES = (("/credentials", "{id}"), (OF_NAMESPACE, "{name}"))
EXAMPLE = {
    "type": "OAUTH2",
    "tokenEndpoint": "https://login.example.com/token",
    "scopes": ["read"],
    "authConfig": {
        "type": "CLIENT_CREDENTIALS",
        "clientId": "tiercel",
        "clientSecret": {"secretKey": "CRM_SECRET"},
    },
}
MADE = Body(CredentialInput, example={"name": "crm", **EXAMPLE})
CHANGE = Body(CredentialChange, example=EXAMPLE)


class CredentialRoutes:
    """A level is said by the path: the tenant or a namespace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        usable = "Credentials that a namespace can use."
        rows: list[Row] = [
            ("GET", f"{OF_NAMESPACE}/inherited", self.inherited, run.inherited, usable, None,
             shape(InheritedCredentialsView), ()),
            *(row for base, name in BASES for row in self._rows(base, f"{base}/{name}")),
        ]  # fmt: skip
        return routes_of(GROUP, rows, search=listing(CREDENTIALS))

    def _rows(self, base: str, one: str) -> list[Row]:
        shown, page, tried = map(shape, (CredentialView, CredentialPage, CredentialTestView))
        listed, tries = "Credentials of this level.", "Ask for a token with a credential."
        return [
            ("GET", base, self.find, run.search, listed, None, page, (400, 422)),
            ("POST", base, self.create, run.create, "Create a credential.", MADE, shown,
             (409, 422)),
            ("GET", one, self.get, run.get, "A credential.", None, shown, (404,)),
            ("PUT", one, self.update, run.update, "Change a credential.", CHANGE, shown,
             (404, 409, 422)),
            ("DELETE", one, self.delete, run.delete, "Delete a credential.", None, EMPTY, (404,)),
            ("POST", f"{one}/test", self.test, run.test, tries, None, tried, (404,)),
        ]  # fmt: skip

    async def find(self, call: Call) -> Response:
        """By name unless sorted."""
        query = filters.query_of(call, CREDENTIALS, self._clock.now())
        page = await call.run(_of_level(call, run.FindCredentials, query=query))
        return page_answer(CredentialPage, credential_view, page)

    async def inherited(self, call: Call) -> Response:
        """The nearest level first."""
        asked = run.ListInheritedCredentials(namespace=call.params["namespace"])
        return json_answer(InheritedCredentialsView([*map(level_view, await call.run(asked))]))

    async def create(self, call: Call) -> Response:
        """Its secrets are in no answer."""
        body = await call.json_map("credential")
        name = text_in(body, "name") or ""
        asked = _of_level(call, run.CreateCredential, name=name, document=body)
        return json_answer(credential_view(await call.run(asked)))

    async def get(self, call: Call) -> Response:
        """Without its secrets."""
        return json_answer(credential_view(await call.run(_one(call, run.ShowCredential))))

    async def update(self, call: Call) -> Response:
        """What is sent as it is shown stays."""
        body = await call.json_map("credential")
        asked = _one(call, run.UpdateCredential, document=body)
        return json_answer(credential_view(await call.run(asked)))

    async def delete(self, call: Call) -> Response:
        """For good."""
        await call.run(_one(call, run.DeleteCredential))
        return empty(200)

    async def test(self, call: Call) -> Response:
        """The token itself is forgotten."""
        problem = await call.run(_one(call, run.TryCredential))
        return json_answer(CredentialTestView(problem is None, problem or "A token was given"))


def _of_level(call: Call, ask: Callable[..., P], **members: object) -> P:
    return ask(namespace=call.params.get("namespace"), **members)


def _one(call: Call, ask: Callable[..., Q], **members: object) -> Q:
    """The request for the credential that the path names."""
    name = call.params.get("name") or call.params["id"]
    return _of_level(call, ask, name=name, **members)
