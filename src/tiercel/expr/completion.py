"""What an editor needs to complete and explain filters, functions and tests."""

from __future__ import annotations

from tiercel.expr.reference import declarations, signature
from tiercel.model.json_types import Json


def completion() -> list[dict[str, Json]]:
    """One map for each name, aliases included."""
    return [
        {
            "kind": declared.kind,
            "name": name,
            "signature": signature(declared),
            "about": declared.about,
            "arguments": [
                {"name": argument.name, "type": argument.type, "about": argument.about}
                for argument in declared.arguments
            ],
        }
        for entries in declarations().values()
        for declared in entries
        for name in (declared.name, *declared.aliases)
    ]
