"""The program Git: run for one task, with its login, and ended with it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tiercel.plugin import Interrupted, PluginError, RunContext
from tiercel.plugin.services.far_errors import words_of
from tiercel.plugin.values import value_text
from tiercel.plugins.hosts import allowed_addresses
from tiercel_git.addresses import PORTS, SCHEMES, Address, address_of
from tiercel_git.connection import Connected
from tiercel_git.limits import MESSAGE_CHARS_MAX

# Answers what Git and SSH ask, for the host of the address and no other.
ANSWERS = """#!/bin/sh
case "$1" in
  Username*"//$TIERCEL_GIT_HOST': ") printf '%s\\n' "$TIERCEL_GIT_USERNAME" ;;
  Password*"@$TIERCEL_GIT_HOST': ") printf '%s\\n' "$TIERCEL_GIT_PASSWORD" ;;
  *passphrase*) printf '%s\\n' "$TIERCEL_GIT_PASSPHRASE" ;;
  *"@$TIERCEL_GIT_SSH_HOST's password: ") printf '%s\\n' "$TIERCEL_GIT_PASSWORD" ;;
  *) exit 1 ;;
esac
"""
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


class Git:
    """The program with the login of one task."""

    def __init__(
        self, ctx: RunContext, address: Address, environment: Mapping[str, str], secrets: list[str]
    ) -> None:
        self._ctx = ctx
        self.address = address
        self._environment = environment
        self._secrets = secrets
        self._process: subprocess.Popen[str] | None = None

    def run(self, operation: str, *words: str, folder: Path) -> str:
        """What a command prints. `operation` is what errors say was tried.

        Raises: PluginError with the message of Git, Interrupted when the task was stopped.
        """
        try:
            process = subprocess.Popen(
                ["git", *words],
                cwd=folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
        except FileNotFoundError:
            raise PluginError("The program `git` must be installed on the worker") from None
        with process:
            self._process = process
            if self._ctx.is_stopped:
                self.kill()
            printed, said = process.communicate()
        if self._ctx.is_stopped:
            raise Interrupted(f"{operation} was stopped")
        if process.returncode != 0:
            raise self.failure(operation, said or printed)
        return printed

    def failure(self, operation: str, message: str) -> PluginError:
        """An error with host, operation and what Git said, without the login."""
        for secret in self._secrets:
            message = message.replace(secret, "****")
        text = message.strip()[-MESSAGE_CHARS_MAX:]
        return PluginError(f"{self.address.place}: {operation} failed: {text}")

    def kill(self) -> None:
        """End the command that runs, with the programs that it started."""
        process = self._process
        if process is not None and process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def opened(ctx: RunContext, task: Connected) -> Iterator[Git]:
    """Git for a task. Its login lies in a private folder that goes at the end.

    Raises: PluginError for an address that is none, or a host that is not allowed or not there.
    """
    address = address_of(task.needed_url)
    _check_host(ctx, task, address)
    folder = Path(tempfile.mkdtemp(prefix="tiercel-git-"))
    try:
        git = Git(ctx, address, _environment(ctx, task, address, folder), _secrets(task, address))
        ctx.on_stop(git.kill)
        yield git
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_host(ctx: RunContext, task: Connected, address: Address) -> None:
    """Whether the host may be reached and answers in time; a proxy has that question itself."""
    seconds = max(task.connect_timeout, 1) / 1000
    if address.is_http and not task.no_proxy and any(_proxy(ctx, name) for name in _PROXIES):
        return
    port = address.port or PORTS[address.scheme]
    addresses = allowed_addresses(ctx, address.place, address.host, port)
    try:
        socket.create_connection((addresses[0], port), timeout=seconds).close()
    except OSError as error:
        raise PluginError(f"{address.place}: connecting failed: {words_of(error)}") from None


def _proxy(ctx: RunContext, name: str) -> str | None:
    return ctx.environment.get(name) or ctx.environment.get(name.upper())


def _environment(
    ctx: RunContext, task: Connected, address: Address, folder: Path
) -> dict[str, str]:
    answers = folder / "answers"
    answers.write_text(ANSWERS, encoding="utf-8")
    answers.chmod(0o700)
    host = f"{address.host}:{address.port}" if address.port else address.host
    usual = {name: each for name, each in ctx.environment.items() if not name.startswith("GIT_")}
    found = {
        **usual,
        "HOME": str(folder),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES),
        "GIT_ASKPASS": str(answers),
        "SSH_ASKPASS": str(answers),
        "SSH_ASKPASS_REQUIRE": "force",
        "GIT_SSH_COMMAND": _ssh(task, address, folder),
        "TIERCEL_GIT_HOST": host,
        "TIERCEL_GIT_SSH_HOST": address.host,
        "TIERCEL_GIT_USERNAME": task.username or address.user or "git",
        "TIERCEL_GIT_PASSWORD": task.password or address.password,
        "TIERCEL_GIT_PASSPHRASE": task.passphrase or "",
        **_settings(task),
    }
    if task.trusted_ca_pem_path:
        found["GIT_SSL_CAINFO"] = task.trusted_ca_pem_path
    if task.no_proxy:
        found["no_proxy"] = found["NO_PROXY"] = "*"
    return found


def _settings(task: Connected) -> dict[str, str]:
    """Settings as the environment has them: in no file and in no list of processes."""
    given = {
        "user.useConfigOnly": "false",
        "advice.detachedHead": "false",
        "http.lowSpeedLimit": "1",
        "http.lowSpeedTime": str(max(task.read_timeout // 1000, 1)),
        **{name: value_text(value) for name, value in (task.git_config or {}).items()},
    }
    found = {"GIT_CONFIG_COUNT": str(len(given))}
    for number, (name, value) in enumerate(given.items()):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def _ssh(task: Connected, address: Address, folder: Path) -> str:
    """The command for SSH. A host that nobody knows yet is trusted, as in the reference."""
    options = {
        "StrictHostKeyChecking": "accept-new",
        "UserKnownHostsFile": folder / "known_hosts",
        "LogLevel": "ERROR",
        "ConnectTimeout": max(task.connect_timeout // 1000, 1),
        "ServerAliveInterval": max(task.read_timeout // 1000, 1),
        "NumberOfPasswordPrompts": 1,
    }
    words = ["ssh", "-F", "none"]
    if task.private_key:
        key = folder / "key"
        key.touch(mode=0o600)
        key.write_text(task.private_key.strip() + "\n", encoding="utf-8")
        options |= {"IdentityFile": key, "IdentitiesOnly": "yes"}
    if task.username and not address.user:
        options["User"] = task.username
    return " ".join([*words, *(f"-o '{name}={value}'" for name, value in options.items())])


def _secrets(task: Connected, address: Address) -> list[str]:
    key = (task.private_key or "").split("\n")
    return [
        each
        for each in (task.password, address.password, task.passphrase, *key)
        if each and each.strip() and not each.startswith("-----")
    ]
