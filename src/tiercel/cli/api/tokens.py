"""Calls of the API about tokens: see `make calls`."""

from __future__ import annotations

from typing import ClassVar

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form


class TokenView(Form, frozen=True, kw_only=True):
    """A token of the API; its full text is shown once."""

    id: str
    name: str
    description: str = ""
    prefix: str
    iat: str
    exp: str | UnsetType = UNSET
    last_used: str | UnsetType = UNSET
    extended: bool
    expired: bool
    full_token: str | UnsetType = UNSET


class TokensView(Form, frozen=True, kw_only=True):
    """All tokens."""

    total: int
    results: list[TokenView]


class ListTokens(ApiCall[TokensView], frozen=True, kw_only=True):
    """API tokens."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/me/api-tokens")


class TokenInput(Form, frozen=True, kw_only=True):
    """A new token."""

    name: str
    description: str | None = None
    max_age: str | None = None
    extended: bool | None = None


class CreateToken(ApiCall[TokenView], frozen=True, kw_only=True):
    """Create an API token."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/me/api-tokens", sends="application/json")

    body: TokenInput


class DeleteToken(ApiCall[None], frozen=True, kw_only=True):
    """Revoke an API token."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/me/api-tokens/{id}")

    id: str
