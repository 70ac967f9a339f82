"""Synchronizations of CloudQuery."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

import msgspec

from tiercel.plugin import Json, Prop, RunContext, Static, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.files import STORAGE_SCHEMES
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.tool import ProgramTask

# What CloudQuery remembers between incremental runs, when configurations name this file.
STATE_FILE = "icrs.db"


@plugin(
    "io.kestra.plugin.cloudquery.Sync",
    title="Copy data with CloudQuery.",
    examples=[
        (
            "incremental: false\nconfigs:\n"
            "  - kind: source\n    spec:\n      name: hackernews\n"
            "      path: cloudquery/hackernews\n      version: v3.0.13\n"
            '      tables: ["*"]\n      destinations: [duckdb]\n'
            "  - kind: destination\n    spec:\n      name: duckdb\n"
            "      path: cloudquery/duckdb\n      version: v4.2.10\n"
            "      spec:\n        connection_string: hn.db\n"
            "outputFiles: [hn.db]"
        )
    ],
)
class Sync(ProgramTask):
    """Sources and destinations are those of `configs`."""

    image: ClassVar[str] = "ghcr.io/cloudquery/cloudquery:latest-ubuntu"

    configs: Annotated[
        Static[list[Json]],
        Prop("Configurations: each a map, or the address of a stored file.", "Texts are rendered."),
    ]
    incremental: Annotated[
        bool,
        Prop(
            f"Whether the file {STATE_FILE} is kept from run to run.",
            "Backends of configurations name it.",
        ),
    ] = False
    log_console: Annotated[bool, Prop("Whether CloudQuery says what it does.")] = True

    def prepare(self, ctx: RunContext, extra: Mapping[str, Json]) -> None:
        """Write the configurations, and what earlier runs remembered."""
        for number, config in enumerate(ctx.render_deep(self.configs, extra)):
            file = ctx.files.resolve(f"config{number}.yml")
            if isinstance(config, str) and config.startswith(STORAGE_SCHEMES):
                with ctx.blobs.open(config) as stored, file.open("wb") as target:
                    shutil.copyfileobj(stored, target)
            else:
                # What is JSON is YAML as well.
                text = config.encode() if isinstance(config, str) else msgspec.json.encode(config)
                file.write_bytes(text)
        is_there, uri = ctx.kv.get(_key(ctx)) if self.incremental else (False, None)
        if is_there:
            file = ctx.files.resolve(STATE_FILE)
            with ctx.blobs.open(str(uri)) as stored, file.open("wb") as target:
                shutil.copyfileobj(stored, target)

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """One command for all configurations."""
        names = " ".join(f"config{number}.yml" for number in range(len(self.configs)))
        return [f"cloudquery sync {names}" + (" --log-console" if self.log_console else "")]

    def kept(self, ctx: RunContext) -> Mapping[str, str]:
        """What the next run goes on from."""
        state = ctx.files.resolve(STATE_FILE)
        if self.incremental and state.is_file():
            ctx.kv.put(_key(ctx), ctx.blobs.put(state, STATE_FILE))
        return {}


def _key(ctx: RunContext) -> str:
    return f"cloudquery_{ctx.vars['flow']['id']}_{ctx.vars['task']['id']}"
