"""The expressions of record tasks: `user.name`, `sum(items[].price) > 100 && country in ("FR")`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from tiercel.plugin import IllegalArgument, Json
from tiercel.plugin.values import string_form
from tiercel_transform.limits import EXPRESSION_CHARS_MAX, EXPRESSION_LEVELS_MAX

Evaluate = Callable[[Mapping[str, Json]], Json]
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<name>[$A-Za-z_][\w$]*)|(?P<mark>&&|\|\||==|!=|>=|<=|\[\]|[-+*/().,\[\]<>=!]))"
)
_WORDS: Mapping[str, Json] = {"true": True, "false": False, "null": None}


class Missing:
    """What a path gives that leads nowhere; null for everything that reckons with it."""


MISSING: Final = Missing()


class Expanded(list[Json]):
    """The elements that `[]` spread."""


@lru_cache(maxsize=1_000)
def compiled(text: str) -> Evaluate:
    """An expression. Raises: IllegalArgument with what is wrong in it."""
    if len(text) > EXPRESSION_CHARS_MAX:
        raise IllegalArgument(f"The expression is longer than {EXPRESSION_CHARS_MAX} characters")
    return _Parser(text).whole()


def known(value: Json) -> Json:
    """A value, null for what is missing."""
    return None if value is MISSING else value


class _Parser:
    """Reads from the weakest binding to the strongest."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0
        self._levels = 0

    def whole(self) -> Evaluate:
        found = self._either()
        if self._at < len(self._tokens):
            raise self._wrong()
        return found

    def _wrong(self) -> IllegalArgument:
        rest = self._tokens[self._at][1] if self._at < len(self._tokens) else "the end"
        return IllegalArgument(f"The expression '{self._text[:200]}' is wrong at {rest}")

    def _take(self, *marks: str) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at][1] in marks:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return None

    def _need(self, mark: str) -> None:
        if self._take(mark) is None:
            raise self._wrong()

    def _either(self) -> Evaluate:
        self._levels += 1
        if self._levels > EXPRESSION_LEVELS_MAX:
            raise IllegalArgument("The expression is nested too deeply")
        found = self._both()
        while self._take("||"):
            found = _or(found, self._both())
        self._levels -= 1
        return found

    def _both(self) -> Evaluate:
        found = self._comparison()
        while self._take("&&"):
            found = _and(found, self._comparison())
        return found

    def _comparison(self) -> Evaluate:
        found = self._sum()
        mark = self._take("==", "=", "!=", ">=", "<=", ">", "<", "in")
        if mark == "in":
            return _member(found, self._arguments())
        return found if mark is None else _compare(mark, found, self._sum())

    def _sum(self) -> Evaluate:
        found = self._product()
        while mark := self._take("+", "-"):
            found = _reckon(mark, found, self._product())
        return found

    def _product(self) -> Evaluate:
        found = self._single()
        while mark := self._take("*", "/"):
            found = _reckon(mark, found, self._single())
        return found

    def _single(self) -> Evaluate:
        if self._take("!"):
            inner = self._single()
            return lambda row: not is_true(inner(row))
        if self._take("-"):
            return _reckon("-", lambda row: 0, self._single())
        if self._take("("):
            found = self._either()
            self._need(")")
            return self._path(found)
        return self._leaf()

    def _leaf(self) -> Evaluate:
        if self._at >= len(self._tokens):
            raise self._wrong()
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            number: Json = int(text) if text.isdigit() else Decimal(text)
            return lambda row: number
        if kind == "text":
            content = re.sub(r"\\(.)", r"\1", text[1:-1])
            return lambda row: content
        if kind != "name":
            self._at -= 1
            raise self._wrong()
        if text in _WORDS:
            return lambda row: _WORDS[text]
        if self._at < len(self._tokens) and self._tokens[self._at][1] == "(":
            return self._path(_call(text, self._arguments()))
        return self._path(lambda row: row.get(text, MISSING))

    def _arguments(self) -> list[Evaluate]:
        self._need("(")
        found: list[Evaluate] = []
        if not self._take(")"):
            found.append(self._either())
            while self._take(","):
                found.append(self._either())
            self._need(")")
        return found

    def _path(self, start: Evaluate) -> Evaluate:
        while mark := self._take(".", "[", "[]"):
            if mark == "[]":
                start = _spread(start)
            else:
                start = _step(start, self._key(mark))
        return start

    def _key(self, mark: str) -> str | int:
        if self._at >= len(self._tokens):
            raise self._wrong()
        kind, text = self._tokens[self._at]
        self._at += 1
        if mark == "." and kind == "name":
            return text
        if mark == "[" and kind in ("number", "text"):
            self._need("]")
            return int(text) if kind == "number" and text.isdigit() else text[1:-1]
        self._at -= 1
        raise self._wrong()


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise IllegalArgument(f"The expression '{text[:200]}' is wrong at {text[at : at + 9]}")
        found.append((str(match.lastgroup), match.group(str(match.lastgroup))))
        at = match.end()
    return found


