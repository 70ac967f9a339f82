"""Schemas of the document are made of types."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.state import StateType
from tiercel.web.components import components_of, described, whole_schema
from tiercel.web.payloads import Payload
from tiercel.web.views.view import Date, OpenView, View


class LeafView(View, frozen=True):
    """A leaf
    of a tree."""

    at: Date
    state: StateType


class TreeView(View, frozen=True, kw_only=True):
    """A tree."""

    kind_name: str = "TREE"
    leaves: list[LeafView] | UnsetType = UNSET
    left: TreeView | None


class ExtraView(OpenView, frozen=True):
    """Others may add to it."""

    id: str


class Wish(Payload, frozen=True):
    """What is asked for."""

    size: int = 10
    inner: Wish | None = None


def test_an_answer_has_all_but_what_may_be_absent() -> None:
    found = described(list[TreeView], is_answer=True)
    assert found.schema == {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    tree = found.components["Tree"]
    assert tree["description"] == "A tree."
    assert tree["properties"]["kindName"] == {"type": "string"}
    assert tree["properties"]["leaves"]["items"] == {"$ref": "#/components/schemas/Leaf"}
    assert tree["required"] == ["kindName", "left"]


def test_texts_are_in_one_piece_and_words_are_texts() -> None:
    components = described(TreeView, is_answer=True).components
    assert components["Leaf"]["description"] == "A leaf of a tree."
    assert components["Leaf"]["properties"]["at"] == {"type": "string", "format": "date-time"}
    assert components["StateType"]["type"] == "string"
    assert "description" not in components["StateType"]


def test_an_open_form_says_so() -> None:
    assert described(ExtraView, is_answer=True).components["Extra"]["additionalProperties"] is True


def test_a_body_may_lack_what_has_a_default() -> None:
    wish = described(Wish, is_answer=False).components["Wish"]
    assert wish["properties"]["size"] == {"type": "integer", "default": 10}
    assert not wish.get("required")


def test_a_body_in_one_piece_ends_where_it_contains_itself() -> None:
    inner = whole_schema(Wish)["properties"]["inner"]
    assert {} in inner["anyOf"]


def test_schemas_are_taken_as_they_are() -> None:
    assert described({"type": "string"}, is_answer=True).schema == {"type": "string"}
    assert whole_schema({"type": "string"}) == {"type": "string"}


def test_components_are_listed_by_name() -> None:
    found = components_of([described(TreeView, is_answer=True), described(Wish, is_answer=False)])
    assert list(found) == ["Leaf", "StateType", "Tree", "Wish"]
