"""The console command: hands the wiring of the server to the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiercel.bootstrap import House
    from tiercel.settings import Settings


async def build(settings: Settings) -> House:
    """The house of `tiercel.bootstrap`, imported only by commands that need one."""
    from tiercel.bootstrap import build as build_house

    return await build_house(settings)


def main() -> int:
    """Run `tiercel` with the arguments of the process; the exit code."""
    from tiercel.cli.app import run

    return run(sys.argv[1:], build)


if __name__ == "__main__":
    sys.exit(main())
