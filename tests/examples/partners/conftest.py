"""Stand-ins and servers of the tests of families are used here too."""

from __future__ import annotations

from plugins.workspace.family import make_importable

make_importable()
