"""Queries of SurrealDB, by HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import Json, Prop, RunContext, Static, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.foreign import WHERE
from tiercel.plugin.services.logins import UserService
from tiercel_nosql.reading import Reading, ReadTask, ReadTrigger

_PREFIX = "io.kestra.plugin.surrealdb."
_EXAMPLE = (
    "host: surreal.example.com\nusername: flows\npassword: \"{{ secret('SURREAL_PASSWORD') }}\"\n"
    "namespace: shop\ndatabase: sales\nquery: SELECT * FROM orders WHERE city = $city\n"
    "parameters:\n  city: Rome\nfetchType: FETCH"
)


class Database(UserService, Reading):
    """A database, and its statements: the rows are those of all of them."""

    service = "SurrealDB"

    host: Annotated[str, Prop("The host of the server, a name or an address.")]
    port: Annotated[Static[int], Prop("The port of the server; 8000 by default.")] = 8000
    use_tls: Annotated[bool, Prop("Whether the connection has TLS.")] = False
    connection_timeout: Annotated[Static[int], Prop("How long connecting may take, in s.")] = 60
    username: Annotated[str | None, Prop("The user to sign in as; nobody by default.")] = None
    password: Annotated[str | None, Prop("The password, best from a secret.")] = None
    namespace: Annotated[str, Prop("The namespace of the database.")]
    database: Annotated[str, Prop("The name of the database in the namespace.")]
    query: Annotated[str, Prop("The statements, in SurrealQL.")]
    parameters: Annotated[dict[str, str], Prop("Values of $name, by name.")] = {}  # noqa: RUF012

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        # Versions before 2 have other names.
        names = {"surreal-ns": self.namespace, "surreal-db": self.database}
        older = {"NS": self.namespace, "DB": self.database}
        return {**super().login_headers(ctx), **names, **older, "Accept": "application/json"}

    def rows(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        request = HttpRequest(
            url=f"http{'s' if self.use_tls else ''}://{self.host}:{self.port}/sql",
            method="POST",
            content=self.query,
            params=self.parameters,
            connect_timeout=timedelta(seconds=self.connection_timeout),
        )
        statements = self.ask(ctx, "the query", request)
        if not isinstance(statements, list):
            raise self.failed("the query", request, f"the answer is no list: {WHERE}")
        for statement in statements:
            found = statement.get("result")
            if statement.get("status") != "OK":
                raise self.failed("the query", request, str(found))
            for row in found if isinstance(found, list) else [found]:
                if row is not None:
                    yield row if isinstance(row, dict) else {"value": row}


@plugin(_PREFIX + "Query", title="Read rows of SurrealDB.", examples=[_EXAMPLE])
class SurrealQuery(Database, ReadTask):
    """What statements give."""


@plugin(
    _PREFIX + "Trigger",
    title="Start an execution when a query of SurrealDB gives rows.",
    examples=[_EXAMPLE + "\ninterval: PT5M"],
)
class SurrealTrigger(Database, ReadTrigger):
    """An execution whenever there are rows."""
