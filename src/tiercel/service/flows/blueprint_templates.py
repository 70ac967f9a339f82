"""Blueprints that ask for arguments, which are those with `extend.templateArguments`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from tiercel.engine.values.inputs import InputEnv, read_inputs
from tiercel.expr import NoLookups, Renderer
from tiercel.expr.marks import render_marked
from tiercel.flowlang.build_inputs import build_inputs
from tiercel.flowlang.check_table import allowed_types
from tiercel.flowlang.coerce import is_map, maps
from tiercel.flowlang.schema import INPUT_TYPES
from tiercel.flowlang.source import parse
from tiercel.model.errors import ExpressionError, Invalid, Violation
from tiercel.model.flow import Input
from tiercel.model.json_types import Json
from tiercel.model.limits import BLUEPRINT_GENERATED_CHARS_MAX

ARGUMENTS = "extend.templateArguments"
# The key at the margin, and all below it that is indented, empty or a comment.
_EXTEND = re.compile(
    r"^extend[ \t]*:.*\n?(?:(?:[ \t]+\S.*|[ \t]*(?:#.*)?)(?:\n|\Z))*", re.MULTILINE
)
_TYPE = re.compile(r"^[ \t-]*type:[ \t]*[\"']?([\w$]+(?:\.[\w$]+)+)", re.MULTILINE)


class BlueprintTemplate(msgspec.Struct, frozen=True):
    """What a blueprint asks for, and the text that it is put into.

    Shapes: `arguments` are inputs as a flow declares them; `documents` are the same by id, as they
    were written. `body` is the source without `extend`.
    """

    arguments: tuple[Input, ...]
    documents: Mapping[str, Json]
    body: str


def template_of(source: str) -> BlueprintTemplate | None:
    """The template that a source is; None for one without `extend`.

    Its body need not be YAML before it is rendered. Raises: Invalid for arguments that cannot be
    read.
    """
    found = _EXTEND.search(source)
    if found is None:
        return None
    document = parse(found[0], kind="blueprint")
    if document.problems:
        raise Invalid(document.problems)
    extend = document.value["extend"]
    declared = extend.get("templateArguments") if is_map(extend) else None
    if not isinstance(declared, list):
        raise Invalid([Violation(ARGUMENTS, "must be a list of inputs")])
    arguments = build_inputs(declared)
    for index, one in enumerate(arguments):
        if not one.id or not one.type:
            raise Invalid([Violation(f"{ARGUMENTS}[{index}]", "must have an id and a type")])
        if one.type not in INPUT_TYPES:
            advice = allowed_types(one.type, INPUT_TYPES)
            place, message = f"{ARGUMENTS}[{index}].type", f"Invalid type: {one.type}"
            raise Invalid([Violation(place, message, hint=advice)])
    documents = {str(item.get("id")): item for _, item in maps(declared)}
    return BlueprintTemplate(arguments, documents, source[: found.start()] + source[found.end() :])


def types_in(template: BlueprintTemplate) -> list[str]:
    """Plugin types that its text names, in their order."""
    return list(dict.fromkeys(_TYPE.findall(template.body)))


def generate(template: BlueprintTemplate, given: Mapping[str, Json], renderer: Renderer) -> str:
    """The source that the template makes of arguments.

    Shapes: `given` has values by id, as an execution's inputs.
    Raises: Invalid for a bad argument, with its id; for a text that cannot be rendered, or that is
    no YAML map then.
    """
    values = read_inputs(template.arguments, given, InputEnv(renderer, NoLookups()))
    try:
        text = render_marked(
            template.body, {"arg": values}, renderer, BLUEPRINT_GENERATED_CHARS_MAX
        )
    except ExpressionError as error:
        raise Invalid([Violation("source", str(error))]) from None
    document = parse(text, kind="blueprint")
    if document.problems:
        raise Invalid(document.problems)
    if not is_map(document.value):
        raise Invalid([Violation("source", "must make a YAML map, such as a flow")])
    return text
