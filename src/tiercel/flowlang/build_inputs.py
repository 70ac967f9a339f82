"""Inputs and outputs from a document; forms are expanded to dotted inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from tiercel.flowlang.coerce import as_bool, as_text, as_texts, is_map, maps
from tiercel.model.flow import Input, Output
from tiercel.model.json_types import Json

_COMMON = frozenset({"id", "name", "type", "description", "displayName", "required", "dependsOn"})
_LONE_EXPRESSION = re.compile(r"\s*\{\{((?:(?!\}\}|\{\{).)*)\}\}\s*", re.DOTALL)
_FORM = "FORM"


def build_inputs(value: Json) -> tuple[Input, ...]:
    """The inputs of a list, in order, children of a form in its place. Never raises."""
    sources = [source for _, source in maps(value)]
    expanded = [list(_expanded(source)) for source in sources]
    forms = {
        as_text(source.get("id")) or "": tuple(child.id for child in children)
        for source, children in zip(sources, expanded, strict=True)
        if source.get("type") == _FORM
    }
    found = (each for children in expanded for each in children)
    return tuple(_without_forms(each, forms) for each in found) if forms else tuple(found)


def _without_forms(declared: Input, forms: dict[str, tuple[str, ...]]) -> Input:
    """An input that depends on a form depends on each input in it."""
    if not any(id_ in forms for id_ in declared.depends_on):
        return declared
    ids = (each for id_ in declared.depends_on for each in forms.get(id_, (id_,)))
    return msgspec.structs.replace(declared, depends_on=tuple(dict.fromkeys(ids)))


def _expanded(source: dict[str, Json]) -> Iterator[Input]:
    declared = _build_input(source)
    if declared.type != _FORM:
        yield declared
        return
    children = [child for _, item in maps(source.get("inputs")) for child in _expanded(item)]
    siblings = {child.id for child in children}
    for child in children:
        yield _in_form(child, declared, siblings)


def _in_form(child: Input, form: Input, siblings: set[str]) -> Input:
    """A child as a dotted input: it depends on what its form depends on, too."""
    own = tuple(f"{form.id}.{id_}" if id_ in siblings else id_ for id_ in child.depends_on)
    return msgspec.structs.replace(
        child,
        id=f"{form.id}.{child.id}",
        depends_on=tuple(dict.fromkeys((*form.depends_on, *own))),
        condition=_both(form.condition, child.condition),
    )


def _both(first: str | None, second: str | None) -> str | None:
    if first is None or second is None:
        return second if first is None else first
    one, two = _LONE_EXPRESSION.fullmatch(first), _LONE_EXPRESSION.fullmatch(second)
    if one is None or two is None:
        return second
    return f"{{{{ ({one[1].strip()}) and ({two[1].strip()}) }}}}"


def _build_input(source: dict[str, Json]) -> Input:
    depends_on = source.get("dependsOn")
    if not is_map(depends_on):
        depends_on = {}
    name = source.get("id") if source.get("id") is not None else source.get("name")
    return Input(
        id=as_text(name) or "",
        type=as_text(source.get("type")) or "",
        required=as_bool(source.get("required"), default=True),
        description=as_text(source.get("description")),
        display_name=as_text(source.get("displayName")),
        depends_on=as_texts(depends_on.get("inputs")),
        condition=as_text(depends_on.get("condition")),
        properties={key: value for key, value in source.items() if key not in _COMMON},
    )


def build_outputs(value: Json) -> tuple[Output, ...]:
    """The outputs of a list, in order. Never raises."""
    return tuple(
        Output(
            id=as_text(source.get("id")) or "",
            type=as_text(source.get("type")) or "",
            value=source.get("value"),
            required=as_bool(source.get("required"), default=True),
            description=as_text(source.get("description")),
            display_name=as_text(source.get("displayName")),
        )
        for _, source in maps(value)
    )
