"""Plugins inside of plugins: a task that builds another, or its runner, from what a flow has."""

from __future__ import annotations

from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugin.task import Plugin

__all__ = ["build_task", "class_named", "render_properties"]


def class_named(type_name: str) -> type[Plugin] | None:
    """The class of a type or alias; None when there is none."""
    return Catalog.of_builtins().class_of(type_name)
