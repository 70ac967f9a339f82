"""Results of tasks as the plain JSON that is stored."""

from __future__ import annotations

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import OUTPUTS_BYTES_MAX
from tiercel.plugin.plain import plain_value


def plain_outputs(result: Json) -> dict[str, Json]:
    """The outputs of a task run: nulls dropped at every depth, no class of ours left.

    Shapes: an Output, a map, or None (no outputs).
    Units: durations become decimal seconds; dates ISO text.
    Raises: PluginError for anything that has no JSON form.
    """
    if result is None:
        return {}
    plain = plain_value(result)
    if not isinstance(plain, dict):
        raise PluginError(f"A task can't give a {type(result).__name__} as its outputs.")
    return plain


def kept_outputs(result: Json) -> dict[str, Json] | None:
    """The outputs of a task run that failed; None when they are too large to be kept."""
    outputs = plain_outputs(result)
    try:
        check_size(outputs, OUTPUTS_BYTES_MAX)
    except PluginError:
        return None
    return outputs


def check_size(outputs: Json, bytes_max: int) -> None:
    """Refuse outputs, plain as above, that are too large. Raises: PluginError with the way out."""
    left = bytes_max
    waiting = [outputs]
    for items in waiting:
        left -= 8 * len(items)
        if type(items) is dict:
            left -= len("".join(items))
            items = items.values()
        for item in items:
            kind = type(item)
            if kind is str:
                # What is not ASCII has two to four bytes a character; three is near enough.
                left -= len(item) if item.isascii() else 3 * len(item)
            elif kind is dict or kind is list:
                waiting.append(item)
        if left < 0:
            raise PluginError(
                f"The outputs have more than {bytes_max} bytes in all. Write large values to a"
                " file and give its address, or raise tiercel.worker.outputs-size."
            )