def _spread(start: Evaluate) -> Evaluate:
    def evaluate(row: Mapping[str, Json]) -> Json:
        value = start(row)
        if isinstance(value, Expanded):
            return Expanded(each for inner in value if isinstance(inner, list) for each in inner)
        return Expanded(value) if isinstance(value, list) else MISSING

    return evaluate


def _step(start: Evaluate, key: str | int) -> Evaluate:
    def evaluate(row: Mapping[str, Json]) -> Json:
        value = start(row)
        if isinstance(value, Expanded) and isinstance(key, str):
            found = (_member_of(each, key) for each in value)
            return Expanded(each for each in found if each is not MISSING)
        return _member_of(value, key)

    return evaluate


def _member_of(value: Json, key: str | int) -> Json:
    if isinstance(key, int):
        return value[key] if isinstance(value, list) and key < len(value) else MISSING
    return value.get(key, MISSING) if isinstance(value, Mapping) else MISSING


def is_true(value: Json) -> bool:
    """A condition. Raises: IllegalArgument for what is no boolean."""
    found = known(value)
    if found is None:
        return False
    if isinstance(found, bool):
        return found
    raise IllegalArgument(f"'{string_form(found)[:100]}' is no boolean")


def _or(one: Evaluate, other: Evaluate) -> Evaluate:
    return lambda row: is_true(one(row)) or is_true(other(row))


def _and(one: Evaluate, other: Evaluate) -> Evaluate:
    return lambda row: is_true(one(row)) and is_true(other(row))


def _compare(mark: str, one: Evaluate, other: Evaluate) -> Evaluate:
    def evaluate(row: Mapping[str, Json]) -> Json:
        left, right = comparable(known(one(row)), known(other(row)))
        match mark:
            case "==" | "=":
                return left == right
            case "!=":
                return left != right
        if left is None or right is None:
            return False
        try:
            bigger, smaller = left > right, left < right
        except TypeError:
            raise IllegalArgument(
                f"'{string_form(left)[:100]}' and '{string_form(right)[:100]}' can't be compared"
            ) from None
        return {">": bigger, "<": smaller, ">=": not smaller, "<=": not bigger}[mark]

    return evaluate


def comparable(one: Json, other: Json) -> tuple[Json, Json]:
    """Both as one type: numbers as decimals, a text beside a date as a date."""
    numbers = (int, float, Decimal)
    is_number = [isinstance(each, numbers) and not isinstance(each, bool) for each in (one, other)]
    if all(is_number):
        return Decimal(str(one)), Decimal(str(other))
    if isinstance(one, datetime) and isinstance(other, str):
        return one, timestamp_of(other)
    if isinstance(other, datetime) and isinstance(one, str):
        return timestamp_of(one), other
    return one, other


def _member(one: Evaluate, others: Sequence[Evaluate]) -> Evaluate:
    return lambda row: any(_compare("==", one, each)(row) for each in others)


def _reckon(mark: str, one: Evaluate, other: Evaluate) -> Evaluate:
    def evaluate(row: Mapping[str, Json]) -> Json:
        left, right = known(one(row)), known(other(row))
        if left is None or right is None:
            return None
        first, second = decimal_of(left), decimal_of(right)
        match mark:
            case "+":
                found = first + second
            case "-":
                found = first - second
            case "*":
                found = first * second
            case _:
                if second == 0:
                    raise IllegalArgument("division by zero")
                found = first / second
        is_whole = mark != "/" and type(left) is int and type(right) is int
        return int(found) if is_whole else found

    return evaluate


