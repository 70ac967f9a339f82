"""Set-up, sign-in, and API tokens of the one user (misc.md §3-5, dialect-2.0.md §11)."""

from __future__ import annotations

import secrets
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.responses import Response

from tiercel.model.errors import IllegalArgument, Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.service.access.access import Access
from tiercel.service.access.passwords import CREDENTIAL_CHARS_MAX
from tiercel.web.auth import BASIC_COOKIE, CSRF_COOKIE, SESSION_COOKIE, address_of
from tiercel.web.bodies import flag_in, text_in
from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.http.media_types import URL_FORM
from tiercel.web.params import parse_duration
from tiercel.web.payloads import Credentials, TokenInput
from tiercel.web.route import JSON, Answer, Body, Route
from tiercel.web.views.access import (
    MeView,
    PasswordRulesView,
    ProfileView,
    SetupView,
    TenantView,
    TokensView,
    TokenView,
)
from tiercel.web.views.view import given

GROUP = "Misc"
SIGNED_IN_COOKIE = "kestraBasicAuthenticated"
CREDENTIALS = Body(Credentials)
# Pages without scripts send a form.
SIGN_IN = Body(CREDENTIALS.schema, (JSON, URL_FORM))
SESSION_SECONDS = 8 * 3600


PASSWORDS = PasswordRulesView(
    password_min_length=8,
    password_require_special=False,
    password_min_digits=1,
    password_min_lower_case=1,
    password_min_upper_case=1,
    password_allowed_special_characters="!@#$%^&*_-",
)


