"""Properties of the connection to a repository, which all tasks have."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop, Static

_OWN_SERVER = "Accepted, without effect: the task acts on the server that runs it."


class Login(Part):
    """A login at the API, which tasks here do not need."""

    username: Annotated[str | None, Prop("The user to sign in as.", _OWN_SERVER)] = None
    password: Annotated[str | None, Prop("The password of the user.", _OWN_SERVER)] = None
    auto: Annotated[bool, Prop("Whether to take the server's own login.", _OWN_SERVER)] = True


class TokenLogin(Login):
    """As `Login`, or by a token."""

    api_token: Annotated[str | None, Prop("A token of the API.", _OWN_SERVER)] = None


class Connected(Plugin):
    """Base of everything that reaches a repository."""

    url: Annotated[
        str | None,
        Prop(
            "The address of the repository.",
            "Over HTTP (https://host/group/name.git) or SSH (ssh://git@host/name.git, "
            "git@host:name.git); local paths are refused.",
        ),
    ] = None
    username: Annotated[
        str | None,
        Prop(
            "The name to sign in with.",
            "With a token some services want a certain name, such as `oauth2`; `git` by default.",
        ),
    ] = None
    password: Annotated[
        str | None,
        Prop("The password or access token to sign in with, best from a secret."),
    ] = None
    private_key: Annotated[
        str | None,
        Prop("The private key for SSH as PEM text or in the form of OpenSSH, best from a secret."),
    ] = None
    passphrase: Annotated[str | None, Prop("The passphrase that opens the private key.")] = None
    trusted_ca_pem_path: Annotated[
        str | None,
        Prop(
            "A file of certificates (PEM) that HTTPS trusts.",
            "A path on the worker; those of the machine by default.",
        ),
    ] = None
    no_proxy: Annotated[
        bool | None,
        Prop(
            "Whether to connect directly.",
            "By default through the proxy that the environment of the worker names, if any.",
        ),
    ] = None
    connect_timeout: Annotated[
        int, Prop("How long connecting may take, in milliseconds.", "Ten seconds by default.")
    ] = 10_000
    read_timeout: Annotated[
        int,
        Prop("How long the server may be silent, in milliseconds.", "A minute by default."),
    ] = 60_000
    git_config: Annotated[
        dict[str, Json] | None,
        Prop(
            "Settings of Git by name, such as `core.longpaths: true`.",
            "They count for this task only; system and user settings of the worker do not.",
        ),
    ] = None
    kestra_url: Annotated[str | None, Prop("The address of the server.", _OWN_SERVER)] = None

    @property
    def needed_url(self) -> str:
        """The address. Raises: PluginError without one."""
        if self.url is None:
            raise PluginError("`url` must be given: the address of the repository")
        return self.url

    @property
    def wanted_branch(self) -> str | None:
        """The branch to work on; None for that which the repository says."""
        return None

    @property
    def with_submodules(self) -> bool:
        """Whether repositories inside of the repository are cloned, too."""
        return False


class WithSubmodules(Connected):
    """May take repositories inside of the repository, too."""

    auth: Annotated[Static[Login | None], Prop("A login at the API.", _OWN_SERVER)] = None
    clone_submodules: Annotated[
        bool | None,
        Prop(
            "Whether to clone the submodules as well, at any depth.",
            "No by default. The login is sent to the host of `url` only.",
        ),
    ] = None

    @property
    def with_submodules(self) -> bool:
        return bool(self.clone_submodules)


class OnBranch(Connected):
    """Works on `main` unless told otherwise."""

    branch: Annotated[str, Prop("The branch to work on.", "`main` by default.")] = "main"

    @property
    def wanted_branch(self) -> str | None:
        return self.branch


class OnNamedBranch(Connected):
    """Works on a branch that the flow must name."""

    branch: Annotated[str, Prop("The branch to work on.")]

    @property
    def wanted_branch(self) -> str | None:
        return self.branch
