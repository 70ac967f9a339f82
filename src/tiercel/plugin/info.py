"""What a plugin class says about itself: the record that the decorator leaves on it."""

from __future__ import annotations

from typing import TypedDict

import msgspec


class Example(msgspec.Struct, frozen=True):
    """A piece of a flow. `full` marks a whole flow; otherwise it holds properties of the type."""

    code: str
    title: str = ""
    full: bool = False


class Metric(msgspec.Struct, frozen=True):
    """A metric that the task publishes; `type` is counter, timer or gauge."""

    name: str
    type: str
    unit: str = ""
    description: str = ""


class PluginInfo(msgspec.Struct, frozen=True):
    """A plugin type as its class describes it.

    Shapes: `name` is the canonical type that flows write. `is_internal` hides it from lists.
    `replaced_by` is advice for deprecated types.
    """

    name: str
    title: str = ""
    description: str = ""
    examples: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    deprecated: bool = False
    is_internal: bool = False
    replaced_by: str = ""


class PluginDetails(TypedDict, total=False):
    """What the decorator `plugin` accepts besides the type name."""

    title: str
    description: str
    examples: list[str | Example]
    aliases: list[str]
    metrics: list[Metric]
    deprecated: bool
    is_internal: bool
    replaced_by: str
