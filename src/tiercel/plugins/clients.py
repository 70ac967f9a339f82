"""Client libraries of families: imported by the first task that needs them."""

from __future__ import annotations

from importlib import import_module
from threading import RLock
from types import ModuleType

from tiercel.plugin import PluginError

# Two threads that import modules of one package, each of which imports the other, may get one that
# is half made: the first tasks of a worker begin at once.
_IMPORTING = RLock()


def client_module(name: str, title: str, install: str) -> ModuleType:
    """A library by its name; `install` is what pip is given to bring it.

    Raises: PluginError with the command that installs it.
    """
    try:
        with _IMPORTING:
            return import_module(name)
    except ImportError as error:
        raise PluginError(
            f"The client library of {title} can't be imported ({error}): pip install '{install}'"
        ) from None
