"""Datasets of BigQuery."""

from __future__ import annotations

from typing import Annotated, Literal

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, Static, plugin
from tiercel_gcp.bigquery.connection import BigQuery
from tiercel_gcp.rest import Refused, part
from tiercel_gcp.values import without_none

_CONFLICT = 409
_MEMBERS = {
    "DOMAIN": "domain",
    "GROUP": "groupByEmail",
    "USER": "userByEmail",
    "IAM_MEMBER": "iamMember",
}


class Entity(Part):
    """Who may do something."""

    type: Annotated[
        Literal["DOMAIN", "GROUP", "USER", "IAM_MEMBER"],
        Prop("What `value` names: a domain, a group, a user, or any member as IAM writes it."),
    ]
    value: Annotated[str, Prop("A domain, a mail address, or a member as IAM writes it.")]


class AccessControl(Part):
    """Who may do what."""

    entity: Annotated[Entity, Prop("Who gets the role: its type and its name.")]
    role: Annotated[
        Literal["READER", "WRITER", "OWNER"], Prop("What whoever is named may do with the dataset.")
    ]


class Dataset(Output):
    """A dataset."""

    dataset: Annotated[str, Prop("The id of the dataset.")]
    project: Annotated[str | None, Prop("The id of the project that has the dataset.")] = None
    friendly_name: Annotated[str | None, Prop("The name that people see.")] = None
    description: Annotated[str | None, Prop("What it is for.")] = None
    location: Annotated[
        str | None, Prop("The region or group of regions that has its tables, such as EU.")
    ] = None


class OfDataset(BigQuery):
    """What names one."""

    name: Annotated[str, Prop("The id of the dataset.")]

    def path(self, ctx: RunContext) -> str:
        """Its path."""
        return f"/projects/{part(self.project(ctx))}/datasets/{part(self.name)}"


class Described(OfDataset):
    """What says how a dataset is."""

    friendly_name: Annotated[str | None, Prop("The name that people see; none by default.")] = None
    description: Annotated[str | None, Prop("What it is for.")] = None
    labels: Annotated[
        dict[str, str] | None,
        Prop("Labels of the dataset, values by name; for costs and searches."),
    ] = None
    acl: Annotated[
        Static[list[AccessControl] | None],
        Prop("Who may do what; as the service's rule for new ones by default."),
    ] = None
    default_table_lifetime: Annotated[
        int | None, Prop("How long tables are kept, in milliseconds; for ever by default.")
    ] = None
    default_partition_expiration_ms: Annotated[
        int | None, Prop("How long parts of tables are kept, in milliseconds; for ever by default.")
    ] = None
    default_encryption_configuration: Annotated[
        Static[Json], Prop("What encrypts tables, as `kmsKeyName`; the service by default.")
    ] = None

    def content(self, ctx: RunContext) -> dict[str, Json]:
        """As requests have it."""
        access = [
            {
                "role": ctx.render(each.role),
                _MEMBERS[each.entity.type]: ctx.render(each.entity.value),
            }
            for each in self.acl or ()
        ]
        return without_none(
            datasetReference={"projectId": self.project(ctx), "datasetId": self.name},
            friendlyName=self.friendly_name,
            description=self.description,
            labels=self.labels,
            location=self.location,
            access=access or None,
            defaultTableExpirationMs=text_of(self.default_table_lifetime),
            defaultPartitionExpirationMs=text_of(self.default_partition_expiration_ms),
            defaultEncryptionConfiguration=self.default_encryption_configuration,
        )

    def update(self, ctx: RunContext) -> Dataset:
        """Change the dataset, and leave what is not given."""
        return dataset_of(self.bigquery(ctx).ask("PATCH", self.path(ctx), self.content(ctx)))


def text_of(number: int | None) -> str | None:
    """A long number as the service writes it."""
    return None if number is None else str(number)


def dataset_of(found: dict[str, Json]) -> Dataset:
    """A dataset as outputs have it."""
    reference = found["datasetReference"]
    return Dataset(
        dataset=reference["datasetId"],
        project=reference.get("projectId"),
        friendly_name=found.get("friendlyName"),
        description=found.get("description"),
        location=found.get("location"),
    )


@plugin(
    "io.kestra.plugin.gcp.bigquery.CreateDataset",
    title="Make a dataset of BigQuery.",
    examples=["projectId: shop\nname: sales\nlocation: EU\nifExists: SKIP"],
)
class CreateDataset(Described, RunnableTask[Dataset]):
    """A place for tables."""

    if_exists: Annotated[
        Literal["ERROR", "UPDATE", "SKIP"], Prop("What happens when it is there already.")
    ] = "ERROR"

    def run(self, ctx: RunContext) -> Dataset:
        """Raises: PluginError when it is there and that is an error."""
        rest = self.bigquery(ctx)
        path = f"/projects/{part(self.project(ctx))}/datasets"
        try:
            return dataset_of(rest.post(path, self.content(ctx)))
        except Refused as error:
            if error.status != _CONFLICT or self.if_exists == "ERROR":
                raise
        if self.if_exists == "UPDATE":
            return self.update(ctx)
        return dataset_of(rest.get(self.path(ctx)))


@plugin(
    "io.kestra.plugin.gcp.bigquery.UpdateDataset",
    title="Change a dataset of BigQuery.",
    examples=["projectId: shop\nname: sales\ndescription: What was sold."],
)
class UpdateDataset(Described, RunnableTask[Dataset]):
    """What is not given stays."""

    def run(self, ctx: RunContext) -> Dataset:
        return self.update(ctx)


class DatasetDeleted(Output):
    """The dataset that was deleted."""

    dataset: Annotated[str, Prop("The id of the dataset, as the task gave it.")]


@plugin(
    "io.kestra.plugin.gcp.bigquery.DeleteDataset",
    title="Delete a dataset of BigQuery.",
    examples=["projectId: shop\nname: old\ndeleteContents: true"],
)
class DeleteDataset(OfDataset, RunnableTask[DatasetDeleted]):
    """One with tables is deleted only when that is asked for."""

    delete_contents: Annotated[
        bool | None, Prop("Whether tables in it are deleted too; false by default.")
    ] = None

    def run(self, ctx: RunContext) -> DatasetDeleted:
        params = {"deleteContents": "true"} if self.delete_contents else {}
        self.bigquery(ctx).ask("DELETE", self.path(ctx), params=params)
        return DatasetDeleted(dataset=self.name)
