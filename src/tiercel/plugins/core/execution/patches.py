"""Tasks that change their own execution: Labels, SetVariables, UnsetVariables, Exit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from tiercel.plugin import Example, Json, PatchTask, Prop, ShapeScope, Unresolvable, plugin
from tiercel.plugin.shapes import Patch
from tiercel.plugin.values import class_name
from tiercel.plugins.core.flow.subflow import rendered_labels

ExitState = Literal["SUCCESS", "WARNING", "KILLED", "FAILED", "CANCELLED", "CANCELED"]
EXIT_STATES = get_args(ExitState)


@plugin(
    "io.kestra.plugin.core.execution.Labels",
    title="Add labels to the execution, or change them.",
    aliases=["io.kestra.core.tasks.executions.Labels"],
    examples=[Example("labels:\n  team: finance\n  run: '{{ execution.id }}'")],
)
class Labels(PatchTask):
    """New values win over those that are there."""

    labels: Annotated[
        str | dict[str, Json] | list[Json],
        Prop("A map, a list of `{key, value}`, or text that renders to a JSON map."),
    ]

    def shape(self, scope: ShapeScope) -> Patch:
        """The labels to set. Raises: Unresolvable for system labels and other types."""
        given: Json = self.labels
        if not isinstance(given, str | Mapping | list):
            raise Unresolvable(f"Unknown value type: class {class_name(given)}")
        return Patch(labels=rendered_labels(scope, given))


@plugin(
    "io.kestra.plugin.core.execution.SetVariables",
    title="Set variables of the execution.",
    examples=[Example("variables:\n  colour: blue")],
)
class SetVariables(PatchTask):
    """Merged deeply into `vars`."""

    variables: Annotated[
        dict[str, Json],
        Prop(
            "Variables of the execution to set: names with their values, which may be of any type."
        ),
    ]
    overwrite: Annotated[bool, Prop("Whether variables that exist may change.")] = True

    def shape(self, scope: ShapeScope) -> Patch:
        """All variables after the change. Raises: Unresolvable when one may not change."""
        given = scope.convert(self.variables, dict) or {}
        there = scope.execution.variables
        if not scope.convert(self.overwrite, bool):
            existing = [name for name in given if name in there]
            if existing:
                raise Unresolvable(
                    "`overwrite` is set to false and the following variables already exist:"
                    f" {','.join(existing)}"
                )
        return Patch(variables=merged(there, given))


@plugin(
    "io.kestra.plugin.core.execution.UnsetVariables",
    title="Remove variables of the execution.",
    examples=[Example("variables:\n  - colour\n  - address.street")],
)
class UnsetVariables(PatchTask):
    """A dotted name goes down into maps."""

    variables: Annotated[list[str], Prop("Names of variables of the execution to delete.")]
    ignore_missing: Annotated[bool, Prop("Whether missing variables are fine.")] = False

    def shape(self, scope: ShapeScope) -> Patch:
        """All variables after the change. Raises: Unresolvable when a map is missing."""
        variables: dict[str, Json] = dict(scope.execution.variables)
        is_lenient = bool(scope.convert(self.ignore_missing, bool))
        for name in scope.convert(self.variables, list[str]) or ():
            variables = without(variables, str(name).split("."), is_lenient)
        return Patch(variables=variables)


@plugin(
    "io.kestra.plugin.core.execution.Exit",
    title="End the execution in a state.",
    examples=[Example("state: WARNING", title="End with a warning.")],
)
class Exit(PatchTask):
    """KILLED kills what still runs; the other states let it finish."""

    state: Annotated[ExitState, Prop("The state to end in.")] = "SUCCESS"

    def shape(self, scope: ShapeScope) -> Patch:
        """The state to end in. Raises: Unresolvable for another word."""
        state = str(scope.convert(self.state, str) or "SUCCESS")
        if state not in EXIT_STATES:
            raise Unresolvable(f"Unable to end the execution in state '{state}'")
        return Patch(exit_state="CANCELLED" if state == "CANCELED" else state)


def merged(below: Mapping[str, Json], above: Mapping[str, Json]) -> dict[str, Json]:
    """Maps merged deeply; `above` wins."""
    result = dict(below)
    for key, value in above.items():
        there = result.get(key)
        if isinstance(there, Mapping) and isinstance(value, Mapping):
            value = merged(there, value)
        result[key] = value
    return result


def without(variables: Mapping[str, Json], path: list[str], is_lenient: bool) -> dict[str, Json]:
    """The variables without the one at the path. Raises: Unresolvable when a map is missing."""
    result = dict(variables)
    name, rest = path[0], path[1:]
    if not rest:
        result.pop(name, None)
        return result
    below = result.get(name)
    if isinstance(below, Mapping):
        result[name] = without(below, rest, is_lenient)
    elif not is_lenient:
        raise Unresolvable(f"The variable '{name}' is no map, or it does not exist")
    return result
