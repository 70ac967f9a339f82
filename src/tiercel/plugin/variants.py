"""Types of one shape: a class each, made of a row of a table instead of by hand."""

from __future__ import annotations

from collections.abc import Mapping
from types import new_class
from typing import Any

from tiercel.plugin.task import Plugin

__all__ = ["variant"]


def variant(
    bases: tuple[type[Plugin], ...], module: str, class_name: str, values: Mapping[str, Any]
) -> type[Any]:
    """A subclass whose class variables have other values, described as the last of its bases is.

    The catalog finds classes by module and name, so `module` (`__name__`) must hold it under
    `class_name`: `globals().update(...)`. Decorate it with `plugin` as any other class.
    """
    body = {"__module__": module, "__doc__": bases[-1].__doc__, **values}
    return new_class(class_name, bases, exec_body=lambda namespace: namespace.update(body))
