"""The built-in plugin types; `PLUGIN_INDEX` names them without importing them."""

from tiercel.plugins.index import PLUGIN_INDEX

__all__ = ["PLUGIN_INDEX"]
