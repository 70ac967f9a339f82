"""Which paths a blob storage accepts, and what they are called in full."""

from __future__ import annotations

from tiercel.model.errors import IllegalArgument
from tiercel.model.stored.limits import BLOB_DEPTH_MAX, BLOB_NAME_BYTES_MAX, BLOB_PATH_CHARS_MAX

ROOT = "/"
# Where files are written before they get their names; nobody else may use this folder.
UPLOADS = ".tiercel-uploads"


def checked_path(path: str) -> str:
    """The path with single slashes and none at the end; the root is `/`.

    Raises: IllegalArgument when it is relative, has `..` or `.`, control characters, backslashes,
    lone surrogates, or is too long for a file system.
    """
    if not path.startswith("/"):
        raise IllegalArgument("The path must be absolute")
    if len(path) > BLOB_PATH_CHARS_MAX:
        raise IllegalArgument(f"The path may have {BLOB_PATH_CHARS_MAX} characters at most")
    if "\\" in path or any(ord(sign) < 0x20 or ord(sign) == 0x7F for sign in path):
        raise IllegalArgument("The path has characters that are not allowed")
    parts = [part for part in path.split("/") if part]
    if len(parts) > BLOB_DEPTH_MAX:
        raise IllegalArgument(f"The path may have {BLOB_DEPTH_MAX} folders at most")
    for part in parts:
        _check_part(part)
    if parts and parts[0] == UPLOADS:
        raise IllegalArgument("The path is reserved")
    return ROOT + "/".join(parts)


def _check_part(part: str) -> None:
    if part in (".", ".."):
        raise IllegalArgument(
            "File should be accessed with their full path and not using relative '..' path."
        )
    if not part.strip(" ."):
        # Names of dots and blanks only are other names for the folder on some file systems.
        raise IllegalArgument("The path has a part without a name")
    try:
        size = len(part.encode())
    except UnicodeEncodeError:
        raise IllegalArgument("The path has characters that are not allowed") from None
    if size > BLOB_NAME_BYTES_MAX:
        raise IllegalArgument(f"A file name may have {BLOB_NAME_BYTES_MAX} bytes at most")


def name_of(path: str) -> str:
    """The last part of a checked path; empty for the root."""
    return path.rpartition("/")[2]


def parents_of(path: str) -> list[str]:
    """All folders above a checked path but the root, nearest first."""
    parents = []
    while (cut := path.rfind("/")) > 0:
        path = path[:cut]
        parents.append(path)
    return parents
