"""Sections that name a type, and have a free map of options for each."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ConfigDict

from tiercel.model.json_types import Json
from tiercel.settings.section import Section
from tiercel.settings.values import fold_key


class Optioned(Section):
    """A section with one free map per type."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str | None = None

    @property
    def options(self) -> Mapping[str, Json]:
        """The map of the chosen type, keys folded."""
        given = (self.model_extra or {}).get(fold_key(self.type or "")) or {}
        return {fold_key(str(key)): value for key, value in given.items()}


class Storage(Optioned):
    """`kestra.storage`: the type, and one free map per type (`local`, `s3`, …)."""

    type: str = "local"


class SecretManager(Optioned):
    """`kestra.secret`: a manager of secrets elsewhere, and one free map per type (`vault`, …)."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the type names a manager, and not what the server has anyway."""
        return self.type not in (None, "env", "tiercel", "jdbc")
