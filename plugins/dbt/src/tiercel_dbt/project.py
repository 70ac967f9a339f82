"""A project of dbt in the working directory: its profiles, its results, its lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from tiercel.plugin import Json, Level, Metric, Prop, RunContext
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.scripts.base import ScriptBase
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.protocol import OutputLines

DBT = Language(name="dbt", image="ghcr.io/kestra-io/dbt")
PROFILES = ".profile/profiles.yml"
RESULTS = "run_results.json"
MANIFEST = "manifest.json"
LEVELS = {"debug": Level.DEBUG, "info": Level.INFO, "warn": Level.WARN, "error": Level.ERROR}
COUNTED = [
    Metric(f"log.stats.{name}", "counter", "records", f"How many nodes ended with {name}.")
    for name in ("success", "warn", "error")
]
# What dbt calls the ends of nodes, by metric.
ENDS = {"pass": "success", "success": "success", "warn": "warn", "error": "error", "fail": "error"}


class DbtLines(OutputLines):
    """Lines that dbt writes as JSON go to the log with their level, the others as they are."""

    def __init__(self, ctx: RunContext) -> None:
        super().__init__(ctx)
        self._log = ctx.log

    def plain(self, line: str, is_error: bool) -> None:
        """One line."""
        entry = _entry_of(line)
        if entry is None:
            super().plain(line, is_error)
            return
        level = LEVELS.get(str(entry.get("level")), Level.INFO)
        self._log.write(level, str(entry.get("msg", "")))


def _entry_of(line: str) -> dict[str, Json] | None:
    if not line.startswith('{"'):
        return None
    try:
        found: Any = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
    info = found.get("info") if isinstance(found, dict) else None
    return info if isinstance(info, dict) else None


class Project(ScriptBase):
    """A task that runs dbt in a project."""

    profiles: Annotated[
        str | None,
        Prop("The text of `profiles.yml`.", "Without it dbt looks where it always does."),
    ] = None
    project_dir: Annotated[
        str | None, Prop("The folder of the project in the working directory; that itself.")
    ] = None
    parse_run_results: Annotated[
        bool, Prop("Whether results are kept: `run_results.json` and `manifest.json`.")
    ] = True

    def prepare(self, ctx: RunContext, extra: Mapping[str, Json]) -> None:
        """Write the profiles."""
        if self.profiles is not None:
            file = ctx.files.resolve(PROFILES)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.profiles, encoding="utf-8")

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        """Where the profiles are; a log has no colors."""
        found = {"DBT_USE_COLORS": "false"}
        if self.profiles is not None:
            found["DBT_PROFILES_DIR"] = f"{place.working_dir}/{PROFILES.partition('/')[0]}"
        return found

    def output_lines(self, ctx: RunContext) -> OutputLines:
        return DbtLines(ctx)

    def kept(self, ctx: RunContext) -> Mapping[str, str]:
        """The results, which are counted, too."""
        if not self.parse_run_results:
            return {}
        results = self.target_file(ctx, RESULTS)
        if results.is_file():
            count_ends(ctx, results.read_bytes())
        files = {name: self.target_file(ctx, name) for name in (RESULTS, MANIFEST)}
        return {name: ctx.blobs.put(file, name) for name, file in files.items() if file.is_file()}

    def target_file(self, ctx: RunContext, name: str) -> Path:
        """A file that dbt leaves. Raises: IllegalArgument for a folder outside."""
        return ctx.files.resolve(f"{self.project_dir or '.'}/target/{name}")


def count_ends(ctx: RunContext, results: bytes) -> None:
    """Publish how nodes ended; each one that failed is told."""
    found: Any = msgspec.json.decode(results)
    counts = dict.fromkeys(("success", "warn", "error"), 0)
    for node in found.get("results") or []:
        end = ENDS.get(str(node.get("status")))
        if end is None:
            continue
        counts[end] += 1
        if end == "error":
            ctx.log.write(Level.ERROR, f"{node.get('unique_id')}: {node.get('message')}")
    for name, count in counts.items():
        ctx.metrics.counter(f"log.stats.{name}", count)
