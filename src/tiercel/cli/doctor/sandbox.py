"""The sandbox of scripts: what this machine can't do of what the settings ask for."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.service.instance.finding import Finding, Health
from tiercel.settings import Settings

CLOSING = (
    "in a cloud list the ports in tiercel.sandbox.network, 80 not among them, or use a firewall"
)


def look_at_sandbox(
    settings: Settings, gaps: Sequence[str], left_open: Sequence[str] = ()
) -> Finding:
    """Whether scripts can be confined as the settings say.

    Shapes: both in words; `gaps` are the machine's, `left_open` is what the settings allow and no
    machine can close, which is said and is no fault.
    """
    given = settings.sandbox
    if not gaps:
        is_open = given.level == "off"
        known = "".join(f"; {each}" for each in left_open)
        return Finding(
            subject="sandbox",
            health=Health.DOUBTFUL if is_open else Health.GOOD,
            text="off: whoever may save flows may do all that the server's user may"
            if is_open
            else f"{given.level}: scripts are confined{known}",
            remedy="leave tiercel.sandbox.level out" if is_open else CLOSING if known else "",
        )
    is_strict = "strict" in {given.level, *given.namespaces.values()}
    consequence = "; strict namespaces run no scripts" if is_strict else ""
    return Finding(
        subject="sandbox",
        health=Health.BROKEN if is_strict else Health.DOUBTFUL,
        text="; ".join([*gaps, *left_open]) + consequence,
        remedy="use a newer kernel, or choose another level: tiercel.sandbox.level"
        + (f"; {CLOSING}" if left_open else ""),
    )
