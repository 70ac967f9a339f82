"""The one alias under which untyped JSON-like data may pass through typed code."""

from typing import Any

# JSON text, numbers, booleans, null, lists and string-keyed maps; in expressions also dates,
# durations, decimals and lazy maps.  It is `Any` because flows are free to put anything there.
Json = Any
