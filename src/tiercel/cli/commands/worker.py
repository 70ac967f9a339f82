"""`tiercel worker`: the workers of running servers, and whether they take jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.tables import Row, print_table

if TYPE_CHECKING:
    from tiercel.cli.api.workers import ServicePage, ServiceView
    from tiercel.cli.client import Client

HEADINGS = ("id", "state", "host", "version", "group", "running", "of", "heard")
SIZE_MAX = 1_000
WorkerId = Annotated[str, typer.Argument(help="The id of a worker, as `worker list` shows it.")]


def add(app: typer.Typer) -> None:
    named = "6fGkP1-worker"
    group = group_of(
        "Look at workers, and drain them.",
        {
            "list": (show_list, "tiercel worker list"),
            "drain": (drain, f"tiercel worker drain {named}"),
            "resume": (resume, f"tiercel worker resume {named}"),
        },
    )
    app.add_typer(group, name="worker")


def _row(worker: ServiceView) -> Row:
    reported = {each.name: each.value for each in worker.metrics}
    return (
        worker.id,
        worker.state,
        worker.server.hostname,
        worker.server.version,
        reported.get("group"),
        reported.get("running"),
        reported.get("places"),
        worker.updated_at,
    )


def _show_workers(found: ServicePage) -> None:
    print_table(HEADINGS, (_row(each) for each in found.results if each.type == "WORKER"))


def _show_worker(worker: ServiceView) -> None:
    print_table(HEADINGS, [_row(worker)])


@prints_answer(_show_workers)
def show_list(client: Client) -> ServicePage:
    """The workers of all servers that share the database: what they run, and their state."""
    from tiercel.cli.api.workers import FindServices

    return client.call(FindServices(size=SIZE_MAX))


@prints_answer(_show_worker)
def drain(client: Client, worker_id: WorkerId) -> ServiceView:
    """Have a worker take no new job: MAINTENANCE while it runs some, then NOT_RUNNING.

    The server may be stopped then without cutting anything off.
    """
    from tiercel.cli.api.workers import DrainWorker

    return client.call(DrainWorker(id=worker_id))


@prints_answer(_show_worker)
def resume(client: Client, worker_id: WorkerId) -> ServiceView:
    """Have a drained worker take jobs again."""
    from tiercel.cli.api.workers import ResumeWorker

    return client.call(ResumeWorker(id=worker_id))
