"""Pictures for plugin types: one drawing for each group of types, in a colour of its own."""

from __future__ import annotations

import base64
from hashlib import blake2b

import msgspec

# Part of a type name -> strokes on a field of 24 by 24; the longest part that fits wins.
DRAWINGS: dict[str, str] = {
    "core.condition": "M12 3l9 9-9 9-9-9z M12 8v5 M12 15.5v.5",
    "core.dashboard": "M4 20V10 M10 20V4 M16 20v-8 M3 20h18",
    "core.debug": "M8 9a4 4 0 018 0v6a4 4 0 01-8 0z M4 8l4 2 M4 17l4-2 M20 8l-4 2 M20 17l-4-2",
    "core.execution": "M7 4l12 8-12 8z",
    "core.flow": "M6 4v16 M6 9c0 4 12 1 12 7v4 M3 6l3-3 3 3 M15 17l3 3 3-3",
    "core.http": "M3 12h18 M12 3c5 5 5 13 0 18c-5-5-5-13 0-18 M12 3a9 9 0 010 18a9 9 0 010-18",
    "core.kv": "M8 16a4 4 0 110-8a4 4 0 010 8 M12 12h9v4 M17 12v3",
    "core.log": "M5 6h14 M5 10h14 M5 14h9 M5 18h11",
    "core.metric": "M4 17a8 8 0 1116 0 M12 16l4-6",
    "core.namespace": "M3 6h6l2 3h10v10H3z",
    "core.output": "M4 12h12 M12 7l5 5-5 5 M20 5v14",
    "core.runner": "M12 9a3 3 0 010 6a3 3 0 010-6 M12 3v3m0 12v3 M3 12h3m12 0h3 M6 6l2 2m8 8l2 2",
    "core.state": "M5 6c0-3 14-3 14 0v12c0 3-14 3-14 0z M5 6c0 3 14 3 14 0 M5 12c0 3 14 3 14 0",
    "core.storage": "M4 5h16v5H4z M4 14h16v5H4z M7 7.5h1 M7 16.5h1",
    "core.templating": "M9 4c-4 0-1 7-5 8c4 1 1 8 5 8 M15 4c4 0 1 7 5 8c-4 1-1 8-5 8",
    "core.trigger": "M13 3L5 14h6l-1 7 8-11h-6z",
    "scripts": "M4 5l7 7-7 7 M13 19h7",
    "scripts.python": "M12 3c-6 0-5 5-5 5v2h6 M12 21c6 0 5-5 5-5v-2h-6 M7 10H5v5h3 M17 14h2V9h-3",
    "scripts.runner": "M3 13h18c0 4-4 7-9 7s-8-3-9-7z M6 12V9h3v3m1 0V9h3v3m1 0V9h3v3 M10 8V5h3v3",
}
_PLAIN = "M12 3l8 4.5v9L12 21l-8-4.5v-9z M12 12l8-4.5 M12 12v9 M12 12L4 7.5"
_GROUPS = "io.kestra.plugin."


class Icon(msgspec.Struct, frozen=True):
    """A picture: the simple name of its type, the SVG text, whether the type has children."""

    name: str
    svg: str
    flowable: bool = False

    @property
    def base64(self) -> str:
        """The SVG as base64 text."""
        return base64.b64encode(self.svg.encode()).decode()

    @property
    def hash(self) -> str:
        """Changes when the picture does."""
        return blake2b(self.svg.encode(), digest_size=8).hexdigest()


def icon_of(type_name: str, *, flowable: bool = False, drawing: str = "") -> Icon:
    """The picture of a type or of a group; `drawing` is the path of one that a package brings."""
    simple = type_name.rpartition(".")[2].rpartition("$")[2]
    return Icon(simple, svg_of(type_name, simple, drawing), flowable)


def svg_of(type_name: str, title: str, drawing: str = "") -> str:
    """The drawing that is given, else that of the group which the type belongs to."""
    # Its table of entities stays in memory for good.
    from html import escape

    inside = type_name.removeprefix(_GROUPS)
    fitting = [part for part in DRAWINGS if inside == part or inside.startswith(f"{part}.")]
    group = max(fitting, key=len, default="")
    hue = int.from_bytes(blake2b((group or inside).encode(), digest_size=2).digest(), "big") % 360
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none"'
        f' stroke="hsl({hue} 60% 45%)" stroke-width="1.8" stroke-linecap="round"'
        f' stroke-linejoin="round"><title>{escape(title)}</title>'
        f'<path d="{escape(drawing) or DRAWINGS.get(group, _PLAIN)}"/></svg>'
    )
