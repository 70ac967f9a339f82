"""Searches of the web, as tools that a model asks for and as sources that are always asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Annotated, Any

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService, Repeats
from tiercel_ai.chat import ToolSpec
from tiercel_ai.limits import TRIES_MAX
from tiercel_ai.retrievers.retriever import ContentRetriever, Source
from tiercel_ai.tools.tool import Tool, ToolProvider, texts

_TAVILY = "apiKey: \"{{ secret('TAVILY_KEY') }}\""
_GOOGLE = 'apiKey: "{{ secret(\'GOOGLE_KEY\') }}"\ncsi: "{{ vars.search_engine }}"'
_TOOL_RESULTS = 5
_GOOGLE_RESULTS_MAX = 10


class WebSearch(HttpService):
    """A service that searches."""

    api_key: Annotated[str, Prop("The key of the service, best from a secret.")]

    def search(self, ctx: RunContext, query: str, most: int) -> list[Source]:
        """Texts with the address and title of their pages. Raises: PluginError."""
        raise NotImplementedError

    def secrets(self) -> Iterable[str | None]:
        return (self.api_key,)

    def repeats(self, request: HttpRequest) -> Repeats:
        return Repeats(TRIES_MAX)


class Tavily(WebSearch):
    """Search the web with Tavily."""

    service = "Tavily"

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"}

    def search(self, ctx: RunContext, query: str, most: int) -> list[Source]:
        body = {"query": query, "max_results": most}
        request = HttpRequest(url="https://api.tavily.com/search", method="POST", json=body)
        return _sources(self.ask(ctx, "the search", request), "results", "url", "content")


class Google(WebSearch):
    """Search the web with a search engine of Google."""

    service = "Google"
    csi: Annotated[str, Prop("The id of the search engine.")]

    def search(self, ctx: RunContext, query: str, most: int) -> list[Source]:
        request = HttpRequest(
            url="https://customsearch.googleapis.com/customsearch/v1",
            params={"cx": self.csi, "q": query, "num": str(min(most, _GOOGLE_RESULTS_MAX))},
            headers={"x-goog-api-key": self.api_key},
        )
        return _sources(self.ask(ctx, "the search", request), "items", "link", "snippet")


class SearchTool(ToolProvider, WebSearch):
    """A tool that searches."""

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        def call(arguments: dict[str, Json]) -> str:
            found = self.search(ctx, str(arguments.get("query") or ""), _TOOL_RESULTS)
            return "\n\n".join(_shown(each) for each in found) or "Nothing was found."

        spec = ToolSpec("searchWeb", "Search the web.", texts(query="What to search for."))
        return [Tool(spec, call)]


class SearchRetriever(ContentRetriever, WebSearch):
    """A source that searches."""

    max_results: Annotated[int, Prop("How many pages at most.")] = 3

    def find(self, ctx: RunContext, query: str) -> list[Source]:
        return self.search(ctx, query, self.max_results)


@plugin(
    "io.kestra.plugin.ai.tool.TavilyWebSearch",
    title="Let a model search the web with Tavily.",
    examples=[_TAVILY],
    aliases=["io.kestra.plugin.langchain4j.tool.TavilyWebSearch"],
)
class TavilyTool(SearchTool, Tavily):
    """The model says what it searches for."""


@plugin(
    "io.kestra.plugin.ai.tool.GoogleCustomWebSearch",
    title="Let a model search the web with Google.",
    examples=[_GOOGLE],
    aliases=["io.kestra.plugin.langchain4j.tool.GoogleCustomWebSearch"],
)
class GoogleTool(SearchTool, Google):
    """The model says what it searches for."""


@plugin(
    "io.kestra.plugin.ai.retriever.TavilyWebSearch",
    title="Search the web for the question with Tavily.",
    examples=[_TAVILY],
    aliases=["io.kestra.plugin.langchain4j.retriever.TavilyWebSearch"],
)
class TavilyRetriever(SearchRetriever, Tavily):
    """What is found goes along with the question."""


@plugin(
    "io.kestra.plugin.ai.retriever.GoogleCustomWebSearch",
    title="Search the web for the question with Google.",
    examples=[_GOOGLE],
    aliases=["io.kestra.plugin.langchain4j.retriever.GoogleCustomWebSearch"],
)
class GoogleRetriever(SearchRetriever, Google):
    """What is found goes along with the question."""


def _sources(found: Json, rows: str, address: str, content: str) -> list[Source]:
    listed: list[dict[str, Any]] = (found or {}).get(rows) or []
    return [
        Source(
            str(each.get(content) or ""),
            {"title": each.get("title"), "url": each.get(address)},
        )
        for each in listed
    ]


def _shown(source: Source) -> str:
    return f"{source.metadata['title']}\n{source.metadata['url']}\n{source.content}"
