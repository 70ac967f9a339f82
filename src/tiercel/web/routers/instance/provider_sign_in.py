"""Sign-in by providers: what the page offers, the way there, and the way back (access.md §3)."""

from __future__ import annotations

import logging
import re

from starlette.responses import RedirectResponse, Response

from tiercel.model.authorization.limits import SIGN_IN_FLOW_SECONDS, SIGN_IN_TARGET_CHARS_MAX
from tiercel.model.errors import NotAllowed, NotFound, TiercelError, Unavailable
from tiercel.service.access.provider_sign_ins import ProviderAnswer
from tiercel.service.operations.instance import provider_sign_in
from tiercel.service.operations.operation import AnyOperation
from tiercel.web.auth import cookies_of
from tiercel.web.call import Call
from tiercel.web.documented import Answer
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Handler, Route
from tiercel.web.routers.instance.sign_in import GROUP, in_session
from tiercel.web.views.access import SignInMethodsView, sign_in_methods_view

FLOW_COOKIE = "tiercelSignIn"
LOG = logging.getLogger("tiercel.access")
# A path of the pages; whatever could be another host is none.
_TARGET = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")


class ProviderSignInRoutes:
    """`base_url` is where people reach the server, `prefix` its context path."""

    def __init__(self, base_url: str, prefix: str) -> None:
        self._base_url = base_url
        self._prefix = prefix

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/auths",
                self.methods,
                "How people may sign in.",
                GROUP,
                answers=(Answer(schema=SignInMethodsView),),
                is_open=True,
                runs=(provider_sign_in.providers,),
            ),
            self._root("/oauth/login/{provider}", self.begin, provider_sign_in.begin),
            self._root("/oauth/callback/{provider}", self.finish, provider_sign_in.finish),
        ]

    def _root(self, path: str, handler: Handler, runs: AnyOperation) -> Route:
        return Route(
            "GET",
            path,
            handler,
            "",
            GROUP,
            answers=(Answer(302),),
            is_root=True,
            is_open=True,
            is_hidden=True,
            runs=(runs,),
        )

    async def methods(self, call: Call) -> Response:
        """For everybody: the page of the sign-in asks."""
        return json_answer(sign_in_methods_view(await call.run(provider_sign_in.ListProviders())))

    async def begin(self, call: Call) -> Response:
        """To the provider, with a cookie that has to come back."""
        name, target = call.params["provider"], call.text("from") or "/"
        is_path = _TARGET.fullmatch(target) and len(target) <= SIGN_IN_TARGET_CHARS_MAX
        request = provider_sign_in.BeginSignIn(
            provider=name, callback=self._callback(call, name), target=target if is_path else "/"
        )
        try:
            begun = await call.run(request)
        except (NotAllowed, NotFound, Unavailable) as error:
            return self._failed(name, error)
        response = RedirectResponse(begun.page, 302)
        response.set_cookie(
            FLOW_COOKIE,
            begun.proof,
            max_age=SIGN_IN_FLOW_SECONDS,
            path=self._cookie_path,
            secure=call.scope.get("scheme") == "https",
            httponly=True,
            # The provider leads back from another site.
            samesite="lax",
        )
        return response

    async def finish(self, call: Call) -> Response:
        """To the pages, with a session; to the sign-in page with a reason otherwise."""
        name = call.params["provider"]
        cookies = cookies_of(call.header(b"cookie") or "")
        answer = ProviderAnswer(
            proof=cookies.get(FLOW_COOKIE, ""),
            state=call.text("state") or "",
            code=call.text("code") or "",
            issuer=call.text("iss"),
            error=call.text("error") or "",
        )
        try:
            signed = await call.run(provider_sign_in.FinishSignIn(provider=name, answer=answer))
        except (NotAllowed, NotFound, Unavailable) as error:
            response = self._failed(name, error)
        else:
            response = RedirectResponse(f"{self._prefix}/ui{signed.target}", 302)
            in_session(call, response, signed.session)
        response.delete_cookie(FLOW_COOKIE, path=self._cookie_path)
        return response

    @property
    def _cookie_path(self) -> str:
        return f"{self._prefix}/oauth"

    def _callback(self, call: Call, name: str) -> str:
        base = self._base_url
        if not base:
            host = call.header(b"host") or "localhost"
            base = f"{call.scope.get('scheme', 'http')}://{host}{self._prefix}"
        return f"{base}/oauth/callback/{name}"

    def _failed(self, name: str, error: TiercelError) -> Response:
        """Why is in the log; a page that anybody may open says little."""
        LOG.warning("The sign-in by %s failed: %s", name[:50], error.message)
        problem = "unavailable" if isinstance(error, Unavailable) else "refused"
        return RedirectResponse(f"{self._prefix}/ui/login?problem={problem}", 302)
