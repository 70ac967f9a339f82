"""The kinds of types that most databases have: their texts, examples and metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tiercel.plugin import Metric
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.query import FETCHED

_LOGIN = "url: {url}\nusername: reader\npassword: \"{{{{ secret('DB_PASSWORD') }}}}\"\n"


class Kind(msgspec.Struct, frozen=True):
    """What the types of one kind say: `title` takes the name of the database, `example` a URL."""

    title: str
    example: str
    metrics: Sequence[Metric] = ()


_BATCH = Kind(
    "Write the rows of a file to {database}.",
    _LOGIN + 'from: "{{{{ outputs.extract.uri }}}}"\ntable: orders',
    WRITTEN,
)
KINDS: Mapping[str, Kind] = {
    "Query": Kind(
        "Run a statement in {database}.",
        _LOGIN + "sql: SELECT * FROM orders WHERE id > :first\n"
        "parameters:\n"
        "  first: 100\n"
        "fetchType: STORE",
        FETCHED,
    ),
    "Queries": Kind(
        "Run several statements in {database}.",
        _LOGIN + "sql: |\n"
        "  DELETE FROM orders WHERE is_old;\n"
        "  SELECT count(*) AS left_over FROM orders\n"
        "fetchType: FETCH",
        FETCHED,
    ),
    "Trigger": Kind(
        "Start an execution for rows in {database}.",
        _LOGIN + "sql: SELECT * FROM orders WHERE is_new\n"
        "afterSQL: UPDATE orders SET is_new = false\n"
        "interval: PT5M",
    ),
    "Batch": _BATCH,
    "BulkInsert": _BATCH,
}
