"""Commands of dbt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import msgspec

from tiercel.plugin import Json, Part, PluginError, Prop, RunContext, Static, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.scripts.base import CommandsTask
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel_dbt.project import COUNTED, DBT, MANIFEST, Project

FUSION_IMAGE = "ghcr.io/kestra-io/dbt-fusion"


class KvManifest(Part):
    """An entry of a namespace's key-value store."""

    key: Annotated[str, Prop("The key under which the manifest is kept.")]
    namespace: Annotated[str, Prop("The namespace of the key.")]


@plugin(
    "io.kestra.plugin.dbt.cli.DbtCLI",
    title="Run commands of dbt.",
    examples=[
        (
            "commands:\n  - dbt deps\n  - dbt build\n"
            "namespaceFiles:\n  enabled: true\n"
            "containerImage: ghcr.io/kestra-io/dbt-duckdb:latest\n"
            "profiles: |\n"
            "  shop:\n    target: dev\n    outputs:\n      dev:\n        type: duckdb\n"
            "        path: shop.duckdb"
        )
    ],
    metrics=COUNTED,
)
class DbtCLI(Project, CommandsTask):
    """Any commands; lines of dbt get their level in the log, and nodes that failed are told."""

    language: ClassVar[Language] = DBT

    container_image: Annotated[
        str | None, Prop("The image, for runners with containers; that of the engine by default.")
    ] = DBT.image
    engine: Annotated[
        Literal["CORE", "FUSION"], Prop("Which dbt the usual image has: the one in Python or Rust.")
    ] = "CORE"
    log_format: Annotated[
        Literal["JSON", "TEXT", "DEBUG", "NONE"],
        Prop("How dbt writes lines.", "Only those of JSON have levels; NONE leaves it to dbt."),
    ] = "JSON"
    store_manifest: Annotated[
        Static[KvManifest | None], Prop("Where the manifest of this run is remembered.")
    ] = None
    load_manifest: Annotated[
        Static[KvManifest | None],
        Prop(
            "Where the manifest of an earlier run is.",
            "It is put into `target`, for `--state target` and `state:modified`.",
        ),
    ] = None

    def image_of(self, runner: RunnerPlugin) -> str:
        """That of the engine, unless the flow names one."""
        found = super().image_of(runner)
        return FUSION_IMAGE if self.engine == "FUSION" and found == DBT.image else found

    def prepare(self, ctx: RunContext, extra: Mapping[str, Json]) -> None:
        """Write profiles and manifest. Raises: PluginError when there is no manifest."""
        super().prepare(ctx, extra)
        if self.load_manifest is None:
            return
        place = rendered(ctx, self.load_manifest)
        is_there, manifest = ctx.kv.get(place.key, place.namespace)
        if not is_there:
            raise PluginError(f"`loadManifest`: {place.namespace} has no key {place.key}")
        file = self.target_file(ctx, MANIFEST)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(manifest.encode() if isinstance(manifest, str) else _json(manifest))

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        """Where the profiles are, and how lines are written."""
        found = dict(super().environment(ctx, runner, place))
        if self.log_format != "NONE":
            found["DBT_LOG_FORMAT"] = self.log_format.lower()
        return found

    def kept(self, ctx: RunContext) -> Mapping[str, str]:
        """The results; the manifest is remembered as well."""
        found = super().kept(ctx)
        manifest = self.target_file(ctx, MANIFEST)
        if self.store_manifest is not None and manifest.is_file():
            place = rendered(ctx, self.store_manifest)
            content = msgspec.json.decode(manifest.read_bytes())
            ctx.kv.put(place.key, content, namespace=place.namespace)
        return found


def rendered(ctx: RunContext, place: KvManifest) -> KvManifest:
    """Key and namespace as they are now."""
    return KvManifest(key=ctx.render(place.key) or "", namespace=ctx.render(place.namespace) or "")


def _json(value: Json) -> bytes:
    return msgspec.json.encode(value)
