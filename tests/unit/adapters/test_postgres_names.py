"""Words in the names of flows become comparisons with the names that have them."""

from __future__ import annotations

import pytest

pytest.importorskip("asyncpg", reason="PostgreSQL is an extra")

from tiercel.adapters.postgres.names import beyond_names, by_names
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


def beyond(tokens: tuple[str, ...]) -> tuple[Condition, ...] | None:
    return beyond_names(Search(COLUMNS, tokens), NAMES)


def unnamed(namespaces: tuple[str, ...], flows: tuple[str, ...]) -> Condition:
    return AllOf(
        (
            OneOf("namespace", namespaces, is_negated=True),
            OneOf("flow_id", flows, is_negated=True),
        )
    )


def test_rows_beyond_names_have_the_word_elsewhere_alone() -> None:
    assert beyond(("flow", "two")) == (Search(("id",), ("two",)), unnamed((), ("flow_two",)))


def test_rows_beyond_names_have_every_word_and_one_of_them_elsewhere_alone() -> None:
    elsewhere = AnyOf((Search(("id",), ("b",)), Search(("id",), ("tw",))))
    lacking = AnyOf((unnamed(("company.bé",), ()), unnamed((), ("flow_two",))))
    every = by_names(Search(COLUMNS, ("b", "tw")), NAMES)
    assert beyond(("b", "tw")) == (elsewhere, every, lacking)


def test_nothing_is_beyond_names_that_have_all_words() -> None:
    assert beyond(("flow", "company")) is None
