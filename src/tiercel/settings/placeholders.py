"""`${NAME:default}` and `${other.key:default}` in the files of settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tiercel.model.errors import Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import SETTINGS_PLACEHOLDER_ROUNDS_MAX
from tiercel.settings.values import fold_key

_PLACEHOLDER = re.compile(r"\$\{([^${}]+)\}")


class Unset(str):
    """A value with a placeholder that nothing stands for; an error unless it is overridden."""

    key: str
    name: str


class Placeholders:
    """Replaces them, and knows afterwards which variables were used."""

    def __init__(self, whole: Mapping[str, Json], environ: Mapping[str, str]) -> None:
        self._whole = whole
        self._environ = environ
        self.used: set[str] = set()

    def expanded(self, value: Json, key: str = "") -> Json:
        """The value with all of them replaced; `key` is where it stands."""
        if isinstance(value, Mapping):
            return {
                name: self.expanded(inner, f"{key}.{name}" if key else str(name))
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self.expanded(inner, f"{key}[{place}]") for place, inner in enumerate(value)]
        return self._text(value, key) if isinstance(value, str) and "${" in value else value

    def _text(self, text: str, key: str) -> str:
        for _ in range(SETTINGS_PLACEHOLDER_ROUNDS_MAX):
            replaced = _PLACEHOLDER.sub(self._value_of, text)
            if replaced == text:
                break
            text = replaced
        left = _PLACEHOLDER.search(text)
        if left is None:
            return text
        unset = Unset(text)
        unset.key, unset.name = key, left[1]
        return unset

    def _value_of(self, match: re.Match[str]) -> str:
        name, colon, default = match[1].partition(":")
        if name in self._environ:
            self.used.add(name)
            return self._environ[name]
        found = _at(self._whole, name) if "." in name else None
        if found is not None and not isinstance(found, (Mapping, list)):
            return str(found)
        return default if colon else match[0]


def unset_values(document: Json) -> Iterator[Violation]:
    """What is left without a value, by the key of its file."""
    if isinstance(document, Unset):
        what = "the key" if "." in document.name else "the environment variable"
        yield Violation(
            document.key,
            f"{what} {document.name} is not set;"
            f" set it, or give a default: ${{{document.name}:default}}",
        )
    elif isinstance(document, Mapping):
        for value in document.values():
            yield from unset_values(value)
    elif isinstance(document, (list, tuple)):
        for value in document:
            yield from unset_values(value)


def _at(document: Mapping[str, Json], dotted: str) -> Json:
    value: Json = document
    for part in dotted.split("."):
        if not isinstance(value, Mapping):
            return None
        value = next(
            (inner for key, inner in value.items() if fold_key(str(key)) == fold_key(part)), None
        )
    return value
