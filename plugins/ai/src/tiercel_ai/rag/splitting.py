"""Documents in pieces that a model takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from tiercel.plugin import Part, PluginError, Prop

# Where a text may be cut, from the best place to the worst.
_PARAGRAPH = r"\n\s*\n"
_LINE = r"\n"
_SENTENCE = r"(?<=[.!?…。！？])\s+"
_WORD = r"\s+"
_PLACES = {
    "RECURSIVE": (_PARAGRAPH, _LINE, _SENTENCE, _WORD),
    "PARAGRAPH": (_PARAGRAPH, _LINE, _SENTENCE, _WORD),
    "LINE": (_LINE, _SENTENCE, _WORD),
    "SENTENCE": (_SENTENCE, _WORD),
    "WORD": (_WORD,),
}
_GLUE = {_PARAGRAPH: "\n\n", _LINE: "\n", _SENTENCE: " ", _WORD: " "}


class DocumentSplitter(Part):
    """How documents are split."""

    splitter: Annotated[
        Literal["RECURSIVE", "PARAGRAPH", "LINE", "SENTENCE", "WORD"],
        Prop("Where a text is cut, and at smaller units when those are too long."),
    ] = "RECURSIVE"
    max_segment_size_in_chars: Annotated[int, Prop("How long a piece is at most.")]
    max_overlap_size_in_chars: Annotated[
        int, Prop("How much of a piece is at the beginning of the next, at most.")
    ]

    def pieces(self, text: str) -> list[str]:
        """The text in pieces. Raises: PluginError for sizes that make no sense."""
        most, overlap = self.max_segment_size_in_chars, self.max_overlap_size_in_chars
        if most < 1 or not 0 <= overlap < most:
            raise PluginError(
                "`documentSplitter`: `maxSegmentSizeInChars` must be 1 or more, and"
                " `maxOverlapSizeInChars` smaller"
            )
        units = [unit for unit in _units(text.strip(), _PLACES[self.splitter], most) if unit.text]
        return list(_joined(units, most, overlap))


class Unit(msgspec.Struct, frozen=True):
    """A part that is not cut; `glue` is between it and the one before."""

    text: str
    glue: str


def _units(text: str, places: tuple[str, ...], most: int, glue: str = "") -> Iterator[Unit]:
    """Parts that are cut at the first kind of place, those that are too long at the next."""
    if not places:
        for at in range(0, len(text), most):
            yield Unit(text[at : at + most], "" if at else glue)
        return
    for number, part in enumerate(re.split(places[0], text)):
        before = _GLUE[places[0]] if number else glue
        if len(part) <= most:
            yield Unit(part.strip(), before)
        else:
            yield from _units(part, places[1:], most, before)


def _joined(units: list[Unit], most: int, overlap: int) -> Iterator[str]:
    """As many units in a piece as fit, each piece beginning with the end of the one before."""
    piece: list[Unit] = []
    for unit in units:
        if piece and len(_text([*piece, unit])) > most:
            yield _text(piece)
            while piece and (len(_text(piece)) > overlap or len(_text([*piece, unit])) > most):
                piece = piece[1:]
        piece.append(unit)
    if piece:
        yield _text(piece)


def _text(piece: list[Unit]) -> str:
    return piece[0].text + "".join(each.glue + each.text for each in piece[1:]) if piece else ""
