"""Records of ServiceNow."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from typing import Annotated, ClassVar
from urllib.parse import quote

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ConfiguredService, HttpCall, Names
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, fetched
from tiercel.plugin.services.foreign import CONTENT

_TABLE = (
    "domain: acme\nusername: \"{{ secret('SERVICENOW_USER') }}\"\n"
    "password: \"{{ secret('SERVICENOW_PASSWORD') }}\"\ntable: incident\n"
)
_DOMAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


class Table(ConfiguredService):
    """A table of an instance, and who asks."""

    service = "ServiceNow"
    http_path: ClassVar[str] = "/{table}"

    domain: Annotated[str, Prop("The name of the instance: `acme` of acme.service-now.com.")]
    username: Annotated[str, Prop("The user, best from a secret.")]
    password: Annotated[str, Prop("The password of the user, best from a secret.")]
    client_id: Annotated[str | None, Prop("The app that signs in by OAuth, with its secret.")] = (
        None
    )
    client_secret: Annotated[str | None, Prop("The secret of that app.")] = None
    table: Annotated[str, Prop("The table, such as incident.")]
    headers: Annotated[dict[str, str] | None, Prop("Further headers to send.")] = None

    def instance(self) -> str:
        """The address of the instance. Raises: PluginError for what is no name of one."""
        if _DOMAIN.fullmatch(self.domain) is None:
            raise PluginError("`domain` must be the name of an instance, such as acme")
        host = self.domain if "." in self.domain else f"{self.domain}.service-now.com"
        return f"https://{host}"

    def root(self) -> str:
        """Where tables are."""
        return f"{self.instance()}/api/now/table"

    def secrets(self) -> Iterable[str | None]:
        """Password and secret."""
        return (self.password, self.client_secret)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks: a token where there is an app, else user and password."""
        own = {"Accept": "application/json", **(self.headers or {})}
        if self.client_id and self.client_secret:
            return {**own, "Authorization": f"Bearer {self._token(ctx)}"}
        pair = b64encode(f"{self.username}:{self.password}".encode()).decode()
        return {**own, "Authorization": f"Basic {pair}"}

    def _token(self, ctx: RunContext) -> str:
        url = f"{self.instance()}/oauth_token.do"
        form = {
            "grant_type": "password",
            "client_id": str(self.client_id),
            "client_secret": str(self.client_secret),
            "username": self.username,
            "password": self.password,
        }
        request = self.prepared(HttpRequest(url=url, method="POST", form=form))
        return str(self.signed_in(ctx, request, "access_token")["access_token"])


class Answered(Output):
    """The record."""

    result: Annotated[dict[str, Json] | None, Prop("The record, as the service has it.")] = None


class Written(Table, HttpCall[Answered]):
    """What a record gets."""

    body_members: ClassVar[Names | None] = {}
    data: Annotated[dict[str, Json], Prop("Values by the names of their columns.")]

    def body(self) -> Json:
        """The values as they stand."""
        return self.data

    def lack(self, found: Json) -> str | None:
        """Nothing is the answer to a header that asks for it."""
        names = {name.lower() for name in self.headers or ()}
        if found is None and "x-no-response-body" in names:
            return None
        return super().lack(found)


class OfRecord(Table):
    """What is about one record."""

    http_path: ClassVar[str] = "/{table}/{sys_id}"
    sys_id: Annotated[str, Prop("The id of the record, `sys_id`.")]


class Found(Output):
    """The records that were found."""

    results: Annotated[list[dict[str, Json]] | None, Prop("All of them, or the first one.")] = None
    size: Annotated[int, Prop("How many there are.")]
    offset: Annotated[int | None, Prop("How many were skipped.")] = None
    uri: Annotated[str | None, Prop("The file with a row for each, of STORE.")] = None


@plugin(
    "io.kestra.plugin.servicenow.Get",
    title="Read records of ServiceNow.",
    examples=[_TABLE + "query: active=true^priority=1\nfields: [number, short_description]"],
)
class Get(Table, RunnableTask[Found]):
    """One page, of as many records as `limit` says or the service gives."""

    query: Annotated[str | None, Prop("Which records, as `sysparm_query`; all by default.")] = None
    fields: Annotated[list[str] | None, Prop("Columns that are read; all by default.")] = None
    limit: Annotated[int | None, Prop("How many records at most.")] = None
    offset: Annotated[int | None, Prop("How many records to skip.")] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for what the service refuses."""
        asked = {
            "sysparm_query": self.query,
            "sysparm_fields": ",".join(self.fields) if self.fields else None,
            "sysparm_limit": self.limit,
            "sysparm_offset": self.offset,
        }
        request = HttpRequest(
            url=f"{self.root()}/{quote(self.table, safe='')}",
            params={name: str(value) for name, value in asked.items() if value is not None},
        )
        rows = self.ask_for(ctx, f"GET {self.table}", request, "result")["result"]
        found = fetched(ctx, iter(rows), self.fetch_type)
        first = None if found.row is None else [found.row]
        return Found(
            results=found.rows if found.rows is not None else first,
            size=len(rows),
            offset=self.offset,
            uri=found.uri,
        )


@plugin(
    "io.kestra.plugin.servicenow.Post",
    title="Make a record in ServiceNow.",
    examples=[_TABLE + 'data:\n  short_description: "{{ flow.id }} has failed"\n  urgency: "2"'],
)
class Post(Written):
    """With these values."""


@plugin(
    "io.kestra.plugin.servicenow.Update",
    title="Change a record of ServiceNow.",
    examples=[_TABLE + 'sysId: "{{ outputs.make.result.sys_id }}"\ndata:\n  state: "6"'],
)
class Update(OfRecord, Written):
    """These values; others stay."""

    http_method = "PATCH"


class Deleted(Output):
    """That it is gone."""

    deleted: Annotated[bool, Prop("Whether it was deleted: true.")]


@plugin(
    "io.kestra.plugin.servicenow.Delete",
    title="Delete a record of ServiceNow.",
    examples=[_TABLE + 'sysId: "{{ outputs.make.result.sys_id }}"'],
)
class Delete(OfRecord, HttpCall[Deleted]):
    """One that is not there is an error."""

    http_method = "DELETE"

    def lack(self, found: Json) -> str | None:
        """What is gone is answered with a status alone."""
        return None if found is None else CONTENT

    def result(self, ctx: RunContext, found: Json) -> Deleted:
        return Deleted(deleted=True)
