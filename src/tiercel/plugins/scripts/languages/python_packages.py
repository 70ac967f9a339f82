"""Python packages of a script: installed once by uv, else by pip; kept by what was asked for."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import msgspec

from tiercel.plugin import PluginError, RunContext
from tiercel.plugin.limits import SCRIPT_ENVIRONMENT_SECONDS_MAX
from tiercel.plugin.runner import Command
from tiercel.plugins.core.runner.process import Process
from tiercel.plugins.scripts.place import OWN_FOLDER, ScriptFolders

IMAGE_VERSION = re.compile(r"python:(\d+\.\d+)")
DEFAULT_VERSION = "3.13"
FOLDER = f"{OWN_FOLDER}/packages"


class Wanted(msgspec.Struct, frozen=True):
    """Packages for a Python: that of a container's `image`, or the `program` of this machine."""

    requirements: tuple[str, ...]
    program: str
    python: str | None = None
    image: str | None = None
    keeps: bool = True

    def version(self) -> str | None:
        """The version to install for; None for whatever the program is."""
        if self.python is not None or self.image is None:
            return self.python
        found = IMAGE_VERSION.search(self.image)
        return found[1] if found else DEFAULT_VERSION

    def key(self) -> str:
        """What makes two environments the same."""
        parts = [self.version() or self.program, *sorted(self.requirements)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def package_folder(ctx: RunContext, wanted: Wanted, place: ScriptFolders) -> str:
    """The folder for PYTHONPATH as the script sees it; installs the packages when needed.

    Raises: PluginError with what uv or pip says when it can't.
    """
    start = perf_counter()
    kept = _cache_folder(ctx) / wanted.key()
    if not (wanted.keeps and kept.is_dir()):
        kept = _moved(_installed(ctx, wanted), kept, wanted.keeps)
    elapsed = timedelta(seconds=perf_counter() - start)
    ctx.metrics.timer("deps.cache.download.duration", elapsed)
    if wanted.image is None and wanted.keeps:
        return str(kept)
    shutil.copytree(kept, ctx.files.path / FOLDER, dirs_exist_ok=True)
    if not wanted.keeps:
        shutil.rmtree(kept, ignore_errors=True)
    return f"{place.working_dir}/{FOLDER}"


def _moved(installed: Path, kept: Path, keeps: bool) -> Path:
    """Under its final name, unless somebody else was faster."""
    if not keeps:
        return installed
    beside = Path(tempfile.mkdtemp(dir=kept.parent)) / "new"
    shutil.move(installed, beside)
    try:
        beside.rename(kept)
    except OSError:
        if not kept.is_dir():
            raise
    finally:
        shutil.rmtree(beside.parent, ignore_errors=True)
    return kept


def _cache_folder(ctx: RunContext) -> Path:
    configured = ctx.plugin_configuration.get("cacheDir")
    base = Path(str(configured)) if configured else Path.home() / ".cache" / "tiercel"
    folder = base / "python"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _installed(ctx: RunContext, wanted: Wanted) -> Path:
    """A folder below the task's own with the packages: what they run as they are built is confined.

    Raises: PluginError with what uv or pip says when it can't.
    """
    own = ctx.files.path / OWN_FOLDER
    own.mkdir(exist_ok=True)
    target = Path(tempfile.mkdtemp(dir=own))
    argv = [*_installer(wanted), "--quiet", "--target", str(target)]
    said: list[str] = []
    command = Command(
        argv=(*argv, "--", *wanted.requirements),
        env={},
        # Not the directory of the script: its files must not configure the installation.
        folder=target,
        on_line=lambda line, is_error: said.append(line) if is_error else None,
        timeout=timedelta(seconds=SCRIPT_ENVIRONMENT_SECONDS_MAX),
    )
    if Process().run(ctx, command).exit_code != 0:
        raise PluginError("Unable to install the Python packages:\n" + "\n".join(said).strip())
    return target


def _installer(wanted: Wanted) -> list[str]:
    """The words that install for the wanted Python. Raises: PluginError."""
    program = shutil.which(wanted.program) or wanted.program
    uv, version = _uv(), wanted.version()
    if uv is None:
        if version is not None:
            raise PluginError(
                "Packages for an image or for another Python are installed by uv, which is not"
                " here: pip install 'tiercel[standard]'"
            )
        return [program, "-m", "pip", "--disable-pip-version-check", "install"]
    argv = [uv, "pip", "install"]
    if wanted.image is None:
        return [*argv, "--python", version or program]
    platform = ["--python-version", str(version), "--python-platform", "linux"]
    return [*argv, *platform, "--only-binary", ":all:"]


def _uv() -> str | None:
    """The program of the `uv` package, else the one on the path, else None."""
    try:
        from uv import find_uv_bin

        return find_uv_bin()
    except (ImportError, FileNotFoundError):
        return shutil.which("uv")
