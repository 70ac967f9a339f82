"""PurgeKV: delete expired keys or old versions."""

from __future__ import annotations

from typing import Annotated, Literal

from tiercel.plugin import (
    Example,
    Level,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)


class KeyBehavior(Part):
    """Deletes keys."""

    type: Annotated[Literal["key"], Prop("Always `key`: whole keys are deleted.")] = "key"
    expired_only: Annotated[bool, Prop("Only keys that have expired.")] = True


class VersionBehavior(Part):
    """Deletes old versions."""

    type: Annotated[
        Literal["version"], Prop("Always `version`: single versions of keys are deleted.")
    ]
    before: Annotated[str | None, Prop("Versions from before this date; the last one stays.")] = (
        None
    )
    keep_amount: Annotated[int | None, Prop("All but the newest ones.")] = None


class Purged(Output):
    """How much was deleted."""

    size: Annotated[int, Prop("Number of keys or versions.")]


def check_namespaces(namespaces: list[str] | None, pattern: str | None) -> None:
    """Namespaces are given in one form only. Raises: PluginError."""
    if namespaces is not None and pattern is not None:
        raise PluginError(
            "Properties `namespaces` and `namespacePattern` can't be used at the same time"
            " — use one or the other."
        )


@plugin(
    "io.kestra.plugin.core.kv.PurgeKV",
    title="Delete expired key-value entries or old versions of them.",
    examples=[Example("namespaces: [company]\nincludeChildNamespaces: true")],
)
class PurgeKV(RunnableTask[Purged]):
    """Acts on the server."""

    namespaces: Annotated[list[str] | None, Prop("Where; everywhere if absent.")] = None
    namespace_pattern: Annotated[str | None, Prop("Where, as a glob.")] = None
    key_pattern: Annotated[str | None, Prop("Only keys that match this glob.")] = None
    include_child_namespaces: Annotated[
        bool, Prop("Whether namespaces below the given ones are purged too.")
    ] = True
    behavior: Annotated[
        KeyBehavior | VersionBehavior,
        Prop("Whether keys or their older versions are deleted, and which of them are kept."),
    ] = KeyBehavior()
    expired_only: Annotated[bool | None, Prop("Only keys that have expired.", deprecated=True)] = (
        None
    )

    def run(self, ctx: RunContext) -> Purged:
        check_namespaces(self.namespaces, self.namespace_pattern)
        behavior = self.behavior
        if self.expired_only is not None:
            behavior = KeyBehavior(expired_only=self.expired_only)
        gone = ctx.server.run(
            server.PurgeKeys(
                namespaces=tuple(self.namespaces or ()),
                namespace_pattern=self.namespace_pattern,
                include_child_namespaces=self.include_child_namespaces,
                key_pattern=self.key_pattern,
                expired_only=isinstance(behavior, VersionBehavior) or behavior.expired_only,
                older_values_only=isinstance(behavior, VersionBehavior),
            )
        )
        names = gone.namespaces
        ctx.log.write(Level.INFO, f"purging {len(names)} namespaces: [{', '.join(names)}]")
        ctx.log.write(Level.INFO, f"purged {gone.count} keys")
        return Purged(size=gone.count)
