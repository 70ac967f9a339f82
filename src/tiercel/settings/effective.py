"""The settings in effect, each with its source, and without what may be a secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network
from typing import Literal

import msgspec

from tiercel.model.durations import format_duration
from tiercel.model.json_types import Json
from tiercel.settings.keys import OTHER_ROOTS
from tiercel.settings.origin import Source, SourceKind
from tiercel.settings.section import Section
from tiercel.settings.sections import Settings
from tiercel.settings.values import fold_key

MASK = "*****"
ROOT = "tiercel"
# Texts that are no secrets, whoever set them; `*` stands for the name of an entry. All other texts
# are shown only as long as they are the defaults: a new setting is masked until it stands here.
PUBLIC = (
    "data", "environment.color", "environment.name", "hidden_labels.prefixes",
    "local_files.allowed_paths", "logger.levels.*", "metrics.prefix",
    "micronaut.server.context_path",
    "micronaut.server.cors.configurations.*", "micronaut.server.host", "otel.traces.exporter",
    "plugins.configurations.*.type", "plugins.defaults.*.type", "plugins.path",
    "plugins.security.*", "queue.type", "repository.type", "retention.namespaces.*",
    "sandbox.hidden", "sandbox.network", "sandbox.readable", "sandbox.writable",
    "scripts.only_variables", "scripts.pass_variables", "secret.type", "secrets.folder",
    "server.accepted_hosts", "server.trusted_proxies", "tls.cert", "tls.key",
    "server.basic_auth.open_urls", "server.basic_auth.realm", "server.proxy_sign_in.*",
    "server.oidc.*.client_id", "server.oidc.*.group*", "server.oidc.*.issuer",
    "server.oidc.*.label", "server.oidc.*.scopes",
    "server.ldap.address", "server.ldap.base", "server.ldap.bind_dn", "server.ldap.ca_file",
    "server.ldap.email_attribute", "server.ldap.filter", "server.ldap.group*",
    "server.skip_*",
    "server.worker_task_restart_strategy", "storage.type", "system_flows.namespace",
    "tasks.tmp_dir.path", "traces.root", "ui.charts.default_duration", "ui.dir",
    "variables.env_vars_prefix", "webserver.security_headers.*", "worker.group",
)  # fmt: skip
# Times without an end: nothing is set where all is kept, and a file says that in a word.
KEEPING = ("audit.retention", "retention.default", "retention.namespaces.*")
FOREVER = "forever"
# Values that are not texts and can't be secrets. Beside them stand what only settings have.
_PLAIN = (bool, int, float, timedelta, IPv4Network, IPv6Network)


class EffectiveSetting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting.

    Shapes: `name` is as in a file, with dots between sections. `value` is its text, None where
    nothing is set and where `is_masked`. `source_name` is the file or the variable that it comes
    from, empty for other sources.
    """

    name: str
    value: str | None
    is_masked: bool
    source: SourceKind
    source_name: str = ""


def effective_settings(settings: Settings) -> list[EffectiveSetting]:
    """All of them by name; entries of maps that are the user's are settings of their own."""
    found = [_setting(leaf, settings) for leaf in _leaves(settings)]
    return sorted(found, key=lambda each: each.name)


class _Leaf(msgspec.Struct, frozen=True):
    """A value with its path of folded keys; `kind` is its declared type, None in a free map."""

    path: tuple[str, ...]
    value: Json
    kind: Json
    default: Json


def _leaves(section: Section, path: tuple[str, ...] = ()) -> Iterator[_Leaf]:
    for name, field in type(section).model_fields.items():
        if path or name != "origin":
            leaf = _Leaf((*path, name), getattr(section, name), field.annotation, field.default)
            yield from _below(leaf)
    for name, value in (section.model_extra or {}).items():
        yield from _below(_Leaf((*path, name), value, None, None))


def _below(leaf: _Leaf) -> Iterator[_Leaf]:
    """The leaf itself, or those of the section, the map or the list of sections that it is."""
    if isinstance(leaf.value, Section):
        yield from _leaves(leaf.value, leaf.path)
        return
    entries: list[tuple[str, Json]] = []
    if isinstance(leaf.value, Mapping):
        entries = [(str(key), value) for key, value in leaf.value.items()]
    elif isinstance(leaf.value, tuple) and leaf.value and isinstance(leaf.value[0], Section):
        entries = [(str(place), value) for place, value in enumerate(leaf.value)]
    for name, value in entries:
        yield from _below(_Leaf((*leaf.path, name), value, None, None))
    if not entries:
        yield leaf


def _setting(leaf: _Leaf, settings: Settings) -> EffectiveSetting:
    is_masked = not _is_shown(leaf)
    names = [each.replace("_", "-") for each in leaf.path]
    source = _source(leaf.path, settings.origin.sources)
    return EffectiveSetting(
        name=".".join(names if leaf.path[0] in OTHER_ROOTS else [ROOT, *names]),
        value=None if is_masked else _text_of(leaf),
        is_masked=is_masked,
        source=source.kind,
        source_name=source.name,
    )


def _is_shown(leaf: _Leaf) -> bool:
    if leaf.value is None or leaf.value in ((), {}):
        return True
    is_declared = leaf.kind is not None
    is_choice = getattr(leaf.kind, "__origin__", None) is Literal
    if is_declared and (is_choice or leaf.value == leaf.default):
        return True
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    if is_declared and all(isinstance(each, _PLAIN) for each in values):
        return True
    return _is_named(leaf, PUBLIC)


def _is_named(leaf: _Leaf, patterns: tuple[str, ...]) -> bool:
    path = ".".join(map(fold_key, leaf.path))
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def _text_of(leaf: _Leaf) -> str | None:
    if leaf.value is None and _is_named(leaf, KEEPING):
        return FOREVER
    return _text(leaf.value)


def _text(value: Json) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, tuple | list):
        return ", ".join(str(getattr(each, "pattern", each)) for each in value)
    return "" if value == {} else str(value)


def _source(path: tuple[str, ...], sources: Mapping[str, Source]) -> Source:
    """That of the longest part of the path that something has set."""
    for length in range(len(path), 0, -1):
        found = sources.get(".".join(map(fold_key, path[:length])))
        if found is not None:
            return found
    return Source()
