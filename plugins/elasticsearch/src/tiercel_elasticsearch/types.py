"""The types of both products: a row for each, with what one of them has alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any

import msgspec

from tiercel.plugin import Metric, Plugin, Prop, plugin
from tiercel.plugin.variants import variant
from tiercel_elasticsearch import bulk, documents, logs, searches
from tiercel_elasticsearch.connection import Asking, Connection, ElasticConnection

_CONNECTION = Prop("Where the cluster is, and as whom it is asked.")


class OfElasticsearch(Asking):
    """At a cluster of Elasticsearch."""

    product = "Elasticsearch"

    connection: Annotated[ElasticConnection, _CONNECTION]


class OfOpensearch(Asking):
    """At a cluster of OpenSearch."""

    product = "OpenSearch"

    connection: Annotated[Connection, _CONNECTION]


class Kind(msgspec.Struct, frozen=True):
    """What a type does: its base at each product, None where there is none.

    Shapes: `aliases` have `{}` for the product.
    """

    title: str
    example: str
    elasticsearch: type[Plugin] | None
    opensearch: type[Plugin] | None
    metrics: tuple[Metric, ...] = ()
    aliases: tuple[str, ...] = ()


_REQUESTS = Metric("requests.count", "counter", "", "How many requests were made.")
_RECORDS = Metric("records", "counter", "records", "How many documents there were.")
_DURATION = Metric("requests.duration", "timer", "", "How long the requests took.")
_FILE = 'from: "{{ outputs.rows.uri }}"'
_QUERY = "indexes:\n  - orders\nrequest:\n  query:\n    term:\n      state: open"
KINDS: Mapping[str, Kind] = {
    "Bulk": Kind(
        "Send a file of operations to {}.",
        _FILE,
        bulk.Bulk,
        bulk.Bulk,
        (_REQUESTS, _RECORDS, _DURATION),
    ),
    "Load": Kind(
        "Load rows into an index of {}.",
        f"{_FILE}\nindex: orders\nidKey: id",
        bulk.Load,
        bulk.Load,
        (_REQUESTS, _RECORDS, _DURATION),
    ),
    "LogExporter": Kind(
        "Ship logs to an index of {}.",
        "id: search\nindexName: logs",
        logs.LogDocuments,
        logs.LogDocuments,
        (_REQUESTS, _RECORDS, _DURATION),
        ("io.kestra.plugin.ee.{}.LogExporter",),
    ),
    "Get": Kind(
        "Read a document of {}.",
        "index: orders\nkey: order-1",
        documents.CheckedGet,
        documents.Get,
    ),
    "Put": Kind(
        "Write a document to {}.",
        "index: orders\nkey: order-1\nvalue:\n  state: open",
        documents.Put,
        documents.Put,
    ),
    "Request": Kind(
        "Send a request to {}.",
        "method: GET\nendpoint: _cluster/health",
        documents.Request,
        documents.Request,
    ),
    "Search": Kind(
        "Search in {}.",
        f"{_QUERY}\nfetchType: FETCH",
        searches.Search,
        searches.Search,
        (_REQUESTS, _RECORDS, _DURATION),
    ),
    "Scroll": Kind(
        "Read all documents that a search in {} finds.",
        _QUERY,
        searches.Scroll,
        searches.OptionalScroll,
        (_REQUESTS, _RECORDS, _DURATION),
    ),
    "Esql": Kind(
        "Query {} in ES|QL.",
        "query: FROM orders | WHERE total > 10 | LIMIT 100",
        searches.Esql,
        None,
        (_REQUESTS, _RECORDS),
    ),
    "Ppl": Kind(
        "Query {} in the Piped Processing Language.",
        "query: source=orders | where total > 10 | head 100",
        None,
        searches.Ppl,
        (_REQUESTS, _RECORDS),
    ),
}


def _types() -> Iterator[tuple[str, type[Any]]]:
    """Each type by the end of its name."""
    for product in (OfElasticsearch, OfOpensearch):
        name = product.product.lower()
        for end, kind in KINDS.items():
            base = getattr(kind, name)
            if base is None:
                continue
            made = variant((product, base), __name__, f"{product.product}{end}", {})
            place = f"connection:\n  hosts:\n    - https://{name}.example.com:9200\n"
            plugin(
                f"io.kestra.plugin.{name}.{end}",
                title=kind.title.format(product.product),
                examples=[place + kind.example],
                metrics=list(kind.metrics),
                aliases=[alias.format(name) for alias in kind.aliases],
            )(made)
            yield f"{name}.{end}", made


TYPES: Mapping[str, type[Any]] = MappingProxyType(dict(_types()))
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
