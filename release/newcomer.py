"""`python -m release.newcomer PYTHON`: the first ten minutes on a machine with only Python.

The page is followed word for word in one shell, whose output is printed with the time of each
command. The machine is a root of its own without a network, where the system lets us make one: it
has that Python, a shell and the libraries of both. Elsewhere it is an empty home and an empty
environment. Packages come from a folder that was filled before; the server's is built here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from shutil import copyfile, copymode, which

import msgspec

from release.shell import Shell
from release.trial import ROOT, followed, print_steps, printed_by

CACHE = ROOT / ".cache" / "newcomer"
HOME = "/newcomer"
WHEELS = "/wheels"
# What each machine has beside Python, whichever packages it is given.
PROGRAMS = ("sh", "uname")
# Those of C, of which older packages name parts that have moved, and those of C++.
LIBRARIES = (
    *("libc.so.6", "libdl.so.2", "libm.so.6", "libnss_files.so.2", "libpthread.so.0"),
    *("librt.so.1", "libutil.so.1", "libgcc_s.so.1", "libstdc++.so.6"),
)
APART = ("unshare", "--mount", "--pid", "--net", "--fork")
AS_ROOT = ("--user", "--map-root-user")
LINKED = re.compile(r"(/\S+) \(0x")
# Runs before the root is entered: what is seen in it, and the loopback.
ENTER = """
import fcntl, json, os, socket, struct, subprocess, sys
root, folder, environ, *seen = sys.argv[1:]
for place, there in (each.split("=") for each in seen):
    subprocess.run(["mount", "--rbind", place, root + there], check=True)
subprocess.run(["mount", "-t", "proc", "proc", root + "/proc"], check=True)
SET_FLAGS, UP_AND_RUNNING = 0x8914, 0x41
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sH14x", b"lo", UP_AND_RUNNING))
os.chroot(root)
os.chdir(folder)
os.execve("/bin/sh", ["sh"], json.loads(environ))
"""
FACTS = "import json, sys; print(json.dumps([sys.version.split()[0], sys.base_prefix]))"


class Python(msgspec.Struct, frozen=True):
    """An interpreter that is installed in a folder of its own, or in the system's."""

    version: str
    prefix: Path

    @property
    def programs(self) -> Path:
        """Where it is called `python`."""
        return self.prefix / "bin"

    @property
    def is_the_systems(self) -> bool:
        """Whether all programs of the machine are in its folder."""
        return self.prefix in (Path("/usr"), Path("/"))


def python_of(program: str) -> Python:
    """What an interpreter says of itself."""
    version, prefix = json.loads(printed_by(program, "-c", FACTS))
    return Python(version, Path(prefix))


def libraries(files: Iterable[Path]) -> set[Path]:
    """What programs and modules are linked with, and what packages of others may be."""
    asked = [str(each) for each in files]
    linked = subprocess.run(["ldd", *asked], capture_output=True, text=True, check=False).stdout
    cached = printed_by(which("ldconfig", path="/sbin:/usr/sbin") or "ldconfig", "-p").splitlines()
    more = (each.rpartition("=> ")[2] for each in cached if each.strip().startswith(LIBRARIES))
    return {Path(each) for each in (*LINKED.findall(linked), *more)}


def make_root(root: Path, python: Python) -> str:
    """An empty machine with that Python; what it has, in words."""
    programs = [Path(found) for name in PROGRAMS if (found := which(name))]
    modules = python.prefix.glob("lib/python*/lib-dynload/*.so")
    needed = libraries([*programs, (python.programs / "python3").resolve(), *modules])
    needed = {each for each in needed if python.prefix not in each.parents}
    for place in needed:
        _copy(place, root / str(place).lstrip("/"))
    for place in programs:
        _copy(place, root / "bin" / place.name)
    for folder in ("proc", "dev", "tmp", "etc", HOME[1:], WHEELS[1:], str(python.prefix)[1:]):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "etc" / "passwd").write_text(f"root:x:0:0::{HOME}:/bin/sh\n", encoding="utf-8")
    (root / "etc" / "group").write_text("root:x:0:\n", encoding="utf-8")
    (root / "etc" / "hosts").write_text("127.0.0.1 localhost\n", encoding="utf-8")
    has = f"Python, {', '.join(PROGRAMS)}, {len(needed)} libraries"
    return f"a root of its own without a network: {has}"


