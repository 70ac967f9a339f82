"""Sections that name a type, and have a free map of options for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pydantic import ConfigDict, Field

from tiercel.model.json_types import Json
from tiercel.model.limits import SECRET_CACHE_MAX, SECRET_CACHE_SECONDS
from tiercel.settings.section import Duration, Section
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


class SecretCache(Section):
    """`kestra.secret.cache`: what a manager of secrets said, kept in memory for a moment."""

    enabled: bool = True
    expire_after_write: Duration = timedelta(seconds=SECRET_CACHE_SECONDS)
    maximum_size: int = Field(default=SECRET_CACHE_MAX, ge=1)


class SecretManager(Optioned):
    """`kestra.secret`: a manager of secrets elsewhere, and one free map per type (`vault`, …).

    `cache` says how long its answers count, and how many of them are kept.
    """

    cache: SecretCache = SecretCache()

    @property
    def is_elsewhere(self) -> bool:
        """Whether the type names a manager, and not what the server has anyway."""
        return self.type not in (None, "env", "tiercel", "jdbc")
