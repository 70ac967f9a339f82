"""Which runner a script task gets."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from tiercel.plugin import Json, Level, PluginError, RunContext, RunnerPlugin
from tiercel.plugin.nested import build_task, nested_plugin
from tiercel.plugins.core.runner.process import PROCESS, Process
from tiercel.plugins.scripts.docker_options import DockerOptions
from tiercel.plugins.scripts.runner.docker.docker import DEFAULT_SOCKETS, DOCKER, Docker

UNUSED_IMAGE = "unusedImage"  # What happens to tasks that name an image without an engine.


class RunnerChoice(msgspec.Struct, frozen=True):
    """What a task says about its runner."""

    runner: str | None = None
    docker: DockerOptions | None = None
    task_runner: Json = None


def runner_of(ctx: RunContext, choice: RunnerChoice) -> RunnerPlugin:
    """The runner: the old property wins, then `taskRunner`, then the server's default.

    Raises: PluginError for an unknown type, and as `report_unused_image`.
    """
    if choice.runner == "PROCESS":
        return Process()
    if choice.runner == "DOCKER" or (choice.docker is not None and choice.task_runner is None):
        return _old_docker(choice.docker)
    if choice.task_runner is None:
        if default_type(ctx) == DOCKER:
            return Docker()
        report_unused_image(ctx)
        return Process()
    return nested_plugin(ctx, "taskRunner", choice.task_runner, RunnerPlugin)


def default_type(ctx: RunContext) -> str:
    """The server's default; without one Docker where an engine is, else Process."""
    configured = ctx.plugin_configuration.get("defaultRunner")
    if configured:
        name = str(configured)
        return {"PROCESS": PROCESS, "DOCKER": DOCKER}.get(name.upper(), name)
    has_engine = "DOCKER_HOST" in os.environ or any(Path(p).exists() for p in DEFAULT_SOCKETS)
    return DOCKER if has_engine else PROCESS


def report_unused_image(ctx: RunContext) -> None:
    """Warn, at the first attempt, when the task names an image and there is no engine for it.

    Triggers, which would say it at every look, say nothing.
    Raises: PluginError when the server's settings refuse such tasks.
    """
    image = ctx.properties.get("containerImage")
    settings = ctx.plugin_configuration
    # Who made processes the default knows it; who left it open may believe in the image.
    policy = str(
        settings.get(UNUSED_IMAGE) or ("IGNORE" if "defaultRunner" in settings else "WARN")
    )
    if policy not in ("WARN", "REFUSE", "IGNORE"):
        raise PluginError(f"The setting `{UNUSED_IMAGE}` is '{policy}': WARN, REFUSE or IGNORE")
    if image is None or policy == "IGNORE":
        return
    way_out = f"Start Docker or podman, or set `taskRunner: {{type: {PROCESS}}}`"
    if policy == "REFUSE":
        raise PluginError(f"There is no container engine for the image '{image}'. {way_out}")
    if (ctx.vars.get("taskrun") or {}).get("attemptsCount") == 0:
        ctx.log.write(
            Level.WARN,
            f"There is no container engine: the commands run as processes of this machine, and the"
            f" image '{image}' is not used. {way_out} to say so.",
        )


def is_process(runner: RunnerPlugin) -> bool:
    """Whether the commands run on this machine, with its programs."""
    return isinstance(runner, Process)


def _old_docker(options: DockerOptions | None) -> Docker:
    if options is None:
        return Docker()
    given = options.model_dump(by_alias=True, exclude_none=True, exclude={"image"})
    return build_task(Docker, given)
