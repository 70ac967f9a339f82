"""Commands of Ollama, with a server of their own or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from tiercel.plugin import Json, Part, Prop, RunContext, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.scripts.base import CommandsTask
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders

OLLAMA = Language(name="ollama", image="ollama/ollama")
# Starts the server of the commands, and waits for it, a minute at most.
SERVE = (
    "ollama serve > /dev/null 2>&1 &",
    (
        "n=0; until ollama list > /dev/null 2>&1; do"
        ' n=$((n+1)); [ "$n" -le 60 ] || { echo "ollama serve does not answer" >&2; exit 1; };'
        " sleep 1; done"
    ),
)
CACHE = "/tmp/ollama-models"


class Auth(Part):
    """Who asks a server elsewhere."""

    api_key: Annotated[str | None, Prop("The key of the server, best from a secret.")] = None


@plugin(
    "io.kestra.plugin.ollama.cli.OllamaCLI",
    title="Run commands of Ollama.",
    examples=[
        (
            "commands:\n  - ollama pull llama3.2:1b\n"
            '  - ollama run llama3.2:1b "What is a tiercel?" > answer.txt\n'
            "outputFiles: [answer.txt]"
        )
    ],
)
class OllamaCLI(CommandsTask):
    """Without `host` the commands have a server of their own, which ends with them."""

    language: ClassVar[Language] = OLLAMA

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = OLLAMA.image
    host: Annotated[str | None, Prop("A server elsewhere, such as http://ollama:11434.")] = None
    auth: Annotated[Auth | None, Prop("Who asks that server.")] = None
    enable_model_caching: Annotated[
        bool, Prop("Whether models are kept in `modelCachePath` for the next attempt.")
    ] = True
    model_cache_path: Annotated[
        str | None, Prop(f"The folder of models, of the machine or a volume; {CACHE} by default.")
    ] = None

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        """The server, the key and the folder of models."""
        found = {}
        if self.host is not None:
            found["OLLAMA_HOST"] = self.host
        if self.auth is not None and self.auth.api_key:
            found["OLLAMA_API_KEY"] = self.auth.api_key
        if self.enable_model_caching and self.host is None:
            found["OLLAMA_MODELS"] = self.model_cache_path or CACHE
        return found

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The commands, behind those that start a server."""
        commands = super().lines(ctx, runner, place, extra)
        return commands if self.host is not None else [*SERVE, *commands]
