"""Files of rows by columns: what a schema of plain types takes as it is never becomes rows here."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

from tiercel.plugin import Json
from tiercel.plugin.rows import BINARY_MARK, exact_rows
from tiercel_serdes.conversion import library
from tiercel_serdes.limits import COLUMNS_BLOCK_BYTES, COLUMNS_BLOCK_BYTES_MAX, GUESS_ROWS
from tiercel_serdes.schemas import arrow_schema, inferred_schema

# What JSON says in one way only; other types are read by the rules of the task.
_PLAIN = frozenset({"boolean", "int", "long", "double", "string"})


def blocks_of(file: BinaryIO) -> Iterator[bytes]:
    """A file of rows in pieces that end with a row; one of binary Ion as a whole."""
    while block := file.read(COLUMNS_BLOCK_BYTES):
        yield block + (file.read() if block.startswith(BINARY_MARK) else file.readline())


def rows_of_block(file: BinaryIO, block: bytes) -> Iterator[Json]:
    """The rows of the block that was read last. Raises: as `exact_rows`, with the file's line."""

    def lines_before() -> int:
        # Counted when a row can't be read, which ends the task: it takes time in a large file.
        start = file.tell() - len(block)
        file.seek(0)
        return sum(
            file.read(min(COLUMNS_BLOCK_BYTES, start - at)).count(b"\n")
            for at in range(0, start, COLUMNS_BLOCK_BYTES)
        )

    return exact_rows(io.BytesIO(block), lines_before)


class Columns:
    """Reads blocks of JSON lines into columns, where that gives what reading row by row does."""

    def __init__(self, schema: Any, null_words: Iterable[str], *, is_strict: bool) -> None:
        self._schema = arrow_schema(schema)
        self._null_words = library("pyarrow").array(sorted(null_words), "string")
        self._unexpected = "error" if is_strict else "ignore"

    @classmethod
    def of(cls, schema: Any, null_words: Iterable[str] = (), *, is_strict: bool) -> Columns | None:
        """None for a schema whose values are read by rules that have words or formats."""
        if not all(_is_plain(field) for field in schema["fields"]):
            return None
        return cls(schema, null_words, is_strict=is_strict)

    def table(self, block: bytes) -> Any:
        """The rows of a block as a table; None when one of them does not fit as it stands.

        Such a block is read row by row, which converts its values, or says what is wrong with them.
        """
        arrow, reader = library("pyarrow"), library("pyarrow.json")
        if len(block) > COLUMNS_BLOCK_BYTES_MAX or not block.strip():
            return None
        try:
            # The reader takes bytes that are no text.
            block.decode()
            found = reader.read_json(
                arrow.BufferReader(block),
                read_options=reader.ReadOptions(block_size=len(block) + 1),
                parse_options=reader.ParseOptions(
                    explicit_schema=self._schema, unexpected_field_behavior=self._unexpected
                ),
            )
        except (arrow.ArrowException, UnicodeDecodeError):
            return None
        columns = [self._column(field, found[field.name]) for field in self._schema]
        for field, column in zip(self._schema, columns, strict=True):
            if column.null_count and not field.nullable:
                return None
        return arrow.Table.from_arrays(columns, schema=self._schema)

    def _column(self, field: Any, column: Any) -> Any:
        """The words for null are null where the field may be."""
        arrow, compute = library("pyarrow"), library("pyarrow.compute")
        if not (field.nullable and arrow.types.is_string(field.type) and len(self._null_words)):
            return column
        is_null = compute.is_in(compute.utf8_lower(column), value_set=self._null_words)
        return compute.if_else(is_null, arrow.scalar(None, field.type), column)


def telling_rows(file: BinaryIO) -> Iterator[Json]:
    """Rows of which all have the types: blocks that the first rows describe are passed over."""
    first = list(islice(exact_rows(file), GUESS_ROWS))
    yield from first
    columns = Columns.of(inferred_schema(first), is_strict=True)
    file.seek(0)
    for block in blocks_of(file):
        if columns is None or columns.table(block) is None:
            yield from rows_of_block(file, block)


def _is_plain(field: Mapping[str, Any]) -> bool:
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    others = [each for each in kinds if each != "null"]
    is_known = len(others) == 1 and isinstance(others[0], str) and others[0] in _PLAIN
    return is_known and field.get("default") is None
