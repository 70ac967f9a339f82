"""What differs from one script language to the next."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Language(msgspec.Struct, frozen=True):
    """A language.

    Shapes: `extension` of script files with its dot; empty when the script is the command itself.
    `programs` are the names to look for, the first is the one in containers. `arguments` stand
    between program and file, `setup` before the commands.
    """

    name: str
    image: str
    extension: str = ""
    programs: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    env: Mapping[str, str] = {}
    setup: tuple[str, ...] = ()
    interpreter: tuple[str, ...] = ("/bin/sh", "-c")
    fail_fast: str = "set -e"
