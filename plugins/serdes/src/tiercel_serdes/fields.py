"""Values of rows as a schema of Avro wants them, texts read by the rules of a task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import msgspec

from tiercel.plugin import IllegalArgument, Json
from tiercel.plugin.formats.dates import date_of_text, time_of_text
from tiercel.plugin.values import string_form

_INT_MAX, _LONG_MAX = 2**31, 2**63


class Rules(msgspec.Struct, frozen=True):
    """How texts are read. Shapes: words in lower case; formats are patterns of java.time."""

    true_words: frozenset[str]
    false_words: frozenset[str]
    null_words: frozenset[str]
    date_format: str
    time_format: str
    datetime_format: str
    decimal_separator: str
    is_strict: bool
    zone: tzinfo


class Fields:
    """Makes records of rows."""

    def __init__(self, schema: Mapping[str, Any], rules: Rules) -> None:
        self._rules = rules
        self._schema = schema
        self._named: dict[str, Mapping[str, Any]] = {}
        self._learn(schema)

    def record(self, row: Json) -> dict[str, Json]:
        """A row as a record. Raises: IllegalArgument that names the field."""
        found: dict[str, Json] = self._record(row, self._schema)
        return found

    def _learn(self, schema: Any) -> None:
        """Remember types that are named, since they are used by their names later."""
        if isinstance(schema, list):
            for each in schema:
                self._learn(each)
        elif isinstance(schema, Mapping):
            if "name" in schema:
                self._named[schema["name"]] = schema
            for each in schema.get("fields", ()):
                self._learn(each["type"])
            for key in ("items", "values"):
                self._learn(schema.get(key))

    def _value(self, value: Json, schema: Any) -> Json:
        if isinstance(schema, list):
            return self._of_union(value, schema)
        if isinstance(schema, str) and schema in self._named:
            schema = self._named[schema]
        if isinstance(schema, str):
            return self._plain(value, schema)
        logical = _LOGICAL.get(schema.get("logicalType", ""))
        if logical is not None:
            return logical(self, value, schema)
        match schema["type"]:
            case "record":
                return self._record(value, schema)
            case "array":
                return [self._value(each, schema["items"]) for each in _list(value)]
            case "map":
                return {k: self._value(v, schema["values"]) for k, v in _map(value).items()}
            case "enum":
                return _one_of(string_form(value), schema["symbols"])
            case "fixed":
                return _bytes(value)
            case inner:
                return self._value(value, inner)

    def _record(self, row: Json, schema: Mapping[str, Any]) -> dict[str, Json]:
        given = row if isinstance(row, list) else _map(row)
        fields = schema["fields"]
        if self._rules.is_strict:
            _refuse_others(given, fields)
        found = {}
        for place, field in enumerate(fields):
            if isinstance(given, list):
                value = given[place] if place < len(given) else None
            else:
                value = given.get(field["name"], field.get("default"))
            try:
                found[field["name"]] = self._value(value, field["type"])
            except IllegalArgument as error:
                raise IllegalArgument(f"field '{field['name']}': {error.message}") from None
        return found

    def _of_union(self, value: Json, schemas: list[Any]) -> Json:
        """The first type that takes the value."""
        if "null" in schemas and self._is_null(value):
            return None
        problem = IllegalArgument("null is not allowed")
        for schema in schemas:
            if schema != "null":
                try:
                    return self._value(value, schema)
                except IllegalArgument as error:
                    problem = error
        raise problem

    def _is_null(self, value: Json) -> bool:
        return value is None or (isinstance(value, str) and value.lower() in self._rules.null_words)

    def _plain(self, value: Json, name: str) -> Json:
        if name == "null":
            if self._is_null(value):
                return None
            raise IllegalArgument(f"'{string_form(value)[:100]}' is not null")
        if value is None:
            raise IllegalArgument("null is not allowed")
        match name:
            case "boolean":
                return self._boolean(value)
            case "int":
                return self._integer(value, _INT_MAX)
            case "long":
                return self._integer(value, _LONG_MAX)
            case "float" | "double":
                return float(self._number(value))
            case "bytes":
                return _bytes(value)
            case _:
                return value.isoformat() if isinstance(value, (date, time)) else string_form(value)

    def _boolean(self, value: Json) -> bool:
        word = string_form(value).lower()
        if word in self._rules.true_words:
            return True
        if word in self._rules.false_words:
            return False
        raise IllegalArgument(f"'{word[:100]}' is no boolean")

    def _number(self, value: Json) -> Decimal:
        if isinstance(value, bool):
            raise IllegalArgument("a boolean is no number")
        text = string_form(value) if not isinstance(value, Decimal) else str(value)
        if self._rules.decimal_separator != ".":
            text = text.replace(self._rules.decimal_separator, ".")
        try:
            return Decimal(text.strip())
        except InvalidOperation:
            raise IllegalArgument(f"'{text[:100]}' is no number") from None

    def _integer(self, value: Json, bound: int) -> int:
        if type(value) is int:
            number = value
        else:
            found = self._number(value)
            if not found.is_finite() or found != found.to_integral_value():
                raise IllegalArgument(f"'{found}' is no whole number")
            number = int(found)
        if not -bound <= number < bound:
            raise IllegalArgument(f"{number} is too large")
        return number

    def _moment(self, value: Json) -> datetime:
        if isinstance(value, datetime):
            return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=self._rules.zone)
        return date_of_text(string_form(value), self._rules.datetime_format, self._rules.zone)

    def date(self, value: Json, schema: Mapping[str, Any]) -> date:
        """A day."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        return date_of_text(string_form(value), self._rules.date_format, self._rules.zone).date()

    def time(self, value: Json, schema: Mapping[str, Any]) -> time:
        """A time of the day."""
        if isinstance(value, time):
            return value
        return time_of_text(string_form(value), self._rules.time_format)

    def timestamp(self, value: Json, schema: Mapping[str, Any]) -> datetime:
        """A date with a zone."""
        return self._moment(value).astimezone(UTC)

    def local_timestamp(self, value: Json, schema: Mapping[str, Any]) -> datetime:
        """A date with a time and without a zone."""
        return self._moment(value).replace(tzinfo=None)

    def decimal(self, value: Json, schema: Mapping[str, Any]) -> Decimal:
        """A number with the digits that the schema says."""
        scale = Decimal(1).scaleb(-int(schema.get("scale", 0)))
        try:
            return self._number(value).quantize(scale, rounding=ROUND_HALF_UP)
        except InvalidOperation:
            raise IllegalArgument(f"'{value}' has too many digits") from None

    def uuid(self, value: Json, schema: Mapping[str, Any]) -> UUID:
        """A UUID."""
        try:
            return UUID(string_form(value))
        except ValueError:
            raise IllegalArgument(f"'{string_form(value)[:100]}' is no UUID") from None


