"""What most calls of this client are given."""

from __future__ import annotations

from kestrapy import QueryFilter, QueryFilterField, QueryFilterOp
from recorder import Json
from sources import NAMESPACE, TENANT

AT = {"tenant": TENANT}
IN = {"namespace": NAMESPACE, **AT}
PAGE = {"page": 1, "size": 10, **AT}
FLOW_ID = QueryFilterField.FLOW_ID
LABELS = QueryFilterField.LABELS
NAMES = QueryFilterField.NAMESPACE
QUERY = QueryFilterField.QUERY


def equals(field: QueryFilterField, value: Json) -> QueryFilter:
    """A filter; this client wants its value in a map."""
    given = value if isinstance(value, dict) else {"value": value}
    return QueryFilter(field=field, operation=QueryFilterOp.EQUALS, value=given)


def of_namespace(*others: QueryFilter) -> dict[str, Json]:
    """Arguments of a call by query, in the namespace of the run."""
    return {"filters": [equals(NAMES, NAMESPACE), *others], **AT}
