"""Pages of Notion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ConfiguredService, Repeats
from tiercel.plugin.services.given_rows import groups_of
from tiercel_business.limits import NOTION_BLOCKS_MAX, NOTION_TEXT_CHARS_MAX, PAGES_MAX

API = "https://api.notion.com/v1"
VERSION = "2022-06-28"
_TOKEN = "apiToken: \"{{ secret('NOTION_TOKEN') }}\"\n"
_PAGE = _TOKEN + "pageId: 0123456789abcdef0123456789abcdef"
# How lines begin in Markdown, and the kind of block that they are.
_KINDS = {
    "### ": "heading_3",
    "## ": "heading_2",
    "# ": "heading_1",
    "- ": "bulleted_list_item",
    "* ": "bulleted_list_item",
    "> ": "quote",
}
_MARKS = {kind: mark for mark, kind in reversed(_KINDS.items())}


class Workspace(ConfiguredService):
    """Who asks."""

    service = "Notion"
    api: ClassVar[str] = API

    api_token: Annotated[str | None, Prop("The token of the integration, which must be given.")] = (
        None
    )

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks. Raises: PluginError without a token."""
        if not self.api_token:
            raise PluginError("`apiToken` must be provided")
        return {"Authorization": f"Bearer {self.api_token}", "Notion-Version": VERSION}

    def repeats(self, request: HttpRequest) -> Repeats:
        """The service takes three requests a second: the answer to more is that it is busy."""
        return Repeats(4, statuses=frozenset({429}))

    def call(self, ctx: RunContext, method: str, path: str, **body: Json) -> dict[str, Json]:
        """The answer to a request. Raises: PluginError for what the service refuses."""
        request = HttpRequest(url=self.api + path, method=method)
        if method != "GET":
            request = HttpRequest(url=self.api + path, method=method, json=body)
        return self.ask_for(ctx, f"{method} {path}", request)

    def append(self, ctx: RunContext, page: str, blocks: list[Json]) -> None:
        """Add blocks to the end of a page, as many with each request as it takes."""
        for group in groups_of(blocks, NOTION_BLOCKS_MAX):
            self.call(ctx, "PATCH", f"/blocks/{page}/children", children=group)


class NewPage(Output):
    """The page that was made."""

    page_id: Annotated[str | None, Prop("The id that Notion gave the page.")] = None
    title: Annotated[str | None, Prop("The title of the page.")] = None
    url: Annotated[str | None, Prop("The address of the page in the browser.")] = None
    content: Annotated[str | None, Prop("The text of the page, in Markdown.")] = None
    properties: Annotated[
        dict[str, Json] | None, Prop("Properties of the page, as Notion has them, by name.")
    ] = None
    archived: Annotated[bool | None, Prop("Whether it is in the bin.")] = None
    created_time: Annotated[str | None, Prop("When it was made.")] = None
    last_edited_time: Annotated[str | None, Prop("When it was changed last.")] = None
    message: Annotated[str | None, Prop("What the task did, in a sentence.")] = None


class Page(NewPage):
    """A page."""

    uri: Annotated[str | None, Prop("The same address as `url` has.")] = None


class OfPage(Workspace):
    """Which page it is about."""

    page_id: Annotated[str, Prop("The page that is meant: the 32 signs at the end of its address.")]

    @property
    def page_path(self) -> str:
        """Where the page is."""
        return self.filled("/pages/{page_id}")


@plugin(
    "io.kestra.plugin.notion.page.Create",
    title="Make a page in Notion.",
    examples=[
        _TOKEN + "parentPageId: 0123456789abcdef0123456789abcdef\n"
        'title: Report\ncontent: |\n  # Totals\n  - "{{ outputs.count.value }} orders"'
    ],
)
class Create(Workspace, RunnableTask[NewPage]):
    """Below a page that the integration may change."""

    title: Annotated[str, Prop("The title of the new page.")]
    content: Annotated[
        str | None,
        Prop("The text of the new page.", "Headings, lists and quotes of Markdown become such."),
    ] = None
    parent_page_id: Annotated[
        str | None, Prop("The page that it is below; the workspace by default.")
    ] = None

    def run(self, ctx: RunContext) -> NewPage:
        """Raises: PluginError for what the service refuses."""
        parent: Json = {"workspace": True}
        if self.parent_page_id:
            parent = {"page_id": self.parent_page_id}
        blocks = blocks_of(self.content or "")
        first, rest = blocks[:NOTION_BLOCKS_MAX], blocks[NOTION_BLOCKS_MAX:]
        page = self.call(
            ctx, "POST", "/pages", parent=parent, properties=titled(self.title), children=first
        )
        self.append(ctx, page["id"], rest)
        return NewPage(**facts(page), content=self.content, message="The page was made")


