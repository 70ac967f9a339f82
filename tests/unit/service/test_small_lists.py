"""Filters over short lists."""

from __future__ import annotations

import pytest

from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.model.paging import ALL_OF, ANY_OF, Filter, Operation
from tiercel.service.small_lists import fits, has_part, has_words, is_named

NAME = "company.team"


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
    assert is_named(NAME, Filter("namespace", Operation(operation), fitting))
    assert not is_named(NAME, Filter("namespace", Operation(operation), other))


def test_negated_operations_fit_the_others() -> None:
    assert not is_named(NAME, Filter("namespace", Operation.NOT_EQUALS, NAME))
    assert is_named(NAME, Filter("namespace", Operation.NOT_IN, ["other"]))
    assert has_part(NAME, Filter("q", Operation.NOT_EQUALS, "none"))
    assert not has_words(NAME, Filter("q", Operation.NOT_EQUALS, "TEAM company"))


@pytest.mark.parametrize("wanted", ["*", "Team", "team-company"])
def test_words_in_any_order_and_case(wanted: str) -> None:
    assert has_words(NAME, Filter("q", Operation.EQUALS, wanted))


def test_separators_alone_are_no_words() -> None:
    assert not has_words(NAME, Filter("q", Operation.EQUALS, "-"))


def test_patterns_that_can_not_be_used_are_told() -> None:
    with pytest.raises(Invalid, match="is not valid"):
        is_named(NAME, Filter("namespace", Operation.REGEX, "("))


def test_groups_of_filters() -> None:
    members = tuple(Filter("q", Operation.EQUALS, word) for word in ("team", "none"))
    any_of = Filter(ANY_OF, Operation.IN, members)
    all_of = Filter(ALL_OF, Operation.IN, members)

    def holds(item: Filter) -> bool:
        return has_words(NAME, item)

    assert fits([any_of], holds)
    assert not fits([all_of], holds)
    assert not fits([any_of, all_of], holds)
    assert fits([], holds)
