"""`key=value` arguments."""

from __future__ import annotations

from collections.abc import Sequence

import typer


def pairs_of(arguments: Sequence[str], noun: str, *, separators: str = "=") -> dict[str, str]:
    """Keys and values; a later one of the same key wins. Leaves with 2 for anything else."""
    found: dict[str, str] = {}
    for argument in arguments:
        places = [argument.find(each) for each in separators if each in argument]
        if not places or min(places) == 0:
            raise typer.BadParameter(f"`{argument}` is no {noun}: write key=value")
        place = min(places)
        found[argument[:place].strip()] = argument[place + 1 :]
    return found
