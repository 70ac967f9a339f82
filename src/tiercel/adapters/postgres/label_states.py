"""How many executions with a label are in each state."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.postgres.dialect import POSTGRES
from tiercel.adapters.postgres.executions import PAIR
from tiercel.adapters.postgres.reader import Row, Snapshot
from tiercel.adapters.sql.filters import where
from tiercel.adapters.sql.label_states import SUCCESS, with_the_rest
from tiercel.model.lists.conditions import Condition, HasLabels

# An index has the settled executions that did not succeed: its condition stands here in its words.
_OTHERS = (
    "SELECT others.state, count(*) FROM execution_labels l JOIN"
    f" (SELECT id, state FROM executions WHERE is_settled = 1 AND state <> '{SUCCESS}' AND {{0}}"
    " UNION ALL SELECT id, state FROM executions WHERE is_settled = 0 AND {0}) AS others"
    f" ON others.id = l.execution_id WHERE l.{PAIR} AND {{0}} GROUP BY 1"
)
_TOTAL = f"SELECT count(*) FROM execution_labels WHERE {PAIR} AND {{0}}"


async def states_of_label(
    snapshot: Snapshot, label: HasLabels, window: Sequence[Condition]
) -> list[Row]:
    """State and count, in order of the states; those that none is in are left out."""
    (pair,) = label.pairs
    within = where(window, None, POSTGRES)
    total: int = await snapshot.value(_TOTAL.format(within.text), *pair, *within.bindings)
    bindings = (*within.bindings, *within.bindings, *pair, *within.bindings)
    read = await snapshot.rows(_OTHERS.format(within.text), *bindings)
    return list(with_the_rest(read, total))
