"""Whether a condition on kinds of executions leaves any out: nearly all are of kind NORMAL."""

from __future__ import annotations

import apsw

from tiercel.adapters.sql.filters import where
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.lists.conditions import Condition, OneOf


def holds_always(connection: apsw.Connection, condition: Condition) -> bool:
    """Whether the condition leaves out kinds of which there is no execution."""
    match condition:
        case OneOf(column="kind", values=kinds, is_negated=True) if "NORMAL" not in kinds:
            clause = where([OneOf("kind", kinds)])
            # An index has those of special kinds.
            text = f"SELECT 1 FROM executions WHERE kind <> 'NORMAL' AND {clause.text} LIMIT 1"
            return not fetch(connection, text, clause.bindings)
        case _:
            return False
