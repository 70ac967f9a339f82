"""Environment variables: which are settings, which flows see, and which scripts see."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from pydantic import BaseModel

from tiercel.model.json_types import Json
from tiercel.settings.keys import OTHER_ROOTS, ROOTS, Findings, fields_of, section_in
from tiercel.settings.sections import Settings

# What neither flows nor scripts see: secrets, settings, and what libraries of the server read.
HIDDEN = (
    "SECRET_", "MICRONAUT_", "DATASOURCES_", "ENDPOINTS_", "OTEL_", "AWS_",
    "PGPASSWORD", "PGPASSFILE", "PGSERVICEFILE", "PGSSLKEY", "PGSSLPASSWORD",
)  # fmt: skip
# A prefix of `envs` may be one of these two; scripts see neither.
HIDDEN_FROM_SCRIPTS = (*HIDDEN, "TIERCEL_", "KESTRA_")
# Whole documents of settings, and options of commands.
_OTHERS = frozenset(
    {
        "KESTRA_CONFIGURATION", "TIERCEL_CONFIGURATION", "KESTRA_PLUGINS_PATH",
        "TIERCEL_API_TOKEN", "TIERCEL_PROFILE", "TIERCEL_SERVER", "TIERCEL_USER",
    }
)  # fmt: skip
# Kubernetes sets such variables for every Service, whatever its name.
_OF_SERVICES = ("_SERVICE_HOST", "_SERVICE_PORT", "_PORT", "_TCP", "_ADDR", "_PROTO")
_CUTOFF = 0.9


def place_of(variable: str) -> list[str] | None:
    """The path of keys that a variable sets; None when it is no setting."""
    root, _, rest = variable.lower().partition("_")
    if root in ROOTS:
        return _place(Settings, rest.split("_"))
    if root in OTHER_ROOTS:
        return _place(Settings, [root, *rest.split("_")])
    return None


def is_setting(variable: str) -> bool:
    """Whether it is one, or is named like one of a section that there is.

    The second keeps misspelt settings, and those that only the reference has, from flows.
    """
    upper = variable.upper()
    if upper in _OTHERS or place_of(variable) is not None:
        return True
    root, _, rest = variable.lower().partition("_")
    if root in ROOTS:
        return any(
            rest.startswith(f"{name}_")
            for name, annotation in fields_of(Settings).items()
            if section_in(annotation) is not None
        )
    return root in OTHER_ROOTS


def flow_variables(environ: Mapping[str, str], settings: Settings) -> dict[str, Json]:
    """What `envs` of expressions shows: prefix cut, lower case, and nothing that is a setting."""
    hidden = settings.origin.substituted
    return {
        name[len(prefix) :].lower(): value
        for name, value in environ.items()
        if name not in hidden and not is_setting(name) and not name.upper().startswith(HIDDEN)
        for prefix in settings.variables.env_vars_prefix
        if name.startswith(prefix) and len(name) > len(prefix)
    }


def script_variables(environ: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """What scripts and what installs their packages find in their environment."""
    passed, only = settings.scripts.pass_variables, settings.scripts.only_variables
    substituted = settings.origin.substituted

    def is_passed(name: str) -> bool:
        if _matches(name, passed):
            return True
        if only:
            return _matches(name, only)
        return name not in substituted and not name.upper().startswith(HIDDEN_FROM_SCRIPTS)

    return {name: value for name, value in environ.items() if is_passed(name)}


def look_at_names(environ: Mapping[str, str], findings: Findings) -> None:
    """Warn of variables that are nearly settings."""
    known = [f"{root}_{path}".upper() for root in ROOTS for path in _paths(Settings)]
    for name in environ:
        root = name.lower().partition("_")[0]
        is_read = root not in ROOTS or name in _OTHERS or place_of(name) is not None
        if is_read or name.endswith(_OF_SERVICES):
            continue
        guess = get_close_matches(name.upper()[:100], known, n=1, cutoff=_CUTOFF)
        if guess:
            findings.warnings.append(f"the variable {name} is no setting; did you mean {guess[0]}?")


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _paths(section: type[BaseModel]) -> list[str]:
    """The names of all plain settings below a section."""
    found: list[str] = []
    for name, annotation in fields_of(section).items():
        below = section_in(annotation)
        found += [name] if below is None else [f"{name}_{each}" for each in _paths(below)]
    return found


def _place(section: type[BaseModel], words: Sequence[str]) -> list[str] | None:
    """The path of keys that the words of a variable name, longest field names first."""
    for length in range(len(words), 0, -1):
        name = "_".join(words[:length])
        field = section.model_fields.get(name)
        rest = words[length:]
        if field is None:
            continue
        below = section_in(field.annotation)
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
    below = section_in(typing.get_args(annotation)[1])
    if below is not None and len(words) > 1:
        path = _place(below, words[1:])
        if path is not None:
            return [words[0], *path]
    return ["-".join(words)]
