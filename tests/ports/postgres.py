"""A part of the PostgreSQL server for one test alone."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiercel.adapters.postgres.address import Address


def a_schema(url: str) -> Address:
    """An address whose schema nobody else uses."""
    from tiercel.adapters.postgres.address import read_address

    return read_address(f"{url}&currentSchema=test_{secrets.token_hex(6)}")
