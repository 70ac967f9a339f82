"""Where settings come from: files, environment variables, the command line (common.md §11)."""

from __future__ import annotations

import os
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tiercel.model.errors import IllegalArgument, Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import SETTINGS_PLACEHOLDER_ROUNDS_MAX
from tiercel.settings.sections import Section, Settings
from tiercel.settings.values import fold_key

ROOTS = ("kestra", "tiercel")
OTHER_ROOTS = ("micronaut", "datasources", "endpoints", "logger", "otel")
DEFAULT_FILES = ("~/.tiercel/config.yml", "~/.kestra/config.yml")
_PLACEHOLDER = re.compile(r"\$\{([^${}]+)\}")


def read_settings(
    *,
    config: Path | None = None,
    overrides: Mapping[str, Json] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings from defaults, files, environment and the command line, later ones winning.

    `overrides` has the shape of `Settings` itself. Raises: Invalid with one violation per wrong
    value, IllegalArgument for a file that can't be read.
    """
    variables = os.environ if environ is None else environ
    document: dict[str, Json] = {}
    for part in _documents(config, variables):
        document = merged(document, _under_one_root(part))
    document = _expanded(document, variables)
    document = merged(document, _from_environment(variables))
    document = merged(document, dict(overrides or {}))
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        raise Invalid(
            [
                Violation(".".join(str(part) for part in entry["loc"]), entry["msg"])
                for entry in error.errors()
            ]
        ) from None


def merged(base: Mapping[str, Json], top: Mapping[str, Json]) -> dict[str, Json]:
    """`top` laid over `base`, maps merged deeply; keys match in any spelling."""
    result = dict(base)
    spellings = {fold_key(str(key)): key for key in result}
    for key, value in top.items():
        place = spellings.get(fold_key(str(key)), key)
        below = result.get(place)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            value = merged(below, value)
        result[place] = value
    return result


def _documents(config: Path | None, environ: Mapping[str, str]) -> Iterator[dict[str, Json]]:
    if config is not None:
        yield _read_file(config)
    else:
        for name in DEFAULT_FILES:
            path = Path(name).expanduser()
            if path.is_file():
                yield _read_file(path)
                break
    for name in environ.get("MICRONAUT_CONFIG_FILES", "").split(","):
        if name.strip():
            yield _read_file(Path(name.strip()))
    for variable in ("KESTRA_CONFIGURATION", "TIERCEL_CONFIGURATION"):
        if environ.get(variable):
            yield _parsed(environ[variable], variable)


def _read_file(path: Path) -> dict[str, Json]:
    try:
        return _parsed(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise IllegalArgument(
            f"Can't read the configuration file {path}: {error.strerror}"
        ) from None


def _parsed(text: str, name: str) -> dict[str, Json]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise IllegalArgument(f"The configuration in {name} is no valid YAML: {error}") from None
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise IllegalArgument(f"The configuration in {name} must be a map of sections")
    return _undotted(document)


def _undotted(document: Mapping[str, Json]) -> dict[str, Json]:
    """Keys such as `kestra.url` at the top as nested maps."""
    result: dict[str, Json] = {}
    for key, value in document.items():
        for part in reversed(str(key).split(".")[1:]):
            value = {part: value}
        result = merged(result, {str(key).split(".", maxsplit=1)[0]: value})
    return result


def _under_one_root(document: Mapping[str, Json]) -> dict[str, Json]:
    """The content of the roots `kestra` and `tiercel` lifted to the top, beside the others."""
    result: dict[str, Json] = {}
    for root in ROOTS:
        if isinstance(document.get(root), Mapping):
            result = merged(result, document[root])
    kept = {root: document[root] for root in OTHER_ROOTS if root in document}
    return merged(result, kept)


def _expanded(document: dict[str, Json], environ: Mapping[str, str]) -> dict[str, Json]:
    """`${NAME:default}` and `${other.key:default}` replaced everywhere."""

    def value_of(match: re.Match[str]) -> str:
        name, colon, default = match.group(1).partition(":")
        if name in environ:
            return environ[name]
        found = _at(document, name) if "." in name else None
        if found is not None and not isinstance(found, (Mapping, list)):
            return str(found)
        return default if colon else match.group(0)

    def walk(value: Json) -> Json:
        if isinstance(value, Mapping):
            return {key: walk(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        if isinstance(value, str) and "${" in value:
            for _ in range(SETTINGS_PLACEHOLDER_ROUNDS_MAX):
                replaced = _PLACEHOLDER.sub(value_of, value)
                if replaced == value:
                    break
                value = replaced
        return value

    result: dict[str, Json] = walk(document)
    return result


def _at(document: Mapping[str, Json], dotted: str) -> Json:
    parts = dotted.split(".")
    if parts[0] in ROOTS:
        parts = parts[1:]
    value: Json = document
    for part in parts:
        if not isinstance(value, Mapping):
            return None
        value = next(
            (inner for key, inner in value.items() if fold_key(str(key)) == fold_key(part)), None
        )
    return value


def _from_environment(environ: Mapping[str, str]) -> dict[str, Json]:
    """Variables such as `KESTRA_STORAGE_LOCAL_BASE_PATH` as a document of our shape."""
    result: dict[str, Json] = {}
    for name, value in environ.items():
        root, _, rest = name.lower().partition("_")
        if root in ROOTS:
            path = _place(Settings, rest.split("_"))
        elif root in OTHER_ROOTS:
            path = _place(Settings, [root, *rest.split("_")])
        else:
            continue
        if path is not None:
            result = merged(result, _nested(path, value))
    return result


def _place(section: type[BaseModel], words: Sequence[str]) -> list[str] | None:
    """The path of keys that the words of a variable name, longest field names first."""
    for length in range(len(words), 0, -1):
        name = "_".join(words[:length])
        field = section.model_fields.get(name)
        rest = words[length:]
        if field is None:
            continue
        below = _section_in(field.annotation)
        if not rest:
            return None if below is not None else [name]
        if below is not None:
            path = _place(below, rest)
            return None if path is None else [name, *path]
        if typing.get_origin(field.annotation) is dict:
            return [name, *_place_in_map(field.annotation, rest)]
    if section.model_config.get("extra") == "allow" and len(words) > 1:
        return [words[0], "_".join(words[1:])]
    return None


def _place_in_map(annotation: Json, words: Sequence[str]) -> list[str]:
    """`postgres_username` as the entry `postgres` of a map of sections, else one plain key."""
    below = _section_in(typing.get_args(annotation)[1])
    if below is not None and len(words) > 1:
        path = _place(below, words[1:])
        if path is not None:
            return [words[0], *path]
    return ["-".join(words)]


def _section_in(annotation: Json) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return None


def _nested(path: Sequence[str], value: Json) -> dict[str, Json]:
    for key in reversed(path):
        value = {key: value}
    result: dict[str, Json] = value
    return result
