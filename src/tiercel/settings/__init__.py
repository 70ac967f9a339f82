"""Typed settings of the server: sections, the values they accept and where these come from."""

from tiercel.settings.sections import Settings
from tiercel.settings.sources import read_settings

__all__ = ["Settings", "read_settings"]
