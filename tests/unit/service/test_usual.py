"""How long runs usually take."""

from __future__ import annotations

from tiercel.model.limits import COMPARED_VALUE_BYTES_MAX
from tiercel.service.executions.reports.comparisons import differences
from tiercel.service.executions.usual import Spread, spread_of


def test_the_spread_is_by_nearest_rank() -> None:
    assert spread_of([]) is None
    assert spread_of([7.0]) == Spread(1, 7.0, 7.0)
    assert spread_of(float(n) for n in range(100, 0, -1)) == Spread(100, 50.0, 95.0)
    assert spread_of([3.0, 1.0, 2.0]) == Spread(3, 2.0, 3.0)


def test_a_large_value_is_compared_by_its_size() -> None:
    large = "x" * COMPARED_VALUE_BYTES_MAX
    (found,) = differences({"a": large, "same": [1]}, {"a": large + "y", "same": [1]})
    assert found.before is not None
    assert found.now is not None
    assert (found.before.size, found.now.size) == (len(large) + 2, len(large) + 3)
    (gone,) = differences({"a": None}, {})
    assert gone.before is not None
    assert (gone.before.shown, gone.now) == (None, None)
