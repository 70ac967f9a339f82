"""`tiercel sys maintenance`: servers that begin nothing for a while."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.tables import print_table

if TYPE_CHECKING:
    from tiercel.cli.api.workers import MaintenanceView
    from tiercel.cli.client import Client

HEADINGS = ("maintenance", "ready", "services", "of them under maintenance")
LOOK_SECONDS = 1.0
Wait = Annotated[bool, typer.Option("--wait", help="Until no worker runs anything any more.")]


def add(app: typer.Typer) -> None:
    group = group_of(
        "Begin no execution and no task for a while, on every server; nothing is lost.",
        {
            "enter": (enter, "tiercel sys maintenance enter --wait"),
            "exit": (leave, "tiercel sys maintenance exit"),
            "status": (show, "tiercel sys maintenance status"),
        },
    )
    app.add_typer(group, name="maintenance")


def _show(status: MaintenanceView) -> None:
    services = status.services.values()
    print_table(
        HEADINGS,
        [
            (
                status.maintenance,
                status.ready,
                sum(each.total for each in services),
                sum(each.in_maintenance for each in services),
            )
        ],
    )


def _status(client: Client, *, waits: bool = False) -> MaintenanceView:
    from tiercel.cli.api.workers import GetMaintenance

    while True:
        found = client.call(GetMaintenance())
        if found.ready or not waits:
            return found
        time.sleep(LOOK_SECONDS)


@prints_answer(_show)
def enter(client: Client, wait: Wait = False) -> MaintenanceView:
    """Executions stay CREATED, and workers end what they run and take nothing new."""
    from tiercel.cli.api.workers import EnterMaintenance

    client.call(EnterMaintenance())
    return _status(client, waits=wait)


@prints_answer(_show)
def leave(client: Client) -> MaintenanceView:
    """What has waited begins."""
    from tiercel.cli.api.workers import ExitMaintenance

    client.call(ExitMaintenance())
    return _status(client)


@prints_answer(_show)
def show(client: Client, wait: Wait = False) -> MaintenanceView:
    """Whether it is on, and whether the servers may be stopped."""
    return _status(client, waits=wait)
