"""Files of Snowflake's stages."""

from __future__ import annotations

import shutil
from typing import Annotated

from pydantic import Field

from tiercel.plugin import Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_jdbc.databases.snowflake import Snowflake
from tiercel_jdbc.types.snowflake_account import SnowflakeAccount

COMPRESS = Prop("Whether the file is compressed in the stage.")


class StagedFile(Output):
    """A file that was moved."""

    uri: Annotated[str, Prop("Where the file is.")]


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@plugin(
    "io.kestra.plugin.jdbc.snowflake.Upload",
    title="Put a file into a stage of Snowflake.",
    examples=[
        (
            "url: jdbc:snowflake://account.snowflakecomputing.com\n"
            "username: loader\n"
            "password: \"{{ secret('SNOWFLAKE_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            'stageName: "@shop.public.%orders"\n'
            "prefix: new\n"
            "fileName: orders.csv"
        )
    ],
)
class Upload(SnowflakeAccount, RunnableTask[StagedFile]):
    """The file of the internal storage goes to `<stageName>/<prefix>/<fileName>`."""

    database = Snowflake()
    from_: Annotated[str, Field(alias="from"), Prop("The file in the internal storage.")]
    stage_name: Annotated[str, Prop("The stage, such as @name or @%table.")]
    prefix: Annotated[str, Prop("The folder in the stage.")]
    file_name: Annotated[str, Prop("The name of the file in the stage.")]
    compress: Annotated[bool, COMPRESS] = True

    def run(self, ctx: RunContext) -> StagedFile:
        target = ctx.files.resolve(self.file_name)
        with ctx.blobs.open(self.from_) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
        place = f"{at(self.stage_name)}/{self.prefix}"
        with self.session(ctx) as session:
            compress = str(self.compress).upper()
            session.run(
                f"PUT {quoted(f'file://{target}')} {quoted(place)} AUTO_COMPRESS={compress}",
                None,
                1,
            )
        ending = ".gz" if self.compress else ""
        return StagedFile(uri=f"{place}/{self.file_name}{ending}")


@plugin(
    "io.kestra.plugin.jdbc.snowflake.Download",
    title="Get a file of a stage of Snowflake.",
    examples=[
        (
            "url: jdbc:snowflake://account.snowflakecomputing.com\n"
            "username: reader\n"
            "password: \"{{ secret('SNOWFLAKE_PASSWORD') }}\"\n"
            'stageName: "@shop.public.exports"\n'
            "fileName: new/orders.csv"
        )
    ],
)
class Download(SnowflakeAccount, RunnableTask[StagedFile]):
    """The file goes to the internal storage."""

    database = Snowflake()
    stage_name: Annotated[str, Prop("The stage, such as @name or @%table.")]
    file_name: Annotated[str, Prop("The path of the file in the stage.")]
    compress: Annotated[bool, COMPRESS] = True

    def run(self, ctx: RunContext) -> StagedFile:
        """Raises: PluginError when the stage has no such file."""
        folder = ctx.files.resolve("stage")
        folder.mkdir(exist_ok=True)
        ending = ".gz" if self.compress and not self.file_name.endswith(".gz") else ""
        place = f"{at(self.stage_name)}/{self.file_name}{ending}"
        with self.session(ctx) as session:
            session.run(f"GET {quoted(place)} {quoted(f'file://{folder}/')}", None, 1)
        found = next(folder.iterdir(), None)
        if found is None:
            raise PluginError(f"The stage has no file {place}")
        return StagedFile(uri=ctx.blobs.put(found, found.name))


def at(stage: str) -> str:
    """The name of a stage as statements write it."""
    return stage if stage.startswith("@") else f"@{stage}"
