"""Filters over rows in memory."""

from __future__ import annotations

import pytest

from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.paging import ALL_OF, ANY_OF, Filter, Operation, Query
from tiercel.model.lists.resource import Resource
from tiercel.model.lists.resources import NAMESPACES, TEMPLATES

NAME = "company.team"


def fits(resource: Resource, *filters: Filter) -> bool:
    row = {"id": NAME, "namespace": ""}
    return page_of([(row, NAME)], resource, Query(filters)).total == 1


def is_named(operation: Operation, value: Json) -> bool:
    return fits(NAMESPACES, Filter("namespace", operation, value))


def has_words(text: str, operation: Operation = Operation.EQUALS) -> bool:
    return fits(TEMPLATES, Filter("q", operation, text))


def has_part(text: str, operation: Operation = Operation.EQUALS) -> bool:
    return fits(NAMESPACES, Filter("q", operation, text))


@pytest.mark.parametrize(
    ("operation", "fitting", "other"),
    [
        ("EQUALS", NAME, "company"),
        ("IN", [NAME, "x"], ["x"]),
        ("STARTS_WITH", "comp", "team"),
        ("ENDS_WITH", "team", "comp"),
        ("CONTAINS", "y.t", "Y.T"),
        ("PREFIX", "company", "comp"),
        ("REGEX", "^c.*m$", "^t"),
    ],
)
def test_names(operation: str, fitting: Json, other: Json) -> None:
    assert is_named(Operation(operation), fitting)
    assert not is_named(Operation(operation), other)


def test_negated_operations_fit_the_others() -> None:
    assert not is_named(Operation.NOT_EQUALS, NAME)
    assert is_named(Operation.NOT_IN, ["other"])
    assert has_part("none", Operation.NOT_EQUALS)
    assert not has_words("TEAM company", Operation.NOT_EQUALS)


@pytest.mark.parametrize("wanted", ["*", "Team", "team-company"])
def test_words_in_any_order_and_case(wanted: str) -> None:
    assert has_words(wanted)
    assert has_words(wanted, Operation.CONTAINS)


def test_separators_alone_are_no_words() -> None:
    assert not has_words("-")


def test_a_part_is_taken_as_it_is_written() -> None:
    assert has_part("Y.T", Operation.CONTAINS)
    assert has_part("")
    assert not has_part("team company")


def test_patterns_that_can_not_be_used_are_reported() -> None:
    with pytest.raises(Invalid, match="is not valid"):
        is_named(Operation.REGEX, "(")


def test_groups_of_filters() -> None:
    members = tuple(Filter("q", Operation.EQUALS, word) for word in ("team", "none"))
    any_of = Filter(ANY_OF, Operation.IN, members)
    all_of = Filter(ALL_OF, Operation.IN, members)
    assert fits(TEMPLATES, any_of)
    assert not fits(TEMPLATES, all_of)
    assert not fits(TEMPLATES, any_of, all_of)
    assert fits(TEMPLATES)
