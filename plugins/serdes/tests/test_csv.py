"""CSV in both directions: marks, bad rows, values of every kind, files that do not fit memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from plugins.serdes.tests.conversions import converted, error, rows, tried
from tiercel.plugin import Json, Level
from tiercel.testing import FakeContext, World
from tiercel_serdes.conversion import Counted
from tiercel_serdes.types.csv import CsvToIon, IonToCsv


@pytest.mark.parametrize(
    ("text", "properties", "wanted"),
    [
        ("\ufeffa,b\n1,x\n", {}, [{"a": "1", "b": "x"}]),
        ('a,b\n"1,""2""",\\N\n', {}, [{"a": '1,"2"', "b": None}]),
        ("1;x\n2;y\n", {"header": False, "fieldSeparator": ";"}, [["1", "x"], ["2", "y"]]),
        ("a\n1\n2\n3\n", {"skipRows": 2}, [{"a": "3"}]),
        ("a\n1\n\n2\n", {"skipEmptyRows": True}, [{"a": "1"}, {"a": "2"}]),
        ("a\n1\n\n", {}, [{"a": "1"}, {"a": ""}]),
        ("a,,c\n1,2,3\n", {}, [{"a": "1", "c": "3"}]),
        ("a,,c\n1,2,3\n", {"onEmptyHeader": "RENAME"}, [{"a": "1", "column_2": "2", "c": "3"}]),
        ("a,b\n1\n", {"errorOnDifferentFieldCount": False}, [{"a": "1"}]),
        ("a\n'1\n2'\n", {"textDelimiter": "'"}, [{"a": "1\n2"}]),
        ('a,b\n"x"y,2\n', {"allowExtraCharsAfterClosingQuote": True}, [{"a": "xy", "b": "2"}]),
        ("", {}, []),
    ],
)
def test_reading(text: str, properties: dict[str, Json], wanted: list[Json]) -> None:
    assert rows(CsvToIon, text, **properties) == wanted


def test_bad_lines_fail_or_are_left_out() -> None:
    text = 'a,b\n1\n"x"y,3\n4,5\n'
    assert "field count mismatch): Expected 2, got 1 fields." in error(CsvToIon, text)
    assert rows(CsvToIon, text, onBadLines="SKIP") == [{"a": "4", "b": "5"}]
    ran = tried(CsvToIon, text, onBadLines="WARN")
    assert len(ran.context.log.lines(Level.WARN)) == 2
    assert (ran.outputs["size"], ran.metrics[0].value) == (1, 1)
    long = rows(CsvToIon, "a\n12345\n1\n", onBadLines="SKIP", maxFieldSize=3)
    assert long == [{"a": "1"}]
    assert "longer than `maxBufferSize`" in error(CsvToIon, "a\n12345\n", maxBufferSize=3)


def test_bad_input_is_named() -> None:
    assert "`charset`: there is no encoding 'utf-99'" in error(CsvToIon, "a", charset="utf-99")
    assert "not in the encoding utf-8" in error(CsvToIon, b"a\n\xe9\n")
    assert rows(CsvToIon, b"a\n\xe9\n", charset="ISO-8859-1") == [{"a": "é"}]
    assert "`fieldSeparator` must be one character" in error(CsvToIon, "a", fieldSeparator="::")


ROWS = (
    b'{"a":1,"b":"x,y","c":null,"d":true,"e":1.50}\n'
    b'{a:-2,b:"q",c:2024-01-02T03:04:05Z,d:2024-01-02T,e:{{aGk=}}}\n'
    b'{"b":"z","a":[1,{"k":2}]}\n'
)


def test_writing() -> None:
    text = converted(IonToCsv, ROWS, timeZoneId="Europe/Paris").decode()
    assert text == (
        'a,b,c,d,e\n1,"x,y",,true,1.50\n-2,q,2024-01-02T04:04:05.000+01:00,2024-01-02,aGk=\n'
        '"[1, {k=2}]",z,,,\n'
    )
    every = converted(IonToCsv, b'{"a":1,"b":"x"}', quoteMode="ALWAYS", lineDelimiter="\r\n")
    assert every == b'"a","b"\r\n"1","x"\r\n'
    assert converted(IonToCsv, b'{"a":1,"b":"x"}', alwaysDelimitText=True).startswith(b'"a"')
    some = converted(IonToCsv, b'{"a":1,"b":"x"}', quoteMode="NON_NUMERIC", header=False)
    assert some == b'1,"x"\n'
    assert converted(IonToCsv, b"[1,2]\n", header=False, fieldSeparator=";") == b"1;2\n"
    assert converted(IonToCsv, b"") == b""


def test_rows_that_do_not_fit() -> None:
    assert error(IonToCsv, b"[1]") == "Invalid data of type List with header"
    assert "Row 2 must be a map or a list" in error(IonToCsv, b'{"a":1}\n3\n')
    ran = tried(IonToCsv, b'{"a":1}\n{"a":1,"b":2}\n')
    assert ran.logs == ["Row 2 has values without a column: b"]
    assert "`timeZoneId` must be a zone" in error(IonToCsv, b"{a:1}", timeZoneId="Mars")
    assert "lacks the sign" in error(IonToCsv, '{"a":"€"}', charset="ISO-8859-1")
    wrong = "{a:2024-01-02T}"
    assert "can't be used" in error(IonToCsv, wrong, dateFormat="nonsense")


def test_neither_direction_holds_the_file() -> None:
    def lines() -> Iterator[Json]:
        return ({"a": number, "b": "x" * 100} for number in range(10_000))

    ctx = FakeContext(World())
    tracemalloc.start()
    for _ in IonToCsv(**{"from": "x"}).content(ctx, Counted(lines())):  # type: ignore[arg-type]
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 800_000
