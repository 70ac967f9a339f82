"""Inputs of the command line as the parts of a form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tiercel.cli.api.call import Upload
from tiercel.cli.parameters.pairs import pairs_of
from tiercel.model.errors import TiercelError


def parts_of(arguments: Sequence[str]) -> dict[str, str | Upload] | None:
    """Values by the id of their input, `id=@path` as the file there; None without any.

    A value that begins with @ is written with two.
    Leaves with 2 for what is no pair. Raises: TiercelError for a file that can't be read.
    """
    return {name: _value(value) for name, value in pairs_of(arguments, "input").items()} or None


def _value(value: str) -> str | Upload:
    if value.startswith("@@"):
        return value[1:]
    return _file(value[1:]) if value.startswith("@") else value


def _file(path: str) -> Upload:
    try:
        return Upload(Path(path).name, Path(path).read_bytes())
    except OSError as error:
        raise TiercelError(f"Can't read {path}: {error.strerror}") from None
