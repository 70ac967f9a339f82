"""Labels: later ones replace earlier ones of the same key."""

from __future__ import annotations

from tiercel.model.label import Label, merged, value_of


def test_a_later_label_replaces_an_earlier_one_in_its_place() -> None:
    labels = (Label("a", "1"), Label("b", "2"))
    assert merged(labels, Label("a", "9"), Label("c", "3")) == (
        Label("a", "9"),
        Label("b", "2"),
        Label("c", "3"),
    )


def test_a_value_is_found_by_its_key() -> None:
    assert value_of((Label("a", "1"),), "a") == "1"
    assert value_of((Label("a", "1"),), "b") is None


def test_labels_of_the_server_are_told_by_their_prefix() -> None:
    assert Label("system.x", "1").is_system
    assert not Label("systemx", "1").is_system
