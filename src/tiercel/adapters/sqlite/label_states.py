"""How many executions with a label are in each state."""

from __future__ import annotations

import apsw

from tiercel.adapters.sql.filters import where
from tiercel.adapters.sql.label_states import SUCCESS, with_the_rest
from tiercel.adapters.sqlite.executions import LABELS
from tiercel.adapters.sqlite.reader import Row, fetch
from tiercel.model.lists.conditions import HasLabels, OneOf

# So few are read one by one; of more the index of all executions is walked.
_FEW = 20_000
_TOTAL = "SELECT count(*) FROM execution_labels WHERE key = ? AND value = ?"
_OF_FEW = (
    "SELECT state, count(*) FROM executions WHERE seq IN"
    " (SELECT execution FROM execution_labels WHERE key = ? AND value = ?) GROUP BY 1 ORDER BY 1"
)
_OF_MANY = (
    "SELECT state, count(*) FROM executions INDEXED BY executions_by_start WHERE {} GROUP BY 1"
)


def states_of_label(connection: apsw.Connection, label: HasLabels) -> list[Row]:
    """State and count, in order of the states; those that none is in are left out."""
    (pair,) = label.pairs
    total: int = fetch(connection, _TOTAL, pair)[0][0]
    if total <= _FEW:
        return fetch(connection, _OF_FEW, pair)
    others = where([OneOf("state", (SUCCESS,), is_negated=True), label], LABELS)
    read = fetch(connection, _OF_MANY.format(others.text), others.bindings)
    return list(with_the_rest(read, total))
