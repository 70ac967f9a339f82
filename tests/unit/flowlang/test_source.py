"""Source texts: scalars, duplicate keys, bounds, and where things stand."""

from __future__ import annotations

import math

import pytest

from tiercel.flowlang.source import chars_to_read, parse
from tiercel.model.json_types import Json
from tiercel.model.limits import SOURCE_CHARS_MAX, SOURCE_DEPTH_MAX, SOURCE_INLINE_CHARS_MAX


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True), ("On", True), ("TRUE", True), ("no", False), ("off", False),
        ("y", "y"), ("n", "n"), ("yEs", "yEs"),
        ("~", None), ("null", None), ("Null", None), ("", None),
        ("12", 12), ("+12", 12), ("-12", -12), ("1_000", 1000), ("0x1F", 31), ("0b101", 5),
        ("010", 8), ("08", "08"), ("0x", "0x"), ("-0x10", -16),
        ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("1_000.5", 1000.5),
        (".inf", math.inf), ("-.inf", -math.inf),
        ("12:30:45", "12:30:45"), ("2024-01-01", "2024-01-01"), ("1.2.3", "1.2.3"), ("-", "-"),
        ("99999999999999999999", "99999999999999999999"), ("'1'", "1"), ('"yes"', "yes"),
        ("!!int '3'", 3), ("!!str 3", "3"), ("!!float 3", 3.0), ("!!bool yes", True),
        ("!!null x", None), ("!own x", "x"),
    ],
)  # fmt: skip
def test_scalars(text: str, value: Json) -> None:
    if text == "-":
        text = "'-'"
    read = parse(f"a: {text}").value["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("word", ["yes", "no", "On", "OFF", "true", "010", "1_000", "1.10", "x"])
def test_an_id_is_text_as_written(word: str) -> None:
    task = f"{{id: {word}, type: t, namespace: {word}, flowId: {word}, other: yes}}"
    read = parse(f"id: {word}\nnamespace: {word}\ntasks:\n  - {task}\n").value
    assert (read["id"], read["namespace"]) == (word, word)
    assert read["tasks"][0] == {
        "id": word, "type": "t", "namespace": word, "flowId": word, "other": True
    }  # fmt: skip


def test_what_names_an_id_is_text_as_written() -> None:
    read = parse("tasks: [{task: {id: no, type: t}, dependsOn: [yes, off, 1]}]").value
    assert read["tasks"] == [{"task": {"id": "no", "type": "t"}, "dependsOn": ["yes", "off", "1"]}]
    read = parse("inputs: [{id: a, type: INT, dependsOn: {inputs: [yes], condition: true}}]").value
    assert read["inputs"][0]["dependsOn"] == {"inputs": ["yes"], "condition": True}


@pytest.mark.parametrize("kind", ["SELECT", "MULTISELECT", "ENUM"])
def test_choices_are_texts_as_written(kind: str) -> None:
    read = parse(f"a: {{id: a, type: {kind}, values: [yes, no, 1.10], defaults: no}}").value["a"]
    assert (read["values"], read["defaults"]) == (["yes", "no", "1.10"], "no")
    assert parse("a: {type: BOOLEAN, defaults: no}").value["a"]["defaults"] is False


def test_labels_and_descriptions_are_texts_as_written() -> None:
    read = parse(
        "description: 1.10\nlabels: {on: yes, v: 1.10, e: ~, q: 'no'}\ntasks:\n"
        "  - {type: t, labels: [{key: on, value: off}, {key: x}, y], env: {a: yes}}\n"
    ).value
    assert read["description"] == "1.10"
    assert read["labels"] == {"on": "yes", "v": "1.10", "e": None, "q": "no"}
    assert read["tasks"][0]["labels"] == [{"key": "on", "value": "off"}, {"key": "x"}, "y"]
    assert read["tasks"][0]["env"] == {"a": True}


def test_the_first_of_two_equal_keys_is_kept_as_written() -> None:
    assert parse("labels: {a: no, a: yes}").value == {"labels": {"a": "no"}}


def test_nothing_else_is_kept_as_text() -> None:
    read = parse("a: {id: yes, body: {id: 5, dependsOn: 1}}\nid: ~").value
    assert read == {"a": {"id": True, "body": {"id": 5, "dependsOn": "1"}}, "id": None}


def test_not_a_number_is_a_float() -> None:
    assert math.isnan(parse("a: .nan").value["a"])


def test_keys_are_texts() -> None:
    assert parse("1: a\ntrue: b\n~: c").value == {"1": "a", "true": "b", "~": "c"}


def test_a_tag_that_does_not_fit_is_a_problem() -> None:
    (problem,) = parse("a: !!int x").problems
    assert problem.message == "Illegal flow yaml: 'x' does not fit its tag"


def test_every_duplicate_key_is_reported_and_the_first_counts() -> None:
    document = parse("a: 1\na: 2\nb:\n  c: 3\n  c: 4\n")
    messages = [(each.message, each.line, each.column) for each in document.problems]
    assert messages == [
        ("Illegal flow yaml: Duplicate field 'a'", 2, 1),
        ("Illegal flow yaml: Duplicate field 'c'", 5, 3),
    ]
    assert document.value == {"a": 1, "b": {"c": 3}}


def test_only_the_first_document_is_read() -> None:
    assert parse("a: 1\n---\nb: [").value == {"a": 1}
    assert parse("---\na: 1\n...\nb: [").value == {"a": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude80"', "🚀"),
        (r'"a \uD83D\uDE80\uDABC\uDFFF z"', "a 🚀\U000bf3ff z"),
        (r'"\\ud83d\\ude80 \u00e4"', r"\ud83d\ude80 ä"),
        (r"'\uD83d\ude80'", r"\uD83d\ude80"),
        (r"\ud83d\uDABC\udabc", r"\ud83d\uDABC\udabc"),
        ("|\n  print('\\ud83d')", r"print('\ud83d')"),
    ],
)
def test_pairs_of_surrogates_are_joined_where_they_are_escapes(text: str, value: str) -> None:
    assert parse(f"a: {text}").value == {"a": value}
    assert parse(f"a: {text}\nb: '\\ud83d'\nc: x").place("c") == (text.count("\n") + 3, 4)


