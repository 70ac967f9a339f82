"""Calls of the API about users: see `make calls`."""

from __future__ import annotations

from typing import ClassVar

from tiercel.cli.api.call import ApiCall, ApiRoute, Form
from tiercel.model.json_types import Json


class ProfileView(Form, frozen=True, kw_only=True):
    """Who somebody is."""

    username: str | None


class AuthView(Form, frozen=True, kw_only=True):
    """A way in which somebody proves who they are."""


class TenantView(Form, frozen=True, kw_only=True):
    """A tenant; there is one."""

    id: str
    name: str


class MeView(Form, frozen=True, kw_only=True):
    """The user."""

    id: str
    email: str
    first_name: str
    last_name: str
    instance_owner: bool
    super_admin: bool
    restricted: bool
    must_change_password: bool
    profile: ProfileView
    auths: list[AuthView]
    tenants: list[TenantView]


class GetUser(ApiCall[MeView], frozen=True, kw_only=True):
    """The user."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/me")


class Credentials(Form, frozen=True, kw_only=True):
    """Who somebody is; what is no text counts as nothing."""

    username: Json = None
    password: Json = None
    current_password: Json = None


class SetUser(ApiCall[None], frozen=True, kw_only=True):
    """Set the credentials."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/basicAuth", sends="application/json")

    body: Credentials
