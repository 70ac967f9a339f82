"""A family as its folder describes it."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import msgspec

PLACE = Path(__file__).parents[1]
NAME = re.compile(r"[a-z][a-z0-9_]*")


class FamilyError(Exception):
    """A folder below `plugins/` is no family, with the reason."""


class FamilyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`family.toml`.

    Shapes: `prefixes` are how names and aliases of its types begin, `dependencies` are
    requirements, `extras` are further ones by name, such as those of drivers, `icon` is the path
    of an SVG of 24 by 24. `families` are others whose code it uses. `secret_managers` are the
    functions that make managers of secrets, by their types.
    """

    title: str
    prefixes: tuple[str, ...]
    icon: str
    dependencies: tuple[str, ...] = ()
    extras: dict[str, tuple[str, ...]] = {}
    families: tuple[str, ...] = ()
    secret_managers: dict[str, str] = {}


class Family(msgspec.Struct, frozen=True):
    """A family with its place: `plugins/<name>`."""

    name: str
    file: FamilyFile

    @property
    def folder(self) -> Path:
        return PLACE / self.name

    @property
    def sources(self) -> Path:
        return self.folder / "src"

    @property
    def package(self) -> str:
        """The Python package of its code."""
        return f"tiercel_{self.name}"

    @property
    def distribution(self) -> str:
        """The name that it is installed by."""
        return f"tiercel-{self.name}"


def family(name: str) -> Family:
    """The family of that name. Raises: FamilyError."""
    file = PLACE / name / "family.toml"
    try:
        read = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), FamilyFile)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise FamilyError(f"{file}: {error}") from None
    return Family(name, read)


def families() -> list[Family]:
    """All families by name. Raises: FamilyError."""
    return [family(file.parent.name) for file in sorted(PLACE.glob("*/family.toml"))]


def make_importable() -> None:
    """Let this process import the code of all families from their sources."""
    known = set(sys.path)
    sys.path[:0] = [str(each.sources) for each in families() if str(each.sources) not in known]
