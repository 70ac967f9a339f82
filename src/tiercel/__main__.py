"""The console command: hands the wiring of the server to the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tiercel.bootstrap import Application
    from tiercel.settings import Settings


class Wiring:
    """`tiercel.bootstrap`, imported only by commands that need it."""

    async def __call__(self, settings: Settings) -> Application:
        """An application, its database open."""
        from tiercel.bootstrap import build

        return await build(settings)

    async def plan(self, settings: Settings) -> list[str]:
        """The names of the migrations that the database lacks."""
        from tiercel.bootstrap import plan_migrations

        return await plan_migrations(settings)

    async def try_upgrade(self, settings: Settings) -> dict[str, int]:
        """How many rows of each kind a copy has that was brought to this version."""
        from tiercel.bootstrap import try_upgrade

        return await try_upgrade(settings)

    def sandbox_gaps(self, settings: Settings) -> list[str]:
        """What this machine can't do of the sandbox of scripts, in words."""
        from tiercel.bootstrap import sandbox_gaps

        return sandbox_gaps(settings)

    def sandbox_left_open(self, settings: Settings) -> list[str]:
        """What no machine can close of it as the settings are, in words."""
        from tiercel.bootstrap import sandbox_left_open

        return sandbox_left_open(settings)

    def back_up(self, settings: Settings, folder: Path) -> tuple[int, int]:
        """Copy the data: how many bytes of database, how many files."""
        from tiercel.bootstrap import back_up_to

        return back_up_to(settings, folder)


def main() -> int:
    """Run `tiercel` with the arguments of the process; the exit code."""
    from tiercel.cli.app import run

    return run(sys.argv[1:], Wiring())


if __name__ == "__main__":
    sys.exit(main())
