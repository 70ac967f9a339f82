"""The console command: hands the wiring of the server to the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run `tiercel`; the imports wait until here so that importing the module costs nothing."""
    from tiercel.bootstrap import build
    from tiercel.cli.app import run

    return run(sys.argv[1:], build)


if __name__ == "__main__":
    sys.exit(main())
