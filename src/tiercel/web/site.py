"""The documentation site below `/docs`, where it was built: `make site`."""

from __future__ import annotations

import asyncio
import mimetypes
import zipfile
from pathlib import Path

from starlette.responses import RedirectResponse, Response

START = "/docs/index.html"
INDEX = "index.html"
# Its scripts and styles are in its pages; nothing is loaded from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'"
)


def site_beside(pages: Path) -> Path:
    """Where the site is, given the folder of the pages of the front end."""
    return pages.with_name("site.zip")


class Site:
    """Files of the built site, which is one archive: a fraction of its size as files."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive

    async def answer(self, name: str, path: str) -> Response | None:
        """The file of that name below `/docs`, asked for by `path`; None where there is none.

        A folder is its index page, and without its slash it leads there.
        """
        wanted = f"{name}{INDEX}" if name == "" or name.endswith("/") else name
        content = await asyncio.to_thread(self._content, wanted)
        if content is None:
            is_folder = await asyncio.to_thread(self._content, f"{name}/{INDEX}") is not None
            return RedirectResponse(f"{path}/", 307) if is_folder else None
        kind = mimetypes.guess_type(wanted)[0] or "application/octet-stream"
        headers = {"content-security-policy": POLICY, "cache-control": "no-cache"}
        return Response(content, 200, headers, kind)

    def _content(self, name: str) -> bytes | None:
        try:
            with zipfile.ZipFile(self._archive) as archive:
                return archive.read(name)
        except (FileNotFoundError, KeyError):
            return None