_LOGICAL: Mapping[str, Callable[[Fields, Json, Mapping[str, Any]], Json]] = {
    "date": Fields.date,
    "time-millis": Fields.time,
    "time-micros": Fields.time,
    "timestamp-millis": Fields.timestamp,
    "timestamp-micros": Fields.timestamp,
    "local-timestamp-millis": Fields.local_timestamp,
    "local-timestamp-micros": Fields.local_timestamp,
    "decimal": Fields.decimal,
    "uuid": Fields.uuid,
}


def _refuse_others(given: Json, fields: list[Any]) -> None:
    if isinstance(given, list):
        if len(given) != len(fields):
            raise IllegalArgument(f"{len(given)} values for {len(fields)} fields of the schema")
        return
    others = sorted(set(given) - {field["name"] for field in fields})
    if others:
        raise IllegalArgument(f"the schema has no field '{others[0]}'")


def _map(value: Json) -> Mapping[str, Json]:
    if isinstance(value, Mapping):
        return value
    raise IllegalArgument(f"'{string_form(value)[:100]}' is no map")


def _list(value: Json) -> list[Json]:
    if isinstance(value, list):
        return value
    raise IllegalArgument(f"'{string_form(value)[:100]}' is no list")


def _bytes(value: Json) -> bytes:
    return value if isinstance(value, bytes) else string_form(value).encode()


def _one_of(text: str, symbols: list[str]) -> str:
    if text in symbols:
        return text
    raise IllegalArgument(f"'{text[:100]}' is none of {', '.join(symbols)}")
