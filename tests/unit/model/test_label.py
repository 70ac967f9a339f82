"""Labels: later ones replace earlier ones of the same key."""

from __future__ import annotations

import msgspec

from tiercel.model.label import Label, label_problem, merged, value_of
from tiercel.model.limits import LABEL_KEY_CHARS_MAX, LABEL_VALUE_CHARS_MAX


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


def test_labels_of_the_server_are_known_by_their_prefix() -> None:
    assert Label("system.x", "1").is_system
    assert not Label("systemx", "1").is_system


def test_a_label_is_text_that_every_store_can_hold_however_it_is_made() -> None:
    clean = Label("k\ufffd", "?v")
    assert Label("k\x00", "\ud800v") == clean
    assert msgspec.structs.replace(Label("a", "b"), key="k\x00", value="\ud800v") == clean
    assert msgspec.json.decode(b'{"key":"k\\u0000","value":"?v"}', type=Label) == clean


def test_a_long_label_is_cut_and_a_user_is_reported() -> None:
    assert len(Label("k" * 10_001, "").key) == LABEL_KEY_CHARS_MAX
    assert len(Label("", "v" * 10_001).value) == LABEL_VALUE_CHARS_MAX
    assert label_problem("k" * LABEL_KEY_CHARS_MAX, "v" * LABEL_VALUE_CHARS_MAX) is None
    assert label_problem("k", "v" * 10_001) == (
        "the value of a label can have 10000 characters, got 10001"
    )
    assert "the key of a label" in (label_problem("k" * 501, "") or "")
