"""What a server needs of its machine: data folder, clock, engines of containers, pages."""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import tiercel
from tiercel.service.instance.finding import Finding, Health

FREE_BYTES_MIN = 1024**3
ANSWER_SECONDS_MAX = 3.0
# Where engines of containers listen, unless DOCKER_HOST says where.
ENGINE_SOCKETS = ("/var/run/docker.sock", "/run/podman/podman.sock", "/dind/docker.sock")
_UNIX = "unix://"
# Of languages that scripts are written in, the programs that have to be there.
INTERPRETERS = ("python3", "bash", "node", "Rscript", "julia", "ruby", "perl", "php", "pwsh", "go")


def look_at_all(environ: Mapping[str, str], now: datetime) -> list[Finding]:
    """What does not depend on the settings; up to some seconds, in which an engine is asked."""
    return [
        look_at_clock(now, installed_at(tiercel.__file__)),
        look_at_engine(environ),
        look_at_interpreters(),
        look_at_pages(Path(tiercel.__file__).parent / "webui" / "dist"),
    ]


def look_at_folder(folder: Path) -> Finding:
    """Whether files can be made in the data folder, and how much space is free."""
    there = folder
    while not there.exists():
        there = there.parent
    name = str(folder if there == folder else f"{folder} (not made yet)")
    try:
        with tempfile.TemporaryFile(dir=there):
            free = shutil.disk_usage(there).free
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return _broken(
            "data folder",
            f"{name}: {error.strerror}",
            remedy="free some space on the disk"
            if is_full
            else (f"let the user of the server write to {there}, or name another folder: --data"),
        )
    if free < FREE_BYTES_MIN:
        return _doubtful(
            "data folder",
            f"{name}: {free / 1024**2:,.0f} MiB are free",
            remedy="free some space on the disk: without any, executions stop",
        )
    return _good("data folder", f"{name}: {free / 1024**3:,.1f} GiB are free")


def look_at_clock(now: datetime, installed: datetime) -> Finding:
    """Whether the clock can be right: it is not before this version was installed."""
    if now < installed:
        return _broken(
            "clock",
            f"{now:%Y-%m-%d %H:%M:%S} UTC is before this version was installed",
            remedy="set the clock, and let it be set from the network (NTP): schedules go by it",
        )
    return _good("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def look_at_engine(environ: Mapping[str, str]) -> Finding:
    """Whether tasks in containers can run."""
    named = environ.get("DOCKER_HOST", "")
    if named and not named.startswith(_UNIX):
        shown = re.sub(r"//[^/]*@", "//", named)
        return _good("containers", f"the engine at {shown}, as DOCKER_HOST says")
    places = [named.removeprefix(_UNIX)] if named else ENGINE_SOCKETS
    for place in places:
        try:
            with socket.socket(socket.AF_UNIX) as engine:
                engine.settimeout(ANSWER_SECONDS_MAX)
                engine.connect(place)
            return _good("containers", f"an engine answers at {place}")
        except PermissionError:
            return _doubtful(
                "containers",
                f"this user may not use the engine at {place}",
                remedy="add the user of the server to the group of that socket, often `docker`",
            )
        except OSError:
            # Nobody listens there; the next place may have one.
            continue
    return _doubtful(
        "containers",
        f"no engine answers at {', '.join(places)}",
        remedy="tasks in containers need Docker or Podman: start one, or set DOCKER_HOST",
    )


def look_at_interpreters(search: str | None = None) -> Finding:
    """In which languages scripts can run without a container; `search` is a PATH."""
    found = [name for name in INTERPRETERS if shutil.which(name, path=search)]
    if not found:
        return _doubtful(
            "scripts",
            "no interpreter is on the PATH",
            remedy="install those that your scripts need, such as python3",
        )
    return _good("scripts", f"on the PATH: {', '.join(found)}")


def look_at_pages(folder: Path) -> Finding:
    """Whether the user interface is there."""
    if (folder / "index.html").is_file():
        return _good("pages", "the user interface is built")
    return _doubtful(
        "pages",
        "the user interface is not built: the server has the API only",
        remedy="in a clone: make ui",
    )


def installed_at(module_file: str) -> datetime:
    """When a file of this version was written."""
    return datetime.fromtimestamp(os.stat(module_file).st_mtime, UTC)


def _good(subject: str, text: str) -> Finding:
    return Finding(subject=subject, health=Health.GOOD, text=text)


def _doubtful(subject: str, text: str, *, remedy: str) -> Finding:
    return Finding(subject=subject, health=Health.DOUBTFUL, text=text, remedy=remedy)


def _broken(subject: str, text: str, *, remedy: str) -> Finding:
    return Finding(subject=subject, health=Health.BROKEN, text=text, remedy=remedy)
