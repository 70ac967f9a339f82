"""Pulling images: when, as whom, and again when it fails."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Mapping

import msgspec

from tiercel.plugin import Json, Level, PluginError, RunContext
from tiercel.plugins.scripts.runner.docker.engine import Engine, EngineError
from tiercel.plugins.scripts.runner.docker.properties import DockerProperties
from tiercel.plugins.scripts.runner.limits import DOCKER_PULL_DELAY_SECONDS, DOCKER_PULL_TRIES_MAX

# What engines say within a pull, or with a status that says nothing, of an image that nobody gets.
FINAL = re.compile(
    r"manifest unknown|manifest for .* not found|no such image|invalid reference"
    r"|repository does not exist"
    r"|access (to the resource is |is )?denied|unauthorized|authentication required",
    re.IGNORECASE,
)
HUB = "https://index.docker.io/v1/"


async def pull_image(ctx: RunContext, engine: Engine, runner: DockerProperties, image: str) -> None:
    """Pull the image when the policy asks for it.

    Raises: EngineError when the last try fails.
    """
    if runner.pull_policy == "NEVER":
        return
    if runner.pull_policy == "IF_NOT_PRESENT" and await engine.has_image(image):
        return
    auth = registry_auth(runner, image)
    delay = DOCKER_PULL_DELAY_SECONDS
    for attempt in range(1, DOCKER_PULL_TRIES_MAX + 1):
        try:
            await engine.pull(image, auth)
        except EngineError as error:
            message = f"Unable to pull the image '{image}': {error.message}"
            if attempt == DOCKER_PULL_TRIES_MAX or is_final(error):
                raise EngineError(message, error.status) from error
            following = f"attempt {attempt + 1} of {DOCKER_PULL_TRIES_MAX} in {delay:g} s"
            ctx.log.write(Level.WARN, f"{message}; {following}")
            await asyncio.sleep(delay)
            delay *= 2
        else:
            ctx.log.write(Level.DEBUG, f"Image pulled [{image}]")
            return


def is_final(error: EngineError) -> bool:
    """Whether the same pull fails the same way a second later."""
    return error.status in (400, 401, 403, 404) or FINAL.search(error.message) is not None


def registry_of(image: str) -> str:
    """The registry that an image names; the public one when it names none."""
    first, slash, _ = image.partition("/")
    is_host = slash and ("." in first or ":" in first or first == "localhost")
    return first if is_host else HUB


def registry_auth(runner: DockerProperties, image: str) -> dict[str, str] | None:
    """What the engine must send to the registry; None for nobody."""
    registry = registry_of(image)
    given = runner.credentials
    if given is not None:
        found = {
            "username": given.username,
            "password": given.password,
            "auth": given.auth,
            "identitytoken": given.identity_token,
            "registrytoken": given.registry_token,
            "serveraddress": given.registry or registry,
        }
        return {key: value for key, value in found.items() if value is not None}
    return _from_config(runner.config, registry)


def _from_config(config: Json, registry: str) -> dict[str, str] | None:
    if isinstance(config, str):
        try:
            config = msgspec.json.decode(config)
        except msgspec.DecodeError as error:
            raise PluginError(f"The docker config is no JSON: {error}") from error
    if not isinstance(config, Mapping):
        return None
    entry = (config.get("auths") or {}).get(registry)
    if not isinstance(entry, Mapping):
        return None
    auth = {"serveraddress": registry}
    if "auth" in entry:
        name, _, password = base64.b64decode(entry["auth"]).decode().partition(":")
        auth.update(username=name, password=password)
    for key in ("username", "password", "identitytoken"):
        if key in entry:
            auth[key] = str(entry[key])
    return auth
