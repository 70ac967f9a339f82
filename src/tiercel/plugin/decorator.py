"""The decorator that makes a class a plugin type."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import TypeVar, Unpack

from msgspec.structs import replace

from tiercel.plugin.info import Example, PluginDetails, PluginInfo
from tiercel.plugin.task import Plugin

PluginT = TypeVar("PluginT", bound=type[Plugin])

INFO_ATTRIBUTE = "__tiercel_plugin__"


def plugin(name: str, **details: Unpack[PluginDetails]) -> Callable[[PluginT], PluginT]:
    """Register the class under the type `name`; see `PluginDetails` for what else it takes.

    Its description is the docstring of the class unless another is given.
    """
    info = PluginInfo(
        name=name,
        title=details.get("title", ""),
        description=details.get("description", ""),
        examples=tuple(
            example if isinstance(example, Example) else Example(example)
            for example in details.get("examples", ())
        ),
        aliases=tuple(details.get("aliases", ())),
        metrics=tuple(details.get("metrics", ())),
        deprecated=details.get("deprecated", False),
        is_internal=details.get("is_internal", False),
        replaced_by=details.get("replaced_by", ""),
    )

    def mark(plugin_class: PluginT) -> PluginT:
        # What the class says of itself is what users read: no text is written twice.
        said = info.description or cleandoc(plugin_class.__dict__.get("__doc__") or "")
        setattr(plugin_class, INFO_ATTRIBUTE, replace(info, description=said))
        return plugin_class

    return mark


def info_of(plugin_class: type[Plugin]) -> PluginInfo | None:
    """What the class itself was decorated with; a parent's decoration does not count."""
    info = plugin_class.__dict__.get(INFO_ATTRIBUTE)
    return info if isinstance(info, PluginInfo) else None
