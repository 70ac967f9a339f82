"""Single documents, and requests of any kind."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask
from tiercel.plugin.services.asking import lack_of
from tiercel.plugin.services.foreign import web_page
from tiercel_elasticsearch.connection import Asking, document_of, path_of

INDEX = Prop("The name of the index.")
KEY = Prop("The key of the document.")
ContentType = Literal["CBOR", "JSON", "SMILE", "YAML"]
CONTENT_TYPE = Prop("Accepted: requests are JSON.")
OpType = Literal["INDEX", "CREATE", "UPDATE", "DELETE"]
OP_TYPE = Prop("What is done with a document; INDEX by default, which takes the place of one.")
_REFRESH = {"IMMEDIATE": "true", "WAIT_UNTIL": "wait_for", "NONE": ""}


class Document(Output):
    """A document."""

    row: Annotated[dict[str, Json] | None, Prop("What it says; null when there is none.")] = None


class Get(Asking, RunnableTask[Document]):
    """By its key."""

    index: Annotated[str, INDEX]
    key: Annotated[str, KEY]
    doc_version: Annotated[int | None, Prop("The version that it must have.")] = None
    version: Annotated[int | None, Prop("An older name of `docVersion`.")] = None

    fails_on_missing: ClassVar[bool] = False

    def must_be_there(self) -> bool:
        """Whether a document that is missing is an error."""
        return self.fails_on_missing

    def run(self, ctx: RunContext) -> Document:
        """Raises: PluginError for one that is missing and must be there."""
        path = path_of(self.index, "_doc", self.key)
        params = {"routing": self.routing, "version": self.doc_version or self.version}
        answer = self.asked(ctx, "GET", path, params=params)
        is_missing = self.is_missing(answer)
        said = answer.json_or_text()
        if answer.status >= 400 and (not is_missing or lack_of(said, ("error",)) is None):
            raise self.refusal(answer, "GET", path)
        if is_missing and self.must_be_there():
            raise PluginError(f"There is no document '{self.key}' in '{self.index}'")
        if is_missing:
            return Document()
        lack = web_page(answer.text) or lack_of(said, ("_source",))
        if lack is not None:
            raise self.failed("GET", path, lack)
        return Document(row=said["_source"])


class CheckedGet(Get):
    """By its key."""

    error_on_missing: Annotated[bool, Prop("Whether a document that is missing is an error.")] = (
        False
    )

    def must_be_there(self) -> bool:
        return self.error_on_missing


class Written(Output):
    """A document that was written."""

    id: Annotated[str, KEY]
    result: Annotated[str, Prop("What happened: created, updated, deleted, noop or not_found.")]
    version: Annotated[int, Prop("The version that it has now.")]


class Put(Asking, RunnableTask[Written]):
    """Without a key the cluster makes one."""

    index: Annotated[str, INDEX]
    key: Annotated[str | None, KEY] = None
    value: Annotated[Json, Prop("The document: a map, or JSON of one.")] = None
    op_type: Annotated[OpType | None, OP_TYPE] = None
    refresh_policy: Annotated[
        Literal["IMMEDIATE", "WAIT_UNTIL", "NONE"],
        Prop("Whether searches find it at once, or the task waits until they do."),
    ] = "NONE"
    content_type: Annotated[ContentType, CONTENT_TYPE] = "JSON"

    def run(self, ctx: RunContext) -> Written:
        """Raises: PluginError for a value that is no document, or one without a needed key."""
        action, key = self.op_type or "INDEX", self.key
        if key is None and action in ("UPDATE", "DELETE"):
            raise PluginError(f"`key` must be given for {action}")
        place = {"INDEX": "_doc", "CREATE": "_create", "UPDATE": "_update", "DELETE": "_doc"}
        params: dict[str, Json] = {
            "routing": self.routing,
            "refresh": _REFRESH[self.refresh_policy],
        }
        method, path = "PUT", path_of(self.index, place[action], key or "")
        if key is None:
            method, path = "POST", path_of(self.index, "_doc")
            params["op_type"] = action.lower()
        body = None if action == "DELETE" else document_of("value", self.value)
        if action == "UPDATE":
            method, body = "POST", {"doc": body}
        if action == "DELETE":
            method = "DELETE"
        needed = ("_id", "result", "_version")
        said = self.ask_for(ctx, (method, path), needed, body=body, params=params)
        return Written(id=said["_id"], result=said["result"], version=said["_version"])


class Answered(Output):
    """What the cluster says."""

    response: Annotated[Json, Prop("The answer: a value of JSON, or a text.")] = None
    status: Annotated[int, Prop("The status of HTTP.")]


class Request(Asking, RunnableTask[Answered]):
    """For what has no type of its own."""

    method: Annotated[
        Literal[
            "CONNECT",
            "CUSTOM",
            "DELETE",
            "GET",
            "HEAD",
            "OPTIONS",
            "PATCH",
            "POST",
            "PUT",
            "TRACE",
        ],
        Prop("The method of HTTP."),
    ] = "GET"
    endpoint: Annotated[str, Prop("The path, such as `_cluster/health`.")]
    parameters: Annotated[dict[str, str] | None, Prop("What stands in the query.")] = None
    body: Annotated[Json, Prop("The body: a map, a list, or a text that is sent as it is.")] = None

    def run(self, ctx: RunContext) -> Answered:
        """Raises: PluginError for a method that clusters have not."""
        if self.method in ("CONNECT", "CUSTOM", "TRACE"):
            raise PluginError(f"`method: {self.method}` can't be sent")
        body = self.body.encode() if isinstance(self.body, str) else self.body
        params = {"routing": self.routing, **(self.parameters or {})}
        answer = self.ask(ctx, self.method, self.endpoint, body=body, params=params)
        page = web_page(answer.text)
        if page is not None:
            raise self.failed(self.method, self.endpoint, f"the answer is {page}")
        is_json = "json" in (answer.header("content-type") or "")
        return Answered(
            response=answer.json() if is_json and answer.text else answer.text,
            status=answer.status,
        )
