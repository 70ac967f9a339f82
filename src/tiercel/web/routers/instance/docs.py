"""The API document and its page; neither loads anything from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from starlette.responses import RedirectResponse, Response

from tiercel.model.json_types import Json
from tiercel.service.off_loop import in_thread
from tiercel.web.call import Call
from tiercel.web.http.answers import encoded_answer, encoded_json, text_answer
from tiercel.web.route import Route
from tiercel.web.site import START

PAGES = ("/docs/api-reference/open-source", "/api")


class DocsRoutes:
    """At the root."""

    def __init__(
        self, document: Callable[[], dict[str, Json]], context_path: str, site: Path
    ) -> None:
        self._document = document
        self._json = b""
        self._yaml = ""
        self._context_path = context_path
        self._site = site

    def routes(self) -> list[Route]:
        handlers = {
            "/openapi.json": self.as_json,
            "/swagger/kestra.yml": self.as_yaml,
            "/docs": self.start,
            **dict.fromkeys(PAGES, self.page),
        }
        return [
            Route("GET", path, handler, "", "Misc", is_root=True, is_open=True, is_hidden=True)
            for path, handler in handlers.items()
        ]

    async def as_json(self, call: Call) -> Response:
        """OpenAPI 3.1, made once: an application has the same routes from its start to its end."""
        if not self._json:
            self._json = await in_thread(lambda: encoded_json(self._document()))
        return encoded_answer(self._json)

    async def as_yaml(self, call: Call) -> Response:
        """The same as YAML, made once: it takes a second."""
        if not self._yaml:
            self._yaml = await in_thread(lambda: _yaml_of(self._document()))
        return text_answer(self._yaml, "application/yaml")

    async def start(self, call: Call) -> Response:
        """The documentation site where it was built, else the page of the API."""
        if self._site.is_file():
            return RedirectResponse(f"{self._context_path}{START}", 307)
        return await self.page(call)

    async def page(self, call: Call) -> Response:
        """A page to browse it."""
        html = files("tiercel.web").joinpath("docs_page.html").read_text(encoding="utf-8")
        return text_answer(html.replace("BASE", self._context_path), "text/html; charset=utf-8")


def _yaml_of(document: Json) -> str:
    import yaml

    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    return text
