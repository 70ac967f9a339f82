"""Ion, text and binary, against what the library of its makers wrote."""

from __future__ import annotations

import base64
import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tiercel.expr.formats.ion import BINARY_MARK
from tiercel.expr.formats.ion.reader import IonError, read_values
from tiercel.model.json_types import Json
from tiercel.model.limits import ION_DEPTH_MAX, ION_EXPONENT_MAX, ION_SYMBOLS_MAX

# One stream in both encodings, as amazon.ion 0.15 wrote it.
RECORDED_BINARY = base64.b64decode(
    "4AEA6u7AgYPevIe+uYZzeW1ib2yJdHdvIHdvcmRzhG51bGyBYYLDqYJrMIJrMYJrMoJrM4JrNIJrNYJrNoJrN4VmaXJz"
    "dA8RECAhATEBIf8yAQAogAAAAAAAAAA5AQAAAAAAAAAALQyfLJzQRnTt6kAAAABASD/4AAAAAAAASP5N3UuqAJMDSH/w"
    "AAAAAAAASP/wAAAAAAAAUFKAgFPCAJZSwoBSngFS1IFjwA/qZMAP6oNlwA/qg4FngA/qg4GKhWfAD+qDgYqFaULKD+qD"
    "gYWjh20A+A/qg4GVhYfGAeJAcQpxC3EMcQSAhHRleHSOlcOpIPCfmIAgInEiICdzJyBcIAoJAI4BlmxvbmcgbG9uZyBs"
    "b25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcg"
    "bG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25n"
    "IKCutAAFCg8UGR4jKC0yNzxBRktQVVpfZGluc3h9goeMkZaboKWqr7S5vsPIzdLX3OHm6/D1+v+XY2xvYiAAfrC7IQG1"
    "IQKyIQOBeA/GcQ0hAYFivs8gIQEhAiEDIQQhBSEGIQchCCEJIQohCyEMIQ0hDiEPIRAhESESIRMhFCEVIRYhFyEYIRkh"
    "GiEbIRwhHSEeIR8hICEhISIhIyEkISUhJiEn0NyNIQGEgW6L1I6yEQ/el48gkCEBkSECkiEDkyEElCEFlSEGliEH3+2C"
    "l4uJYW5ub3RhdGVk"
)
RECORDED_TEXT = base64.b64decode(
    "JGlvbl8xXzAgbnVsbCB0cnVlIGZhbHNlIDAgMSAtMSAyNTUgLTI1NiA5MjIzMzcyMDM2ODU0Nzc1ODA4IC0xODQ0Njc0"
    "NDA3MzcwOTU1MTYxNiAxMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIDBlMCAxLjVlKzAgLTIuNTAwMDAwMDAw"
    "MDAwMDAwMTMxM2UrMzAwICtpbmYgLWluZiAwZDAgLTBkMCAxLjUwIC0wLjAwIDFkKzMwIC0xZC0yMCAyMDI2VCAyMDI2"
    "LTAzVCAyMDI2LTAzLTAxIDIwMjYtMDMtMDFUMTA6MDVaIDIwMjYtMDMtMDFUMTA6MDUtMDA6MDAgMjAyNi0wMy0wMVQw"
    "MDowNTowNy0wNTozMCAyMDI2LTAzLTAxVDIzOjA1OjA3LjEyMzQ1NiswMjowMCBzeW1ib2wgJ3R3byB3b3JkcycgJ251"
    "bGwnIG5hbWUgIiIgInRleHQiICLDqSDwn5iAIFwicVwiICdzJyBcXCBcblx0XDAiICJsb25nIGxvbmcgbG9uZyBsb25n"
    "IGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9u"
    "ZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyBsb25nIGxvbmcgbG9uZyAiIHt7fX0g"
    "e3tBQVVLRHhRWkhpTW9MVEkzUEVGR1MxQlZXbDlrYVc1emVIMkNoNHlSbHB1Z3BhcXZ0TG0rdzhqTjB0ZmM0ZWJyOFBY"
    "Ni93PT19fSB7eyJjbG9iIFwwfiJ9fSBbXSBbMSxbMixbM11dLCJ4IixudWxsXSAoYSAxICJiIikgWzAsMSwyLDMsNCw1"
    "LDYsNyw4LDksMTAsMTEsMTIsMTMsMTQsMTUsMTYsMTcsMTgsMTksMjAsMjEsMjIsMjMsMjQsMjUsMjYsMjcsMjgsMjks"
    "MzAsMzEsMzIsMzMsMzQsMzUsMzYsMzcsMzgsMzldIHt9IHthOjEsbmFtZToibiIsJ3R3byB3b3Jkcyc6eyfDqSc6W3Ry"
    "dWUsbnVsbF19fSB7azA6MCxrMToxLGsyOjIsazM6MyxrNDo0LGs1OjUsazY6NixrNzo3fSBudWxsLnN0cnVjdCBmaXJz"
    "dDo6J3R3byB3b3Jkcyc6OiJhbm5vdGF0ZWQi"
)


