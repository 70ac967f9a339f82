"""Names of files that a command made: any bytes but `/` and zero, shown and stored as text."""

from __future__ import annotations

import re
from pathlib import Path

from tiercel.model.text import valid_unicode

# What an address of the internal storage can't have, or would read as something else.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\#?%]|\.\.")


def shown_path(path: Path, root: Path) -> str:
    """The path below the root as people read it; a byte that is no UTF-8 is a question mark."""
    return valid_unicode(path.relative_to(root).as_posix())


def stored_name(path: Path) -> str:
    """The name of the file as a part of an address."""
    return _UNSAFE.sub("_", valid_unicode(path.name))
