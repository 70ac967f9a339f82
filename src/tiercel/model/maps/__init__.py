"""Persistent maps: a change makes a new one that shares its structure with the old (ADR 0012)."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from tiercel.model.maps.over_rpds import Map
else:
    from immutables import Map

__all__ = ["Map"]