def entering() -> list[str]:
    """The words that begin a process in namespaces of its own; none where nobody may."""
    for words in ([*APART], [APART[0], *AS_ROOT, *APART[1:]]):
        try:
            done = subprocess.run([*words, "true"], capture_output=True, check=False)
        except FileNotFoundError:
            return []
        if done.returncode == 0:
            return words
    return []


class Machine(msgspec.Struct, frozen=True):
    """In words; what begins a shell there, with which variables; its home as seen from here."""

    about: str
    argv: list[str]
    environ: Mapping[str, str]
    home: Path


def machine(python: Python, wheels: Path, place: Path) -> Machine:
    """The emptiest that may be made in a folder."""
    apart = [] if python.is_the_systems else entering()
    return rooted(python, wheels, place, apart) if apart else bare(python, wheels, place)


def rooted(python: Python, wheels: Path, place: Path, apart: list[str]) -> Machine:
    """A root of its own, entered in namespaces of its own."""
    about, home = make_root(place, python), place / HOME[1:]
    _let_pip_find(home, WHEELS)
    environ = json.dumps(_variables(f"{python.programs}:/bin", HOME))
    seen = (f"{python.prefix}={python.prefix}", "/dev=/dev", f"{wheels}={WHEELS}")
    argv = [*apart, sys.executable, "-c", ENTER, str(place), HOME, environ, *seen]
    return Machine(about, argv, {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}, home)


def bare(python: Python, wheels: Path, place: Path) -> Machine:
    """An empty home and an empty environment: nobody may make a root, or Python is everywhere."""
    programs, home = place / "bin", place / "home"
    programs.mkdir()
    home.mkdir()
    (programs / "python").symlink_to(python.programs / "python3")
    for name in PROGRAMS:
        (programs / name).symlink_to(which(name) or f"/bin/{name}")
    _let_pip_find(home, str(wheels))
    about = "an empty environment and an empty home, with the files of this machine"
    return Machine(about, [str(programs / "sh")], _variables(str(programs), str(home)), home)


def _variables(path: str, home: str) -> dict[str, str]:
    return {"PATH": path, "HOME": home, "LANG": "C.UTF-8"}


def _let_pip_find(home: Path, folder: str) -> None:
    """`pip install tiercel` takes what is in a folder, and asks nobody."""
    file = home / ".config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True)
    text = f"[global]\nno-index = true\nfind-links = {folder}\ndisable-pip-version-check = true\n"
    file.write_text(text, encoding="utf-8")


def fill(wheels: Path, python: Python) -> None:
    """The wheel of the server as it is here, and what it needs for a Python."""
    wheels.mkdir(parents=True, exist_ok=True)
    own = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, ROOT)
    printed_by(sys.executable, "-m", "pip", *own)
    lock = ("--require-hashes", "--requirement", ROOT / "locks" / "run.txt")
    words = ("download", "--quiet", "--only-binary", ":all:", "--no-deps", "--dest", wheels, *lock)
    printed_by(python.programs / "python3", "-m", "pip", *words)


def walk(program: str, place: Path) -> Iterator[str]:
    """The page, step by step; what to print. Raises: TrialError where it says something else."""
    python = python_of(program)
    wheels = CACHE / python.version
    begun = time.monotonic()
    fill(wheels, python)
    yield f"# Python {python.version}; its packages are here after {time.monotonic() - begun:.0f} s"
    found = machine(python, wheels, place)
    yield f"# {found.about}"
    begun = time.monotonic()
    with Shell(found.argv, found.environ, found.home) as shell:
        yield from followed(found.home, shell.typed)
    yield f"# {time.monotonic() - begun:.0f} s for all of it"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    copyfile(source, target)
    copymode(source, target)


if __name__ == "__main__":
    sys.exit(print_steps(sys.argv[1:], walk))
