"""Marks of plugin properties: documentation, and how a property is rendered."""

from __future__ import annotations

from typing import Annotated, TypeVar

T = TypeVar("T")


class Prop:
    """Documents a property or an output. Properties are rendered before the task runs."""

    __slots__ = ("description", "title")

    def __init__(self, title: str, description: str = "") -> None:
        self.title = title
        self.description = description


class StaticMark:
    """Marks a property that is never rendered."""


class RawMark:
    """Marks a property that the task renders itself through `ctx.render`."""


class TypedMark:
    """Marks a property of any type whose lone expression keeps its type (`kv.Set.value`)."""


Static = Annotated[T, StaticMark()]
Raw = Annotated[T, RawMark()]
Typed = Annotated[T, TypedMark()]
