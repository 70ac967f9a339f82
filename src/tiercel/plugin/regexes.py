"""Regular expressions of users: in Java's notation, within a time."""

from tiercel.model.regexes import compile_regex

__all__ = ["compile_regex"]
