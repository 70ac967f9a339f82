"""CSV to Parquet by columns: what rows give, hostile files, errors that name the line."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest

from plugins.serdes.tests.conversions import bytes_of, error, tried
from tiercel.plugin import Json, Level
from tiercel_serdes import csv_blocks
from tiercel_serdes.csv_blocks import is_clear
from tiercel_serdes.csv_columns import CsvColumns
from tiercel_serdes.types.csv_to_parquet import CsvToParquet

ALL: dict[str, Json] = {"inferAllFields": True}
ONE: dict[str, Json] = {"numberOfRowsToScan": 1}
SCHEMA = json.dumps(
    {
        "type": "record",
        "name": "Row",
        "fields": [
            {"name": "a", "type": "string"},
            {"name": "b", "type": ["null", "int"]},
            {"name": "c", "type": ["null", "boolean"]},
            {
                "name": "d",
                "type": [
                    "null",
                    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
                ],
            },
        ],
    }
)
BY_SCHEMA: dict[str, Json] = {"schema": SCHEMA}


def read(content: bytes | str, **properties: Json) -> Any:
    ran = tried(CsvToParquet, content, **properties)
    table = pq.read_table(io.BytesIO(bytes_of(ran)))
    assert ran.outputs["size"] == ran.metrics[0].value == table.num_rows
    return table


def rows_of(content: bytes | str, **properties: Json) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(content, **properties).to_pylist()
    return found


def test_types_are_those_of_the_texts() -> None:
    text = (
        "id,total,paid,day,code,word,none,big,mixed\n"
        "1,2,true,2024-01-02,007,x,,9000000000,1\n"
        "-2,2.5,FALSE,NA,12,2024-13-45,\\N,1,x\n"
    )
    table = read(text)
    assert {field.name: str(field.type) for field in table.schema} == {
        "id": "int64",
        "total": "double",
        "paid": "bool",
        "day": "date32[day]",
        "code": "string",
        "word": "string",
        "none": "string",
        "big": "int64",
        "mixed": "string",
    }
    assert list(table.to_pylist()[0].values()) == [
        *(1, 2.0, True, date(2024, 1, 2), "007", "x", None, 9_000_000_000, "1")
    ]
    assert table.to_pylist()[1]["day"] is None
    assert rows_of(text, inferTypes=False)[0]["id"] == "1"


@pytest.mark.parametrize(
    ("content", "properties"),
    [
        (b"a,b\n1,x\n2,y\n", {}),
        (b'a,b\n1,"x,""y"""\n2,"line\nfeed"\n\\N,\n', {}),
        (b'a,b\r\n1,"x\r\ny"\r\n2,z\r\n', {}),
        (b"\xef\xbb\xbfa,b\n1,x", {}),
        (b'\xef\xbb\xbf"a",b\n1,x', {}),
        (b'a,b\n1,5" pipe\n2,6" and 7" pipe\n', {}),
        (b'a,b\n1,""\n"",""""\n', {}),
        (b'a,b\n"x"y,1\n', {}),
        (b'a,b\n1,2\n""x,3\n', {}),
        (b'a,b\n1,"x\n2,y\n', {}),
        (b"a,b\n1\n2,y,z\n3,q\n", {"onBadLines": "WARN"}),
        (b'a,b\n1,"x"y\n3,q\n', {"onBadLines": "WARN"}),
        (b"a,b\n1,2\n\n3,4\n", {}),
        (b"a,b\n1,2\n\n3,4\n", {"skipEmptyRows": True}),
        (b"a\n1\n\n2\n", {}),
        (b"a\nx\ry\n\nz\n", {}),
        (b"a\r\nx\r\n\r\nz\r\n", {}),
        (b"a\n0x10\n", {**BY_SCHEMA, "schema": SCHEMA.replace('"string"', '"int"')}),
        (b"a\n1\n0x10\n", ONE),
        (b"a,b\n1,1e3\n2,1.0\n3, 4 \n", BY_SCHEMA),
        (b"a,b\n1,1\n2,3000000000\n", BY_SCHEMA),
        (b"a,c\nNA,yes\nx,On\ny,null\n", BY_SCHEMA),
        (b"a,d\nx,12.5\ny,1.005\nz,NA\n", BY_SCHEMA),
        (b"a,d\nx,12\ny,99999999999\n", BY_SCHEMA),
        (b"b\n1\n", BY_SCHEMA),
        (b"a,q\n1,2\n", {**BY_SCHEMA, "strictSchema": True}),
        (b"a,b\n1,2\n", {**BY_SCHEMA, "header": False}),
        (b"a,b\n1,2\n", {"header": False}),
        (b"a\n1\n2.5\nx\n", ALL),
        (b"a\n1\n2\n03\n", {**ALL, **ONE}),
        (b"a\n1\nx\n", ONE),
        (b"a\n1\nx\n2\n", {**ONE, "onBadLines": "SKIP"}),
        (b"a;b\n1,5;x\n", {"fieldSeparator": ";", "decimalSeparator": ","}),
        ("a§b\n1§x\n".encode(), {"fieldSeparator": "§"}),
        (b"a,,c\n1,2,3\n", {}),
        (b"a,,c\n1,2,3\n", {"onEmptyHeader": "RENAME"}),
        (b"a\nunit\n1\n", {"skipRows": 1}),
        (b"a\n\x00\n", {}),
        (b"a,b\rx,1\ry,2\r", {}),
        (b"a\nnull\nNULL\nNuLl\n", {}),
        (b"a\n1.5\ninf\n-0.0\n", ONE),
        (b"a\n2024-01-02\n0001-01-01\n", {}),
        (b"a\n2024-01-02\n2024-1-2\n", ONE),
        ("a\né\n".encode("utf-16"), {"charset": "UTF-16"}),
        (b"a\n\xe9\n", {"charset": "ISO-8859-1"}),
        (b"a\n\xe9\n", {}),
        (b"a,b\n", {}),
        (b"a,b", {}),
        (b"", {}),
        (b"", BY_SCHEMA),
    ],
)
def test_columns_are_what_rows_give(
    monkeypatch: pytest.MonkeyPatch, content: bytes, properties: dict[str, Json]
) -> None:
    by_columns = known(content, properties)
    monkeypatch.setattr(CsvColumns, "of", lambda *_, **__: None)
    assert known(content, properties) == by_columns


