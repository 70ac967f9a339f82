"""A file that statements load, of MySQL and MariaDB."""

from __future__ import annotations

import shutil
from typing import Annotated

from tiercel.plugin import PluginError, Prop, Raw, RunContext
from tiercel_jdbc.tasks.connection import Connected

_NAME = "input-file"


class InputFile(Connected):
    """Its place is the variable `inputFile` of the statement."""

    sql: Annotated[Raw[str], Prop("The statement; `{{ inputFile }}` is the place of the file.")]
    input_file: Annotated[
        str | None,
        Prop("A file of the internal storage for LOAD DATA LOCAL INFILE '{{ inputFile }}'."),
    ] = None

    def statement(self, ctx: RunContext) -> str:
        """The statement with the place of the file. Raises: PluginError for an empty one."""
        extra = {}
        if self.input_file:
            target = ctx.files.resolve(_NAME)
            with ctx.blobs.open(self.input_file) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
            extra["inputFile"] = str(target)
        text = ctx.render(self.sql, extra)
        if not text:
            raise PluginError("`sql` has no statement")
        return text
