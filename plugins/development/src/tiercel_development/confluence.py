"""Pages of Confluence: written in Markdown, kept there in its own XHTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from tiercel.plugin import Json, Output, Part, Prop, RunContext
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.asking import HttpCall
from tiercel.plugin.services.call_table import (
    CallRow,
    PagedCall,
    call_types,
    in_body,
    in_query,
)
from tiercel.plugin.services.logins import UserService
from tiercel.plugins.clients import client_module

_PREFIX = "io.kestra.plugin.confluence.pages"
_EXTRA = "tiercel[development]"
_LOGIN = (
    "serverUrl: https://acme.atlassian.net\nusername: flows@example.com\n"
    "apiToken: \"{{ secret('CONFLUENCE_TOKEN') }}\"\n"
)


class Site(UserService):
    """A site, and who asks."""

    service = "Confluence"
    password_field = "api_token"

    server_url: Annotated[str, Prop("The address of the site.")]
    username: Annotated[str, Prop("The user: an address of mail.")]
    api_token: Annotated[str, Prop("A token of the user, best from a secret.")]
    api_path: Annotated[str, Prop("Where the API is.")] = "/wiki/api/v2"

    def root(self) -> str:
        """Where the API is."""
        return f"{self.server_url.rstrip('/')}/{self.api_path.strip('/')}"


class Saved(Output):
    """The page."""

    value: Annotated[str, Prop("The page as Confluence has it, as a text of JSON.")]


class Saving(HttpCall[Saved]):
    """A page that is written."""

    known_by = ("id",)

    def body(self) -> Json:
        values = self.members(self.body_members or {})
        text = values.pop("markdown", None)
        if text is not None:
            values["body"] = {"representation": "storage", "value": xhtml_of(text)}
        return values

    def result(self, ctx: RunContext, found: Json) -> Saved:
        return Saved(value=msgspec.json.encode(found).decode())


def xhtml_of(markdown: str) -> str:
    """A text in the form of pages."""
    renderer = client_module("markdown_it", "Markdown", _EXTRA).MarkdownIt(
        "js-default", {"html": False, "xhtmlOut": True}
    )
    return str(renderer.render(markdown))


class Child(Part):
    """A page."""

    title: Annotated[str | None, Prop("The title of the page.")] = None
    markdown: Annotated[str | None, Prop("The text of the page, in Markdown.")] = None
    version_info: Annotated[
        dict[str, Json] | None, Prop("The version of the page: its number, author and message.")
    ] = None
    raw_response: Annotated[
        dict[str, Json] | None, Prop("The whole page, as Confluence answers with it.")
    ] = None


class Pages(Output):
    """The pages."""

    children: Annotated[
        list[Child] | None, Prop("The pages, of FETCH; the first, of FETCH_ONE.")
    ] = None
    uri: Annotated[str | None, Prop("A file with a row for each, of STORE.")] = None


class Listing(PagedCall[Pages]):
    """All pages of the list."""

    rows_place = "results"
    next_place = "_links.next"

    def rows(self, ctx: RunContext, found: Json) -> Iterator[dict[str, Json]]:
        markdownify = client_module("markdownify", "Markdown", _EXTRA)
        for page in super().rows(ctx, found):
            text = ((page.get("body") or {}).get("storage") or {}).get("value") or ""
            yield {
                "title": page.get("title"),
                "markdown": markdownify.markdownify(text, heading_style="ATX").strip(),
                "versionInfo": page.get("version"),
                "rawResponse": page,
            }

    def result(self, ctx: RunContext, found: Json) -> Pages:
        rows = self.rows(ctx, found)
        match self.fetch_type:
            case "STORE":
                return Pages(uri=ctx.blobs.put_new(lines_of_rows(rows), "ion"))
            case "FETCH_ONE":
                first = next(rows, None)
                return Pages(children=None if first is None else [Child.model_validate(first)])
            case "FETCH":
                return Pages(children=[Child.model_validate(each) for each in rows])
        return Pages()


_PARENT = in_body(str, "The page above it.", "parentId", None)
ROWS = (
    CallRow(
        "Create",
        "Make a page in Confluence.",
        "Its text is Markdown.",
        'spaceId: "98306"\ntitle: Orders of today\nmarkdown: |\n  # Orders\n  All is well.',
        "POST /pages",
        Saving,
        {
            "space_id": in_body(str, "The space that gets the page: a number.", "spaceId"),
            "title": in_body(str, "The title of the page, unique in its space.", "title", None),
            "parent_id": _PARENT,
            "status": in_body(
                str, "Whether the page is published (current) or not yet (draft).", "status", None
            ),
            "subtype": in_body(str, "live, for a page that is always published.", "subtype", None),
            "markdown": in_body(str, "The text, in Markdown.", "markdown", None),
            "embedded": in_query(bool, "Whether it has the new editor.", "embedded", None),
            "make_private": in_query(bool, "Whether only its author sees it.", "private", None),
            "root_level": in_query(bool, "Whether it is at the top.", "root-level", None),
        },
    ),
    CallRow(
        "Update",
        "Change a page of Confluence.",
        "The number of its version must be the next one.",
        (
            'pageId: "65538"\ntitle: Orders of today\nstatus: current\nmarkdown: All is well.\n'
            "versionInfo:\n  number: 2"
        ),
        "PUT /pages/{page_id}",
        Saving,
        {
            "page_id": in_body(str, "The page that is changed: the number in its address.", "id"),
            "title": in_body(str, "The title of the page, unique in its space.", "title"),
            "status": in_body(
                str, "Whether the page is published (current) or not yet (draft).", "status"
            ),
            "markdown": in_body(str, "The text, in Markdown.", "markdown"),
            "version_info": in_body(
                dict[str, Json], "The version: number, and a message.", "version"
            ),
            "space_id": in_body(str, "The space that has the page: a number.", "spaceId", None),
            "parent_id": _PARENT,
            "owner_id": in_body(
                str, "The account's id of the person who owns the page.", "ownerId", None
            ),
        },
    ),
    CallRow(
        "List",
        "Read pages of Confluence.",
        "Their texts are Markdown.",
        "spaceIds: [98306]\nfetchType: FETCH",
        "GET /pages?body-format=storage",
        Listing,
        {
            "page_ids": in_query(list[int], "Only pages with these ids.", "id", None),
            "space_ids": in_query(list[int], "Only those of these spaces.", "space-id", None),
            "title": in_query(str, "Only those with this title.", "title", None),
            "status": in_query(
                list[str], "Only those in these statuses.", "status", ["current", "archived"]
            ),
            "sub_type": in_query(
                str, "Only pages of this kind: live, page or none.", "subtype", None
            ),
            "sort": in_query(str, "The order, such as -modified-date.", "sort", None),
            "limit": in_query(int, "How many one request gives, up to 250.", "limit", 25),
            "cursor": in_query(
                str, "Where the list begins, as an answer before named it.", "cursor", None
            ),
        },
    ),
)
TYPES = call_types(__name__, _PREFIX, Site, ROWS, _LOGIN)
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
