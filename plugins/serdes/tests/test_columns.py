"""Avro, Parquet, Excel and Protocol Buffers."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastavro
import openpyxl
import pyarrow.parquet as pq
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from plugins.serdes.tests.conversions import (
    PLACE,
    bytes_of,
    converted,
    error,
    rows,
    rows_of,
    tried,
)
from tiercel.plugin import Json, Level
from tiercel_serdes.columns import Columns
from tiercel_serdes.types.avro import AvroToIon, InferAvroSchemaFromIon, IonToAvro, Records
from tiercel_serdes.types.excel import ExcelToIon, IonToExcel
from tiercel_serdes.types.parquet import IonToParquet, ParquetToIon
from tiercel_serdes.types.protobuf import ProtobufToIon

ROWS = (
    b'{"i":1,"l":9000000000,"f":1.5,"b":true,"s":"x","n":null,"a":[1,2],"r":{"k":"v"}}\n'
    b'{i:2,l:3,f:2,b:false,s:"y",d:2024-01-02T,t:2024-01-02T03:04:05Z,x:{{aGk=}},n:"z"}\n'
)
INFERRED: dict[str, Json] = {"inferAllFields": True}
FIRST: dict[str, Json] = {"numberOfRowsToScan": 1}
READ: list[dict[str, Json]] = [
    {
        "i": 1,
        "l": 9000000000,
        "f": Decimal("1.5"),
        "b": True,
        "s": "x",
        "a": [1, 2],
        "r": {"k": "v"},
    },
    {
        "i": 2,
        "l": 3,
        "f": Decimal("2.0"),
        "b": False,
        "s": "y",
        "n": "z",
        "d": "2024-01-02",
        "t": "2024-01-02T03:04:05+00:00",
        "x": b"hi",
    },
]


def filled(found: list[Any]) -> list[dict[str, Json]]:
    return [{key: each for key, each in row.items() if each is not None} for row in found]


def test_avro_there_and_back_by_an_inferred_schema() -> None:
    ran = tried(IonToAvro, ROWS)
    assert (ran.outputs["size"], ran.metrics[0].value) == (2, 2)
    assert filled(rows(AvroToIon, bytes_of(ran))) == READ
    schema = json.loads(converted(InferAvroSchemaFromIon, ROWS))
    types = {field["name"]: field["type"][1] for field in schema["fields"]}
    assert (types["i"], types["l"], types["f"], types["n"]) == ("int", "long", "double", "string")
    assert types["r"]["fields"][0]["type"] == ["null", "string"]


def test_parquet_there_and_back() -> None:
    content = converted(IonToParquet, ROWS, compressionCodec="ZSTD", parquetVersion="V1")
    assert filled(rows(ParquetToIon, content)) == READ
    many = b"".join(b'{"a":%d}\n' % n for n in range(9_000))
    found = pq.ParquetFile(io.BytesIO(converted(IonToParquet, many, rowGroupSize=20_000)))
    assert found.metadata.num_rows == 9_000
    assert found.metadata.num_row_groups > 1
    assert found.metadata.row_group(0).column(0).compression == "GZIP"
    assert rows(ParquetToIon, converted(IonToParquet, b"")) == []


OF_COLUMNS = json.dumps(
    {
        "type": "record",
        "name": "Row",
        "fields": [
            {"name": "a", "type": "string"},
            {"name": "b", "type": ["null", "long"]},
            {"name": "c", "type": "double"},
        ],
    }
)


@pytest.mark.parametrize(
    ("content", "properties"),
    [
        (b'{"a":"x","b":1,"c":1.5,"d":true,"e":null}\n{"a":"NULL","b":-7,"c":2,"d":false}\n', {}),
        (b'{"a":"x"}\n{"b":9000000000}\n\n{"a":"2024-01-02T03:04:05Z","z":3}\n', INFERRED),
        (b'{"a":"\\u00e9\\n\\""}\n{"a":5}\n{"a":true}\n', INFERRED),
        (b'{"a":null,"b":1.25}\n{"a":null,"b":1}', INFERRED),
        (b'{"a":"x"}\n{"a":5}\n', FIRST),
        (b'{"a":1}\n{"a":9000000000}\n', FIRST),
        (b'{"a":1}\n{"a":9000000000}\n{"a":2}\n', {**FIRST, "onBadLines": "WARN"}),
        (b'{"a":"n/a","b":3,"c":1}\n{"a":"x","c":0.1}\n', {"schema": OF_COLUMNS}),
        (b'{"a":"x","b":"3","c":"1"}\n', {"schema": OF_COLUMNS}),
        (b'{"b":3,"c":1}\n', {"schema": OF_COLUMNS}),
        (b'{"a":"x","c":1,"q":2}\n', {"schema": OF_COLUMNS, "strictSchema": True}),
        (b'{"a":"x","c":1.0,"b":2.0}\nnull\n', {"schema": OF_COLUMNS}),
        (b'["x",3,1]\n{a:"x",c:1}\n', {"schema": OF_COLUMNS}),
        (b"\n\n", {}),
    ],
)
def test_columns_are_what_rows_give(
    monkeypatch: pytest.MonkeyPatch, content: bytes, properties: dict[str, Json]
) -> None:
    by_columns = parquet_of(content, properties)
    monkeypatch.setattr(Columns, "of", lambda *_, **__: None)
    assert parquet_of(content, properties) == by_columns


def parquet_of(content: bytes, properties: dict[str, Json]) -> Any:
    """All that is known of the new file, or what is said when it fails."""
    ran = tried(IonToParquet, content, **properties)
    if ran.error is not None:
        return str(ran.error)
    table = pq.read_table(io.BytesIO(bytes_of(ran)))
    return ran.outputs["size"], table.schema.to_string(), table.to_pylist(), ran.logs


def test_plain_rows_do_not_become_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Records, "of")
    many = b"".join(b'{"a":%d,"b":"b%d"}\n' % (n, n) for n in range(3_000))
    found = pq.read_table(io.BytesIO(converted(IonToParquet, many, inferAllFields=True)))
    assert found.to_pylist()[-1] == {"a": 2_999, "b": "b2999"}


def test_a_row_that_is_no_text_is_named() -> None:
    for properties in (INFERRED, {"schema": OF_COLUMNS}):
        said = error(IonToParquet, b'{"a":"\xff"}\n', **properties)
        assert said.startswith("Line 1 of the file is not Ion: 'utf-8' codec can't decode")
        assert said.endswith("such as CSV by io.kestra.plugin.serdes.csv.CsvToIon")


@pytest.mark.parametrize(
    ("task", "properties"),
    [
        (IonToParquet, {}),
        (IonToParquet, INFERRED),
        (IonToParquet, {"schema": OF_COLUMNS}),
        (IonToAvro, {"schema": OF_COLUMNS}),
        (InferAvroSchemaFromIon, {"numberOfRowsToScan": 9_000}),
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_its_line(
    monkeypatch: pytest.MonkeyPatch, task: Any, properties: dict[str, Json]
) -> None:
    # It is not in the first block, and neither empty lines nor null rows are rows.
    monkeypatch.setattr("tiercel_serdes.columns.COLUMNS_BLOCK_BYTES", 1_000)
    lines = [b'{"a":"x","b":2,"c":1.5}'] * 3_000 + [b"", b"null", b"{a:1,b:", b'{"a":1}']
    said = error(task, b"\n".join(lines), **properties)
    assert said.startswith("Line 3003 of the file is not Ion: "), said


SCHEMA = json.dumps(
    {
        "type": "record",
        "name": "Order",
        "fields": [
            {"name": "id", "type": "int"},
            {"name": "paid", "type": ["null", "boolean"]},
            {"name": "on", "type": {"type": "int", "logicalType": "date"}},
            {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "hour", "type": ["null", {"type": "int", "logicalType": "time-millis"}]},
            {
                "name": "sum",
                "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
            },
            {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
        ],
    }
)
TEXTS: dict[str, Json] = {
    "id": "7",
    "paid": "ON",
    "on": "2024-01-02",
    "at": "2024-01-02T03:04",
    "hour": "05:06",
    "sum": "12,5",
    "kind": "B",
    "more": 1,
}


@pytest.mark.parametrize(("to", "back"), [(IonToAvro, AvroToIon), (IonToParquet, ParquetToIon)])
def test_texts_are_read_as_the_schema_says(to: Any, back: Any) -> None:
    options: dict[str, Json] = {
        "schema": SCHEMA,
        "decimalSeparator": ",",
        "timeZoneId": "Europe/Paris",
    }
    source = json.dumps(TEXTS) + "\n" + json.dumps({**TEXTS, "paid": "n/a", "hour": ""})
    first, second = rows(back, converted(to, source, **options))
    assert first == {
        "id": 7,
        "paid": True,
        "on": "2024-01-02",
        "at": "2024-01-02T02:04:00+00:00",
        "hour": "05:06:00",
        "sum": Decimal("12.50"),
        "kind": "B",
    }
    assert (second["paid"], second["hour"]) == (None, None)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "x"}, "field 'id': 'x' is no number"),
        ({"id": "1.5"}, "field 'id': '1.5' is no whole number"),
        ({"id": 2**40}, "field 'id': 1099511627776 is too large"),
        ({"id": None}, "field 'id': null is not allowed"),
        ({"paid": "maybe"}, "field 'paid': 'maybe' is no boolean"),
        ({"on": "soon"}, "field 'on': 'soon' is not in the form"),
        ({"kind": "C"}, "field 'kind': 'C' is none of A, B"),
    ],
)
def test_rows_that_do_not_fit_name_the_field(change: dict[str, Json], problem: str) -> None:
    source = json.dumps({**TEXTS, "sum": 1, **change})
    assert f"Row 1 does not fit the schema: {problem}" in error(IonToAvro, source, schema=SCHEMA)
    ran = tried(IonToAvro, source, schema=SCHEMA, onBadLines="WARN")
    assert len(ran.context.log.lines(Level.WARN)) == 1
    assert rows(AvroToIon, bytes_of(ran)) == []


def test_schemas_that_are_none_and_files_that_are_none() -> None:
    assert "the schema has no field 'more'" in error(
        IonToAvro, json.dumps({**TEXTS, "sum": 1}), schema=SCHEMA, strictSchema=True
    )
    assert "`schema` is no schema of Avro" in error(IonToAvro, "{}", schema='{"type": "none"}')
    assert "`schema` must be a record" in error(IonToAvro, "{}", schema='"string"')
    assert "A row must be a map" in error(IonToAvro, "[1]")
    assert "The file is no Avro: " in error(AvroToIon, b"no")
    assert "The file is no Parquet: " in error(ParquetToIon, b"no")
    both = '{"type":"record","name":"r","fields":[{"name":"a","type":["int","string"]}]}'
    assert "has one type" in error(IonToParquet, "{}", schema=both)
    late = b'{"a":1}\n{"b":"x"}\n'
    all_fields = converted(IonToAvro, late, inferAllFields=True, numberOfRowsToScan=1)
    assert [row["b"] for row in fastavro.reader(io.BytesIO(all_fields))] == [None, "x"]
    cut = converted(IonToAvro, ROWS)[:-20]
    assert "The file ends early" in error(AvroToIon, cut)


def test_excel_there_and_back() -> None:
    content = converted(IonToExcel, ROWS.replace(b"x:{{aGk=}},", b""), sheetsTitle="Orders")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [cell.value for cell in book["Orders"][2]][:5] == [1, 9000000000, 1.5, True, "x"]
    ran = tried(ExcelToIon, content)
    (uri,) = ran.outputs["uris"].values()
    found: list[Any] = rows_of(ran, uri)
    assert (ran.outputs["size"], ran.metrics[0].name) == (2, "sheets")
    assert found[0]["s"] == "x"
    assert found[0]["r"] == "{k=v}"


@pytest.mark.parametrize("last", ['"text"', '{"a":"\\u0001"}', "{a:"])
def test_a_workbook_that_fails_leaves_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    several = {"One": f"{PLACE}one", "Two": f"{PLACE}two"}
    others = {"one": b'{"a":1}\n', "two": f'{{"a":1}}\n{last}\n'.encode()}
    ran = tried(IonToExcel, "", others, **{"from": several})
    assert ran.error is not None
    assert list(tmp_path.glob("openpyxl*")) == []


def test_sheets_are_chosen_and_dates_are_read_as_asked() -> None:
    several = {"One": f"{PLACE}one", "Two": f"{PLACE}two"}
    others = {"one": b'{a:2024-01-02T03:04:05Z,b:"=1+1"}\n', "two": b'{"a":1}\n{"a":null}\n'}
    ran = tried(IonToExcel, "", others, **{"from": several, "timeZoneId": "UTC"})
    content = bytes_of(ran)
    assert ran.outputs["size"] == 3

    def read(**properties: Json) -> list[Any]:
        back = tried(ExcelToIon, content, **properties)
        assert back.error is None, back.error
        uri = next(iter(back.outputs["uris"].values()))
        return rows_of(back, uri)

    assert read() == [{"a": "2024-01-02T03:04:05", "b": "=1+1"}]
    assert read(dateTimeRender="FORMATTED_STRING")[0]["a"] == "2024-01-02 03:04:05"
    assert 45293 < read(dateTimeRender="SERIAL_NUMBER")[0]["a"] < 45294
    assert read(sheetsTitle=["Two"], skipEmptyRows=True) == [{"a": 1}]
    assert read(sheetsTitle=["Two"], header=False, skipRows=1) == [[1], []]
    assert read(sheetsTitle=["Two"], valueRender="FORMATTED_VALUE")[0] == {"a": "1"}
    assert "there is no sheet 'Three'" in error(ExcelToIon, content, sheetsTitle=["Three"])
    assert "The file is no workbook" in error(ExcelToIon, b"no")


def test_messages_of_protocol_buffers() -> None:
    files = descriptor_pb2.FileDescriptorSet()
    file = files.file.add(name="shop.proto", package="shop", syntax="proto3")
    order = file.message_type.add(name="Order")
    order.field.add(name="order_id", number=1, type=5, label=1)
    order.field.add(name="words", number=2, type=9, label=3)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    made = message_factory.GetMessageClass(pool.FindMessageTypeByName("shop.Order"))
    one = made(order_id=7, words=["a", "b"]).SerializeToString()
    others = {"types": files.SerializeToString()}
    known: dict[str, Json] = {"descriptorFile": f"{PLACE}types", "typeName": "shop.Order"}

    def read(content: bytes, **properties: Json) -> Any:
        return tried(ProtobufToIon, content, others, **{**known, **properties})

    wanted = {"order_id": 7, "words": ["a", "b"]}
    ran = read(one)
    assert rows_of(ran) == [wanted]
    ran = read(bytes([len(one)]) + one + bytes([len(one)]) + one, delimited=True)
    assert ran.outputs["size"] == 2
    assert "ends within a message" in str(read(bytes([90]) + one, delimited=True).error)
    assert "no message shop.None" in str(read(one, typeName="shop.None").error)
    assert "The file is no message shop.Order" in str(read(b"\x0f\xff").error)
    unknown = one + b"\x28\x01"
    assert read(unknown).error is None
    assert "no field with the number 5" in str(read(unknown, errorOnUnknownFields=True).error)
