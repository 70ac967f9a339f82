"""The sandboxes of scripts, from the settings: what is the server's own is never shown to them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tiercel.model.sandbox import Sandbox, SandboxRules
from tiercel.plugins.core.runner.sandbox import left_open, missing
from tiercel.settings import Settings

WORK = "work"


def work_folder(settings: Settings) -> Path:
    """Where the working directories of tasks are made.

    By default in the data folder: what lies in the machine's temporary folder, all scripts can see.
    """
    given = settings.tasks.tmp_dir.path
    if given:
        return Path(given)
    if settings.is_memory:
        return Path(tempfile.gettempdir()) / f"tiercel-{os.getuid()}"
    return settings.data.resolve() / WORK


def sandbox_rules(settings: Settings, work: Path) -> SandboxRules:
    """The sandbox of each namespace, over this folder of working directories."""
    given = settings.sandbox
    folder = os.path.abspath(work)
    return SandboxRules(
        Sandbox(
            level=given.level,
            network=given.network,
            work_folder=folder,
            cache_folder=f"{folder}/cache",
            hidden=tuple(dict.fromkeys(os.path.abspath(each) for each in _own(settings))),
            readable=_absolute(given.readable),
            writable=_absolute(given.writable),
            processes=given.processes,
        ),
        given.namespaces,
    )


def sandbox_gaps(settings: Settings) -> list[str]:
    """What this machine can't do on the strictest level that some namespace has, in words."""
    return missing(_strictest(settings))


def sandbox_left_open(settings: Settings) -> list[str]:
    """What no machine can close as the settings are, in words."""
    return left_open(_strictest(settings))


def _strictest(settings: Settings) -> Sandbox:
    given = settings.sandbox
    levels = {given.level, *given.namespaces.values()}
    level = next(each for each in ("strict", "standard", "off") if each in levels)
    return Sandbox(level=level, network=given.network, processes=given.processes)


def _own(settings: Settings) -> list[str]:
    """Data, database, stored files, keys and configuration."""
    sources = settings.origin.sources.values()
    files = [source.name for source in sources if source.kind == "FILE"]
    found = [*settings.sandbox.hidden, *files]
    if not settings.is_memory:
        found += [str(settings.data), str(settings.storage_path)]
        found += [f"{settings.database_path}{end}" for end in ("", "-wal", "-shm", "-journal")]
    found += [each.removeprefix("file:") for each in settings.secrets.keys if "file:" in each]
    if settings.tls.key:
        found.append(str(settings.tls.key))
    if settings.secrets.folder:
        found.append(settings.secrets.folder)
    return found


def _absolute(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(os.path.abspath(os.path.expanduser(each)) for each in paths)
