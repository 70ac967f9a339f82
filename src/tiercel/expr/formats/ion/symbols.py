"""The symbol table of a stream, the same in both encodings."""

from __future__ import annotations

from decimal import Decimal

from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.model.limits import ION_DEPTH_MAX, ION_EXPONENT_MAX, ION_SYMBOLS_MAX

TABLE = "$ion_symbol_table"
VERSION = "$ion_1_0"
_SYSTEM = (
    "$0",
    "$ion",
    VERSION,
    TABLE,
    "name",
    "version",
    "imports",
    "symbols",
    "max_id",
    "$ion_shared_symbol_table",
)


class IonError(TiercelError):
    """The content is not Ion."""


class Symbols:
    """Texts of symbols by their number; None where only a table that we don't have knows it."""

    def __init__(self) -> None:
        self._texts: list[str | None] = list(_SYSTEM)

    def reset(self) -> None:
        """Begin again, as a version marker asks for."""
        self._texts = list(_SYSTEM)

    def text(self, number: int) -> str:
        """Raises: IonError for a number without a text."""
        text = self._texts[number] if number < len(self._texts) else None
        if text is None:
            raise IonError(f"the symbol ${number} has no text")
        return text

    def take(self, table: Json) -> None:
        """Use a local symbol table of the stream."""
        if not isinstance(table, dict):
            return
        imports = table.get("imports")
        if imports != TABLE:
            self.reset()
        for each in imports if isinstance(imports, list) else ():
            count = each.get("max_id") if isinstance(each, dict) else None
            self._extend([None] * min(count, ION_SYMBOLS_MAX) if isinstance(count, int) else [])
        symbols = table.get("symbols")
        if isinstance(symbols, list):
            self._extend([each if isinstance(each, str) else None for each in symbols])

    def _extend(self, texts: list[str | None]) -> None:
        if len(self._texts) + len(texts) > ION_SYMBOLS_MAX:
            raise IonError(f"more than {ION_SYMBOLS_MAX} symbols")
        self._texts.extend(texts)


def deeper(depth: int) -> int:
    """The depth of what is inside. Raises: IonError beyond the bound."""
    if depth >= ION_DEPTH_MAX:
        raise IonError("nested too deeply")
    return depth + 1


def checked(value: Decimal) -> Decimal:
    """The decimal; IonError when its exponent alone could fill memory once it is printed."""
    if value.is_finite() and abs(value.as_tuple().exponent) > ION_EXPONENT_MAX:  # type: ignore[arg-type]
        raise IonError(f"a decimal with an exponent beyond {ION_EXPONENT_MAX}")
    return value
