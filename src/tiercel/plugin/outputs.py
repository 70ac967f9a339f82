"""Which output class a plugin has."""

from __future__ import annotations

from tiercel.plugin.task import Output, Plugin


def outputs_class_of(plugin_class: type[Plugin]) -> type[Output] | None:
    """The output class: declared as `outputs_class`, or the argument of the generic base.

    None for plugins without outputs of their own.
    """
    declared = getattr(plugin_class, "outputs_class", None)
    if isinstance(declared, type) and issubclass(declared, Output):
        return declared
    for base in plugin_class.__mro__:
        metadata = getattr(base, "__pydantic_generic_metadata__", None)
        for argument in (metadata or {}).get("args", ()):
            if isinstance(argument, type) and issubclass(argument, Output):
                return None if argument is Output else argument
    return None
