"""Files at OpenAI."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin
from tiercel_models.asking import Ask
from tiercel_models.openai.service import KEY, OpenAi
from tiercel_models.uploading import Upload, upload


class Uploaded(Output):
    """The file."""

    file_id: Annotated[str | None, Prop("Its id with the service.")] = None


@plugin(
    "io.kestra.plugin.openai.UploadFile",
    title="Upload a file to OpenAI.",
    examples=[KEY + 'from: "{{ inputs.file }}"\npurpose: assistants'],
)
class UploadFile(OpenAi, RunnableTask[Uploaded]):
    """Streamed from the internal storage."""

    from_: Annotated[str, Field(alias="from"), Prop("The file in the internal storage.")]
    purpose: Annotated[str, Prop("What it is for: assistants, batch, fine-tune, user_data …")]

    async def run(self, ctx: RunContext) -> Uploaded:
        """Raises: PluginError for what the service refuses."""
        file = Upload(
            uri=self.from_,
            filename=self.from_.rpartition("/")[2],
            fields={"purpose": self.purpose},
        )
        request = Ask(operation="the upload", url=f"{self.api}/files")
        found = await upload(ctx, self, request, file)
        return Uploaded(file_id=found.get("id"))