def local(*parts: int) -> datetime:
    """A moment whose offset is unknown."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc, arg-type]


ROWS: list[Json] = [
    *(None, True, False, 0, 1, -1, 255, -256, 2**63, -(2**64), 10**30),
    *(0.0, 1.5, -2.5e300, math.inf, -math.inf),
    *(Decimal(text) for text in ("0", "-0", "1.50", "-0.00", "1E+30", "-1E-20")),
    *(date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 1)),
    *(datetime(2026, 3, 1, 10, 5, tzinfo=UTC), local(2026, 3, 1, 10, 5)),
    datetime(2026, 3, 1, 0, 5, 7, tzinfo=timezone(-timedelta(minutes=330))),
    datetime(2026, 3, 1, 23, 5, 7, 123_456, tzinfo=timezone(timedelta(hours=2))),
    *("symbol", "two words", "null", "name", "", "text"),
    "é 😀 \"q\" 's' \\ \n\t\0",
    "long " * 30,
    *(b"", bytes(range(0, 256, 5)), b"clob \x00~"),
    *([], [1, [2, [3]], "x", None], ["a", 1, "b"], list(range(40))),
    *({}, {"a": 1, "name": "n", "two words": {"é": [True, None]}}),
    {f"k{index}": index for index in range(8)},
    None,
    "annotated",
]


def exact(values: Json) -> str:
    """Distinguishes 1 from 1.0 and true, and 1.50 from 1.5."""
    return repr(values)


@pytest.mark.parametrize("content", [RECORDED_BINARY, RECORDED_TEXT, RECORDED_TEXT.decode()])
def test_what_the_makers_wrote_is_read(content: str | bytes) -> None:
    assert exact(read_values(content)) == exact(ROWS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("// one\n/* two */ 1 /* three */", [1]),
        ("a b::c::d 'e f'::1", ["a", "d", 1]),
        ("0x1F -0b101 1_000", [31, -5, 1_000]),
        ("1. 1d2 1e2", [Decimal(1), Decimal("1E+2"), 100.0]),
        ("'''a\nb''' '''c\\\nd''' \"e\"", ["a\nbcd", "e"]),
        ('"\\ud83d\\ude00 \\x41\\u00e9\\U0001f600\\?\\/\\0"', ["😀 Aé😀?/\0"]),
        ("null.int null.struct [null.list]", [None, None, [None]]),
        ("{a:1,a:2,} [1,]", [{"a": 2}, [1]]),
        ("{'''long''':1, 'q u':2, \"s\":3}", [{"long": 1, "q u": 2, "s": 3}]),
        ("(a + -1 -inf .. b)", [["a", "+", -1, -math.inf, "..", "b"]]),
        ("{{ aGk= }} {{\"c\\xff\"}} {{'''a''' '''b'''}}", [b"hi", b"c\xff", b"ab"]),
        ("2026-03-01T", [date(2026, 3, 1)]),
        ("2026-03-01T10:00:00.123456789Z", [datetime(2026, 3, 1, 10, 0, 0, 123_456, UTC)]),
        ("2026-03-01T10:00:00.5-00:00", [local(2026, 3, 1, 10, 0, 0, 500_000)]),
        ("$ion_1_0 5 $4", [5, "name"]),
        ('$ion_symbol_table::{symbols:["x","y"]} $10 {$11:1}', ["x", {"y": 1}]),
        (
            '$3::{symbols:["x"]} $ion_symbol_table::{imports:$3,symbols:["y"]} $10 $11',
            ["x", "y"],
        ),
        ('$ion_symbol_table::{imports:[{name:"z",max_id:5}],symbols:["y"]} $15', ["y"]),
        ("[$ion_1_0]", [["$ion_1_0"]]),
    ],
)
def test_text_is_read_as_the_specification_says(text: str, expected: Json) -> None:
    assert exact(read_values(text)) == exact(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("{", "[1", "(a", '"open', "'''open", "/* open", "{{aGk=", "{{aGk}}", '{{"\\u0041"}'),
        *(
            "{a",
            "}",
            "]",
            ")",
            ":",
            ",",
            "1,2",
            "[,1]",
            "[1 2]",
            "{a:1 b:2}",
            "{a 1}",
            "{1:2}",
            "{a}",
        ),
        *("{null:1}", "{a::b:1}", "true::1", "a::", "a:b", "[1}", "[a", "{a:", "{a:1", "[1,"),
        *("01", "1a", "1.2.3", ".5", "+5", "-", "1e", "a.b", "é", "null.foo", "1/*x*/2", "$99"),
        *('"a\nb"', '"\\q"', '"\\ud800"', "2026-02-30", "2026-03-01T10:00", "2026-03-01T25:00Z"),
        *("2026-03-01T10:00:60Z", "10000T", "0000T", "$ion_1_1 1", "9" * 5_000),
        "$ion_symbol_table::{imports:[{max_id:5}]} $12",
        f"1d{ION_EXPONENT_MAX + 1}",
        "[" * (ION_DEPTH_MAX + 1) + "]" * (ION_DEPTH_MAX + 1),
        f"$ion_symbol_table::{{imports:[{{max_id:{ION_SYMBOLS_MAX + 1}}}]}}",
    ],
)
def test_text_that_is_no_ion_is_refused(text: str) -> None:
    with pytest.raises(IonError):
        read_values(text)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\x00\x02ab\x0f\x11", [None, True]),
        (b"\xb3\x00\x21\x07", [[7]]),
        (b"\xd1\x83\x84\x21\x07", [{"name": 7}]),
        (b"\xd2\x80\x00", [{}]),
        (b"\x40\x44\x3f\xc0\x00\x00", [0.0, 1.5]),
        (b"\x68\x80\x0f\xea\x81\x81\x80\x80\x80", [datetime(2026, 1, 1, tzinfo=UTC)]),
        (b"\x71\x04\xe0\x01\x00\xea\x71\x05", ["name", "version"]),
        (b"\xe3\x81\x84\x11", [True]),
        (b"\x1f\x2f\xbf\xdf", [None] * 4),
    ],
)
def test_binary_is_read_as_the_specification_says(content: bytes, expected: Json) -> None:
    assert exact(read_values(BINARY_MARK + content)) == exact(expected)


@pytest.mark.parametrize(
    "content",
    [
        *(b"\x21", b"\x8e", b"\x8e\x00\x00", b"\xf0", b"\x12", b"\x41\x00", b"\x71\x63", b"\xe0"),
        *(b"\xe0\x01\x01\xea", b"\xe1\x84", b"\xe3\x81\x84\x00", b"\xe4\x81\x84\x11\x11"),
        *(b"\xe5\x81\x84\xe2\x81\x84", b"\x60", b"\x61\x80", b"\x66\x80\x0f\xea\x81\x81\x81"),
        *(b"\x64\x80\x0f\xea\x8d", b"\x82\xff\xfe", b"\xb2\x22\x01", b"\xd2\x84\x22", b"\xd0\x84"),
        b"\x69\x80\x0f\xea\x81\x81\x80\x80\x80\x01",
        b"\x6b\x80\x0f\xea\x81\x81\x80\x80\x80\xc1\x85\xff",
        b"\x52\x3f\xff",
        b"\x8e" + b"\x7f" * 20 + b"\xff",
    ],
)
def test_binary_that_is_no_ion_is_refused(content: bytes) -> None:
    with pytest.raises(IonError):
        read_values(BINARY_MARK + content)


def test_binary_is_bounded_in_depth() -> None:
    content = b""
    for _ in range(ION_DEPTH_MAX + 1):
        size = len(content)
        head = bytes([0xB0 + size]) if size < 14 else b"\xbe" + bytes([size >> 7, size & 127 | 128])
        content = head + content
    with pytest.raises(IonError, match="deeply"):
        read_values(BINARY_MARK + content)


@pytest.mark.parametrize(
    "text",
    [" " * 100_000 + "}", '"' + "\\" * 100_001, "'''" * 33_333, "/*" * 50_000, "1_" * 50_000],
)
def test_no_text_makes_the_reader_try_again_and_again(text: str) -> None:
    # Each of them would take hours if a part could be matched in two ways.
    try:
        read_values(text)
    except IonError:
        pass
