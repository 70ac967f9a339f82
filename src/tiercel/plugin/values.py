"""The values that loops run over, as text (spec/engine.md §6, spec/dialect-2.0.md §6.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from tiercel.expr import is_truthy
from tiercel.expr.json_form import to_json
from tiercel.expr.printing import string_form
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.label import SYSTEM_PREFIX

__all__ = [
    "CLASS_NAMES",
    "STORAGE_SCHEMES",
    "SYSTEM_PREFIX",
    "LoopValues",
    "Render",
    "RenderDeep",
    "class_name",
    "each_values",
    "is_truthy",
    "label_pairs",
    "loop_values",
    "string_form",
    "value_text",
]

Render = Callable[[str], str | None]
RenderDeep = Callable[[Json], Json]

# Compat: error texts show the classes of the reference.
CLASS_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "java.lang.Boolean"),
    (int, "java.lang.Integer"),
    (float, "java.lang.Double"),
    (Decimal, "java.math.BigDecimal"),
    (str, "java.lang.String"),
    (Mapping, "java.util.LinkedHashMap"),
    (Sequence, "java.util.ArrayList"),
    (datetime, "java.time.Instant"),
    (date, "java.time.LocalDate"),
    (timedelta, "java.time.Duration"),
)


def class_name(value: Json) -> str:
    """The class name that error texts show for a value."""
    for kind, name in CLASS_NAMES:
        if isinstance(value, kind):
            return name
    return type(value).__name__


def value_text(value: Json) -> str:
    """A finished value as the text of a loop value: text as it is, the rest as compact JSON."""
    return value if isinstance(value, str) else to_json(value)


def each_values(value: Json, render: Render, render_deep: RenderDeep) -> tuple[str, ...]:
    """The values of ForEach, EachSequential and EachParallel, without duplicates.

    Raises: IllegalArgument with the text of the specification; ExpressionError from rendering.
    """
    if isinstance(value, str):
        items = _parsed_list(render(value) or "")
    elif isinstance(value, list | tuple):
        items = [_element(item, render, render_deep) for item in value]
    else:
        raise IllegalArgument(f"Unknown value type: class {class_name(value)}")
    nulls = sum(item is None for item in items)
    if nulls:
        raise IllegalArgument(
            f"Found '{nulls}' null values on Each, with values={string_form(items)}"
        )
    return tuple(dict.fromkeys(value_text(item) for item in items))


def _parsed_list(text: str) -> list[Json]:
    try:
        parsed = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise IllegalArgument(f"Unable to read `{text}` as a list of values: {error}") from None
    if not isinstance(parsed, list):
        raise IllegalArgument(
            f"Cannot read the values: a list is needed, but got {class_name(parsed)}"
        )
    return parsed


def _element(item: Json, render: Render, render_deep: RenderDeep) -> Json:
    """An element of a list that the flow's author wrote."""
    if item is None:
        return None
    if isinstance(item, str):
        # An expression without a result is the empty text, a written null is refused later.
        return render(item) or ""
    if isinstance(item, Mapping):
        return render_deep(item)
    if isinstance(item, int | float) and not isinstance(item, bool):
        return str(item)
    raise IllegalArgument(f"Unknown value element type: class {class_name(item)}")


class LoopValues(msgspec.Struct, frozen=True):
    """The values of a Loop: as text, with keys for maps, or the address of a file of rows."""

    values: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    uri: str | None = None


STORAGE_SCHEMES = ("kestra://", "file://", "nsfile://")


def loop_values(value: Json, render: Render, render_deep: RenderDeep) -> LoopValues:
    """The values of a Loop; `uri` is set when they are the rows of a file.

    Raises: IllegalArgument with the text of the specification.
    """
    if isinstance(value, str):
        text = render(value) or ""
        if text.strip().startswith(STORAGE_SCHEMES):
            return LoopValues(uri=text.strip())
        return _of_parsed(_parsed_any(text))
    if isinstance(value, Mapping):
        items = [_element(item, render, render_deep) for item in value.values()]
        return _checked(items, tuple(str(key) for key in value))
    if isinstance(value, list | tuple):
        return _checked([_element(item, render, render_deep) for item in value])
    raise IllegalArgument(f"Unknown value type: class {class_name(value)}")


def _parsed_any(text: str) -> Json:
    try:
        parsed = msgspec.json.decode(text)
    except msgspec.DecodeError:
        parsed = None
    if isinstance(parsed, list | dict):
        return parsed
    raise IllegalArgument(
        "The `values` must be a list, a map, or an expression that renders to one,"
        f" but got: '{text}'."
    )


def _of_parsed(parsed: Json) -> LoopValues:
    if isinstance(parsed, dict):
        return _checked(list(parsed.values()), tuple(parsed))
    return _checked(parsed)


def _checked(items: Sequence[Json], keys: tuple[str, ...] = ()) -> LoopValues:
    if any(item is None for item in items):
        raise IllegalArgument("Found a null value inside the iteration values")
    texts = tuple(value_text(item) for item in items)
    return LoopValues(texts, keys) if keys else LoopValues(tuple(dict.fromkeys(texts)))


def label_pairs(labels: Json) -> tuple[tuple[str, str], ...]:
    """Labels given as a map or as a list of `{key, value}`, as pairs of text.

    Raises: IllegalArgument for other types and for null keys and values.
    """
    if labels is None:
        return ()
    if isinstance(labels, Mapping):
        pairs = list(labels.items())
    elif isinstance(labels, list | tuple) and all(isinstance(each, Mapping) for each in labels):
        pairs = [(each.get("key"), each.get("value")) for each in labels]
    else:
        raise IllegalArgument(f"Unknown value type: class {class_name(labels)}")
    for key, value in pairs:
        if key is None or value is None:
            raise IllegalArgument(f"Labels need a key and a value, got: {key}={value}")
    return tuple((str(key), string_form(value)) for key, value in pairs)
