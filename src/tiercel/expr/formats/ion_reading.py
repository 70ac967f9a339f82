"""Ion text or binary to values, through amazon.ion; loaded on first use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tiercel.expr.errors import EvaluationError
from tiercel.model.json_types import Json

_DEPTH_MAX = 200


def read_ion(source: str | bytes, *, wants_all: bool = False) -> Json:
    """The first value, or the list of all of them; None for an empty text.

    Shapes: decimals are Decimal, timestamps instants, dates dates, blobs bytes.
    Raises: EvaluationError with the reason, also when the first value is null.
    """
    _check_depth(source)
    rows = _rows(source)
    if wants_all:
        return [plain(row) for row in rows]
    if not rows:
        return None
    first = plain(rows[0])
    if first is None:
        raise EvaluationError("a null value")
    return first


def _rows(source: str | bytes) -> list[Json]:
    from amazon.ion import simpleion
    from amazon.ion.exceptions import IonException

    raw = source.encode("utf-8", "replace") if isinstance(source, str) else source
    try:
        return list(simpleion.loads(raw, single_value=False))
    except (IonException, ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise EvaluationError(str(error)[:300]) from None
    except RecursionError:
        raise EvaluationError("nested too deeply") from None


def _check_depth(source: str | bytes) -> None:
    text = source if isinstance(source, str) else source.decode("latin-1")
    depth = 0
    for character in text:
        if character in "[{(":
            depth += 1
            if depth > _DEPTH_MAX:
                raise EvaluationError("nested too deeply")
        elif character in "]})":
            depth = max(depth - 1, 0)


def plain(value: Json) -> Json:
    """A value of amazon.ion as a value of the language."""
    kind = getattr(value, "ion_type", None)
    name = "" if kind is None else kind.name
    if value is None or name == "NULL" or type(value).__name__ == "IonPyNull":
        return None
    if name in ("LIST", "SEXP"):
        return [plain(item) for item in value]
    if name == "STRUCT":
        return {_text(key): plain(item) for key, item in value.items()}
    return _scalar(value, name)


def _text(value: Json) -> str:
    text = getattr(value, "text", None)
    return str(text) if isinstance(text, str) else str(value)


def _scalar(value: Json, name: str) -> Json:
    if name == "BOOL" or isinstance(value, bool):
        return bool(value)
    if name == "INT":
        return int(value)
    if name == "FLOAT":
        return float(value)
    if name == "DECIMAL":
        return Decimal(value)
    if name in ("BLOB", "CLOB"):
        return bytes(value)
    if isinstance(value, datetime):
        return _moment(value)
    return _text(value)


def _moment(value: Json) -> Json:
    precision = getattr(value, "precision", None)
    if precision is not None and precision.includes_day is False:
        return date(value.year, value.month, value.day)
    if precision is not None and not precision.includes_minute:
        return date(value.year, value.month, value.day)
    offset = value.utcoffset() or timedelta(0)
    local = datetime.combine(value.date(), value.time(), UTC)
    return local - offset
