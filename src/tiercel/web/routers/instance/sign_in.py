"""Set-up, sign-in, and API tokens of oneself (misc.md §3-5, dialect-2.0.md §11)."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from starlette.responses import Response

from tiercel.model.authorization.limits import ACCESS_SESSION_SECONDS
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.service.access.passwords import CREDENTIAL_CHARS_MAX
from tiercel.service.operations.instance import access
from tiercel.service.operations.people import me, users
from tiercel.web.auth import BASIC_COOKIE, CSRF_COOKIE, SESSION_COOKIE, cookies_of
from tiercel.web.bodies import flag_in, text_in
from tiercel.web.call import Call
from tiercel.web.documented import JSON, Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.http.media_types import URL_FORM
from tiercel.web.inputs import read_fields
from tiercel.web.params import parse_duration
from tiercel.web.payloads import Credentials, SetupInput, TokenInput
from tiercel.web.route import Route
from tiercel.web.views.access import (
    MeView,
    SetupView,
    TokensView,
    TokenView,
    me_view,
    setup_view,
    token_view,
)
from tiercel.web.views.people.people import NothingView

GROUP = "Misc"
SIGNED_IN_COOKIE = "kestraBasicAuthenticated"
# Tells our pages who acts as the user of a session; it proves nothing.
IMPERSONATOR_COOKIE = "impersonator"
CREDENTIALS = Body(Credentials)
# Pages without scripts send a form.
SIGN_IN = Body(CREDENTIALS.schema, (JSON, URL_FORM))


class SignInRoutes:
    """Credentials, sessions and tokens."""

    def routes(self) -> list[Route]:
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
                runs=(access.set_user,),
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
                runs=(access.sign_in,),
            ),
            Route(
                "POST",
                "/logout",
                self.sign_out,
                "Sign out.",
                GROUP,
                answers=done,
                runs=(access.sign_out,),
            ),
            Route(
                "GET",
                "/setup",
                self.setup,
                "Whether the server is set up.",
                GROUP,
                answers=(Answer(schema=SetupView),),
                is_open=True,
                runs=(access.setup,),
            ),
            Route(
                "POST",
                "/setup",
                self.set_up,
                "Create the user.",
                GROUP,
                body=Body(SetupInput),
                answers=(Answer(schema=MeView),),
                errors=(405, 422),
                is_open=True,
                runs=(access.setup, access.set_up),
            ),
            Route(
                "POST",
                "/users/{id}/impersonate",
                self.impersonate,
                "Act as another user.",
                "Users",
                answers=(Answer(schema=NothingView),),
                errors=(404,),
                runs=(users.impersonate,),
            ),
            Route(
                "GET",
                "/me",
                self.me,
                "The user.",
                GROUP,
                answers=(Answer(schema=MeView),),
                runs=(me.get,),
            ),
            Route(
                "GET",
                "/me/api-tokens",
                self.tokens,
                "API tokens.",
                GROUP,
                answers=(Answer(schema=TokensView),),
                runs=(access.tokens,),
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
                runs=(access.create_token,),
            ),
            Route(
                "DELETE",
                "/me/api-tokens/{id}",
                self.delete_token,
                "Revoke an API token.",
                GROUP,
                answers=done,
                errors=(404,),
                runs=(access.delete_token,),
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
                runs=(access.sign_in,),
            ),
        ]

    async def set_user(self, call: Call) -> Response:
        """Open until there is a user; then only for the user."""
        body = await call.json_map("basicAuthCredentials")
        username, password = _credentials(body)
        is_set = await call.run(
            access.SetUser(
                username=username,
                password=password,
                current=_text(body.get("currentPassword")),
                authorization=call.header(b"authorization") or "",
            )
        )
        return empty(204 if is_set else 401)

    async def sign_in(self, call: Call) -> Response:
        """Cookies for a browser."""
        return await _signed_in(call, 204)

    async def sign_in_page(self, call: Call) -> Response:
        """As `sign_in`, at the root and with a body."""
        return await _signed_in(call, 200)

    async def impersonate(self, call: Call) -> Response:
        """Cookies of a session as somebody else; signing out ends it."""
        session = await call.run(users.Impersonate(user_id=call.params["id"]))
        return in_session(call, json_answer({}), session, call.user or "")

    async def sign_out(self, call: Call) -> Response:
        """The cookies expire."""
        cookies = cookies_of(call.header(b"cookie") or "")
        await call.run(access.SignOut(session=cookies.get(SESSION_COOKIE, "")))
        response = empty(204)
        for name in (
            *(SESSION_COOKIE, BASIC_COOKIE, SIGNED_IN_COOKIE, CSRF_COOKIE),
            IMPERSONATOR_COOKIE,
        ):
            response.delete_cookie(name, path="/")
        return response

    async def setup(self, call: Call) -> Response:
        """What a first page needs to know."""
        return json_answer(setup_view(await call.run(access.GetSetup())))

    async def set_up(self, call: Call) -> Response:
        """Once."""
        if (await call.run(access.GetSetup())).is_done:
            refused = Refused("method", "The server is already set up.")
            refused.allow = "GET"
            raise refused
        body = await call.json_map("setup")
        tenant = body.get("tenant")
        if isinstance(tenant, dict) and tenant.get("id") not in (None, "main"):
            raise IllegalArgument("Tenant must be 'main' for OSS version")
        username, password = _credentials(body)
        code = _text(body.get("setupCode"))
        user = await call.run(access.SetUp(username=username, password=password, code=code))
        return json_answer(me_view(user))

    async def me(self, call: Call) -> Response:
        """Who asks."""
        return json_answer(me_view(await call.run(me.GetMe())))

    async def tokens(self, call: Call) -> Response:
        """Without what proves them."""
        found = [token_view(token) for token in await call.run(access.ListTokens())]
        return json_answer(TokensView(len(found), found))

    async def new_token(self, call: Call) -> Response:
        """The full text is shown once."""
        body = await call.json_map("token")
        name = body.get("name")
        if not isinstance(name, str) or not name or len(name) > CREDENTIAL_CHARS_MAX:
            raise IllegalArgument("A token needs a name.")
        max_age = body.get("maxAge")
        token = await call.run(
            access.CreateToken(
                name=name,
                description=text_in(body, "description"),
                max_age=None if max_age is None else parse_duration("maxAge", str(max_age)),
                extended=flag_in(body, "extended"),
            )
        )
        return json_answer(token_view(token))

    async def delete_token(self, call: Call) -> Response:
        """At once."""
        await call.run(access.DeleteToken(token_id=call.params["id"]))
        return empty(204)


async def _signed_in(call: Call, status: int) -> Response:
    username, password = (text or "" for text in _credentials(await _form_or_json(call)))
    session = await call.run(access.SignIn(username=username, password=password))
    if session is None:
        return empty(401)
    return in_session(call, json_answer({}) if status == 200 else empty(status), session)


def in_session(call: Call, response: Response, session: str, impersonator: str = "") -> Response:
    """The answer with the cookies of a session, which an impersonator may have begun."""
    secure = call.scope.get("scheme") == "https"
    written = [
        (SESSION_COOKIE, session, True),
        (SIGNED_IN_COOKIE, "true", False),
        (CSRF_COOKIE, secrets.token_urlsafe(24), False),
    ]
    if impersonator:
        written.append((IMPERSONATOR_COOKIE, quote(impersonator, safe=""), False))
    elif IMPERSONATOR_COOKIE in cookies_of(call.header(b"cookie") or ""):
        response.delete_cookie(IMPERSONATOR_COOKIE, path="/")
    for name, value, is_hidden in written:
        response.set_cookie(
            name,
            value,
            max_age=ACCESS_SESSION_SECONDS,
            path="/",
            secure=secure,
            httponly=is_hidden,
            samesite="strict",
        )
    return response


def _credentials(body: dict[str, Json]) -> tuple[str | None, str | None]:
    return _text(body.get("username")), _text(body.get("password"))


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


async def _form_or_json(call: Call) -> dict[str, Json]:
    if call.content_type == URL_FORM:
        return {**await read_fields(call, keeps_blank=False)}
    return await call.json_map("credentials")
