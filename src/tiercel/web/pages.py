"""The pages of the front end below `/ui`, or a word on where the API is without them."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from tiercel.web.auth import CSRF_COOKIE, cookies_of
from tiercel.web.errors import Refused, body_of, kind_of
from tiercel.web.http.answers import text_answer

_CSRF_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
STATIC = Path(__file__).parent / "static"
NO_PAGES = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Tiercel</title>
<body style="font:16px/1.6 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>Tiercel</h1><p>The server is running; this installation has no web interface.</p>
<p>The API: <a href="BASE/docs/api-reference/open-source">reference</a>,
<a href="BASE/openapi.json">openapi.json</a>, <a href="BASE/health">health</a>.</p></body></html>"""


class Pages:
    """Files of the built front end; any other path below `/ui` is its index page."""

    def __init__(self, context_path: str, folder: Path = STATIC) -> None:
        self._context_path = context_path
        self._index = folder / "index.html"
        self._files = StaticFiles(directory=folder) if self._index.is_file() else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what no route of the API wants."""
        path = scope["path"].removeprefix(self._context_path)
        if scope["method"] not in ("GET", "HEAD") or not (path + "/").startswith("/ui/"):
            refused = Refused("not-found")
            body = body_of(refused, scope["path"])
            response = Response(body, kind_of(refused).status, media_type="application/json")
        else:
            response = await self._page(path.removeprefix("/ui").lstrip("/"), scope)
        await response(scope, receive, send)

    async def _page(self, name: str, scope: Scope) -> Response:
        if self._files is None:
            return _with_token(NO_PAGES.replace("BASE", self._context_path), scope)
        if name and name != "index.html":
            try:
                response = await self._files.get_response(name, scope)
            except HTTPException:
                pass
            else:
                response.headers["cache-control"] = "public, max-age=86400"
                return response
        return _with_token(self._index.read_text(encoding="utf-8"), scope)


def _with_token(html: str, scope: Scope) -> Response:
    """The page with the token that writes by cookie must carry (dialect-2.0.md §11)."""
    cookie = next((v for k, v in scope["headers"] if k == b"cookie"), b"").decode("latin-1")
    token = cookies_of(cookie).get(CSRF_COOKIE, "")
    is_new = _CSRF_TOKEN.fullmatch(token) is None
    if is_new:
        token = secrets.token_urlsafe(24)
    meta = f'<meta name="csrf-token" content="{token}">'
    head = "<head>" if "<head>" in html else '<meta charset="utf-8">'
    page = html.replace(head, head + meta, 1)
    response = text_answer(page, "text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})
    if is_new:
        is_secure = scope.get("scheme") == "https"
        response.set_cookie(CSRF_COOKIE, token, path="/", secure=is_secure, samesite="strict")
    return response
