"""Work on the database of an installation itself, without a server that is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tiercel.model.json_types import Json

if TYPE_CHECKING:
    # It imports the services: half a second of every help.
    from tiercel.cli.serving.application import Application

R = TypeVar("R")
Config = Annotated[Path | None, typer.Option("--config", "-c", help="Configuration file (YAML).")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the files.")]


def with_application(
    context: typer.Context,
    config: Path | None,
    data: Path | None,
    work: Callable[[Application], Awaitable[R]],
) -> R:
    """What `work` returns for an open application whose loops do not run."""
    from tiercel.settings import read_settings

    overrides: dict[str, Json] = {} if data is None else {"data": data}

    async def run() -> R:
        application = await context.obj(read_settings(config=config, overrides=overrides))
        try:
            return await work(application)
        finally:
            await application.stop()

    return asyncio.run(run())
