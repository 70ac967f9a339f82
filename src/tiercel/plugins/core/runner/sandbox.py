"""The walls around a script: what of the machine it may use, by its namespace's sandbox."""

from __future__ import annotations

import contextlib
import os
import pwd
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from time import monotonic

import msgspec

from tiercel.plugin import PluginError, Sandbox
from tiercel.plugin.limits import SANDBOX_FRESH_SECONDS, SANDBOX_PLACES_MAX
from tiercel.plugins.core.runner import descendants, landlock, seccomp

# Folders below the root that have rules of their own, or none.
OWN_RULES = frozenset(
    {"boot", "dev", "home", "lost+found", "proc", "root", "run", "sys", "tmp", "var"}
)
STRICT_FOLDERS = ("bin", "lib", "lib32", "lib64", "sbin", "usr", "etc", "opt", "nix")
STRICT_PROC = ("cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems", "sys")
# Not where services keep what is theirs.
PARTS_OF_VAR = (
    "/var/lib/dpkg",
    "/var/lib/apt",
    "/var/lib/ca-certificates",
    "/var/cache/fontconfig",
)
DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "ptmx")
NAMES_OF_NETWORK = ("/etc/resolv.conf", "/etc/hosts")
# In the home of the server's user: what opens other doors.
KEYS = (
    ".ssh", ".gnupg", ".aws", ".azure", ".config/gcloud", ".config/gh", ".config/hub", ".kube",
    ".docker", ".netrc", ".pgpass", ".my.cnf", ".git-credentials", ".npmrc", ".pypirc",
    ".vault-token", ".password-store", ".terraform.d", ".bash_history", ".tiercel",
)  # fmt: skip
# Where clouds answer machines of theirs.
METADATA_PORT = 80
METADATA_OPEN = (
    "scripts reach the metadata address of a cloud (169.254.169.254), which may hand out its"
    " credentials: Landlock rules ports, no addresses"
)
SECRETS_OF_SYSTEM = ("/run/secrets", "/etc/shadow", "/etc/gshadow", "/etc/ssl/private")
# Where programs keep what they download: in the cache of the namespace.
CACHES = {
    "XDG_CACHE_HOME": "", "npm_config_cache": "npm", "DENO_DIR": "deno", "GOMODCACHE": "go-modules",
    "GOCACHE": "go-build", "DOTNET_CLI_HOME": "dotnet", "NUGET_PACKAGES": "nuget",
    "JBANG_CACHE_DIR": "jbang", "BUN_INSTALL_CACHE_DIR": "bun", "PIP_CACHE_DIR": "pip",
    "UV_CACHE_DIR": "uv",
}  # fmt: skip


class Walls(msgspec.Struct, frozen=True):
    """What a process confines itself with: descriptors of rulesets and a filter of calls."""

    rulesets: tuple[int, ...] = ()
    program: bytes = b""

    def close(self) -> None:
        """Close the descriptors; whoever has got them keeps them."""
        for each in self.rulesets:
            os.close(each)


@contextlib.contextmanager
def walls(sandbox: Sandbox, own: Sequence[str]) -> Iterator[Walls | None]:
    """The walls for one script, whose `own` folders it may write to; None on level `off`.

    Raises: PluginError when the level is `strict` and the machine can't do all of it.
    """
    if sandbox.level == "off":
        yield None
        return
    lacking = missing(sandbox)
    if lacking and sandbox.level == "strict":
        raise PluginError(
            f"The sandbox of the namespace '{sandbox.namespace}' is strict, and this machine can't"
            f" keep it: {'; '.join(lacking)}"
        )
    made = _made(sandbox, own)
    try:
        yield made
    finally:
        made.close()


def missing(sandbox: Sandbox) -> list[str]:
    """What this machine can't do of a sandbox, in words; empty for all or on level `off`."""
    if sandbox.level == "off":
        return []
    version = landlock.version()
    lacks = {
        "no Landlock: files and processes of others are not closed": version < 1,
        "Landlock before version 3: files of others can be emptied": 0 < version < 3,
        "Landlock before version 4: no list of ports": version < landlock.VERSION_OF_NETWORK
        and isinstance(sandbox.network, tuple),
        "Landlock before version 6: processes of others can be signalled": 0
        < version
        < landlock.VERSION_OF_SCOPES,
        "no filter of system calls for this machine": not seccomp.is_known(),
        "no list of children in /proc: a command may have any number of processes": bool(
            sandbox.processes_max
        )
        and not descendants.are_listed(),
    }
    return [text for text, is_so in lacks.items() if is_so]


def left_open(sandbox: Sandbox) -> list[str]:
    """What no machine can close as the settings are, in words; a strict one runs all the same."""
    ports, is_limited = sandbox.network, landlock.version() >= landlock.VERSION_OF_NETWORK
    is_closed = isinstance(ports, tuple) and is_limited and METADATA_PORT not in ports
    if sandbox.level == "off" or ports == "none" or is_closed:
        return []
    return [METADATA_OPEN]


def variables(sandbox: Sandbox, own: str, given: Mapping[str, str]) -> dict[str, str]:
    """Variables that lead programs to places they may write to, unless they are `given`."""
    if sandbox.level == "off":
        return {}
    found = {
        name: os.path.join(sandbox.cache_folder, below)
        for name, below in CACHES.items()
        if sandbox.cache_folder and name not in given
    }
    if not _has_temporary_folder(sandbox):
        found["TMPDIR"] = os.path.join(own, ".tiercel", "tmp")
    return found


