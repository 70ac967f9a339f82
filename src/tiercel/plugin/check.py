"""The check of literal properties when a flow is saved (spec/api/flows.md §3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Annotated

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from tiercel.model.errors import PluginError, Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import PLUGIN_CLASSES_MAX
from tiercel.plugin.fields import NestedMark
from tiercel.plugin.properties import Property, dynamic_properties, holds_expression
from tiercel.plugin.task import Plugin

NestedCheck = Callable[[NestedMark, Json, str], list[Violation]]


def check_properties(
    plugin_class: type[Plugin],
    properties: Mapping[str, Json],
    path: str,
    check_nested: NestedCheck,
) -> list[Violation]:
    """What is wrong with the literals. Expressions, and texts that may be rendered, pass.

    `check_nested(mark, value, path)` checks a property that is a plugin of its own.
    """
    violations = []
    for name, known in dynamic_properties(plugin_class).items():
        value = properties.get(name)
        place = joined(path, name)
        if value is None:
            if known.is_required:
                violations.append(Violation(place, "must not be null"))
        elif known.nested is not None:
            violations.extend(check_nested(known.nested, value, place))
        else:
            violations.extend(_check_value(plugin_class, known, value, place))
    if not violations:
        violations = [
            Violation(joined(path, where) if where else path, message)
            for where, message in plugin_class.violations(properties)
        ]
    return violations


def joined(path: str, name: str) -> str:
    """A property path below another."""
    return f"{path}.{name}" if path else name


def _check_value(
    plugin_class: type[Plugin], known: Property, value: Json, place: str
) -> Sequence[Violation]:
    if known.is_dynamic and isinstance(value, str):
        # Compat: texts for rendered properties are only read when the task runs.
        return ()
    try:
        value = known.convert(value)
    except PluginError as error:
        return () if holds_expression(value) else (Violation(place, error.message),)
    if value is None:
        return ()
    try:
        field_adapter(plugin_class, known.field).validate_python(value)
    except ValidationError as error:
        return _violations_of(error, known, place)
    return ()


def _violations_of(error: ValidationError, known: Property, place: str) -> list[Violation]:
    problems = error.errors(include_url=False)
    literal = [each for each in problems if not holds_expression(each["input"])]
    if known.is_dynamic and len(literal) < len(problems):
        # A union reports every member: one that failed for an expression excuses the others.
        literal = [each for each in literal if each["type"] in ("missing", "extra_forbidden")]
    return [Violation(_place_of(each, place), message_of(each)) for each in literal]


def _place_of(problem: ErrorDetails, place: str) -> str:
    for part in problem["loc"]:
        place = f"{place}[{part}]" if isinstance(part, int) else f"{place}.{part}"
    return place


@lru_cache(maxsize=PLUGIN_CLASSES_MAX)
def field_adapter(plugin_class: type[Plugin], field_name: str) -> TypeAdapter[Json]:
    """The validator of one field with its constraints."""
    field = plugin_class.model_fields[field_name]
    annotation: Json = field.annotation
    for mark in field.metadata:
        annotation = Annotated[annotation, mark]
    return TypeAdapter(annotation)


def message_of(problem: ErrorDetails) -> str:
    """The words of the reference for a failed constraint."""
    context = problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            return "must not be null"
        case "greater_than_equal":
            return f"must be greater than or equal to {context['ge']}"
        case "greater_than":
            return f"must be greater than {context['gt']}"
        case "less_than_equal":
            return f"must be less than or equal to {context['le']}"
        case "string_pattern_mismatch":
            return f'must match "{context["pattern"]}"'
        case "string_too_short" if context["min_length"] == 1:
            return "must not be empty"
        case "too_short" if context["min_length"] == 1:
            return "must not be empty"
        case "string_too_long":
            return f"size must be between 0 and {context['max_length']}"
        case "extra_forbidden":
            return f'Unrecognized field "{problem["loc"][-1]}"'
        case _:
            return problem["msg"]
