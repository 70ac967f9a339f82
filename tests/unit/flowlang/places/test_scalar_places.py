"""Where parts of values stand in a source, in every style of writing them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml import CSafeDumper, dump

from tiercel.flowlang.source import parse

FORMS = {
    "plain": "a: x {{ é | FIND }} y",
    "plain over lines": "a: x\n   {{ y |\n     FIND }}",
    "double quotes": 'a: "q \\"\\u00e9\\ud83d\\ude80\\x20\\t\\n {{ x | FIND }}"',
    "double quotes over lines": 'a: "x \\\n   {{ y |\n\n  FIND }}"',
    "single quotes": "a: 'it''s {{ x | FIND }}'",
    "literal": "a: |\n  one\n    two\n\n  {{ x | FIND }}",
    "literal, kept and indented": "a: |2+\n    {{ x | FIND }}\n\n",
    "folded": "a: >-  # why\n   one\n   two\n\n     three {{ x\n   | FIND }}",
    "flow style": "a: {b: ['{{ FIND }}', \"{{ other }}\"]}",
    "tag and anchor": "a: &x !!str 'q {{ FIND }}'",
    "alias": "b: &x '{{ FIND }}'\na: *x",
    "returns": "b: 1\r\na: |\r\n  one\r\n  {{ FIND }}\r\n",
    "mark of the byte order": "\ufeffa: 'x {{ FIND }}'",
    "wide characters": "a: '🚀🚀 {{ FIND }}'",
}


@pytest.mark.parametrize("source", FORMS.values(), ids=FORMS)
def test_the_place_is_that_of_the_very_word(source: str) -> None:
    document = parse(source)
    value = document.value["a"]
    path = "a" if isinstance(value, str) else "a.b[0]"
    text = value if isinstance(value, str) else value["b"][0]
    offset = text.index("FIND")
    start, end = document.inside(path, offset, offset + len("FIND"))
    assert start.line == end.line
    line = source.removeprefix("\ufeff").split("\n")[start.line - 1]
    assert line[start.column - 1 : end.column - 1] == "FIND"


def test_the_name_of_a_property_has_places_too() -> None:
    document = parse("a:\n  '{{ FIND }}': 1\n")
    start, end = document.inside("a.{{ FIND }}", 3, 7, of_key=True)
    assert (start, end) == ((2, 7), (2, 11))


def test_what_is_no_text_has_the_place_of_its_property() -> None:
    assert parse("a: [1, 2]").inside("a", 3, 4) == ((1, 1), (1, 2))


def test_escapes_of_one_character_end_behind_the_escape() -> None:
    document = parse(r'a: "\u0041\x42C"')
    assert document.inside("a", 0, 1) == ((1, 5), (1, 11))
    assert document.inside("a", 1, 3) == ((1, 11), (1, 16))


TEXTS = st.text(st.sampled_from("ab'\"\\é🚀{} |>\n-#:%&*!\t"), max_size=40)


@given(before=TEXTS, after=TEXTS, style=st.sampled_from(["'", '"', "|", ">", None]))
def test_whatever_surrounds_a_word_its_place_is_found(
    before: str, after: str, style: str | None
) -> None:
    value = f"{before}FIND{after}"
    source = dump(
        {"a": {"b": value}}, Dumper=CSafeDumper, default_style=style, allow_unicode=True, width=30
    )
    document = parse(source)
    assert document.value == {"a": {"b": value}}
    start, end = document.inside("a.b", len(before), len(before) + len("FIND"))
    assert source.split("\n")[start.line - 1][start.column - 1 : end.column - 1] == "FIND"
