"""What package indexes show of the server: README.md as it reads without the files beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

# A link that is neither an address nor a place in the page itself.
_TO_A_FILE = re.compile(r"\[([^\]]+)\]\((?![a-z]+:|#)[^)\s]+\)")


class LongDescriptionHook(MetadataHookInterface):
    """Called by hatchling, which knows it by `tool.hatch.metadata.hooks.custom`."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the long description."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": without_links(text)}


def without_links(text: str) -> str:
    """The text with links to files as their bare titles: an index has none of the files."""
    return _TO_A_FILE.sub(r"\1", text)
