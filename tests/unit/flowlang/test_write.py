"""Edits of sources, and sources made from objects."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiercel.flowlang.source import parse
from tiercel.flowlang.write import (
    generate,
    split_documents,
    with_disabled,
    with_namespace,
    without_revision,
)
from tiercel.model.json_types import Json


def test_only_the_value_of_disabled_changes() -> None:
    source = "id: é日😀\n# why\ndisabled:   no  # for now\ntasks: []\n"
    assert with_disabled(source, True) == source.replace("no ", "true ")


def test_disabled_is_added_at_the_end() -> None:
    assert with_disabled("id: a # x", True) == "id: a # x\ndisabled: true"


def test_disabled_of_a_task_is_left_alone() -> None:
    source = "tasks:\n  - disabled: true"
    assert with_disabled(source, False) == source + "\ndisabled: false"


def test_an_object_source_is_written_anew() -> None:
    assert with_disabled('{"id": "a"}', True) == "id: a\ndisabled: true\n"
    assert with_disabled('{"disabled": false}', True) == '{"disabled": true}'


def test_the_first_namespace_line_is_replaced() -> None:
    source = "id: a\nnamespace: b\nvariables:\n  namespace: c\n"
    assert with_namespace(source, "d.e") == source.replace("namespace: b", "namespace: d.e")


def test_a_top_level_revision_is_removed() -> None:
    source = "id: a\nrevision: 12\ntasks:\n- revision: 3\n"
    assert without_revision(source) == "id: a\ntasks:\n- revision: 3\n"


def test_documents_are_split_at_lines_of_three_dashes() -> None:
    text = "---\na: 1\n---\nb: |\n  ---\n  x --- y\n---\r\nc: 1\n---\n\n---"
    assert split_documents(text) == ["a: 1\n", "b: |\n  ---\n  x --- y\n", "c: 1\n"]
    assert split_documents("a: 1") == ["a: 1"]
    assert split_documents(" \n") == []


def test_a_generated_source_is_in_block_style_without_nulls() -> None:
    flow = {"id": "a", "labels": None, "tasks": [{"id": "t", "message": "y", "text": "a\nb\n"}]}
    assert generate(flow) == ('id: a\ntasks:\n- id: t\n  message: "y"\n  text: |\n    a\n    b\n')


JSON = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"))
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abyn~01.- :#"), inner),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text("abcyn"), JSON, min_size=1))
def test_what_is_generated_reads_back(flow: dict[str, Json]) -> None:
    document = parse(generate(flow))
    assert document.problems == ()
    assert document.value == flow


@pytest.mark.parametrize(
    "text", ["yes", "012", "1e3", "~", "0x1F", ".inf", "1_0", "-", "2024-01-01"]
)
def test_texts_that_look_like_something_else_stay_texts(text: str) -> None:
    assert parse(generate({"a": text})).value == {"a": text}


@given(st.dictionaries(st.text("abcyn"), JSON, min_size=1))
def test_what_is_large_reads_back_too(flow: dict[str, Json]) -> None:
    """It is written by another emitter."""
    large = {**flow, "filler": "ab cd " * 8_000}
    document = parse(generate(large))
    assert document.problems == ()
    assert document.value == large


def test_large_texts_are_written_at_once() -> None:
    """The emitter in Python took a second for this, and half a million calls."""
    calls = 0

    def count(frame: object, event: str, arg: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        text = generate({"a": "ab é😀 " * 150_000})
    finally:
        sys.setprofile(None)
    assert len(text) > 1_000_000
    assert calls < 10_000
