"""Devices, addresses and contacts of NetBox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from tiercel.plugin import Json, Output, Prop, RunContext
from tiercel.plugin.services.asking import HttpCall
from tiercel.plugin.services.call_table import CallRow, RowsCall, call_types, here, in_body
from tiercel.plugin.services.logins import KeyedService

_PREFIX = "io.kestra.plugin.ee.netbox"
_LOGIN = "url: https://netbox.example.com\ntoken: \"{{ secret('NETBOX_TOKEN') }}\"\n"


class NetBox(KeyedService):
    """A server of NetBox, and who asks."""

    service = "NetBox"
    key_word = "Token "

    url: Annotated[str, Prop("The address of the server.")]
    token: Annotated[str, Prop("A token of the API, best from a secret.")]

    def root(self) -> str:
        """Where the API is."""
        return f"{self.url.rstrip('/')}/api"


class Made(Output):
    """What was made."""

    id: Annotated[int, Prop("The number that NetBox gave it.")]
    object: Annotated[dict[str, Json], Prop("All of it, as NetBox has it.")]


class Making(HttpCall[Made]):
    """Makes an object; one that another names is a number, a slug or an object of members."""

    known_by = ("id",)

    def body(self) -> Json:
        return {
            name: reference(value) if name in self.references else value
            for name, value in self.members(self.body_members or {}).items()
        }

    @property
    def references(self) -> frozenset[str]:
        """Members that name other objects."""
        return frozenset({"device_type", "role", "site", "contact", "object_id"})

    def result(self, ctx: RunContext, found: Json) -> Made:
        return Made(id=found["id"], object=found)


def reference(value: str) -> Json:
    """What names another object: the number of it, or its slug."""
    return int(value) if value.isdigit() else {"slug": value}


class Assignment(Making):
    """What a contact is assigned to has a name for its kind, which versions call differently."""

    def body(self) -> Json:
        found: Any = super().body()
        return {**found, "object_type": found["content_type"]}


class Devices(NetBox, RowsCall):
    """All pages."""

    rows_place = "results"
    next_place = "next"

    fields: Annotated[list[Json] | None, Prop("Members that rows have; all by default.")] = None
    filters: Annotated[
        dict[str, Json] | None, Prop("Conditions as the API has them: site, role, status, ….")
    ] = None

    def members(self, names: Any) -> dict[str, Json]:
        return {**(self.filters or {}), **super().members(names)}

    def rows(self, ctx: RunContext, found: Json) -> Iterator[dict[str, Json]]:
        wanted = [str(each) for each in self.fields or ()]
        for row in super().rows(ctx, found):
            yield {name: row.get(name) for name in wanted} if wanted else row


ROWS = (
    CallRow(
        "device.List",
        "List the devices of NetBox.",
        "Those that fulfil all conditions.",
        "filters:\n  site: rome\nfields: [id, name, status]",
        "GET /dcim/devices/",
        Devices,
    ),
    CallRow(
        "device.Create",
        "Make a device in NetBox.",
        "Type, role and site are numbers, or slugs.",
        "name: switch-7\ndeviceType: ex2300\ndeviceRole: access\nsite: rome",
        "POST /dcim/devices/",
        Making,
        {
            "name": in_body(str, "The name of the device.", "name"),
            "device_type": in_body(
                str, "The type of the device: a number or a slug.", "device_type"
            ),
            "device_role": in_body(str, "The role of the device: a number or a slug.", "role"),
            "site": in_body(str, "The site of the device: a number or a slug.", "site"),
            "status": in_body(
                str, "The status of the device; active by default.", "status", "active"
            ),
        },
    ),
    CallRow(
        "ipam.AssignIpAddress",
        "Take a free address of a prefix in NetBox.",
        "The next one that is free; its text is the member `address` of the output `object`.",
        "prefixId: '12'\ndnsName: switch-7.example.com",
        "POST /ipam/prefixes/{prefix_id}/available-ips/",
        Making,
        {
            "prefix_id": here(str, "The prefix that has free addresses, by its number."),
            "dns_name": in_body(str, "The name of the address.", "dns_name", None),
            "status": in_body(str, "The status of the address.", "status", "active"),
        },
    ),
    CallRow(
        "contactassignment.Create",
        "Assign a contact to an object of NetBox.",
        "With a role.",
        "contentType: dcim.device\nobjectId: '7'\ncontactId: '3'\nroleId: '1'\npriority: primary",
        "POST /tenancy/contact-assignments/",
        Assignment,
        {
            "content_type": in_body(str, "The kind of the object.", "content_type"),
            "object_id": in_body(
                str, "The object that gets the contact, by its number.", "object_id"
            ),
            "contact_id": in_body(str, "The contact that is assigned, by its number.", "contact"),
            "role_id": in_body(str, "The role of the contact, by its number.", "role"),
            "priority": in_body(str, "primary, secondary or tertiary.", "priority", None),
        },
    ),
)
TYPES = call_types(__name__, _PREFIX, NetBox, ROWS, _LOGIN)
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
