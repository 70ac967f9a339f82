"""Command: commands on another machine, over SSH."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from tiercel.plugin import (
    EndedWith,
    Json,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    TaskFailed,
    plugin,
)
from tiercel.plugin.services.far_errors import explained
from tiercel.plugin.services.far_work import again
from tiercel.plugins.hosts import allowed_addresses, port_of
from tiercel.plugins.scripts.protocol import OutputLines
from tiercel_fs.connections import login_options, old_signatures
from tiercel_fs.places.place import library
from tiercel_fs.places.ssh import SshLoop, ended, ssh_errors

_KILL_SECONDS = 5


class Ran(Output):
    """What the commands left."""

    exit_code: Annotated[int, Prop("The exit code of the commands.")]
    vars: Annotated[dict[str, Json], Prop('What they printed as outputs: `::{"outputs": …}::`.')]
    output_files: Annotated[dict[str, str], Prop("Always empty: files stay there.")] = Field(
        default_factory=dict
    )
    task_runner: Annotated[
        dict[str, Json] | None, Prop("Always nothing: no task runner is used.")
    ] = None


@plugin(
    "io.kestra.plugin.fs.ssh.Command",
    title="Run commands on another machine over SSH.",
    description='Lines that they print go to the log; `::{"outputs": {"x": 1}}::` is an output.',
    examples=[
        (
            "host: worker.example.com\n"
            "username: deploy\n"
            "authMethod: PUBLIC_KEY\n"
            "privateKey: \"{{ secret('SSH_KEY') }}\"\n"
            "commands:\n"
            "  - cd /srv/app\n"
            "  - ./restart.sh"
        )
    ],
)
class Command(RunnableTask[Ran]):
    """One shell for all commands, which ends at the first that fails."""

    far_work = again(
        "nothing names it: commands of a lost attempt go on until they write something"
    )

    host: Annotated[str, Prop("The name or address of the machine.")]
    port: Annotated[str, Prop("The port of the server.", "22 by default.")] = "22"
    commands: Annotated[
        list[str], Field(min_length=1), Prop("The commands, in the shell of the user.")
    ]
    auth_method: Annotated[
        Literal["PASSWORD", "PUBLIC_KEY", "OPEN_SSH"],
        Prop(
            "How to sign in at the server.",
            "PASSWORD, the default, with `password`; PUBLIC_KEY with `privateKey`; OPEN_SSH as "
            "`openSSHConfigPath` says.",
        ),
    ] = "PASSWORD"
    username: Annotated[str | None, Prop("The name to sign in with.")] = None
    password: Annotated[str | None, Prop("The password, best from a secret.")] = None
    private_key: Annotated[str | None, Prop("The private key as text, best from a secret.")] = None
    private_key_passphrase: Annotated[
        str | None, Prop("The passphrase that opens the private key.")
    ] = None
    env: Annotated[
        dict[str, str] | None,
        Prop("Environment variables of the commands.", "They are set by the shell itself."),
    ] = None
    strict_host_key_checking: Annotated[
        str,
        Prop(
            "Whether the key of the host must be known: `yes` or `no`.",
            "`no` by default; with `yes` the file ~/.ssh/known_hosts of the worker counts.",
        ),
    ] = "no"
    open_ssh_config_path: Annotated[
        str | None,
        Field(alias="openSSHConfigPath"),
        Prop("The configuration of OpenSSH on the worker.", "~/.ssh/config by default."),
    ] = None
    open_ssh_config_dir: Annotated[
        str,
        Field(alias="openSSHConfigDir"),
        Prop(
            "Where the configuration of OpenSSH is on the worker.",
            "An older name of `openSSHConfigPath`.",
            deprecated=True,
        ),
    ] = "~/.ssh/config"
    proxy_command: Annotated[
        str | None,
        Prop("A command on the worker whose input and output are the connection."),
    ] = None
    enable_ssh_rsa1: Annotated[
        bool, Prop("Whether keys that sign with SHA-1 (ssh-rsa) are taken.", "No by default.")
    ] = False
    warning_on_std_err: Annotated[
        bool | None,
        Prop(
            "Whether the task ends in WARNING when the commands wrote to standard error.",
            "No by default.",
            deprecated=True,
        ),
    ] = None

    def run(self, ctx: RunContext) -> Ran:
        """Raises: TaskFailed for another exit code than 0, EndedWith for a warning."""
        lines = OutputLines(ctx)
        where = f"SSH at {self.host}:{self.port}"
        secrets = (self.password, self.private_key_passphrase)
        with explained(ctx, where, "running commands", ssh_errors(), secrets):
            options = self._options(ctx, where)
            loop = SshLoop(ctx)
            try:
                code = loop.do(self._run(options, lines))
            finally:
                loop.close(None)
        ran = Ran(exit_code=code, vars=lines.vars)
        if code != 0:
            raise TaskFailed(
                f"{where}: the commands ended with exit code {code}",
                outputs=ran.model_dump(by_alias=True, exclude_none=True),
            )
        if self.warning_on_std_err and lines.stderr_lines:
            raise EndedWith("WARNING", ran.model_dump(by_alias=True, exclude_none=True))
        return ran

    async def _run(self, options: dict[str, Json], lines: OutputLines) -> int:
        connection = await library("asyncssh").connect(**options)
        try:
            process = await connection.create_process(self._script())
            try:
                await asyncio.gather(
                    _lines(process.stdout, lines, is_error=False),
                    _lines(process.stderr, lines, is_error=True),
                )
                await process.wait_closed()
            except asyncio.CancelledError:
                # The commands shall not go on without anybody who waits for them.
                process.send_signal("KILL")
                process.close()
                await asyncio.wait_for(process.wait_closed(), _KILL_SECONDS)
                raise
            code = process.returncode
            return 1 if code is None else int(code)
        finally:
            await ended(connection)

    def _script(self) -> str:
        exports = [f"export {name}={shlex.quote(each)}" for name, each in (self.env or {}).items()]
        return "\n".join([*exports, *self.commands])

    def _options(self, ctx: RunContext, where: str) -> dict[str, Json]:
        """Raises: PluginError for what is missing for the way to sign in."""
        port = port_of("port", self.port)
        if self.auth_method == "OPEN_SSH":
            file = Path(self.open_ssh_config_path or self.open_ssh_config_dir).expanduser()
            found: dict[str, Json] = {
                "host": self.host,
                "config": [str(file)],
                "known_hosts": None,
            }
            if self.username:
                found["username"] = self.username
        else:
            wanted = "privateKey" if self.auth_method == "PUBLIC_KEY" else "password"
            key = self.private_key if wanted == "privateKey" else None
            secret = self.password if wanted == "password" else None
            if not key and not secret:
                raise PluginError(f"`{wanted}` must be given with `authMethod: {self.auth_method}`")
            found = login_options(self.username, secret, key, self.private_key_passphrase)
            found |= {"host": self.host, "port": port}
            if self.proxy_command is None:
                found["host"] = allowed_addresses(ctx, where, self.host, port)[0]
        if self.proxy_command is not None:
            found["proxy_command"] = self.proxy_command
        if self.strict_host_key_checking.lower() in ("yes", "true"):
            known = Path("~/.ssh/known_hosts").expanduser()
            found["known_hosts"] = str(known) if known.is_file() else b""
            found["host_key_alias"] = self.host
        return found | (old_signatures() if self.enable_ssh_rsa1 else {})


async def _lines(stream: Any, lines: OutputLines, *, is_error: bool) -> None:
    while line := await stream.readline():
        lines.take(line.rstrip("\r\n"), is_error)
