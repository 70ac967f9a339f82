"""Commands of Ansible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Annotated, Any, ClassVar, Literal

from tiercel.plugin import Json, Output, Prop, Raw, RunContext, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptOutput
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders

ANSIBLE = Language(name="ansible", image="cytopia/ansible:latest-tools")
CONFIG = """[defaults]
log_path          = {{ workingDir }}/log
callback_plugins  = ./callback_plugins
callbacks_enabled = kestra_logger
stdout_callback   = ansible.builtin.null
result_format     = json
pretty_results    = true
library           = ./library
"""
NAME = "kestra_logger"
CALLBACK = f"callback_plugins/{NAME}.py"
LOG = "log"
GALAXY, PYTHON = "requirements.yml", "requirements.txt"
_PLAYBOOK = "playbook:"


class HostResult(Output):
    """What a task did on a host."""

    host: Annotated[str | None, Prop("The host as the inventory calls it.")] = None
    status: Annotated[
        str | None, Prop("How it ended: ok, changed, failed, ignored, skipped or unreachable.")
    ] = None
    result: Annotated[Json, Prop("What the module gave.")] = None


class TaskOutput(Output):
    """A task of a play."""

    uid: Annotated[str | None, Prop("The id that Ansible gave the task in this run.")] = None
    name: Annotated[str | None, Prop("The name of the task in the play.")] = None
    hosts: Annotated[list[HostResult] | None, Prop("What it did, host by host.")] = None
    started_at: Annotated[str | None, Prop("When its first host began, in ISO 8601.")] = None
    ended_at: Annotated[str | None, Prop("When its last host was done.")] = None


class PlayOutput(Output):
    """A play."""

    name: Annotated[str | None, Prop("The name of the play, or its hosts.")] = None
    tasks: Annotated[list[TaskOutput] | None, Prop("The tasks that ran, in their order.")] = None


class PlaybookOutput(Output):
    """A playbook."""

    plays: Annotated[list[PlayOutput] | None, Prop("The plays that ran, in their order.")] = None


class AnsibleOutput(ScriptOutput):
    """What the commands left."""

    playbooks: Annotated[list[PlaybookOutput] | None, Prop("Playbooks that were run.")] = None


@plugin(
    "io.kestra.plugin.ansible.cli.AnsibleCLI",
    title="Run commands of Ansible.",
    examples=[
        (
            "inputFiles:\n"
            "  inventory.ini: localhost ansible_connection=local\n"
            "  playbook.yml: |\n"
            "    - hosts: all\n      tasks:\n        - ansible.builtin.ping:\n"
            "commands:\n  - ansible-playbook -i inventory.ini playbook.yml"
        )
    ],
)
class AnsibleCLI(CommandsTask):
    """Playbooks tell the log what they do, and their results are outputs."""

    language: ClassVar[Language] = ANSIBLE
    outputs_class: ClassVar[type[Output]] = AnsibleOutput

    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = (
        ANSIBLE.image
    )
    ansible_config: Annotated[
        Raw[str], Prop("The text of `ansible.cfg`.", "Results need the usual callback.")
    ] = CONFIG
    outputs_mode: Annotated[
        Literal["ALL", "EXPLICIT"],
        Prop(
            "Which outputs there are.",
            "ALL has the results of all tasks in `vars.outputs`; EXPLICIT only what is printed "
            "as outputs, and `playbooks`.",
        ),
    ] = "ALL"
    output_log_file: Annotated[bool, Prop("Whether the log file of Ansible is kept as `log`.")] = (
        False
    )
    auto_install_galaxy_requirements: Annotated[
        bool, Prop("Whether roles and collections of `requirements.yml` are installed first.")
    ] = True
    auto_install_python_requirements: Annotated[
        bool, Prop("Whether packages of `requirements.txt` are installed first.")
    ] = True

    def prepare(self, ctx: RunContext, extra: Mapping[str, Json]) -> None:
        """Write configuration and callback, unless the flow brings its own."""
        config = ctx.files.resolve("ansible.cfg")
        if not config.exists():
            text = ctx.render(self.ansible_config, extra) or ""
            config.write_text(text, encoding="utf-8")
        callback = ctx.files.resolve(CALLBACK)
        if not callback.exists():
            callback.parent.mkdir(parents=True, exist_ok=True)
            source = files("tiercel_ansible").joinpath(CALLBACK)
            callback.write_bytes(source.read_bytes())

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        """Where the configuration is: Ansible does not look into folders that anyone may write.

        Results come by the callback, whichever one for standard output the configuration names:
        newer releases have no `ansible.builtin.null`.
        """
        found = {"ANSIBLE_CONFIG": f"{place.working_dir}/ansible.cfg"}
        if NAME in ctx.files.resolve("ansible.cfg").read_text(encoding="utf-8"):
            found["ANSIBLE_STDOUT_CALLBACK"] = NAME
        return found

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The commands, behind those that install what they need."""
        first = []
        if self.auto_install_python_requirements and ctx.files.resolve(PYTHON).exists():
            first.append(f"pip install --quiet -r {PYTHON}")
        if self.auto_install_galaxy_requirements and ctx.files.resolve(GALAXY).exists():
            first.append(f"ansible-galaxy install -r {GALAXY}")
        return [*first, *super().lines(ctx, runner, place, extra)]

    def kept(self, ctx: RunContext) -> Mapping[str, str]:
        """The log file."""
        file = ctx.files.resolve(LOG)
        return {LOG: ctx.blobs.put(file, LOG)} if self.output_log_file and file.is_file() else {}

    def output(self, **values: Any) -> ScriptOutput:
        """Playbooks have a place of their own."""
        found: dict[str, Json] = dict(values.pop("vars"))
        names = sorted(name for name in found if name.startswith(_PLAYBOOK))
        playbooks = [PlaybookOutput.model_validate(found.pop(name)) for name in names]
        if self.outputs_mode == "EXPLICIT" and names:
            found.pop("outputs", None)
        return AnsibleOutput(vars=found, playbooks=playbooks or None, **values)