@pytest.mark.parametrize("size", [1, 7, 64])
def test_it_is_the_same_in_blocks_of_any_size(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    lines = ['1,"x\ny\n\nz"', "2,w", '3,"a""b"', '4,5" pipe', '5,","', "6,\u20ac"]
    text = "a,b\n" + "\n".join(lines * 5) + "\n"
    whole = known(text.encode(), {})
    monkeypatch.setattr(csv_blocks, "COLUMNS_BLOCK_BYTES", size)
    assert known(text.encode(), {}) == whole
    assert known(text.encode("utf-16"), {"charset": "UTF-16"}) == whole
    monkeypatch.setattr(csv_blocks, "QUOTED_LINES_BYTES", 0)
    assert known(text.encode(), {}) == whole


def known(content: bytes, properties: dict[str, Json]) -> Any:
    """All that is known of the new file, or what is said when it fails."""
    ran = tried(CsvToParquet, content, **properties)
    if ran.error is not None:
        return str(ran.error)
    table = pq.read_table(io.BytesIO(bytes_of(ran)))
    return ran.outputs["size"], table.schema.to_string(), str(table.to_pylist()), ran.logs


def test_plain_blocks_do_not_become_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a,b,c\n" + "".join(f'{n},"b,{n}",{n}.5\n' for n in range(20_000))
    made = []
    rows = csv_blocks.CsvBlocks.rows
    monkeypatch.setattr(
        csv_blocks.CsvBlocks, "rows", lambda *args: made.append(args) or rows(*args)
    )
    table = read(text, rowGroupSize=100_000)
    assert table.to_pylist()[-1] == {"a": 19_999, "b": "b,19999", "c": 19_999.5}
    # Once, for the types.
    assert len(made) == 1


@pytest.mark.parametrize(
    ("content", "properties", "said"),
    [
        (b"a,b\n1,2\n3\n", {}, "Line 3: expected 2 values, got 1."),
        (b'a,b\n"1\n2",2\n3,4,5\n', {}, "Line 4: expected 2 values, got 3."),
        (b'a,b\n1,"x"y\n', {}, "Line 2: ',' expected after '\"'."),
        (b'a,b\n1,2\n3,"x\n', {}, "Line 3: unexpected end of data."),
        (b"a\n1\nx\n", ONE, "Line 3 does not fit the schema: field 'a': 'x' is no number."),
        (b"a\n1\n\xe9\n", {}, "Line 3 is not in the encoding utf-8"),
        ("a\né\n".encode("utf-16")[:-1], {"charset": "UTF-16"}, "is not in the encoding utf-16"),
        (b"a,a\n1,2\n", {}, "Line 1 names the column 'a' twice"),
        (b"a\n1\n", {"charset": "utf-99"}, "`charset`: there is no encoding 'utf-99'"),
        (b"a\n1\n", {"fieldSeparator": "::"}, "`fieldSeparator` must be one character"),
        (b"a,q\n1,2\n", {**BY_SCHEMA, "strictSchema": True}, "the schema has no field 'q'"),
        (b"a\n1\n", {"schema": '{"type": "none"}'}, "`schema` is no schema of Avro"),
    ],
)
def test_what_is_wrong_names_the_line(
    content: bytes, properties: dict[str, Json], said: str
) -> None:
    assert said in error(CsvToParquet, content, **properties)


def test_bad_lines_are_left_out_and_told() -> None:
    text = 'a,b\n1\n"x"y,3\n4,5\n'
    ran = tried(CsvToParquet, text, onBadLines="WARN")
    assert pq.read_table(io.BytesIO(bytes_of(ran))).to_pylist() == [{"a": 4, "b": 5}]
    assert ran.context.log.lines(Level.WARN) == [
        "Line 2: expected 2 values, got 1. The row is left out.",
        "Line 3: ',' expected after '\"'. The row is left out.",
    ]


def test_a_line_that_never_ends_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_blocks, "COLUMNS_BLOCK_BYTES", 10)
    monkeypatch.setattr(csv_blocks, "COLUMNS_BLOCK_BYTES_MAX", 100)
    assert "is longer than 100 bytes" in error(CsvToParquet, b"a\n1\n" + b"x" * 1_000)


def test_values_keep_what_the_schema_says() -> None:
    found = rows_of("a,b,c,d\nNA,7,ON,1.005\n", **BY_SCHEMA)
    assert found == [{"a": "NA", "b": 7, "c": True, "d": Decimal("1.01")}]
    empty = read("", **BY_SCHEMA)
    assert (empty.num_rows, empty.schema.names) == (0, ["a", "b", "c", "d"])
    assert read("x,y\n").schema.names == ["x", "y"]
    made = pq.ParquetFile(io.BytesIO(bytes_of(tried(CsvToParquet, "a\n1\n"))))
    assert made.metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        (b"a,b\n", True),
        (b'"a","b"\n', True),
        (b'"a""b","",""""\n', True),
        (b'"a\n,""",1\r\n"x"', True),
        (b'a"b,c\n', False),
        (b'a"b"c\n', False),
        (b'"a"b,c"d"\n', False),
        (b'""a,b\n', False),
        (b'"a,"b",c"\n', False),
        (b'"a\n', False),
    ],
)
def test_quotes_that_are_clear(text: bytes, clear: bool) -> None:
    assert is_clear(text, b",", b'"') is clear
