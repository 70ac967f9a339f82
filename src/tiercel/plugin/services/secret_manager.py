"""Managers of secrets elsewhere that say by marks which namespace and key each secret is of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice

import msgspec

from tiercel.model.authorization.grants import lineage
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.model.limits import SECRET_MANAGER_BYTES_MAX, SECRET_MANAGER_NAMES_MAX

DEFAULT_PREFIX = "kestra"
# How a manager chooses secrets that have no marks: these say nothing of namespaces.
_FILTERS = ("filter_on_prefix", "filter_on_tags")


class Marked(msgspec.Struct, frozen=True):
    """A secret by the name that its manager has for it, and its marks (tags, labels)."""

    name: str
    marks: Mapping[str, str]


class Refused(Exception):
    """Why a manager gives no answer, in words without any secret."""


class MarkedSecrets(ABC):
    """A secret is that of the namespace of its mark `namespace`, by the name of its mark `key`, if
    its mark `prefix` is that of the options. Names keep their case.

    `kind` is the type of the settings, `options` are those of `kestra.secret.<kind>`, keys folded.
    It is asked in a thread, so that subclasses may use clients that block.
    Raises: ValueError for options that are missing or wrong, without their values.
    """

    def __init__(self, kind: str, options: Mapping[str, Json]) -> None:
        for name in _FILTERS:
            if options.get(name):
                raise ValueError(
                    f"`{name.replace('_', '-')}` is not supported: mark secrets with"
                    " `namespace`, `key` and `prefix`"
                )
        self._kind = kind
        self.prefix = text_of(options, "prefix") or DEFAULT_PREFIX

    @abstractmethod
    def listed(self, namespace: str) -> Iterable[Marked]:
        """At least all secrets with that mark. Raises: Refused."""

    @abstractmethod
    def value(self, name: str) -> bytes | None:
        """The newest value of a secret; None when it has none. Raises: Refused."""

    def get(self, namespace: str, key: str) -> str | None:
        """The clear text of the nearest namespace, or None.

        Raises: Unavailable when the manager does not answer, or has something that is no text.
        """
        with self._explained():
            return self._get(namespace, key)

    def names(self, namespace: str) -> list[str]:
        """The names that a namespace can use, sorted. Raises: Unavailable, as `get`."""
        with self._explained():
            above = lineage(namespace) if namespace else []
            return sorted({key for each in above for key in self._of(each)})

    def _get(self, namespace: str, key: str) -> str | None:
        for each in lineage(namespace) if namespace else []:
            name = self._of(each).get(key)
            value = None if name is None else self.value(name)
            if value is None:
                continue
            if len(value) > SECRET_MANAGER_BYTES_MAX:
                raise Refused(f"secret {key} has more than {SECRET_MANAGER_BYTES_MAX} bytes")
            try:
                return value.decode()
            except UnicodeDecodeError:
                raise Refused(f"secret {key} is no UTF-8 text") from None
        return None

    def _of(self, namespace: str) -> dict[str, str]:
        """The names of the manager by the keys of a namespace itself."""
        wanted = (self.prefix, namespace)
        found = list(islice(self.listed(namespace), SECRET_MANAGER_NAMES_MAX + 1))
        if len(found) > SECRET_MANAGER_NAMES_MAX:
            raise Refused(f"it has more than {SECRET_MANAGER_NAMES_MAX} secrets to look through")
        return {
            each.marks["key"]: each.name
            for each in found
            if (each.marks.get("prefix"), each.marks.get("namespace")) == wanted
            and each.marks.get("key")
        }

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except Refused as error:
            raise Unavailable(f"Secret store '{self._kind}' is not available: {error}") from None


def text_of(options: Mapping[str, Json], name: str) -> str | None:
    """An option as a text; None when it is left out or empty. Raises: ValueError for no text."""
    value = options.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"`{name.replace('_', '-')}` must be a text")
    return value or None
