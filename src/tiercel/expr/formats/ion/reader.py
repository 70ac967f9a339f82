"""All values of a content, whichever of the two encodings it has."""

from __future__ import annotations

from tiercel.expr.formats.ion import BINARY_MARK
from tiercel.expr.formats.ion.binary import BinaryReader
from tiercel.expr.formats.ion.symbols import IonError
from tiercel.expr.formats.ion.text import TextReader
from tiercel.model.json_types import Json

__all__ = ["IonError", "read_values"]


def read_values(content: str | bytes) -> list[Json]:
    """The values at the top, annotations left out.

    Shapes: null of any type is None, decimals are Decimal, symbols text, blobs and clobs bytes,
    lists and S-expressions lists, structs dictionaries (the last of equal names stays);
    timestamps without a time of day are dates, others datetimes, naive where the offset is
    unknown, cut to microseconds.
    Raises: IonError.
    """
    try:
        if isinstance(content, bytes):
            if content.startswith(BINARY_MARK):
                return BinaryReader(content).values()
            content = content.decode("utf-8")
        return TextReader(content).values()
    except IonError:
        raise
    except (ValueError, ArithmeticError) as error:
        # Of the constructors of numbers, dates and text: what they refuse is not Ion.
        raise IonError(str(error)) from None
