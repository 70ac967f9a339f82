"""Outputs of one attempt are bounded in all."""

from __future__ import annotations

from typing import Any

import pytest

from tiercel.model.errors import PluginError
from tiercel.model.limits import OUTPUTS_BYTES_MAX
from tiercel.model.state import StateType
from tiercel.runtime.worker.outputs import check_size, kept_outputs
from tiercel.runtime.worker.run_task import succeeded
from tiercel.testing.context import FakeContext


@pytest.mark.parametrize(
    "outputs",
    [
        {"a": "x" * 1_001},
        {"a": "ü" * 400},
        {"a": {"b": ["x" * 600, {"c": "x" * 500}]}},
        {"a": list(range(200))},
        {f"key{n}": n for n in range(100)},
    ],
)
def test_outputs_beyond_the_bound_are_refused(outputs: dict[str, Any]) -> None:
    with pytest.raises(PluginError, match=r"more than 1000 bytes in all.*outputs-size"):
        check_size(outputs, 1_000)


def test_outputs_within_the_bound_are_taken() -> None:
    outputs = {"a": "x" * 900, "b": None, "c": [1, 2]}
    check_size(outputs, 1_000)
    assert succeeded(outputs, FakeContext(), 1_000).state is StateType.SUCCESS


def test_a_failure_keeps_only_what_is_not_too_large() -> None:
    assert kept_outputs({"a": 1}) == {"a": 1}
    text = "x" * (OUTPUTS_BYTES_MAX // 8)
    assert kept_outputs({f"k{n}": text for n in range(9)}) is None
