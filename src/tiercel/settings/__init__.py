"""Typed settings of the server: sections, the values they accept and where these come from."""

from tiercel.settings.sections import Settings
from tiercel.settings.sources import read_settings
from tiercel.settings.variables import flow_variables, script_variables

__all__ = ["Settings", "flow_variables", "read_settings", "script_variables"]
