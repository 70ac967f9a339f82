"""Blocks of CSV as columns of a schema, where that gives what reading row by row does."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import msgspec

from tiercel.plugin import Json
from tiercel_serdes.conversion import library
from tiercel_serdes.csv_blocks import is_clear
from tiercel_serdes.fields import Rules
from tiercel_serdes.limits import SPELLINGS_MAX
from tiercel_serdes.schemas import arrow_schema, inferred_schema

NULL = "\\N"
ISO_DATE = "yyyy-MM-dd[XXX]"
# What the library reads as the rules of a task do; other types have formats of their own.
_PLAIN = frozenset({"boolean", "int", "long", "double", "string"})
_WHOLE = ("int", "long")
_EMPTY_LINES = (b"\n\n", b"\n\r", b"\r\r")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEADING_ZERO = re.compile(rb"0[0-9]")


class CsvForm(msgspec.Struct, frozen=True):
    """How the file is written. Shapes: a column whose name is None is left out."""

    names: Sequence[str | None]
    separator: str
    quote: str
    skips_empty: bool


class CsvColumns:
    """Reads blocks of a file."""

    def __init__(self, schema: Any, form: CsvForm, rules: Rules) -> None:
        self._schema = arrow_schema(schema)
        self._form = form
        self._has_whole = any(_kind(field) in _WHOLE for field in schema["fields"])
        module = library("pyarrow.csv")
        # Each column has a name for the library, also those that are left out.
        columns = [name or f"\0{place}" for place, name in enumerate(form.names)]
        self._read = {"use_threads": False, "column_names": columns}
        self._parse = module.ParseOptions(
            delimiter=form.separator,
            quote_char=form.quote,
            newlines_in_values=True,
            ignore_empty_lines=True,
        )
        self._convert = module.ConvertOptions(
            column_types={field.name: field.type for field in self._schema},
            include_columns=self._schema.names,
            include_missing_columns=True,
            null_values=[NULL, *_spellings(rules.null_words)],
            true_values=_spellings(rules.true_words),
            false_values=_spellings(rules.false_words),
            decimal_point=rules.decimal_separator,
            strings_can_be_null=True,
        )

    @classmethod
    def of(cls, schema: Any, form: CsvForm, rules: Rules) -> CsvColumns | None:
        """None where the library reads values in another way than the rules."""
        marks = (form.separator, form.quote, rules.decimal_separator)
        words = (rules.null_words, rules.true_words, rules.false_words)
        names = {field["name"] for field in schema["fields"]}
        is_taken = (
            bool(names)
            and all(mark.isascii() and len(mark) == 1 for mark in marks)
            and all(_spellings_count(each) <= SPELLINGS_MAX for each in words)
            and all(_is_plain(field, rules) for field in schema["fields"])
            and not (rules.is_strict and set(form.names) - names - {None})
        )
        return cls(schema, form, rules) if is_taken else None

    def table(self, block: bytes, lines: int) -> Any:
        """The rows of a block that it takes, with so many line feeds.

        None when they have to be read one by one.
        """
        arrow, module = library("pyarrow"), library("pyarrow.csv")
        try:
            found = module.read_csv(
                arrow.BufferReader(block),
                read_options=module.ReadOptions(block_size=len(block) + 1, **self._read),
                parse_options=self._parse,
                convert_options=self._convert,
            )
        except arrow.ArrowException:
            return None
        if not self._form.skips_empty and _may_lack_rows(block, lines, found.num_rows):
            return None
        for field in self._schema:
            if not field.nullable and found[field.name].null_count:
                return None
        return arrow.Table.from_arrays(found.columns, schema=self._schema)

    def takes(self, block: bytes) -> bool:
        """Whether the library and the rules agree about its values: then it ends with a row."""
        form = self._form
        # The library takes whole numbers in base 16. One sign is found much faster than two.
        if self._has_whole and any(x in block and b"0" + x in block for x in (b"x", b"X")):
            return False
        return is_clear(block, form.separator.encode(), form.quote.encode())


def _may_lack_rows(block: bytes, lines: int, count: int) -> bool:
    """Whether there may be empty lines, which the library passes over."""
    if lines + (not block.endswith(b"\n")) == count and b"\r" not in block:
        return False
    return block[:1] in (b"\n", b"\r") or any(each in block for each in _EMPTY_LINES)


def schema_of_texts(rows: Iterable[Mapping[str, str | None]], rules: Rules) -> dict[str, Any]:
    """The schema of what texts stand for: whole numbers are long, as those to come may be."""
    found = inferred_schema(
        {name: _value(text, rules) for name, text in row.items()} for row in rows
    )
    for field in found["fields"]:
        field["type"] = ["long" if each == "int" else each for each in field["type"]]
    return found


def may_have_leading_zeros(block: bytes) -> bool:
    """Whether there may be numbers that are text, which the library takes."""
    return _LEADING_ZERO.search(block) is not None


def _value(text: str | None, rules: Rules) -> Json:
    """What a text stands for; it stays one when that would lose any of it."""
    if text is None or text.lower() in rules.null_words:
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text.replace(rules.decimal_separator, ".")):
        # Which one does not matter for the type.
        return 0.5
    if rules.date_format == ISO_DATE and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _kind(field: Mapping[str, Any]) -> Any:
    """The type besides null; None for several."""
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    others = [each for each in kinds if each != "null"]
    return others[0] if len(others) == 1 else None


def _is_plain(field: Mapping[str, Any], rules: Rules) -> bool:
    kind = _kind(field)
    if field.get("default") is not None or kind is None:
        return False
    if isinstance(kind, str):
        return kind in _PLAIN
    logical = kind.get("logicalType")
    return logical == "decimal" or (logical == "date" and rules.date_format == ISO_DATE)


def _spellings_count(words: Iterable[str]) -> int:
    return sum(math.prod(len({c.lower(), c.upper()}) for c in word) for word in words)


def _spellings(words: Iterable[str]) -> list[str]:
    """Each word in all mixtures of upper and lower case: the library compares them as they are."""

    def of(word: str) -> Iterator[str]:
        yield from ("".join(each) for each in product(*({c.lower(), c.upper()} for c in word)))

    return sorted({each for word in words for each in of(word)})
