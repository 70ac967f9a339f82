"""Keys of files that no section has: misspelt ones are errors, the reference's are warnings."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import msgspec
from pydantic import BaseModel

from tiercel.model.errors import Violation
from tiercel.model.json_types import Json
from tiercel.settings.reference import UNUSED, UNUSED_ROOTS
from tiercel.settings.section import Section
from tiercel.settings.sections import Settings
from tiercel.settings.values import fold_key

ROOTS = ("kestra", "tiercel")
OTHER_ROOTS = ("micronaut", "datasources", "endpoints", "logger", "otel")
# What only the server itself fills in.
_NO_KEYS = frozenset({"origin"})
_CUTOFF = 0.75


class Findings(msgspec.Struct):
    """Keys that stop a start, and keys that have no effect."""

    errors: list[Violation] = msgspec.field(default_factory=list)
    warnings: list[str] = msgspec.field(default_factory=list)


def section_in(annotation: Json) -> type[Section] | None:
    """The section of a field that is one."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return None


def fields_of(section: type[BaseModel]) -> dict[str, Json]:
    """Folded key to annotation."""
    own = _NO_KEYS if section is Settings else frozenset[str]()
    return {
        name: field.annotation
        for name, field in section.model_fields.items()
        if name not in own and not (section is Settings and name in OTHER_ROOTS)
    }


def look_at(document: Mapping[str, Json], findings: Findings) -> None:
    """Look at every key of one file."""
    for key, value in document.items():
        root = str(key)
        if root in ROOTS:
            _look_below(Settings, value, root, findings)
        elif root in OTHER_ROOTS:
            _look_at_entry(Settings.model_fields[root].annotation, value, root, findings)
        else:
            _look_at_root(root, findings)


def _look_at_root(root: str, findings: Findings) -> None:
    folded = fold_key(root)
    if folded in fields_of(Settings):
        findings.errors.append(_unknown(root, f"kestra.{root}"))
        return
    guess = "" if folded in UNUSED_ROOTS else _closest(folded, (*ROOTS, *OTHER_ROOTS))
    if guess:
        findings.errors.append(_unknown(root, guess))
    else:
        findings.warnings.append(f"the setting {root} has no effect here")


def _look_below(section: type[BaseModel], given: Json, path: str, findings: Findings) -> None:
    if not isinstance(given, Mapping):
        return
    fields = fields_of(section)
    for key, value in given.items():
        folded, here = fold_key(str(key)), f"{path}.{key}"
        if folded in fields:
            _look_at_entry(fields[folded], value, here, findings)
        elif section.model_config.get("extra") != "allow":
            _judge(here, folded, fields, findings)


def _look_at_entry(annotation: Json, value: Json, path: str, findings: Findings) -> None:
    below = section_in(annotation)
    if below is not None:
        _look_below(below, value, path, findings)
        return
    inner = [each for each in map(section_in, typing.get_args(annotation)) if each is not None]
    if not inner:
        return
    for place, entry in _entries(value):
        _look_below(inner[0], entry, path + place, findings)


def _entries(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        yield from ((f".{key}", entry) for key, entry in value.items())
    elif isinstance(value, list):
        yield from ((f"[{place}]", entry) for place, entry in enumerate(value))


def _judge(path: str, folded: str, fields: Mapping[str, Json], findings: Findings) -> None:
    """A key of ours must be known; of the frameworks' hundreds only a near miss is an error."""
    if _is_of_reference(path):
        findings.warnings.append(f"the setting {path} has no effect here")
        return
    guess = _closest(folded, fields)
    if guess or path.partition(".")[0] in ROOTS:
        spelt = guess.replace("_", "-")
        findings.errors.append(_unknown(path, spelt, fields))
    else:
        findings.warnings.append(f"the setting {path} has no effect here")


def _is_of_reference(path: str) -> bool:
    root, *parts = [fold_key(part) for part in path.split(".")]
    if root in ROOTS:
        root = ROOTS[0]
    # The name of an entry is the user's.
    if root == "datasources":
        parts = parts[1:]
    if parts[:3] == ["server", "cors", "configurations"]:
        del parts[3:4]
    names = [".".join((root, *parts[:length])) for length in range(1, len(parts) + 1)]
    return any(name in UNUSED for name in names)


def _unknown(path: str, guess: str, fields: Mapping[str, Json] | None = None) -> Violation:
    if guess:
        return Violation(path, f"there is no such setting; did you mean '{guess}'?")
    names = ", ".join(sorted(name.replace("_", "-") for name in fields or ()))
    return Violation(path, f"there is no such setting; known here: {names}")


def _closest(word: str, known: typing.Iterable[str]) -> str:
    found = get_close_matches(word[:100], list(known), n=1, cutoff=_CUTOFF)
    return found[0] if found else ""
