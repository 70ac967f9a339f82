"""Words in the names of flows become comparisons with the names that have them."""

from __future__ import annotations

import pytest

pytest.importorskip("asyncpg", reason="PostgreSQL is an extra")

from tiercel.adapters.postgres.names import by_names
from tiercel.model.lists.conditions import AllOf, AnyOf, Condition, OneOf, Search

COLUMNS = ("flow_id", "namespace", "id")
NAMES = [("company.a", "Flow_one"), ("company.a", "flow_two"), ("company.bé", "the_flow")]


def named(namespaces: tuple[str, ...], flows: tuple[str, ...], token: str) -> Condition:
    named = OneOf("namespace", namespaces), OneOf("flow_id", flows)
    return AnyOf((*named, Search(("id",), (token,))))


@pytest.mark.parametrize(
    ("tokens", "left"),
    [
        (("flow", "two"), (named((), ("flow_two",), "two"),)),
        (("one", "flow"), (named((), ("Flow_one",), "one"),)),
        (("flow",), ()),
        (("company",), ()),
        (("nosuch",), (named((), (), "nosuch"),)),
        (("b", "tw"), (named(("company.bé",), (), "b"), named((), ("flow_two",), "tw"))),
        (("é",), (Search(COLUMNS, ("é",)),)),
    ],
)
def test_words_are_looked_for_in_names_once(
    tokens: tuple[str, ...], left: tuple[Condition, ...]
) -> None:
    assert by_names(Search(COLUMNS, tokens), NAMES) == AllOf(left)


@pytest.mark.parametrize(
    "condition",
    [
        Search(COLUMNS, ()),
        Search(COLUMNS, ("flow",), is_negated=True),
        Search(("id", "flow_id"), ("flow",)),
        OneOf("flow_id", ("flow",)),
    ],
)
def test_other_conditions_stay_as_they_are(condition: Condition) -> None:
    assert by_names(condition, NAMES) is condition
