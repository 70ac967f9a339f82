"""Sign-in, the user and tokens as the API shows them (access.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.web.views.view import DateText, OpenView, View


class PasswordRulesView(View, frozen=True):
    """What a password must have."""

    password_min_length: int
    password_require_special: bool
    password_min_digits: int
    password_min_lower_case: int
    password_min_upper_case: int
    password_allowed_special_characters: str


class SetupView(View, frozen=True):
    """What a first page needs to know."""

    done: bool
    repository_type: str
    queue_type: str
    storage_type: str
    password_configuration: PasswordRulesView
    have_auth_not_basic: bool


class ProfileView(View, frozen=True):
    """Who somebody is."""

    username: str | None


class AuthView(OpenView, frozen=True):
    """A way in which somebody proves who they are."""


class TenantView(View, frozen=True):
    """A tenant; there is one."""

    id: str
    name: str


class MeView(View, frozen=True):
    """The user."""

    id: str
    email: str
    instance_owner: bool
    super_admin: bool
    restricted: bool
    profile: ProfileView
    auths: list[AuthView]
    tenants: list[TenantView]


class TokenView(View, frozen=True, kw_only=True):
    """A token of the API; its full text is shown once."""

    id: str
    name: str
    description: str | UnsetType = UNSET
    prefix: str
    iat: DateText
    exp: DateText | UnsetType = UNSET
    extended: bool
    expired: bool
    full_token: str | UnsetType = UNSET


class TokensView(View, frozen=True):
    """All tokens."""

    total: int
    results: list[TokenView]
