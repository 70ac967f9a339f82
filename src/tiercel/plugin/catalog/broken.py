"""Packages and classes that can't be loaded: what is wrong, and what to do about it."""

from __future__ import annotations

import sys

import msgspec

from tiercel.model.limits import BROKEN_REASON_CHARS_MAX


class BrokenPlugin(msgspec.Struct, frozen=True):
    """What can't be loaded, why, and what mends it; each is one line.

    `name` is a Python package, or a type of a package that is otherwise sound.
    """

    name: str
    reason: str
    fix: str = ""


def broken_plugin(name: str, package: str, error: BaseException) -> BrokenPlugin:
    """What to say of an error while loading; `package` is the name to install it by, or empty."""
    return BrokenPlugin(name, _one_line(error), fix_of(package, error))


def duplicate(place: str, type_name: str, package: str) -> BrokenPlugin:
    """A type whose name another package has taken before."""
    return BrokenPlugin(
        place,
        f"{type_name} is already registered",
        f"Remove one of the packages that bring {type_name}{_removal(package)}.",
    )


def fix_of(package: str, error: BaseException) -> str:
    """What to do about an error while loading."""
    removal = f", or remove the package{_removal(package)}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"Install what provides the module `{error.name}`{removal}."
    if isinstance(error, ImportError):
        return f"Install versions that fit each other and this server{removal}."
    if isinstance(error, SyntaxError):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return f"Install a version of it for Python {version}{removal}."
    return f"Install a version that can be imported{removal}."


def _removal(package: str) -> str:
    return f" (pip uninstall {package})" if package else ""


def _one_line(error: BaseException) -> str:
    text = f"{type(error).__name__}: {error}".strip().splitlines()[0]
    if len(text) <= BROKEN_REASON_CHARS_MAX:
        return text
    return text[: BROKEN_REASON_CHARS_MAX - 1] + "…"
