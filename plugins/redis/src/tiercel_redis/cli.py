"""Commands of the program `redis-cli`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from tiercel.plugin import Json, Metric, Prop, RunContext, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.hosts import allowed_addresses
from tiercel.plugins.scripts.base import ScriptOutput
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.tool import ToolTask


@plugin(
    "io.kestra.plugin.redis.cli.RedisCLI",
    title="Run commands of Redis with its command line.",
    examples=[
        (
            "host: localhost\n"
            "password: \"{{ secret('REDIS_PASSWORD') }}\"\n"
            "commands:\n"
            "  - SET greeting hello\n"
            "  - GET greeting"
        )
    ],
    metrics=[Metric("executed.commands.count", "counter", "commands", "How many were run.")],
)
class RedisCLI(ToolTask):
    """Each with one call of `redis-cli`, which must be where commands run."""

    image: ClassVar[str] = "redis:7-alpine"
    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = image
    host: Annotated[str, Prop("The name or address of the server.")]
    port: Annotated[int, Prop("The port of the server.")] = 6379
    username: Annotated[str | None, Prop("The name to sign in with.")] = None
    password: Annotated[str | None, Prop("The password to sign in with, best from a secret.")] = (
        None
    )
    database: Annotated[int, Prop("The number of the database.")] = 0
    tls: Annotated[bool, Prop("Whether TLS is spoken.")] = False
    json_output: Annotated[bool, Prop("Whether answers are written as JSON.")] = False

    def own_environment(self, ctx: RunContext) -> dict[str, str]:
        """The password, which must not stand among the arguments of a process."""
        return {} if self.password is None else {"REDISCLI_AUTH": self.password}

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """A call for each command."""
        options = ["-h", self.host, "-p", str(self.port), "-n", str(self.database)]
        options += [] if self.username is None else ["--user", self.username]
        options += ["--tls"] * self.tls + ["--json"] * self.json_output
        # `-e`: an error of the server is one of the command.
        begin = f"redis-cli -e {shlex.join(options)}"
        return [f"{begin} {command}" for command in super().lines(ctx, runner, place, extra)]

    def run(self, ctx: RunContext) -> ScriptOutput:
        """Raises: TaskFailed with the outputs when a command fails."""
        allowed_addresses(ctx, f"Redis at {self.host}:{self.port}", self.host, self.port)
        found = super().run(ctx)
        ctx.metrics.counter("executed.commands.count", len(self.commands))
        return found
