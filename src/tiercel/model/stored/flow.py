"""A flow revision as it is stored: the source and what lists need."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.label import Label


class StoredFlow(msgspec.Struct, frozen=True):
    """One revision; a deletion is a revision too, with the source of the one before.

    Shapes: `author` is who saved it, as the audit log names them, None where nobody signs in;
    `message` is what they said of it.
    """

    namespace: str
    id: str
    revision: int
    source: str
    updated: datetime
    deleted: bool = False
    disabled: bool = False
    draft: bool = False
    description: str | None = None
    labels: tuple[Label, ...] = ()
    author: str | None = None
    message: str | None = None
