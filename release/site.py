"""`python -m release.site MKDOCS`: the documentation site, where servers and wheels take it from.

Writes the pages, builds them with that program, fails for a dead link, and packs all of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from release import links, pages

ROOT = Path(__file__).parents[1]
BUILT = ROOT / ".cache" / "site" / "html"
SITE = ROOT / "src" / "tiercel" / "webui" / "site.zip"
USAGE = "usage: python -m release.site MKDOCS\n"


def build(program: str) -> int:
    """Build with a program; the exit code. Raises: CalledProcessError when it fails."""
    pages.main()
    options = ("--quiet", "--strict", "--config-file", ROOT / "release" / "mkdocs.yml")
    # The theme would speak of its own future at each call.
    environ = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([program, "build", *map(str, options)], check=True, env=environ, cwd=ROOT)
    for each in [*BUILT.rglob("*.map"), BUILT / "404.html"]:
        each.unlink()
    if dead := links.main():
        return dead
    pack(BUILT, SITE)
    return 0


def pack(built: Path, target: Path) -> None:
    """All files of a folder, in one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    files = sorted(each for each in built.rglob("*") if each.is_file())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in files:
            packed.write(each, each.relative_to(built).as_posix())


def main(arguments: list[str]) -> int:
    """Build it; the exit code."""
    match arguments:
        case [program]:
            return build(program)
    sys.stderr.write(USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