def decimal_of(value: Json) -> Decimal:
    """A number of a number or a text. Raises: IllegalArgument."""
    if not isinstance(value, bool):
        try:
            return value if isinstance(value, Decimal) else Decimal(str(value).strip())
        except InvalidOperation:
            pass
    raise IllegalArgument(f"'{string_form(value)[:100]}' is no number")


def integer_of(value: Json) -> int:
    """A whole number. Raises: IllegalArgument."""
    number = decimal_of(value)
    if not number.is_finite() or number != number.to_integral_value():
        raise IllegalArgument(f"'{string_form(value)[:100]}' is no whole number")
    return int(number)


def boolean_of(value: Json) -> bool:
    """Of a boolean or its text. Raises: IllegalArgument."""
    word = string_form(value).lower()
    if word in ("true", "false"):
        return word == "true"
    raise IllegalArgument(f"'{word[:100]}' is no boolean")


def timestamp_of(value: Json) -> datetime:
    """A date with a zone of an ISO text. Raises: IllegalArgument."""
    if isinstance(value, datetime):
        return value
    try:
        found = datetime.fromisoformat(string_form(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise IllegalArgument(f"'{string_form(value)[:100]}' is no date with a zone")
    return found


def text_of(value: Json) -> str:
    """As text."""
    return value.isoformat() if isinstance(value, datetime) else string_form(value)


def aggregate(name: str, values: Sequence[Json]) -> Json:
    """Of values that are not null. Raises: IllegalArgument for what can't be added or compared."""
    match name:
        case "count":
            return len(values)
        case "first":
            return values[0] if values else None
        case "last":
            return values[-1] if values else None
        case "sum":
            total = sum((decimal_of(each) for each in values), Decimal(0))
            return int(total) if all(type(each) is int for each in values) else total
        case "avg":
            total = sum((decimal_of(each) for each in values), Decimal(0))
            return total / len(values) if values else None
    best: Json = None
    for each in values:
        left, right = comparable(each, best)
        if best is None or (left > right if name == "max" else left < right):
            best = each
    return best


AGGREGATES = ("count", "sum", "avg", "min", "max", "first", "last")
_CASTS: Mapping[str, Callable[[Json], Json]] = {
    "toint": integer_of,
    "todecimal": decimal_of,
    "tostring": text_of,
    "toboolean": boolean_of,
    "parsetimestamp": timestamp_of,
}


def _call(written: str, arguments: Sequence[Evaluate]) -> Evaluate:
    name = written.lower()
    if name in _CASTS and len(arguments) == 1:
        return _cast(_CASTS[name], arguments[0])
    if name in AGGREGATES and len(arguments) == 1:
        return _over(name, arguments[0])
    if name == "coalesce" and arguments:
        return lambda row: next(
            (found for each in arguments if (found := known(each(row))) is not None), None
        )
    if name == "concat" and arguments:
        return lambda row: "".join(
            text_of(found) for each in arguments if (found := known(each(row))) is not None
        )
    raise IllegalArgument(f"There is no function {written} with {len(arguments)} arguments")


def _cast(cast: Callable[[Json], Json], argument: Evaluate) -> Evaluate:
    def evaluate(row: Mapping[str, Json]) -> Json:
        value = known(argument(row))
        return None if value is None else cast(value)

    return evaluate


def _over(name: str, argument: Evaluate) -> Evaluate:
    def evaluate(row: Mapping[str, Json]) -> Json:
        value = known(argument(row))
        values = value if isinstance(value, list) else [] if value is None else [value]
        return aggregate(name, [each for each in values if each is not None])

    return evaluate


def cast_to(kind: str | None, value: Any) -> Json:
    """A value as a type of a field. Raises: IllegalArgument for one that can't be it."""
    if value is None or kind is None:
        return list(value) if isinstance(value, Expanded) else value
    match kind:
        case "STRING":
            return text_of(value)
        case "INT":
            return integer_of(value)
        case "FLOAT":
            return float(decimal_of(value))
        case "DECIMAL":
            return decimal_of(value)
        case "BOOLEAN":
            return boolean_of(value)
        case "TIMESTAMP":
            return timestamp_of(value)
        case "LIST" if isinstance(value, list):
            return list(value)
        case "STRUCT" if isinstance(value, Mapping):
            return value
    raise IllegalArgument(f"'{string_form(value)[:100]}' is no {kind}")
