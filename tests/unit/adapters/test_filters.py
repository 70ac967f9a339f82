"""Conditions as SQL: what is cheap to look at is written first."""

from tiercel.adapters.sql.filters import LabelTable, where
from tiercel.model.lists.conditions import AnyOf, Compare, LabelText, OneOf, Search, Text
from tiercel.model.lists.paging import Operation

LABELS = LabelTable("EXISTS ({})", "key", "value")


def test_cheap_conditions_come_first_with_their_bindings() -> None:
    search, level = Search(("message",), ("word",)), Compare("level", ">=", 4)
    ends = Text("flow_id", Operation.ENDS_WITH, "x")
    either = AnyOf((OneOf("state", ("FAILED",)), search))
    pattern = Text("task_id", Operation.REGEX, "a+")

    found = where([pattern, search, LabelText("prod"), either, ends, level], LABELS)

    parts = ("level", "flow_id", "EXISTS", "message", "task_id")
    places = [found.text.index(part) for part in parts]
    assert places == sorted(places)
    assert found.bindings == (4, -1, "x", "%prod%", "%prod%", "%word%", "FAILED", "%word%", "a+")
