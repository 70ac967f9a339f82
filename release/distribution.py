"""`python -m release.distribution`: what is handed out of this version, in `dist`.

Wheel and archive of the server, a wheel for each family, the Helm chart, a bill of materials
(CycloneDX), licences, notes, checksums, and a signature of those when `--sign KEY` names a key of
GnuPG. Nothing is published.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from plugins.workspace.__main__ import main as workspace
from release import chart
from release.licences import pinned, report
from release.notes import notes_of
from tiercel import __version__

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".cache" / "release" / "bin"
LOCK = ROOT / "locks" / "image.txt"
SUMS = "SHA256SUMS"
USAGE = "usage: python -m release.distribution [--sign KEY]\n"


def make(folder: Path, key: str | None = None) -> list[str]:
    """Make all of it anew; the names of the files.

    Raises: CalledProcessError when a tool fails, ValueError when there is nothing to say.
    """
    notes = notes_of((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _tool("python", "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    if workspace(["wheels", str(folder)]):
        raise subprocess.CalledProcessError(1, "python -m plugins.workspace wheels")
    chart.pack(folder)
    bill = folder / f"tiercel-{__version__}.cdx.json"
    form = ("--output-format", "JSON", "--output-reproducible", "--output-file", bill)
    _tool("cyclonedx-py", "requirements", "--pyproject", ROOT / "pyproject.toml", *form, LOCK)
    licences = report(pinned(LOCK.read_text(encoding="utf-8")))
    (folder / "LICENCES.md").write_text(licences, encoding="utf-8")
    (folder / "NOTES.md").write_text(notes, encoding="utf-8")
    write_sums(folder)
    if key is not None:
        words = ("--batch", "--yes", "--armor", "--local-user", key, "--detach-sign")
        subprocess.run(["gpg", *words, str(folder / SUMS)], check=True)
    return sorted(each.name for each in folder.iterdir())


def write_sums(folder: Path) -> None:
    """The sums of all files of a folder, in the form that `sha256sum --check` reads."""
    files = sorted(each for each in folder.iterdir() if each.name != SUMS)
    lines = (f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files)
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _tool(name: str, *words: str | Path) -> None:
    subprocess.run([str(TOOLS / name), *map(str, words)], check=True)


def main(arguments: list[str]) -> int:
    """Make it, and say what there is; the exit code."""
    match arguments:
        case []:
            key = None
        case ["--sign", key]:
            pass
        case _:
            sys.stderr.write(USAGE)
            return 2
    folder = ROOT / "dist"
    for name in make(folder, key):
        sys.stdout.write(f"{(folder / name).stat().st_size / 1e6:8.2f} MB  dist/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
