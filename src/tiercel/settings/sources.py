"""Where settings come from: files, environment variables, the command line (common.md §11)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tiercel.model.errors import IllegalArgument, Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.settings.choices import look_at_choices
from tiercel.settings.keys import OTHER_ROOTS, ROOTS, Findings, look_at, section_in
from tiercel.settings.origin import Origin, Source
from tiercel.settings.placeholders import Placeholders, unset_values
from tiercel.settings.sections import Settings
from tiercel.settings.values import fold_key
from tiercel.settings.variables import look_at_names, place_of

DEFAULT_FILES = ("~/.tiercel/config.yml", "~/.kestra/config.yml")


def read_settings(
    *,
    config: Path | None = None,
    overrides: Mapping[str, Json] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings from defaults, files, environment and the command line, later ones winning.

    `overrides` has the shape of `Settings` itself. Raises: Invalid with one violation per wrong
    value or unknown key, IllegalArgument for a file that can't be read.
    """
    variables = os.environ if environ is None else environ
    parts = list(_documents(config, variables))
    whole: dict[str, Json] = {}
    for _, part in parts:
        whole = merged(whole, part)
    placeholders, findings = Placeholders(whole, variables), Findings()
    document: dict[str, Json] = {}
    sources: dict[str, Source] = {}
    for source, part in parts:
        look_at(part, findings)
        kept = {key: part[key] for key in (*ROOTS, *OTHER_ROOTS) if key in part}
        settings_of_part = _under_one_root(placeholders.expanded(kept))
        document = merged(document, settings_of_part)
        sources.update(_set_by(source, settings_of_part))
    look_at_names(variables, findings)
    for name, part in _from_environment(variables):
        document = merged(document, part)
        sources.update(_set_by(Source(kind="VARIABLE", name=name), part))
    document = merged(document, dict(overrides or {}))
    sources.update(_set_by(Source(kind="COMMAND"), dict(overrides or {})))
    findings.errors += unset_values(document)
    settings = _typed(document, findings)
    if settings is not None:
        look_at_choices(settings, findings)
    if settings is None or findings.errors:
        raise Invalid(findings.errors)
    origin = Origin(
        substituted=frozenset(placeholders.used),
        warnings=tuple(findings.warnings),
        sources=sources,
    )
    return settings.model_copy(update={"origin": origin})


def _typed(document: Mapping[str, Json], findings: Findings) -> Settings | None:
    """The settings without the values that are wrong, each of which becomes an error.

    What is left can still be looked at, so that all errors are said at once. None when it is no
    settings without those values.
    """
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        wrong = error.errors()
    findings.errors += [
        Violation(
            ".".join(str(part) for part in entry["loc"]),
            entry["msg"].removeprefix("Value error, "),
        )
        for entry in wrong
    ]
    rest: Json = document
    for entry in wrong:
        rest = _without(rest, entry["loc"])
    try:
        return Settings.model_validate(rest)
    except ValidationError:
        return None


def _without(document: Json, path: Sequence[str | int]) -> Json:
    """The document without the value at a path, whose keys match in any spelling."""
    if not path or not isinstance(document, Mapping):
        return None
    head, *below = path
    return {
        key: _without(value, below) if fold_key(str(key)) == head else value
        for key, value in document.items()
        if below or fold_key(str(key)) != head
    }


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


def configuration_files(config: Path | None, environ: Mapping[str, str]) -> list[Path]:
    """The files that settings are read from, later ones winning; named ones must be there."""
    named = [Path(part.strip()) for part in environ.get("MICRONAUT_CONFIG_FILES", "").split(",")]
    further = [path for path in named if path.name]
    if config is not None:
        return [config, *further]
    usual = [Path(name).expanduser() for name in DEFAULT_FILES]
    return [*[path for path in usual if path.is_file()][:1], *further]


def _documents(
    config: Path | None, environ: Mapping[str, str]
) -> Iterator[tuple[Source, dict[str, Json]]]:
    for path in configuration_files(config, environ):
        yield Source(kind="FILE", name=str(path)), _read_file(path)
    for variable in ("KESTRA_CONFIGURATION", "TIERCEL_CONFIGURATION"):
        if environ.get(variable):
            source = Source(kind="VARIABLE", name=variable)
            yield source, _parsed(environ[variable], variable)


def _set_by(source: Source, document: Mapping[str, Json], path: str = "") -> dict[str, Source]:
    """The source for the path of each value; entries of lists have that of their list."""
    found: dict[str, Source] = {}
    for key, value in document.items():
        here = f"{path}{fold_key(str(key))}"
        if isinstance(value, Mapping) and value:
            found.update(_set_by(source, value, f"{here}."))
        else:
            found[here] = source
    return found


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
    return _undotted(document, Settings, is_root=True)


def _undotted(
    document: Mapping[str, Json], section: type[BaseModel] | None, *, is_root: bool = False
) -> dict[str, Json]:
    """Keys such as `kestra.url` as nested maps, but not in maps whose keys are the user's."""
    result: dict[str, Json] = {}
    for key, value in document.items():
        head, dot, rest = str(key).partition(".")
        if is_root and head in ROOTS:
            below: type[BaseModel] | None = Settings
        else:
            field = None if section is None else section.model_fields.get(fold_key(head))
            below = None if field is None else section_in(field.annotation)
        if dot and (is_root or section is not None):
            value, key = {rest: value}, head
        if isinstance(value, Mapping) and (below is not None or is_root):
            value = _undotted(value, below)
        result = merged(result, {key: value})
    return result


def _under_one_root(document: Mapping[str, Json]) -> dict[str, Json]:
    """The content of the roots `kestra` and `tiercel` lifted to the top, beside the others."""
    result: dict[str, Json] = {}
    for root in ROOTS:
        if isinstance(document.get(root), Mapping):
            result = merged(result, document[root])
    kept = {root: document[root] for root in OTHER_ROOTS if root in document}
    return merged(result, kept)


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Json]]]:
    """Variables such as `KESTRA_STORAGE_LOCAL_BASE_PATH`, each as a document of our shape."""
    for name, value in environ.items():
        path = place_of(name)
        if path is not None:
            yield name, _nested(path, value)


def _nested(path: Sequence[str], value: Json) -> dict[str, Json]:
    for key in reversed(path):
        value = {key: value}
    result: dict[str, Json] = value
    return result
