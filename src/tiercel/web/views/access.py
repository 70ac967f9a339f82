"""Sign-in, the user and tokens as the API shows them (access.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.authorization.people import User
from tiercel.service.access.passwords import PASSWORD_CHARS_MIN
from tiercel.service.access.provider_sign_ins import OfferedProvider
from tiercel.service.access.tokens import ApiToken
from tiercel.service.operations.instance.access import Setup
from tiercel.web.views.view import DateText, OpenView, View, given


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
    setup_code_required: bool


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
    first_name: str
    last_name: str
    instance_owner: bool
    super_admin: bool
    restricted: bool
    must_change_password: bool
    profile: ProfileView
    auths: list[AuthView]
    tenants: list[TenantView]


class TokenView(View, frozen=True, kw_only=True):
    """A token of the API; its full text is shown once."""

    id: str
    name: str
    description: str = ""
    prefix: str
    iat: DateText
    exp: DateText | UnsetType = UNSET
    last_used: DateText | UnsetType = UNSET
    extended: bool
    expired: bool
    full_token: str | UnsetType = UNSET


class TokensView(View, frozen=True):
    """All tokens."""

    total: int
    results: list[TokenView]


PASSWORDS = PasswordRulesView(
    password_min_length=PASSWORD_CHARS_MIN,
    password_require_special=False,
    password_min_digits=1,
    password_min_lower_case=1,
    password_min_upper_case=1,
    password_allowed_special_characters="!@#$%^&*_-",
)


def setup_view(setup: Setup) -> SetupView:
    """Whether the server is set up."""
    return SetupView(
        done=setup.is_done,
        repository_type=setup.store_type,
        queue_type=setup.store_type,
        storage_type=setup.storage_type,
        password_configuration=PASSWORDS,
        have_auth_not_basic=False,
        setup_code_required=setup.needs_code,
    )


def me_view(user: User | None) -> MeView:
    """The user; `admin`, who may do everything, where nobody signs in."""
    found = user or User(id="admin", username="", is_owner=True)
    return MeView(
        id=found.id,
        email=found.email,
        first_name=found.first_name,
        last_name=found.last_name,
        instance_owner=found.is_owner,
        super_admin=found.is_owner,
        restricted=found.is_restricted,
        must_change_password=found.must_change_password,
        profile=ProfileView(found.username),
        auths=[],
        tenants=[TenantView("main", "main")],
    )


def token_view(token: ApiToken) -> TokenView:
    """A token, with its full text when it has just been created."""
    return TokenView(
        id=token.id,
        name=token.name,
        description=token.description or "",
        prefix=token.prefix,
        iat=token.issued,
        exp=given(token.expires),
        last_used=given(token.last_used),
        extended=token.extended,
        expired=token.is_expired,
        full_token=given(token.full_text),
    )


class SignInProviderView(View, frozen=True):
    """A provider that signs people in; `label` is what its button says."""

    name: str
    label: str


class SignInMethodsView(View, frozen=True):
    """How people may sign in: `oauths` are the names of `providers`."""

    login_password: bool
    mails_enabled: bool
    passwordless: bool
    oauths: list[str]
    providers: list[SignInProviderView]


def sign_in_methods_view(providers: list[OfferedProvider]) -> SignInMethodsView:
    """By password always: there is an owner, whatever providers do."""
    return SignInMethodsView(
        login_password=True,
        mails_enabled=False,
        passwordless=False,
        oauths=[each.name for each in providers],
        providers=[SignInProviderView(each.name, each.label) for each in providers],
    )
