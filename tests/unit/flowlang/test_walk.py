"""Walks over documents."""

from __future__ import annotations

from tiercel.flowlang.walk import type_names


def test_types_are_found_at_any_depth_in_the_order_of_the_document() -> None:
    document = {
        "inputs": [{"id": "a", "type": "STRING"}],
        "tasks": [
            {
                "type": "a.b.Outer",
                "taskRunner": {"type": "a.b.Runner"},
                "tasks": [{"type": "a.b.Inner"}],
            }
        ],
        "triggers": [{"type": "a.b.Trigger"}, {"type": None}],
    }
    assert list(type_names(document)) == ["a.b.Outer", "a.b.Runner", "a.b.Inner", "a.b.Trigger"]


def test_other_values_of_type_are_no_names() -> None:
    for value in ("ENUM", "a.b", "see a.b.C", 7, ["a.b.C"]):
        assert list(type_names({"type": value})) == []
