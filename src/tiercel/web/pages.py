"""The pages of the front end below `/ui`, or a word on how to get them; the site below `/docs`."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import re
import secrets
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

import tiercel
from tiercel.settings.sections import Settings
from tiercel.web.auth import CSRF_COOKIE, cookies_of
from tiercel.web.errors import Refused, body_of, kind_of
from tiercel.web.http.answers import text_answer
from tiercel.web.http.compression import compress
from tiercel.web.http.headers import header_of
from tiercel.web.site import Site, site_beside

_CSRF_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
# The build puts a hash of the content into the names below `assets`.
_HASHED = re.compile(r"assets/[^/]+-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
BUILT = Path(tiercel.__file__).parent / "webui" / "dist"
COPIES = (("br", ".br"), ("gzip", ".gz"))
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
NO_PAGES = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Tiercel</title>
<body style="font:16px/1.6 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>Tiercel</h1><p>The server is running; WHY</p>
<p>The API: <a href="BASE/docs/api-reference/open-source">reference</a>,
<a href="BASE/openapi.json">openapi.json</a>, <a href="BASE/health">health</a>.</p></body></html>"""
NOT_BUILT = (
    "its pages are not built yet. In the folder of its sources run <code>make ui</code>, "
    "then load this page again."
)
SWITCHED_OFF = "it was started without its pages (<code>--no-ui</code>)."
# Monaco writes styles, and the pages show pictures and files that they made themselves.
POLICY = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "frame-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'{ancestors}"
)


class Pages:
    """Files of the built front end; any other path below `/ui` is its index page."""

    def __init__(self, settings: Settings) -> None:
        self._context_path = settings.http.prefix
        self._is_on = settings.ui.enabled
        self._folder = settings.ui.dir or BUILT
        self._files = StaticFiles(directory=self._folder, check_dir=False)
        self._site = Site(site_beside(self._folder))
        self._frames = settings.webserver.security_headers.frame_options.upper()
        # A policy of the operator's own is not made narrower by ours.
        headers = settings.webserver.security_headers
        self._has_policy = not (headers.enabled and headers.content_security_policy.strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what no route of the API wants."""
        response = None
        if scope["method"] in ("GET", "HEAD"):
            response = await self._found(scope["path"].removeprefix(self._context_path), scope)
        if response is None:
            refused = Refused("not-found")
            body = body_of(refused, scope["path"])
            response = Response(body, kind_of(refused).status, media_type="application/json")
        if not isinstance(response, FileResponse):
            await compress(scope, response)
        await response(scope, receive, send)

    async def _found(self, path: str, scope: Scope) -> Response | None:
        if (path + "/").startswith("/ui/"):
            return await self._page(path.removeprefix("/ui").lstrip("/"), scope)
        if self._is_on and path.startswith("/docs/"):
            return await self._site.answer(path.removeprefix("/docs/"), scope["path"])
        return None

    async def _page(self, name: str, scope: Scope) -> Response:
        index = self._folder / "index.html"
        if not self._is_on or not index.is_file():
            why = NOT_BUILT if self._is_on else SWITCHED_OFF
            page = NO_PAGES.replace("BASE", self._context_path).replace("WHY", why)
            return _with_token(page, scope)
        if name and name != "index.html":
            response = await self._file(name, scope)
            if response is not None:
                return response
            if name.startswith("assets/"):
                # A page of an older build asks for a part that is gone: not for the index page.
                return text_answer("There is no such file.", status=404)
        return self._index(index.read_text(encoding="utf-8"), scope)

    async def _file(self, name: str, scope: Scope) -> Response | None:
        """A file, or its copy in an encoding that the client takes."""
        accepted = header_of(scope, b"accept-encoding") or ""
        for encoding, ending in COPIES:
            if encoding in accepted:
                response = await self._plain(name + ending, scope)
                if response is not None:
                    response.headers["content-encoding"] = encoding
                    response.headers["content-type"] = _type_of(name)
                    return _kept(response, name)
        response = await self._plain(name, scope) or await self._unpacked(name, scope)
        return None if response is None else _kept(response, name)

    async def _plain(self, name: str, scope: Scope) -> Response | None:
        try:
            return await self._files.get_response(name, scope)
        except HTTPException:
            return None

    async def _unpacked(self, name: str, scope: Scope) -> Response | None:
        """A file of which there are copies alone, for who takes none of them."""
        packed = await self._plain(name + COPIES[-1][1], scope)
        if not isinstance(packed, FileResponse):
            return packed
        path = Path(packed.path)
        content = await asyncio.to_thread(lambda: gzip.decompress(path.read_bytes()))
        return Response(content, headers={"content-type": _type_of(name)})

    def _index(self, page: str, scope: Scope) -> Response:
        """The index page, with where it is served and what may run on it."""
        # Its table of entities stays in memory for good.
        from html import escape

        base = escape(self._context_path, quote=True)
        found = page.replace('="./', f'="{base}/ui/')
        found = found.replace("<head>", f'<head><meta name="base-path" content="{base}">', 1)
        response = _with_token(found, scope)
        if self._has_policy:
            response.headers["content-security-policy"] = self._policy(page)
        return response

    def _policy(self, page: str) -> str:
        hashes = "".join(f" 'sha256-{_hash(text)}'" for text in _INLINE_SCRIPT.findall(page))
        ancestors = {"DENY": "; frame-ancestors 'none'", "SAMEORIGIN": "; frame-ancestors 'self'"}
        return POLICY.format(hashes=hashes, ancestors=ancestors.get(self._frames, ""))


def _kept(response: Response, name: str) -> Response:
    """Browsers keep what is named by its content; of the rest they ask now and then."""
    response.headers["cache-control"] = FOREVER if _HASHED.fullmatch(name) else A_DAY
    response.headers.add_vary_header("Accept-Encoding")
    return response


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _type_of(name: str) -> str:
    """Fixed, for what the system's table says of scripts differs."""
    types = {
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".svg": "image/svg+xml",
        ".json": "application/json",
    }
    return types.get(Path(name).suffix, "text/plain; charset=utf-8")


def _with_token(page: str, scope: Scope) -> Response:
    """The page with the token that writes by cookie must carry (dialect-2.0.md §11)."""
    cookie = next((v for k, v in scope["headers"] if k == b"cookie"), b"").decode("latin-1")
    token = cookies_of(cookie).get(CSRF_COOKIE, "")
    is_new = _CSRF_TOKEN.fullmatch(token) is None
    if is_new:
        token = secrets.token_urlsafe(24)
    meta = f'<meta name="csrf-token" content="{token}">'
    head = "<head>" if "<head>" in page else '<meta charset="utf-8">'
    response = text_answer(
        page.replace(head, head + meta, 1),
        "text/html; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
    if is_new:
        is_secure = scope.get("scheme") == "https"
        response.set_cookie(CSRF_COOKIE, token, path="/", secure=is_secure, samesite="strict")
    return response
