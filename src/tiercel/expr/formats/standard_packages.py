"""Packages of the extra `standard`, which an installation may lack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tiercel.expr.errors import EvaluationError

INSTALL = "pip install 'tiercel[standard]'"


@contextmanager
def standard_packages(purpose: str) -> Iterator[None]:
    """Around imports of those packages; `purpose` begins the sentence of what needs them.

    Raises: EvaluationError with the command that installs them, where they are missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        reason = f"{purpose} need the package {error.name}, which is not installed: {INSTALL}"
        raise EvaluationError(reason) from None
