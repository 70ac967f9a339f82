"""PurgeFiles: delete old versions of namespace files."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Example, Output, Prop, RunContext, RunnableTask, plugin, server
from tiercel.plugins.core.kv.purge import VersionBehavior, check_namespaces


class PurgedVersions(Output):
    """How much was deleted."""

    size: Annotated[int, Prop("How many versions of files were deleted.")]


@plugin(
    "io.kestra.plugin.core.namespace.PurgeFiles",
    title="Delete old versions of namespace files.",
    examples=[Example("namespaces: [company]\nbehavior:\n  type: version\n  keepAmount: 3")],
)
class PurgeFiles(RunnableTask[PurgedVersions]):
    """Acts on the server."""

    namespaces: Annotated[list[str] | None, Prop("Where; everywhere if absent.")] = None
    namespace_pattern: Annotated[str | None, Prop("Where, as a glob.")] = None
    file_pattern: Annotated[str | None, Prop("Only files that match this glob.")] = None
    include_child_namespaces: Annotated[
        bool, Prop("Whether namespaces below the given ones are purged too.")
    ] = True
    behavior: Annotated[
        VersionBehavior, Prop("Which versions of each file are kept; only the newest unless set.")
    ] = VersionBehavior(type="version", keep_amount=1)

    def run(self, ctx: RunContext) -> PurgedVersions:
        check_namespaces(self.namespaces, self.namespace_pattern)
        keep = self.behavior.keep_amount
        size = ctx.server.run(
            server.PurgeFileRevisions(
                namespaces=tuple(self.namespaces or ()),
                namespace_pattern=self.namespace_pattern,
                include_child_namespaces=self.include_child_namespaces,
                file_pattern=self.file_pattern,
                before=server.moment(self.behavior.before),
                # Without a date only a number says what goes; with one, it need not say more.
                keep=1 if keep is None else keep,
            )
        )
        return PurgedVersions(size=size)
