"""Calls of the API about plugins: see `make calls`."""

from __future__ import annotations

from typing import ClassVar

from tiercel.cli.api.call import ApiCall, ApiRoute, Form


class RescanView(Form, frozen=True, kw_only=True):
    """Types that another search for packages found, found in another version, or found no more."""

    added: list[str]
    changed: list[str]
    removed: list[str]


class RescanPlugins(ApiCall[RescanView], frozen=True, kw_only=True):
    """Search for packages that were installed, upgraded or removed."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/plugins/rescan")
