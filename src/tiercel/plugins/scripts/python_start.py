"""What every Python script finds without installing it: the package `kestra`, at the path's end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from tiercel.plugin import RunContext, RunnerPlugin
from tiercel.plugins.scripts.place import OWN_FOLDER, ScriptFolders
from tiercel.plugins.scripts.runners import is_process

START = Path(__file__).with_name("start")
FOLDER = f"{OWN_FOLDER}/start"
# Compat: values rendered as JSON are valid Python, since `true`, `false` and `null` are names in
# scripts of a flow. No line is put in front of them: tracebacks name the lines of the flow.
JSON_NAMES: Mapping[str, str] = {"TIERCEL_JSON_NAMES": "1"}


def search_path(
    ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, packages: str | None
) -> Mapping[str, str]:
    """PYTHONPATH: the folder of `packages`, what the machine has there, and the start file."""
    is_here = is_process(runner)
    inherited = os.environ.get("PYTHONPATH") if is_here else None
    folders = (packages, inherited, str(START) if is_here else _copied(ctx, place))
    return {"PYTHONPATH": ":".join(each for each in folders if each)}


def _copied(ctx: RunContext, place: ScriptFolders) -> str:
    """The start file for a runner that has its own files."""
    target = ctx.files.path / FOLDER
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(START, target, ignore=ignored, dirs_exist_ok=True)
    return f"{place.working_dir}/{FOLDER}"
