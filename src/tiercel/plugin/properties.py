"""The two phases of properties: raw in the flow, then rendered and typed for one attempt."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar, cast

import msgspec
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import PLUGIN_CLASSES_MAX
from tiercel.plugin.convert import (
    SCALARS,
    Converter,
    converter_for,
    converter_of_field,
    union_parts,
)
from tiercel.plugin.fields import NestedMark, RawMark, StaticMark, TypedMark
from tiercel.plugin.part import written_name
from tiercel.plugin.task import Plugin

PluginT = TypeVar("PluginT", bound=Plugin)


class Mode(enum.Enum):
    """How a property is rendered before the class is built.

    TEXT: as text. SCALAR: as text, then converted. DEEP: text, lists and maps with the strings
    in them. TYPED: a lone expression keeps its type. RAW and STATIC: not at all (RAW by the task
    itself).
    """

    TEXT = "text"
    SCALAR = "scalar"
    DEEP = "deep"
    TYPED = "typed"
    RAW = "raw"
    STATIC = "static"


class PropertyRenderer(Protocol):
    """What renders; a RunContext is one."""

    def render(self, text: str) -> str | None:
        """The text rendered to a string; None when it writes nothing."""

    def render_typed(self, text: str) -> Json:
        """Rendering that keeps the type of a lone expression."""

    def render_deep(self, value: Json) -> Json:
        """Maps, lists and strings in them rendered."""


class Property(msgspec.Struct, frozen=True):
    """One property of a class: the name that flows write, the field, how it is rendered.

    Shapes: `default` is a default that holds an expression, otherwise None. `nested` says which
    plugins the value is made of, None for one that is no plugin.
    """

    name: str
    field: str
    mode: Mode
    convert: Converter
    is_required: bool
    default: str | None = None
    nested: NestedMark | None = None

    @property
    def is_dynamic(self) -> bool:
        """Whether it may hold an expression."""
        return self.mode is not Mode.STATIC


@lru_cache(maxsize=PLUGIN_CLASSES_MAX)
def dynamic_properties(plugin_class: type[Plugin]) -> Mapping[str, Property]:
    """The properties of a class by the name that flows write."""
    properties = {}
    for field_name, field in plugin_class.model_fields.items():
        name = written_name(field_name, field)
        default, annotation = field.default, cast("Json", field.annotation)
        nested = next((m for m in field.metadata if isinstance(m, NestedMark)), None)
        properties[name] = Property(
            name=name,
            field=field_name,
            mode=_mode_of(field, nested),
            convert=(
                converter_of_field(field)
                if plugin_class.takes_json_as_text
                else converter_for(annotation)
            ),
            is_required=field.is_required(),
            default=default if isinstance(default, str) and is_expression(default) else None,
            nested=nested,
        )
    return properties


def _mode_of(field: FieldInfo, nested: NestedMark | None) -> Mode:
    marks = {type(mark) for mark in field.metadata}
    if StaticMark in marks or nested is not None:
        return Mode.STATIC
    if RawMark in marks:
        return Mode.RAW
    if TypedMark in marks:
        return Mode.TYPED
    parts = union_parts(field.annotation)
    if parts == (str,):
        return Mode.TEXT
    if all(
        part in SCALARS or (isinstance(part, type) and issubclass(part, enum.Enum))
        for part in parts
    ):
        return Mode.SCALAR
    return Mode.DEEP


def is_expression(text: str) -> bool:
    """Whether the text has marks of the expression language."""
    return "{{" in text or "{%" in text or "{#" in text


def holds_expression(value: Json) -> bool:
    """Whether any text inside the value is an expression."""
    if isinstance(value, str):
        return is_expression(value)
    if isinstance(value, Mapping):
        return any(holds_expression(key) or holds_expression(each) for key, each in value.items())
    return isinstance(value, list) and any(holds_expression(each) for each in value)


def render_properties(
    plugin_class: type[Plugin], raw: Mapping[str, Json], renderer: PropertyRenderer
) -> dict[str, Json]:
    """All properties rendered, ready for `build_task`; unknown ones are dropped.

    Raises: ExpressionError and LookupMissing from the renderer.
    """
    rendered = {}
    for name, known in dynamic_properties(plugin_class).items():
        value = raw.get(name)
        if value is None:
            if known.default is None:
                continue
            value = known.default
        rendered[name] = render_property(known, value, renderer)
    return rendered


def render_property(known: Property, value: Json, renderer: PropertyRenderer) -> Json:
    """One value rendered as its property asks."""
    mode = known.mode
    if mode is Mode.STATIC or mode is Mode.RAW:
        return value
    if isinstance(value, str):
        if "{" not in value:
            return value
        return renderer.render_typed(value) if mode is Mode.TYPED else renderer.render(value)
    if isinstance(value, dict | list):
        return renderer.render_deep(value)
    return value


def build_task(plugin_class: type[PluginT], rendered: Mapping[str, Json]) -> PluginT:
    """The instance of one attempt, from rendered properties.

    Raises: PluginError that names the property whose value does not fit its type.
    """
    known = dynamic_properties(plugin_class)
    values = {}
    for name, value in rendered.items():
        if value is None:
            continue
        each = known.get(name)
        if each is None:
            continue
        try:
            converted = each.convert(value)
        except PluginError as error:
            raise PluginError(f"Invalid value for property `{name}`: {error.message}") from None
        if converted is not None or each.mode is Mode.TYPED:
            values[name] = converted
    try:
        return plugin_class.model_validate(values)
    except ValidationError as error:
        raise PluginError(_first_problem(error, values)) from None


def _first_problem(error: ValidationError, values: Mapping[str, Json]) -> str:
    problems = error.errors(include_url=False)
    # Of what may have several forms each form has its problem: that deepest inside of the value is
    # about the form that was meant.
    same = [each for each in problems if each["loc"][:1] == problems[0]["loc"][:1]]
    first = max(
        same, key=lambda each: len(_place_in(values, each["loc"])) + (each["type"] == "missing")
    )
    path = ".".join(_place_in(values, first["loc"]))
    if first["type"] == "missing":
        path = ".".join(filter(None, (path, str(first["loc"][-1]))))
        return f"Missing required property `{path}`"
    return f"Invalid value for property `{path}`: {first['msg']}" if path else first["msg"]


def _place_in(value: Json, parts: Sequence[int | str]) -> list[str]:
    """The parts that are in a value; others name a form that it might have had."""
    found = []
    for part in parts:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            continue
        found.append(str(part))
    return found


def raw_instance(plugin_class: type[PluginT], properties: Mapping[str, Json]) -> PluginT:
    """An instance that holds the properties as the flow has them, with defaults for the rest."""
    values = {}
    for name, known in dynamic_properties(plugin_class).items():
        value = properties.get(name)
        if value is not None:
            values[known.field] = value
        elif known.is_required:
            values[known.field] = None
    instance = plugin_class.model_construct(None, **values)
    assert isinstance(instance, plugin_class)
    return instance
