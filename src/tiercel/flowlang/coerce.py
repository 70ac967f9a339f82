"""Document values as the types of the model, as leniently as the language allows."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeGuard

from tiercel.model.durations import of_seconds, parse_duration
from tiercel.model.json_types import Json
from tiercel.model.label import Label

_LARGE = 1e7
_SMALL = 1e-3


def is_map(value: Json) -> TypeGuard[dict[str, Json]]:
    """Whether it is a map."""
    return isinstance(value, dict)


def maps(value: Json) -> list[tuple[int, dict[str, Json]]]:
    """The maps of a list with their indexes; whatever else is in it is passed over."""
    if not isinstance(value, list):
        return []
    return [(index, item) for index, item in enumerate(value) if isinstance(item, dict)]


def as_text(value: Json) -> str | None:
    """A scalar as text, None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float_text(value)
    return None


def _float_text(value: float) -> str:
    text = repr(value)
    if value != value or value in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[text]
    if value == 0 or _SMALL <= abs(value) < _LARGE:
        return text
    mantissa, _, exponent = f"{value:.16e}".partition("e")
    for digits in range(1, 17):
        short = f"{value:.{digits}e}"
        if float(short) == value:
            mantissa, _, exponent = short.partition("e")
            break
    return f"{mantissa}E{int(exponent)}"


def as_bool(value: Json, default: bool = False) -> bool:
    """A boolean, also from text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.strip().lower() == "true"
    return default


def as_int(value: Json) -> int | None:
    """A whole number, also from text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().lstrip("+-").isascii():
        try:
            return int(value)
        except ValueError:
            return None
    return None


def as_number(value: Json) -> float | None:
    """A number, also from text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return None


def as_duration(value: Json) -> timedelta | None:
    """A duration from ISO-8601 text or a number of seconds."""
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int | float):
            return of_seconds(value)
        return parse_duration(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_texts(value: Json) -> tuple[str, ...]:
    """The scalars of a list, or a single one, as texts."""
    if isinstance(value, list):
        return tuple(text for item in value if (text := as_text(item)) is not None)
    text = as_text(value)
    return () if text is None else (text,)


def label_pairs(value: Json) -> list[tuple[Json, Json]]:
    """Labels, written as a map or as a list of `{key, value}`, as raw pairs in order."""
    if isinstance(value, dict):
        return list(value.items())
    return [(item.get("key"), item.get("value")) for _, item in maps(value)]


def as_labels(value: Json) -> tuple[Label, ...]:
    """Labels with both parts given."""
    texts = ((as_text(key), as_text(text)) for key, text in label_pairs(value))
    return tuple(Label(key, text) for key, text in texts if key is not None and text is not None)
