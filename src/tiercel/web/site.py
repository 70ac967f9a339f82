"""The documentation site below `/docs`, where it was built: `make site`."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

START = "/docs/index.html"
# Its scripts and styles are in its pages; nothing is loaded from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'"
)


def site_beside(pages: Path) -> Path:
    """Where the site is, given the folder of the pages of the front end."""
    return pages.with_name("site")


class Site:
    """Files of the built site; a folder is its index page."""

    def __init__(self, folder: Path) -> None:
        self._files = StaticFiles(directory=folder, html=True, check_dir=False)

    async def answer(self, name: str, scope: Scope) -> Response | None:
        """The file of that name below `/docs`; None where there is none."""
        try:
            response = await self._files.get_response(name, scope)
        except HTTPException:
            return None
        response.headers["content-security-policy"] = POLICY
        response.headers["cache-control"] = "no-cache"
        return response
