"""Queries of Couchbase, by its query service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from tiercel.plugin import Json, PluginError, Prop, RunContext, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.logins import UserService
from tiercel_nosql.reading import Reading, ReadTask, ReadTrigger

_PREFIX = "io.kestra.plugin.couchbase."
_EXAMPLE = (
    "connectionString: couchbases://cb.example.com\nusername: flows\n"
    "password: \"{{ secret('COUCHBASE_PASSWORD') }}\"\n"
    "query: SELECT name FROM shop._default.orders WHERE city = $city\nparameters:\n  city: Rome"
)


class Cluster(UserService, Reading):
    """A cluster, and a query; the first host is asked, on the port of the query service."""

    service = "Couchbase"

    connection_string: Annotated[
        str, Prop("The address: couchbase://host, or couchbases://host with TLS.")
    ]
    username: Annotated[str, Prop("The user to sign in as.")]
    password: Annotated[str, Prop("The password, best from a secret.")]
    query: Annotated[str, Prop("The query, in SQL++.")]
    parameters: Annotated[
        dict[str, Json] | list[str] | None,
        Prop("Values of its parameters: by name, or in their order."),
    ] = None

    def rows(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        body: dict[str, Json] = {"statement": self.query}
        if isinstance(self.parameters, dict):
            body |= {f"${name.lstrip('$')}": value for name, value in self.parameters.items()}
        elif self.parameters is not None:
            body["args"] = self.parameters
        request = HttpRequest(url=self._address(), method="POST", json=body)
        found = self.ask_for_any(ctx, "the query", request, "status", "results", "errors")
        if found.get("errors"):
            raise self.failed("the query", request, str(found["errors"][0].get("msg")))
        for row in found.get("results") or ():
            yield row if isinstance(row, dict) else {"value": row}

    def _address(self) -> str:
        """Raises: PluginError for what is no address of Couchbase."""
        parts = urlsplit(self.connection_string)
        host = parts.netloc.split(",")[0].rpartition("@")[2].split(":")[0]
        if parts.scheme in ("http", "https"):
            return f"{self.connection_string.rstrip('/')}/query/service"
        if parts.scheme not in ("couchbase", "couchbases") or not host:
            raise PluginError("`connectionString` must be such as couchbase://host")
        if parts.scheme == "couchbases":
            return f"https://{host}:18093/query/service"
        return f"http://{host}:8093/query/service"


@plugin(_PREFIX + "Query", title="Read rows of Couchbase.", examples=[_EXAMPLE])
class CouchbaseQuery(Cluster, ReadTask):
    """What a query gives."""


@plugin(
    _PREFIX + "Trigger",
    title="Start an execution when a query of Couchbase gives rows.",
    examples=[_EXAMPLE + "\ninterval: PT5M"],
)
class CouchbaseTrigger(Cluster, ReadTrigger):
    """An execution whenever there are rows."""
