"""Choices that the reference offers and this server has not: never another one in silence."""

from __future__ import annotations

import re

from tiercel.model.errors import Violation
from tiercel.settings.adapter_types import (
    BUILTINS,
    MANAGERS_OF_FAMILIES,
    SECRET_GROUP,
    STORE_GROUP,
    adapter_named,
    adapter_names,
)
from tiercel.settings.keys import Findings
from tiercel.settings.sections import BasicAuth, Datasource, Settings

_OURS = re.compile(r"jdbc:(sqlite:|h2:(file|mem):)")
_HOW = (
    "write postgres (with datasources.postgres), sqlite, or memory, which keeps nothing;"
    " without it the server uses SQLite in its data folder"
)


def look_at_choices(settings: Settings, findings: Findings) -> None:
    """Types of repository, queue and secrets, and data sources."""
    errors, repository = findings.errors, settings.repository.type
    for key, given in (("repository", repository), ("queue", settings.queue.type)):
        if given is not None and not _is_store(given):
            message = f"'{given}' is not supported: {_HOW}{_others()}"
            errors.append(Violation(f"kestra.{key}.type", message))
    _look_at_queue(settings, findings)
    source = settings.postgres
    if repository == "postgres" and (source is None or not source.url):
        errors.append(
            Violation(
                "datasources.postgres.url",
                "it is missing, and kestra.repository.type is postgres",
            )
        )
    manager = settings.secret
    if manager.is_elsewhere and adapter_named(SECRET_GROUP, str(manager.type)) is None:
        errors.append(Violation("kestra.secret.type", _about_manager(str(manager.type))))
    security = settings.plugins.security
    if security.includes or security.excludes:
        errors.append(
            Violation(
                "kestra.plugins.security",
                "it is not supported: every plugin that is installed may be used",
            )
        )
    _look_at_credentials("kestra.server", settings.server.basic_auth, findings)
    _look_at_credentials("endpoints.all", settings.endpoints.all.basic_auth, findings)
    for name, each in settings.datasources.items():
        _look_at_source(name, each, repository, findings)


def _is_store(name: str) -> bool:
    return adapter_named(STORE_GROUP, name) is not None


def _others() -> str:
    """What packages bring, if any."""
    others = [name for name in adapter_names(STORE_GROUP) if name not in BUILTINS[STORE_GROUP]]
    return f"; installed packages bring {', '.join(others)}" if others else ""


def _about_manager(name: str) -> str:
    """Why no secrets come from a manager of that type."""
    extra = MANAGERS_OF_FAMILIES.get(name)
    if extra is not None:
        return f"'{name}' needs a package that is not installed: pip install 'tiercel[{extra}]'"
    known = ", ".join(adapter_names(SECRET_GROUP))
    return (
        f"'{name}' is not supported: leave it out, or write one of {known}; without it secrets"
        " come from variables SECRET_NAME, or from the API when the server has a key for them"
    )


def _look_at_credentials(parent: str, given: BasicAuth, findings: Findings) -> None:
    """Half of a pair would mean none, and an open server."""
    for name, other in (("username", given.password), ("password", given.username)):
        if other and not getattr(given, name):
            findings.errors.append(
                Violation(f"{parent}.basic-auth.{name}", "it is missing, and the other is set")
            )


def _look_at_queue(settings: Settings, findings: Findings) -> None:
    given = settings.queue.type
    repository = settings.repository.type
    if given is None or repository is None or not (_is_store(given) and _is_store(repository)):
        return
    if given != settings.store_type:
        findings.errors.append(
            Violation(
                "kestra.queue.type",
                f"it is '{given}', and the repository is {settings.store_type}:"
                " both are one database, so leave it out",
            )
        )


def _look_at_source(
    name: str, source: Datasource, repository: str | None, findings: Findings
) -> None:
    url, key = source.url or "", f"datasources.{name}"
    if name in ("postgres", repository) or not url:
        return
    if repository is not None:
        if not _OURS.match(url) or repository == "postgres":
            findings.warnings.append(f"the setting {key} has no effect here")
    elif _OURS.match(url) is None:
        findings.errors.append(
            Violation(
                key,
                "this database is not supported: name it postgres for PostgreSQL, or write"
                " jdbc:sqlite:FILE",
            )
        )
    elif "h2:file" in url:
        findings.warnings.append(f"{key} is H2 in the reference: here its path is a SQLite file")