def _has_temporary_folder(sandbox: Sandbox) -> bool:
    """Whether names can be made in the machine's temporary folder."""
    temporary = os.path.realpath(tempfile.gettempdir())
    concealed = [os.path.realpath(each) for each in (*sandbox.hidden, sandbox.work_folder) if each]
    return sandbox.level == "standard" and not any(
        _is_within(each, temporary) or _is_within(temporary, each) for each in concealed
    )


def _made(sandbox: Sandbox, own: Sequence[str]) -> Walls:
    base = _bases(os.getpid()).get(sandbox)
    if base.ruleset is None:
        return Walls(program=base.program)
    folders = [*own, *([sandbox.cache_folder] if sandbox.cache_folder else [])]
    for folder in folders:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    inner = [(os.path.realpath(each), landlock.WRITE) for each in folders]
    try:
        return Walls((base.ruleset, landlock.ruleset([*base.beside, *inner])), base.program)
    except BaseException:
        os.close(base.ruleset)
        raise


class Base(msgspec.Struct, frozen=True):
    """What all scripts of one level share.

    `ruleset` has what the machine shows them, with the working directories of all tasks; `beside`
    is, for a second one, all but these directories. Both are empty without Landlock.
    """

    program: bytes
    ruleset: int | None = None
    beside: Sequence[tuple[str, int]] = ()


class Bases:
    """The bases of each level, made anew after some time, since folders come and go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[Sandbox, tuple[float, Base]] = {}

    def get(self, sandbox: Sandbox) -> Base:
        """A base, its descriptor for the caller to close. Raises: OSError."""
        key = msgspec.structs.replace(sandbox, namespace="", cache_folder="")
        with self._lock:
            until, found = self._made.get(key, (0.0, None))
            if found is None or until < monotonic():
                if found is not None and found.ruleset is not None:
                    os.close(found.ruleset)
                found = _base(key)
                self._made[key] = (monotonic() + SANDBOX_FRESH_SECONDS, found)
            copy = None if found.ruleset is None else os.dup(found.ruleset)
            return msgspec.structs.replace(found, ruleset=copy)


@lru_cache(maxsize=1)
def _bases(_process: int) -> Bases:
    """Those of this process; a fork makes its own."""
    return Bases()


def _base(sandbox: Sandbox) -> Base:
    program = seccomp.program(sandbox) if seccomp.is_known() else b""
    if landlock.version() == 0:
        return Base(program)
    keys = (os.path.join(home, each) for home in _homes() for each in KEYS)
    concealed = [*sandbox.hidden, sandbox.work_folder, *SECRETS_OF_SYSTEM, *keys]
    hidden = tuple({os.path.realpath(each) for each in concealed if each})
    rules: list[tuple[str, int]] = []
    for path, rights in _granted(sandbox):
        rules += _open_parts(os.path.realpath(path), rights, hidden)
    if sandbox.work_folder:
        rules.append((os.path.realpath(sandbox.work_folder), landlock.WRITE))
    ports = sandbox.network if isinstance(sandbox.network, tuple) else None
    beside = [each for each in _beside_work(sandbox) if os.path.lexists(each[0])]
    return Base(program, landlock.ruleset(rules, ports), beside)


def _beside_work(sandbox: Sandbox) -> list[tuple[str, int]]:
    """Everything but the folders of other tasks; what of it is shown is for the base to say."""
    if not sandbox.work_folder:
        return [("/", landlock.ANY)]
    work = (os.path.realpath(sandbox.work_folder),)
    rules: list[tuple[str, int]] = []
    for path in dict.fromkeys(os.path.realpath(path) for path, _ in _granted(sandbox)):
        rules += _open_parts(path, landlock.ANY, work)
    return rules


def _granted(sandbox: Sandbox) -> Iterator[tuple[str, int]]:
    is_strict = sandbox.level == "strict"
    if is_strict:
        yield from ((f"/{name}", landlock.READ) for name in STRICT_FOLDERS)
        yield from ((f"/proc/{name}", landlock.READ) for name in STRICT_PROC)
    else:
        for name in sorted(set(os.listdir("/")) - OWN_RULES):
            yield f"/{name}", landlock.READ
        for path in ("/proc", "/sys", *PARTS_OF_VAR, *_homes()):
            yield path, landlock.READ
        for path in {tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm", "/dev/pts"}:
            yield path, landlock.WRITE | landlock.IOCTL
    for name in DEVICES:
        yield f"/dev/{name}", landlock.DEVICE
    for path in (*NAMES_OF_NETWORK, *_interpreters(), *sandbox.readable):
        yield path, landlock.READ
    for path in sandbox.writable:
        yield path, landlock.WRITE


def _interpreters() -> set[str]:
    """Where the Python of this server and its packages are, and programs on its path."""
    return {sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"), _package_folder()}


def _package_folder() -> str:
    """Where scripts find the modules that come with this package."""
    return str(Path(__file__).parents[2] / "scripts")


def _homes() -> set[str]:
    """The home that the environment names, and that of the server's user."""
    named = {os.path.expanduser("~")}
    with contextlib.suppress(KeyError):
        named.add(pwd.getpwuid(os.getuid()).pw_dir)
    return named - {"/"}


def _open_parts(path: str, rights: int, hidden: Sequence[str]) -> list[tuple[str, int]]:
    """The path, or what of it is left when hidden places are below it."""
    if any(_is_within(path, each) for each in hidden):
        return []
    below = [each for each in hidden if _is_within(each, path)]
    if not below:
        return [(path, rights)]
    found: list[tuple[str, int]] = []
    with contextlib.suppress(PermissionError, FileNotFoundError), os.scandir(path) as entries:
        for entry in entries:
            # A link needs no right of its own, and must not open what it leads to.
            if not entry.is_symlink():
                found += _open_parts(entry.path, rights, below)
            if len(found) > SANDBOX_PLACES_MAX:
                return []
    return found


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
