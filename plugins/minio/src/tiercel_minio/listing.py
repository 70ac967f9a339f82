"""Objects of a storage that several tasks select."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from tiercel.plugin import Json, Metric, Prop, RunContext, RunnableTask, plugin
from tiercel_aws.calls import without_none
from tiercel_aws.s3.objects import Objects, Selection
from tiercel_minio.connection import BUCKET, Minio, given


class Selected(Minio, Selection):
    """What selects objects of a bucket."""

    bucket: Annotated[str | None, BUCKET] = None


@plugin(
    "io.kestra.plugin.minio.List",
    title="List objects of a bucket.",
    examples=["endpoint: http://localhost:9000\nbucket: shop\nprefix: orders/"],
    metrics=[Metric("size", "counter", "count", "How many objects were found.")],
)
class List(Selected, RunnableTask[Objects]):
    """All objects that are selected, without their content."""

    include_versions: Annotated[
        bool, Prop("Whether older versions are listed as well, in buckets that keep them.")
    ] = True
    recursive: Annotated[
        bool, Prop("Whether what is in folders below the prefix is listed as well.")
    ] = True
    start_after: Annotated[
        str | None, Prop("The key behind which the listing begins, as `marker`.")
    ] = None

    def run(self, ctx: RunContext) -> Objects:
        with self.client(ctx, "s3") as client:
            objects = list(self.listing(client, given("bucket", self.bucket)))
        ctx.metrics.counter("size", len(objects))
        return Objects(objects=objects)

    def pages(self, client: Any, bucket: str) -> Iterator[Mapping[str, Json]]:
        """With older versions, where they are asked for."""
        delimiter = self.delimiter or (None if self.recursive else "/")
        marker = self.start_after or self.marker
        if not self.include_versions:
            plain = self.model_copy(update={"delimiter": delimiter, "marker": marker})
            yield from Selected.pages(plain, client, bucket)
            return
        asked = without_none(
            [
                ("Bucket", bucket),
                ("Prefix", self.prefix),
                ("Delimiter", delimiter),
                ("KeyMarker", marker),
                ("MaxKeys", self.max_keys),
            ]
        )
        while True:
            page = client.list_object_versions(**asked)
            yield from page.get("Versions", ())
            if not page.get("IsTruncated"):
                return
            asked["KeyMarker"] = page["NextKeyMarker"]
            asked |= without_none([("VersionIdMarker", page.get("NextVersionIdMarker"))])