def test_a_key_may_hold_a_pair() -> None:
    assert parse(r'{"\ud83d\ude80": 1, "b": ["\ud83d\ude80"]}').value == {"🚀": 1, "b": ["🚀"]}


@pytest.mark.parametrize("half", [r"\ud83d", r"\ude80\ud83d", r"\ud83d x"])
def test_half_of_a_pair_is_a_problem_with_its_place(half: str) -> None:
    problem = parse(f'a: 1\nb: "{half}"').problems[0]
    assert "is half of a character" in problem.message
    assert (problem.line, problem.column) == (2, 4)
    assert "other half" in problem.hint


def test_json_is_read() -> None:
    assert parse('{\n\t"a": ["b\\/c", 1, null, true]\n}').value == {"a": ["b/c", 1, None, True]}


def test_aliases_are_expanded() -> None:
    assert parse("a: &x {k: 1}\nb: *x").value == {"a": {"k": 1}, "b": {"k": 1}}


def test_exploding_aliases_are_refused() -> None:
    levels = [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 20)]
    document = parse("a0: &a0 [x]\n" + "\n".join(levels))
    assert "aliases repeat more than" in document.problems[0].message


def test_an_alias_inside_itself_ends() -> None:
    assert "nested deeper than" in parse("a: &x [*x]").problems[0].message


@pytest.mark.parametrize("depth", [SOURCE_DEPTH_MAX + 1, 900, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    assert parse("[" * depth + "]" * depth).problems
    assert parse("- " * depth + "x").problems


def test_long_sources_are_refused() -> None:
    assert "longer than" in parse("#" * (SOURCE_CHARS_MAX + 1)).problems[0].message


@pytest.mark.parametrize("text", ["", "# nothing", "---\n"])
def test_an_empty_source_has_no_content(text: str) -> None:
    document = parse(text)
    assert document.value is None
    assert [p.message for p in document.problems][:1] in (
        ["Illegal flow yaml: No content to map due to end-of-input"],
        [],
    )


@pytest.mark.parametrize(("text", "column"), [("a: \x00", 4), ("a: \ud800", 4), ("a: \x07", 4)])
def test_characters_that_are_not_text(text: str, column: int) -> None:
    (problem,) = parse("b: 1\n" + text).problems
    assert (problem.line, problem.column) == (2, column)


SOURCE = """\
id: f
tasks:
  - id: a
    inputs: {x.y: 1, x: {y: 2}}
  - 'text'
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("id", (1, 5)),
        ("tasks", (2, 1)),
        ("tasks[0].id", (3, 9)),
        ("tasks[0]", (3, 5)),
        ("tasks[1]", (5, 5)),
        ("tasks[0].missing", (3, 5)),
        ("tasks[7].id", (2, 1)),
        ("tasks[0].inputs.x.y", (4, 19)),
        ("nothing", (1, 1)),
        ("", (1, 1)),
    ],
)
def test_places(path: str, place: tuple[int, int]) -> None:
    assert parse(SOURCE).place(path) == place


def test_the_place_of_a_key() -> None:
    assert parse(SOURCE).place("tasks[0].id", of_key=True) == (3, 5)


def test_a_broken_source_has_no_places() -> None:
    assert parse("a: [").place("a") == (0, 0)
    assert parse("a: [").span("a") is None


def test_what_is_read_beside_that_problem_has_a_utf8_form() -> None:
    value = parse(r'{"a": "\ud83d", "\ude80": ["x\ud83d"]}').value
    assert value == {"a": "?", "?": ["x?"]}


@pytest.mark.parametrize(
    "text",
    [
        "", "a: b && c", "run: make & wait", "a: b&c", "a: 2>&1",
        "a: &b" + "x" * SOURCE_INLINE_CHARS_MAX,
    ],
)  # fmt: skip
def test_a_source_is_as_long_as_its_text(text: str) -> None:
    assert chars_to_read(text) == len(text)


@pytest.mark.parametrize(
    "text",
    ["a: &b 1", "&a {b: 1}", "\ufeff&a [1]", "[&a-b 1]", "[1,&1 2]", "{&a b: c}", "-\n\t&_ 1"],
)
def test_a_source_with_anchors_is_long(text: str) -> None:
    assert chars_to_read(text) > SOURCE_INLINE_CHARS_MAX
