"""Marks of plugin properties: documentation, and how a property is rendered."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from tiercel.flowlang.catalog import PluginKind

T = TypeVar("T")


class Prop:
    """Documents a property or an output. Properties are rendered before the task runs.

    `hidden` ones are taken, but no schema shows them.
    """

    __slots__ = ("deprecated", "description", "hidden", "title")

    def __init__(
        self, title: str, description: str = "", *, deprecated: bool = False, hidden: bool = False
    ) -> None:
        self.title = title
        self.description = description
        self.deprecated = deprecated
        self.hidden = hidden


class StaticMark:
    """Marks a property that is never rendered."""


class RawMark:
    """Marks a property that the task renders itself through `ctx.render`."""


class TypedMark:
    """Marks a property of any type whose lone expression keeps its type (`kv.Set.value`)."""


class NestedMark:
    """Marks a property whose value is a plugin of that kind, a list or a map of them.

    With `base` only types that extend that class are taken.
    """

    __slots__ = ("base", "kind")

    def __init__(self, kind: PluginKind, base: type[Any] = object) -> None:
        self.kind: PluginKind = kind
        self.base = base


Static = Annotated[T, StaticMark()]
Raw = Annotated[T, RawMark()]
Typed = Annotated[T, TypedMark()]
