"""Operations on banners, which everybody who uses the server is to read."""

from __future__ import annotations

from tiercel.model.access import SIGNED_IN
from tiercel.model.policies.banner import Banner
from tiercel.model.request import Request
from tiercel.service.operations.governance.records import (
    Creating,
    RecordRequests,
    Updating,
    record_operations,
)


class FindBanners(Request[list[Banner]], frozen=True, kw_only=True):
    """All banners, also those of other times."""


class CreateBanner(Creating[Banner], frozen=True, kw_only=True):
    """A new banner, which all pages show while it is active."""


class UpdateBanner(Updating[Banner], frozen=True, kw_only=True):
    """All of a banner but its id."""


class DeleteBanner(Request[None], frozen=True, kw_only=True):
    """Take a banner down."""

    record_id: str


OPERATIONS = record_operations(
    "banner",
    RecordRequests(FindBanners, CreateBanner, UpdateBanner, DeleteBanner),
    lambda deps: deps.banners,
    readers=SIGNED_IN,
)
find, create, update, delete = OPERATIONS
