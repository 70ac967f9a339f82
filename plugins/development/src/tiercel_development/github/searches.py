"""Searches of GitHub: a row each for what may be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Plugin, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import Names
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.variants import variant
from tiercel_development.github.connection import TOKEN, GitHub
from tiercel_development.limits import GITHUB_PAGE_ROWS, GITHUB_RESULTS_MAX

_CREATED = Prop("When it was made: a date of ISO 8601, `>=2026-01-01`, or a span with `..`.")
_IN_REPOSITORY = Prop("Only of this repository: owner/name.")
_OF_USER = Prop("Only of repositories of this user.")
_LANGUAGE = Prop("Only of this programming language.")
_MENTIONS = Prop("Only what names this user.")


class Found(Rows):
    """What was found."""

    total: Annotated[int | None, Prop("How many there are, also those that were not read.")] = None


class Search(GitHub, RunnableTask[Found]):
    """All pages, of at most a thousand results, which is what GitHub gives."""

    # Where it is asked, and how words of the question are named, by property.
    searched: ClassVar[str]
    words: ClassVar[Names]
    # Words of the question that say yes to something, by property.
    flags: ClassVar[Mapping[str, Mapping[Any, str]]] = {}
    sorts: ClassVar[Names] = {}
    # What is asked in any case, such as of issues which kind they are.
    always: ClassVar[str] = ""

    query: Annotated[
        str | None, Prop("Words, and conditions as GitHub has them.", "Other properties add to it.")
    ] = None
    order: Annotated[
        Literal["ASC", "DESC"],
        Prop("Whether results rise (ASC) or fall (DESC) by what `sort` names."),
    ] = "ASC"
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def question(self) -> str:
        """All that is asked for. Raises: PluginError when that is nothing."""
        words = [self.query or "", self.always]
        for field, name in self.words.items():
            value = getattr(self, field)
            if value is not None:
                text = str(value).lower() if isinstance(value, bool) else str(value)
                words.append(_condition(name, text))
        for field, values in self.flags.items():
            words.append(values.get(getattr(self, field), ""))
        found = " ".join(filter(None, words))
        if not found:
            raise PluginError("`query` or another condition must be provided")
        return found

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for what GitHub refuses."""
        pages = self._pages(ctx)
        first = next(pages)
        rows = self._rows(first, pages)
        found = fetched(ctx, rows, self.fetch_type)
        return Found(**found.model_dump(), total=first["total_count"])

    def _rows(
        self, first: dict[str, Json], pages: Iterator[dict[str, Json]]
    ) -> Iterator[dict[str, Json]]:
        yield from first["items"]
        for page in pages:
            yield from page["items"]

    def _pages(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        params = {
            "q": self.question(),
            "order": self.order.lower(),
            "per_page": str(GITHUB_PAGE_ROWS),
        }
        sort = self.sorts.get(str(getattr(self, "sort", None)))
        if sort:
            params["sort"] = sort
        for number in range(1, GITHUB_RESULTS_MAX // GITHUB_PAGE_ROWS + 1):
            params["page"] = str(number)
            request = HttpRequest(url=f"{self.root()}/search/{self.searched}", params=dict(params))
            operation = f"searching {self.searched}"
            page = self.ask_for(ctx, operation, request, "total_count", "items")
            yield page
            if number * GITHUB_PAGE_ROWS >= page["total_count"] or not page["items"]:
                return


def _condition(name: str, text: str) -> str:
    quoted = f'"{text}"' if " " in text else text
    return f"{quoted} {name}" if name.startswith("in:") else f"{name}:{quoted}"


class CodeWords(Plugin):
    """What is asked of code."""

    extension: Annotated[str | None, Prop("Only of files that end so.")] = None
    filename: Annotated[str | None, Prop("Only of files of this name.")] = None
    fork: Annotated[
        Literal["PARENT_AND_FORKS", "FORKS_ONLY", "PARENT_ONLY"] | None,
        Prop("Whether copies are searched; only what they are of by default."),
    ] = None
    in_: Annotated[
        str | None, Field(alias="in"), Prop("Where words are looked for: file or path.")
    ] = None
    language: Annotated[str | None, _LANGUAGE] = None
    path: Annotated[str | None, Prop("Only of files below this folder.")] = None
    repository: Annotated[str | None, _IN_REPOSITORY] = None
    size: Annotated[str | None, Prop("Only of files of this size in bytes, such as `>1000`.")] = (
        None
    )
    sort: Annotated[Literal["BEST_MATCH", "INDEXED"], Prop("What it is ordered by.")] = "BEST_MATCH"
    user: Annotated[str | None, _OF_USER] = None


class CommitWords(Plugin):
    """What is asked of commits."""

    author: Annotated[str | None, Prop("Only of this user.")] = None
    author_date: Annotated[str | None, _CREATED] = None
    author_email: Annotated[str | None, Prop("Only of this address of mail.")] = None
    author_name: Annotated[str | None, Prop("Only of this name.")] = None
    committer: Annotated[str | None, Prop("Only those that this user committed.")] = None
    committer_date: Annotated[str | None, _CREATED] = None
    committer_email: Annotated[str | None, Prop("Only of this committer's address.")] = None
    committer_name: Annotated[str | None, Prop("Only of this committer's name.")] = None
    hash: Annotated[str | None, Prop("Only the commit with this hash.")] = None
    is_: Annotated[
        str | None, Field(alias="is"), Prop("Only of public or private repositories.")
    ] = None
    merge: Annotated[bool | None, Prop("Whether only merges, or none of them.")] = None
    org: Annotated[str | None, Prop("Only of repositories of this organization.")] = None
    parent: Annotated[str | None, Prop("Only those that follow this one.")] = None
    repository: Annotated[str | None, _IN_REPOSITORY] = None
    sort: Annotated[Literal["COMMITTER_DATE", "AUTHOR_DATE"], Prop("What it is ordered by.")] = (
        "COMMITTER_DATE"
    )
    tree: Annotated[str | None, Prop("Only those of this tree.")] = None
    user: Annotated[str | None, _OF_USER] = None


class IssueWords(Plugin):
    """What is asked of issues, and of requests to pull."""

    closed: Annotated[bool | None, Prop("Whether only closed ones.")] = None
    mentions: Annotated[str | None, _MENTIONS] = None
    merged: Annotated[bool | None, Prop("Whether only merged ones.")] = None
    open: Annotated[bool | None, Prop("Whether only open ones.")] = None
    repository: Annotated[str | None, _IN_REPOSITORY] = None
    sort: Annotated[Literal["CREATED", "UPDATED", "COMMENTS"], Prop("What it is ordered by.")] = (
        "CREATED"
    )


class PullWords(IssueWords):
    """What is asked of requests to pull."""

    assigned: Annotated[str | None, Prop("Only those that this user works on.")] = None
    author: Annotated[str | None, Prop("Only of this user.")] = None
    base: Annotated[str | None, Prop("Only those into this branch.")] = None
    closed_at: Annotated[str | None, Prop("When it was closed, as `createdAt`.")] = None
    commit: Annotated[str | None, Prop("Only those with this commit.")] = None
    created_at: Annotated[str | None, _CREATED] = None
    created_by_me: Annotated[bool | None, Prop("Whether only those of the one who asks.")] = None
    draft: Annotated[bool | None, Prop("Whether only drafts, or none of them.")] = None
    head: Annotated[str | None, Prop("Only those from this branch.")] = None
    review_requested: Annotated[str | None, Prop("Only those that this user is to review.")] = None
    title: Annotated[str | None, Prop("Words of the title.")] = None
    updated_at: Annotated[str | None, Prop("When it was changed, as `createdAt`.")] = None


class RepositoryWords(Plugin):
    """What is asked of repositories."""

    created: Annotated[str | None, _CREATED] = None
    language: Annotated[str | None, _LANGUAGE] = None
    repository: Annotated[str | None, _IN_REPOSITORY] = None
    sort: Annotated[Literal["UPDATED", "STARS", "FORKS"], Prop("What it is ordered by.")] = (
        "UPDATED"
    )
    stars: Annotated[str | None, Prop("How many stars, such as `>100`.")] = None
    topic: Annotated[str | None, Prop("Only those with this topic.")] = None
    user: Annotated[str | None, _OF_USER] = None
    visibility: Annotated[
        Literal["PUBLIC", "PRIVATE", "INTERNAL"] | None, Prop("Only those that are so visible.")
    ] = None


class TopicWords(Plugin):
    """What is asked of topics."""

    created: Annotated[str | None, _CREATED] = None
    is_: Annotated[
        Literal["CURATED", "FEATURED", "NOT_CURATED", "NOT_FEATURED"] | None,
        Field(alias="is"),
        Prop("Only topics that GitHub curates or features, or those that it does not."),
    ] = None
    order: Annotated[
        Literal["ASC", "DESC"], Prop("The order that is asked for: ASC or DESC.", deprecated=True)
    ] = "ASC"
    repositories: Annotated[str | None, Prop("How many repositories, such as `>100`.")] = None


class UserWords(Plugin):
    """What is asked of users."""

    account_type: Annotated[
        Literal["USER", "ORGANIZATION"] | None, Prop("Only people, or only organizations.")
    ] = None
    created: Annotated[str | None, _CREATED] = None
    followers: Annotated[str | None, Prop("How many followers, such as `>100`.")] = None
    in_: Annotated[
        str | None, Field(alias="in"), Prop("Where words are looked for: login, name or email.")
    ] = None
    language: Annotated[str | None, Prop("Only those with repositories of this language.")] = None
    location: Annotated[str | None, Prop("Only those at this place.")] = None
    repositories: Annotated[int | None, Prop("How many repositories they have.")] = None
    sort: Annotated[
        Literal["JOINED", "REPOSITORIES", "FOLLOWERS"], Prop("What it is ordered by.")
    ] = "JOINED"


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A search: its place in types, its address, its properties, and what GitHub calls them."""

    name: str
    title: str
    searched: str
    properties: type[Plugin]
    words: Names
    sorts: Names = {}
    flags: Mapping[str, Mapping[Any, str]] = {}
    always: str = ""
    example: str


_STATES: Mapping[str, Mapping[Any, str]] = {
    "open": {True: "is:open"},
    "closed": {True: "is:closed"},
    "merged": {True: "is:merged", False: "is:unmerged"},
}
_FORKS = {"PARENT_AND_FORKS": "fork:true", "FORKS_ONLY": "fork:only"}
_TOPICS = {
    "CURATED": "is:curated",
    "FEATURED": "is:featured",
    "NOT_CURATED": "is:not-curated",
    "NOT_FEATURED": "is:not-featured",
}
_ISSUE_SORTS = {"CREATED": "created", "UPDATED": "updated", "COMMENTS": "comments"}
KINDS = (
    Kind(
        name="code",
        title="Search code at GitHub.",
        searched="code",
        properties=CodeWords,
        words={
            "extension": "extension",
            "filename": "filename",
            "in_": "in",
            "language": "language",
            "path": "path",
            "repository": "repo",
            "size": "size",
            "user": "user",
        },
        sorts={"INDEXED": "indexed"},
        flags={"fork": _FORKS},
        example="query: addClass\nin: file\nlanguage: js\nrepository: jquery/jquery",
    ),
    Kind(
        name="commits",
        title="Search commits at GitHub.",
        searched="commits",
        properties=CommitWords,
        words={
            "author": "author",
            "author_date": "author-date",
            "author_email": "author-email",
            "author_name": "author-name",
            "committer": "committer",
            "committer_date": "committer-date",
            "committer_email": "committer-email",
            "committer_name": "committer-name",
            "hash": "hash",
            "is_": "is",
            "merge": "merge",
            "org": "org",
            "parent": "parent",
            "repository": "repo",
            "tree": "tree",
            "user": "user",
        },
        sorts={"COMMITTER_DATE": "committer-date", "AUTHOR_DATE": "author-date"},
        example="query: fix\nrepository: octocat/hello-world\ncommitterDate: '>=2026-01-01'",
    ),
    Kind(
        name="issues",
        title="Search issues at GitHub.",
        searched="issues",
        properties=IssueWords,
        words={"mentions": "mentions", "repository": "repo"},
        sorts=_ISSUE_SORTS,
        flags=_STATES,
        always="is:issue",
        example="query: crash\nrepository: octocat/hello-world\nopen: true",
    ),
    Kind(
        name="pulls",
        title="Search requests to pull at GitHub.",
        searched="issues",
        properties=PullWords,
        words={
            "assigned": "assignee",
            "author": "author",
            "base": "base",
            "closed_at": "closed",
            "commit": "sha",
            "created_at": "created",
            "draft": "draft",
            "head": "head",
            "mentions": "mentions",
            "repository": "repo",
            "review_requested": "review-requested",
            "title": "in:title",
            "updated_at": "updated",
        },
        sorts=_ISSUE_SORTS,
        flags={**_STATES, "created_by_me": {True: "author:@me"}},
        always="is:pr",
        example="repository: octocat/hello-world\nopen: true\nbase: main",
    ),
    Kind(
        name="repositories",
        title="Search repositories at GitHub.",
        searched="repositories",
        properties=RepositoryWords,
        words={
            "created": "created",
            "language": "language",
            "repository": "repo",
            "stars": "stars",
            "topic": "topic",
            "user": "user",
        },
        sorts={"UPDATED": "updated", "STARS": "stars", "FORKS": "forks"},
        flags={
            "visibility": {
                "PUBLIC": "is:public",
                "PRIVATE": "is:private",
                "INTERNAL": "is:internal",
            }
        },
        example="query: falcon\nlanguage: python\nstars: '>100'\nsort: STARS\norder: DESC",
    ),
    Kind(
        name="topics",
        title="Search topics at GitHub.",
        searched="topics",
        properties=TopicWords,
        words={"created": "created", "repositories": "repositories"},
        flags={"is_": _TOPICS},
        example="query: orchestration\nis: CURATED\nfetchType: FETCH",
    ),
    Kind(
        name="users",
        title="Search users at GitHub.",
        searched="users",
        properties=UserWords,
        words={
            "created": "created",
            "followers": "followers",
            "in_": "in",
            "language": "language",
            "location": "location",
            "repositories": "repos",
        },
        sorts={"JOINED": "joined", "REPOSITORIES": "repositories", "FOLLOWERS": "followers"},
        flags={"account_type": {"USER": "type:user", "ORGANIZATION": "type:org"}},
        example="query: falcon in:login\naccountType: USER\nfollowers: '>10'",
    ),
)


def _type_of(kind: Kind) -> type[Any]:
    facts = ("searched", "words", "sorts", "flags", "always")
    made = variant(
        (kind.properties, Search),
        __name__,
        f"Search{kind.name.title()}",
        {name: getattr(kind, name) for name in facts},
    )
    return plugin(
        f"io.kestra.plugin.github.{kind.name}.Search",
        title=kind.title,
        examples=[TOKEN + kind.example],
    )(made)


TYPES: Mapping[str, type[Any]] = MappingProxyType({kind.name: _type_of(kind) for kind in KINDS})
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