@plugin("io.kestra.plugin.notion.page.Read", title="Read a page of Notion.", examples=[_PAGE])
class Read(OfPage, RunnableTask[Page]):
    """Its properties, and its text as Markdown."""

    def run(self, ctx: RunContext) -> Page:
        """Raises: PluginError for what the service refuses."""
        page = self.call(ctx, "GET", self.page_path)
        content = "\n".join(text_of_block(each) for each in self._blocks(ctx))
        return Page(
            **facts(page), uri=page.get("url"), content=content, message="The page was read"
        )

    def _blocks(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        more = ""
        for _ in range(PAGES_MAX):
            path = self.filled("/blocks/{page_id}/children?page_size=100") + more
            found = self.call(ctx, "GET", path)
            yield from found["results"]
            if not found.get("has_more"):
                return
            more = f"&start_cursor={found['next_cursor']}"


@plugin(
    "io.kestra.plugin.notion.page.Update",
    title="Change a page of Notion.",
    examples=[_PAGE + "\ntitle: \"Report of {{ now() | date('yyyy-MM-dd') }}\""],
)
class Update(OfPage, RunnableTask[Page]):
    """Another title, and further text behind that of the page."""

    title: Annotated[str | None, Prop("The new title; that of before by default.")] = None
    content: Annotated[str | None, Prop("Text that is added to its end.")] = None

    def run(self, ctx: RunContext) -> Page:
        """Raises: PluginError for what the service refuses."""
        properties = {} if self.title is None else titled(self.title)
        page = self.call(ctx, "PATCH", self.page_path, properties=properties)
        self.append(ctx, page["id"], blocks_of(self.content or ""))
        return Page(
            **facts(page), uri=page.get("url"), content=self.content, message="The page was changed"
        )


@plugin("io.kestra.plugin.notion.page.Archive", title="Archive a page of Notion.", examples=[_PAGE])
class Archive(OfPage, RunnableTask[Page]):
    """It goes to the bin, from where people can take it back."""

    def run(self, ctx: RunContext) -> Page:
        """Raises: PluginError for what the service refuses."""
        page = self.call(ctx, "PATCH", self.page_path, archived=True)
        return Page(**facts(page), uri=page.get("url"), message="The page was archived")


def titled(title: str) -> dict[str, Json]:
    """Properties with a title."""
    return {"title": {"title": rich_text(title)}}


def rich_text(text: str) -> list[Json]:
    """A text in pieces that the service takes."""
    size = NOTION_TEXT_CHARS_MAX
    pieces = [text[begin : begin + size] for begin in range(0, len(text), size)]
    return [{"type": "text", "text": {"content": each}} for each in pieces]


def blocks_of(markdown: str) -> list[Json]:
    """The blocks of a text: a line each."""
    blocks: list[Json] = []
    for line in filter(str.strip, markdown.splitlines()):
        mark = next((each for each in _KINDS if line.startswith(each)), "")
        kind = _KINDS.get(mark, "paragraph")
        text = rich_text(line.removeprefix(mark))
        blocks.append({"object": "block", "type": kind, kind: {"rich_text": text}})
    return blocks


def text_of_block(block: dict[str, Json]) -> str:
    """A block as a line of Markdown; empty for what has no text."""
    kind = str(block.get("type"))
    inner = block.get(kind) or {}
    texts = inner.get("rich_text") if isinstance(inner, dict) else None
    return _MARKS.get(kind, "") + "".join(str(each.get("plain_text")) for each in texts or ())


def facts(page: dict[str, Json]) -> dict[str, Json]:
    """What outputs have of a page."""
    properties = page.get("properties") or {}
    titles = [each["title"] for each in properties.values() if each.get("type") == "title"]
    words = [str(each.get("plain_text", "")) for title in titles for each in title]
    return {
        "page_id": page["id"],
        "title": "".join(words) or None,
        "url": page.get("url"),
        "properties": properties,
        "archived": page.get("archived"),
        "created_time": page.get("created_time"),
        "last_edited_time": page.get("last_edited_time"),
    }
