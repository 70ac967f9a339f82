"""Typed values: what each type takes, stores and refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tiercel.engine.values.typed_values import BadValue, Declared, check, convert, plain
from tiercel.expr.values import Instant
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("STRING", 5, "5"),
        ("STRING", True, "true"),
        ("STRING", {"a": [1, None]}, "{a=[1, null]}"),
        ("INT", "42", 42),
        ("INT", "-7", -7),
        ("FLOAT", "1.5", 1.5),
        ("FLOAT", 1.1, 1.1),
        ("FLOAT", "16777217", 16777216.0),
        ("BOOLEAN", "TRUE", True),
        ("BOOLEAN", "no", False),
        ("BOOL", True, True),
        ("DATETIME", "2024-02-03T04:05:06Z", "2024-02-03T04:05:06.000000Z"),
        ("DATETIME", "2024-02-03T04:05:06.123456789+02:00", "2024-02-03T02:05:06.123456Z"),
        ("DATETIME", datetime(2024, 2, 3, tzinfo=UTC), "2024-02-03T00:00:00.000000Z"),
        ("DATE", "2024-02-03", "2024-02-03"),
        ("DATE", date(2024, 2, 3), "2024-02-03"),
        ("TIME", "04:05", "04:05:00"),
        ("TIME", "04:05:06.1", "04:05:06.100"),
        ("DURATION", "PT5M6S", 306.0),
        ("DURATION", 90, 90.0),
        ("DURATION", timedelta(minutes=1), 60.0),
        ("FILE", "kestra:///a/b", "kestra:///a/b"),
        ("JSON", '{"k": [1]}', {"k": [1]}),
        ("JSON", {"k": 1}, {"k": 1}),
        ("YAML", "k:\n  - one\n", {"k": ["one"]}),
        ("URI", "https://example.org", "https://example.org"),
        ("ION", '{"k": 1}', {"k": 1}),
        ("ION", "{k: [a, 1.5]}", {"k": ["a", "1.5"]}),
        ("YAML", {"k": 1}, {"k": 1}),
        ("DATETIME", Instant(0, 5_000_999), "1970-01-01T00:00:00.005000Z"),
        ("TIME", time(4, 5), "04:05:00"),
        ("MULTISELECT", '["a", 1]', ["a", "1"]),
        ("UNKNOWN", 1, "1"),
    ],
)
def test_values_are_converted(kind: str, raw: Json, stored: Json) -> None:
    converted = convert(Declared(kind), raw, None)
    assert converted == stored
    assert type(converted) is type(stored)


@pytest.mark.parametrize(
    ("kind", "raw", "text"),
    [
        ("INT", "x", 'For input string: "x"'),
        ("INT", "3000000000", 'For input string: "3000000000"'),
        ("INT", True, 'For input string: "true"'),
        ("ARRAY", {"a": 1}, "Expected `ARRAY` but received `{a=1}`"),
        ("FLOAT", "nan", 'For input string: "nan"'),
        ("FLOAT", "1e39", 'For input string: "1e39"'),
        ("DATE", "tomorrow", "Expected `DATE` but received `tomorrow`"),
        ("ION", "{", "Expected `ION` but received `{`"),
        ("DATE", "2024-13-01", "Expected `DATE` but received `2024-13-01` with errors:\n```\n"),
        ("DATETIME", "2024-01-01T00:00:00", "Expected `DATETIME` but received"),
        ("DATETIME", "2024-01-01T25:00:00Z", "Expected `DATETIME` but received"),
        ("TIME", "25:00", "Expected `TIME` but received `25:00`"),
        ("TIME", "noon", "Expected `TIME` but received `noon`"),
        ("DURATION", "soon", "Expected `DURATION` but received `soon`"),
        ("DURATION", "P99999999999D", "Expected `DURATION` but received"),
        ("JSON", "{", "Expected `JSON` but received `{`"),
        ("YAML", "a: [", "Expected `YAML` but received `a: [`"),
        ("FILE", "/etc/passwd", "Expected `FILE` but received `/etc/passwd`"),
        ("ARRAY", "[", "Expected `ARRAY` but received `[`"),
        ("ARRAY", "1", "Expected `ARRAY` but received `1`"),
    ],
)
def test_values_are_refused(kind: str, raw: Json, text: str) -> None:
    with pytest.raises(BadValue) as caught:
        convert(Declared(kind), raw, None)
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize("kind", ["INT", "FLOAT", "DATE", "JSON", "FILE", "ARRAY"])
def test_a_refusal_does_not_repeat_a_long_value(kind: str) -> None:
    with pytest.raises(BadValue) as caught:
        convert(Declared(kind), " x" * 1_000_000, None)
    assert len(str(caught.value)) < 3_000


def test_arrays_convert_each_item() -> None:
    declared = Declared("ARRAY", properties={"itemType": "INT"})
    assert convert(declared, '["2", 3, null]', None) == [2, 3, None]
    assert convert(Declared("ARRAY"), [1, "x"], None) == [1, "x"]
    with pytest.raises(BadValue, match=r"^Unable to parse array element as `INT` on `q`$"):
        convert(declared, ["q"], None)


def test_an_encrypted_secret_stays_as_it_is() -> None:
    value = {"type": "io.kestra.datatype:aes_encrypted", "value": "x"}
    assert convert(Declared("SECRET"), value, None) == value


@pytest.mark.parametrize(
    ("kind", "properties", "value", "text"),
    [
        ("STRING", {"validator": "[a-z]+"}, "a1", "it must match the pattern `[a-z]+`"),
        ("SELECT", {"values": ["a", 2]}, "c", "it must match the values `[a, 2]`"),
        ("ENUM", {"values": ["a"]}, "c", "it must match the values `[a]`"),
        ("MULTISELECT", {"options": ["a"]}, ["a", "c"], "it must match the values `[a]`"),
        ("INT", {"min": 10}, 9, "it must be more than `10`"),
        ("FLOAT", {"max": 1.5}, 1.6, "it must be less than `1.5`"),
        ("DURATION", {"min": "PT1M"}, 59.0, "It must be more than `PT1M`"),
        ("DURATION", {"max": "PT1M"}, 61.0, "It must be less than `PT1M`"),
        ("DATE", {"after": "2024-01-02"}, "2024-01-01", "it must be after `2024-01-02`"),
        ("TIME", {"before": "10:00"}, "10:00:01", "it must be before `10:00`"),
        ("URI", {}, "bla", "Invalid URI format."),
        ("URI", {}, "http://a b", "Illegal character in authority at index 8: http://a b"),
        ("URI", {}, "http://a/b c", "Illegal character in path at index 10: http://a/b c"),
        ("URI", {}, "a b", "Illegal character in path at index 1: a b"),
        ("STRING", {"validator": "[a"}, "a", "Unclosed character class"),
        ("EMAIL", {}, "not an email", "The input must be a valid email"),
        ("FILE", {"allowedFileExtensions": [".csv"]}, "kestra:///a.txt",
         "it must have one of the file extensions `[.csv]`"),
    ],
)  # fmt: skip
def test_checks_refuse(kind: str, properties: dict[str, Json], value: Json, text: str) -> None:
    with pytest.raises(BadValue) as caught:
        check(Declared(kind, True, properties), value, value)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("kind", "properties", "value"),
    [
        ("STRING", {"validator": "[a-z]+"}, "ab"),
        ("SELECT", {"values": [{"label": "A", "value": "a"}]}, "a"),
        ("SELECT", {"values": ["a"], "allowCustomValue": True}, "c"),
        ("INT", {"min": 10, "max": 20}, 20),
        ("DATE", {"after": "2024-01-02", "before": "2024-01-02"}, "2024-01-02"),
        ("DATETIME", {"after": "nonsense"}, "2024-01-02T00:00:00.000000Z"),
        ("DURATION", {"min": "nonsense"}, 1.0),
        ("URI", {}, "mailto:a@b.c"),
        ("URI", {}, "kestra:///x"),
        ("EMAIL", {}, ""),
        ("EMAIL", {}, "a@b.c"),
        ("JSON", {}, {}),
    ],
)
def test_checks_pass(kind: str, properties: dict[str, Json], value: Json) -> None:
    check(Declared(kind, True, properties), value, value)


def test_an_optional_select_takes_any_value() -> None:
    check(Declared("SELECT", False, {"values": ["a"]}), "z", "z")


def test_rendered_values_become_plain_json() -> None:
    value = {"a": (1, 2.5, None), 3: timedelta(seconds=2), "d": date(2024, 1, 2)}
    assert plain(value) == {"a": [1, 2.5, None], "3": 2.0, "d": "2024-01-02"}
    assert plain(datetime(2024, 1, 2, tzinfo=UTC)) == "2024-01-02T00:00:00.000000Z"
