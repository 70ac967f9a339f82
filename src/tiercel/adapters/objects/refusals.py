"""What went wrong at the object store, in words that a user may read.

Nothing that the store answers is passed on word by word: refusals repeat parts of the request,
the name of the access key among them. What remains is the store's own code for the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import (
    BaseError,
    InvalidPathError,
    PermissionDeniedError,
    UnauthenticatedError,
)

from tiercel.model.errors import NotFound, Unavailable

_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_STATUS = re.compile(r"status code: (\d{3})")


@contextmanager
def clear_errors(bucket: str, path: str = "") -> Iterator[None]:
    """Errors of the store become ours. Raises: NotFound of `path`, Unavailable."""
    try:
        yield
    except FileNotFoundError as error:
        if not path or "NoSuchBucket" in str(error):
            raise Unavailable(f"The bucket '{bucket}' does not exist") from None
        raise NotFound(f"File '{path}' not found") from None
    except (BaseError, OSError) as error:
        raise Unavailable(_reason(error, bucket)) from None


def _reason(error: Exception, bucket: str) -> str:
    text = str(error)
    code, status = _CODE.search(text), _STATUS.search(text)
    if code is not None and code.group(1) == "NoSuchBucket":
        return f"The bucket '{bucket}' does not exist"
    if isinstance(error, InvalidPathError):
        # One key with an empty or dotted part spoils the whole listing.
        return f"The bucket '{bucket}' holds objects whose keys are no paths, of another program"
    answered = code or status
    shown = f" ({answered.group(1)})" if answered is not None else ""
    refused = isinstance(error, (PermissionDeniedError, UnauthenticatedError))
    if refused or (status is not None and status.group(1) in ("401", "403")):
        return f"The bucket '{bucket}' refuses access{shown}: look at the keys and their rights"
    if answered is None:
        return f"The object storage with the bucket '{bucket}' can't be reached"
    return f"The object storage failed on the bucket '{bucket}'{shown}"
