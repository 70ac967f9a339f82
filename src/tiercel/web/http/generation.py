"""Which line of the reference a client was made for, where one answer can't serve all of them."""

from __future__ import annotations

import re
from typing import Literal

from tiercel.web.call import Call

Generation = Literal["0.2x", "1.x", "2.x"]
Wanted = Literal["auto", "0.2x", "1.x", "2.x"]

# Generated clients name their own release, which is that of the line.
_GENERATED = re.compile(r"OpenAPI-Generator/v?(\d{1,4})\.(\d{1,4})\b.*")
# The client of the 2.x line for JavaScript has no name: its runtime, or what it fetches with, has.
_SCRIPTS = re.compile(r"(?:node|undici)|(?:axios|Deno|Bun)/.*")
_OBJECTS_SINCE = (0, 24)


def generation_of(call: Call, wanted: Wanted) -> Generation:
    """The line that the setting wants or, with `auto`, that the name of the client implies."""
    if wanted != "auto":
        return wanted
    agent = call.header(b"user-agent") or ""
    generated = _GENERATED.fullmatch(agent)
    if generated is None:
        return "2.x" if _SCRIPTS.fullmatch(agent) else "1.x"
    release = int(generated.group(1)), int(generated.group(2))
    if release >= (2, 0):
        return "2.x"
    return "1.x" if release >= _OBJECTS_SINCE else "0.2x"