class SignInRoutes:
    """Credentials, sessions and tokens."""

    def __init__(self, access: Access, clock: Clock, storage_type: str, store_type: str) -> None:
        self._access = access
        self._clock = clock
        self._storage_type = storage_type
        self._store_type = store_type

    def routes(self) -> list[Route]:
        """The table."""
        done = (Answer(204),)
        return [
            Route(
                "POST",
                "/basicAuth",
                self.set_user,
                "Set the credentials.",
                GROUP,
                body=CREDENTIALS,
                answers=done,
                errors=(401, 422),
                is_open=True,
            ),
            Route(
                "POST",
                "/login",
                self.sign_in,
                "Sign in.",
                GROUP,
                body=SIGN_IN,
                answers=done,
                errors=(401, 422, 429),
                is_open=True,
            ),
            Route("POST", "/logout", self.sign_out, "Sign out.", GROUP, answers=done),
            Route(
                "GET",
                "/setup",
                self.setup,
                "Whether the server is set up.",
                GROUP,
                answers=(Answer(schema=SetupView),),
                is_open=True,
            ),
            Route(
                "POST",
                "/setup",
                self.set_up,
                "Create the user.",
                GROUP,
                body=CREDENTIALS,
                answers=(Answer(schema=MeView),),
                errors=(405, 422),
                is_open=True,
            ),
            Route("GET", "/me", self.me, "The user.", GROUP, answers=(Answer(schema=MeView),)),
            Route(
                "GET",
                "/me/api-tokens",
                self.tokens,
                "API tokens.",
                GROUP,
                answers=(Answer(schema=TokensView),),
            ),
            Route(
                "POST",
                "/me/api-tokens",
                self.new_token,
                "Create an API token.",
                GROUP,
                body=Body(TokenInput),
                answers=(Answer(schema=TokenView),),
                errors=(409, 422),
            ),
            Route(
                "DELETE",
                "/me/api-tokens/{id}",
                self.delete_token,
                "Revoke an API token.",
                GROUP,
                answers=done,
                errors=(404,),
            ),
            Route(
                "POST",
                "/login",
                self.sign_in_page,
                "",
                GROUP,
                body=SIGN_IN,
                errors=(401, 422, 429),
                is_root=True,
                is_open=True,
                is_hidden=True,
            ),
        ]

    async def set_user(self, call: Call) -> Response:
        """Open until there is a user; then only for the user."""
        body = await call.json_map("basicAuthCredentials")
        is_guarded = self._access.is_enabled and self._access.is_initialised
        if is_guarded and not await self._is_signed_in(call):
            return await self._set_user_by_password(call, body)
        await self._access.set_user(*_credentials(body), _text(body.get("currentPassword")))
        return empty(204)

    async def _set_user_by_password(self, call: Call, body: dict[str, Json]) -> Response:
        """The current password proves the user; guesses count as those at the sign-in do."""
        current = _text(body.get("currentPassword"))
        if current is None:
            return empty(401)
        user, address = self._access.username, address_of(call.scope)
        if not await self._access.is_user(user, current, address):
            raise Invalid([Violation("", "The current password is wrong.")])
        await self._access.set_user(*_credentials(body), current)
        return empty(204)

    async def sign_in(self, call: Call) -> Response:
        """Cookies for a browser."""
        return await self._signed_in(call, 204)

    async def sign_in_page(self, call: Call) -> Response:
        """As `sign_in`, at the root and with a body."""
        return await self._signed_in(call, 200)

    async def sign_out(self, call: Call) -> Response:
        """The cookies expire."""
        response = empty(204)
        for name in (SESSION_COOKIE, BASIC_COOKIE, SIGNED_IN_COOKIE, CSRF_COOKIE):
            response.delete_cookie(name, path="/")
        return response

    async def setup(self, call: Call) -> Response:
        """What a first page needs to know."""
        return json_answer(
            SetupView(
                done=self._access.is_initialised,
                repository_type=self._store_type,
                queue_type=self._store_type,
                storage_type=self._storage_type,
                password_configuration=PASSWORDS,
                have_auth_not_basic=False,
            )
        )

    async def set_up(self, call: Call) -> Response:
        """Once."""
        if self._access.is_initialised:
            refused = Refused("method", "The server is already set up.")
            refused.allow = "GET"
            raise refused
        body = await call.json_map("setup")
        tenant = body.get("tenant")
        if isinstance(tenant, dict) and tenant.get("id") not in (None, "main"):
            raise IllegalArgument("Tenant must be 'main' for OSS version")
        await self._access.set_up(*_credentials(body))
        return json_answer(self._me())

    async def me(self, call: Call) -> Response:
        """The one user."""
        return json_answer(self._me())

    async def tokens(self, call: Call) -> Response:
        """Without what proves them."""
        found = [self._token_view(document) for document in await self._access.tokens()]
        return json_answer(TokensView(len(found), found))

    async def new_token(self, call: Call) -> Response:
        """The full text is shown once."""
        body = await call.json_map("token")
        name = body.get("name")
        if not isinstance(name, str) or not name or len(name) > CREDENTIAL_CHARS_MAX:
            raise IllegalArgument("A token needs a name.")
        max_age = body.get("maxAge")
        token = await self._access.new_token(
            name,
            text_in(body, "description"),
            None if max_age is None else parse_duration("maxAge", str(max_age)),
            extended=flag_in(body, "extended"),
        )
        return json_answer(self._token_view(token))

    async def delete_token(self, call: Call) -> Response:
        """At once."""
        await self._access.delete_token(call.params["id"])
        return empty(204)

    async def _signed_in(self, call: Call, status: int) -> Response:
        username, password = (text or "" for text in _credentials(await _form_or_json(call)))
        if self._access.is_enabled and not await self._access.is_user(
            username, password, address_of(call.scope)
        ):
            return empty(401)
        response = json_answer({}) if status == 200 else empty(status)
        secure = call.scope.get("scheme") == "https"
        session = self._access.new_session()
        for name, value, is_hidden in (
            (SESSION_COOKIE, session, True),
            (SIGNED_IN_COOKIE, "true", False),
            (CSRF_COOKIE, secrets.token_urlsafe(24), False),
        ):
            response.set_cookie(
                name,
                value,
                max_age=SESSION_SECONDS,
                path="/",
                secure=secure,
                httponly=is_hidden,
                samesite="strict",
            )
        return response

    async def _is_signed_in(self, call: Call) -> bool:
        scheme, _, value = (call.header(b"authorization") or "").partition(" ")
        if scheme.lower() == "bearer":
            return await self._access.is_token(value.strip())
        return scheme.lower() == "basic" and await self._access.is_basic(
            value.strip(), address_of(call.scope)
        )

    def _me(self) -> MeView:
        name = self._access.username
        return MeView(
            id=name or "admin",
            email=name or "",
            instance_owner=True,
            super_admin=True,
            restricted=False,
            profile=ProfileView(name),
            auths=[],
            tenants=[TenantView("main", "main")],
        )

    def _token_view(self, document: dict[str, Json]) -> TokenView:
        expires = document.get("exp")
        return TokenView(
            id=document["id"],
            name=document["name"],
            description=given(document.get("description")),
            prefix=document["prefix"],
            iat=document["iat"],
            exp=given(expires),
            extended=document["extended"],
            expired=expires is not None and datetime.fromisoformat(expires) <= self._clock.now(),
            full_token=given(document.get("fullToken")),
        )


def _credentials(body: dict[str, Json]) -> tuple[str | None, str | None]:
    return _text(body.get("username")), _text(body.get("password"))


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


async def _form_or_json(call: Call) -> dict[str, Json]:
    if call.content_type == URL_FORM:
        return dict(parse_qsl((await call.body()).decode("utf-8", "replace")))
    return await call.json_map("credentials")
