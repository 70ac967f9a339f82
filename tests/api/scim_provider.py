"""A provider of identities that speaks SCIM, and what Entra and Okta send."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.api.client import Api
from tiercel.model.json_types import Json

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ANN, BOB = "ann@example.org", "bob@example.org"
LONG = f"{'x' * 300}@example.org"
BOTH = "attributes=displayName&excludedAttributes=externalId"
ENTRA_USER = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "0a21f0f2",
    "userName": "Ann@Example.org",
    "active": True,
    "displayName": "Ann Smith",
    "emails": [{"primary": True, "type": "work", "value": "Ann@Example.org"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Ann Smith", "familyName": "Smith", "givenName": "Ann"},
    "title": "Engineer",
    "roles": [],
    ENTERPRISE: {"department": "R&D", "manager": None},
}
OKTA_USER = {
    "schemas": [USER],
    "userName": BOB,
    "name": {"givenName": "Bob", "familyName": "Jones"},
    "emails": [{"primary": True, "value": BOB, "type": "work"}],
    "displayName": "Bob Jones",
    "locale": "en-US",
    "externalId": "00ujl29u0le5T6Aj10h7",
    "groups": [],
    "password": "1mz050nq",
    "active": True,
}


class Provider:
    """A provider of identities with the token of its integration."""

    def __init__(self, api: Api, integration: Json) -> None:
        self._api = api
        self.id = integration["id"]
        self.base = f"/integrations/{self.id}/scim/v2"
        self.uri = integration["uri"]
        self.headers = {
            "Authorization": f"Bearer {integration['apiToken']['fullToken']}",
            "Accept": "application/scim+json",
        }

    async def ask(
        self, method: str, path: str, body: Json = None, **options: Any
    ) -> httpx2.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        if body is not None:
            headers["Content-Type"] = "application/scim+json"
            options["json"] = body
        response: httpx2.Response = await self._api.call(
            method, f"{self.base}{path}", headers=headers, **options
        )
        return response

    async def create(self, kind: str, body: Json) -> Json:
        response = await self.ask("POST", f"/{kind}", body)
        assert response.status_code == 201, response.text
        assert response.headers["content-type"] == "application/scim+json"
        return response.json()

    async def patch(self, path: str, *operations: Json, status: int = 204) -> Json:
        body = {"schemas": [PATCH], "Operations": [*operations]}
        response = await self.ask("PATCH", path, body)
        assert response.status_code == status, response.text
        return (await self.ask("GET", path)).json() if status == 204 else response.json()

    async def found(self, kind: str, condition: str) -> list[str]:
        response = await self.ask("GET", f"/{kind}", params={"filter": condition})
        assert response.status_code == 200, response.text
        assert response.json()["schemas"] == [LIST]
        return [each["id"] for each in response.json().get("Resources", [])]


def a_group(name: str, *members: Json, **fields: Json) -> Json:
    values = [{"value": each["id"]} for each in members]
    return {"schemas": [GROUP], "displayName": name, "members": values, **fields}
