"""Stores of health data, HealthLake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Output, Plugin, PollingTrigger, Prop, RunContext, plugin
from tiercel.plugin.services.changes import Seen, default_key
from tiercel.plugin.services.far_work import by_name
from tiercel_aws.calls import (
    Call,
    CallRow,
    Listing,
    call_types,
    made,
    paged,
    without_none,
)
from tiercel_aws.connection import Aws

_ENDS = {"COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED", "EXPORT_COMPLETED", "CANCEL_COMPLETED"}
# The key of the service's own, where the flow names none: the service wants one.
_KEY = "alias/aws/s3"
DatastoreId = Annotated[str, Prop("The id of the store.")]
JobId = Annotated[str, Prop("The id of the job.")]
_STORE = "region: us-east-1\ndatastoreId: 0123456789abcdef0123456789abcdef"


class OfDatastore(Plugin):
    """Which store it is about."""

    datastore_id: DatastoreId


class OfJob(OfDatastore):
    """Which job it is about."""

    job_id: JobId


class Datastore(Output):
    """A store."""

    datastore_id: Annotated[str | None, Prop("The id that the service gave the store.")] = None
    datastore_arn: Annotated[str | None, Prop("The ARN of the store.")] = None
    datastore_status: Annotated[str | None, Prop("Its state, such as ACTIVE.")] = None


class DatastoreMade(Datastore):
    """The store that was made."""

    datastore_endpoint: Annotated[str | None, Prop("The address of its interface.")] = None


class DatastoreFacts(DatastoreMade):
    """A store as it is."""

    datastore_name: Annotated[str | None, Prop("The name that its owner gave the store.")] = None
    created_at: Annotated[str | None, Prop("When it was made, in ISO 8601.")] = None


@plugin(
    "io.kestra.plugin.aws.healthlake.CreateDatastore",
    title="Make a store of HealthLake.",
    examples=["region: us-east-1\ndatastoreName: patients"],
)
class CreateDatastore(Call[DatastoreMade]):
    """For FHIR R4. It is active some minutes after the task."""

    service = "healthlake"
    operation = "create_fhir_datastore"
    datastore_name: Annotated[str, Prop("The name of the store.")]

    def arguments(self, client: Any) -> dict[str, Json]:
        return {**super().arguments(client), "DatastoreTypeVersion": "R4"}


class Datastores(Output):
    """Stores."""

    datastores: Annotated[list[dict[str, Json]], Prop("The stores, as the service has them.")]
    total: Annotated[int, Prop("How many there are.")]


@plugin(
    "io.kestra.plugin.aws.healthlake.ListDatastores",
    title="List stores of HealthLake.",
    examples=["region: us-east-1\nfilterStatus: ACTIVE"],
)
class ListDatastores(Listing[Datastores]):
    """All of the account in the region."""

    service = "healthlake"
    operation = "list_fhir_datastores"
    member = "DatastorePropertiesList"
    filter_name: Annotated[str | None, Prop("Only those of this name; all by default.")] = None
    filter_status: Annotated[
        Json, Prop("Only those in this state, such as ACTIVE; all by default.")
    ] = None

    def arguments(self, client: Any) -> dict[str, Json]:
        wanted = without_none(
            [("DatastoreName", self.filter_name), ("DatastoreStatus", self.filter_status)]
        )
        return {"Filter": wanted} if wanted else {}


class JobStarted(Output):
    """The job that was started."""

    job_id: JobId
    datastore_id: Annotated[
        str | None, Prop("The id of the store that the job reads or writes.")
    ] = None
    job_status: Annotated[str | None, Prop("Its state, such as SUBMITTED.")] = None


class Starting(OfDatastore, Call[JobStarted]):
    """What a job needs in any case."""

    far_work = by_name("its token")
    service = "healthlake"

    job_name: Annotated[str | None, Prop("The name of the job; none by default.")] = None
    data_access_role_arn: Annotated[
        str, Prop("The ARN of the role that reads and writes the bucket.")
    ]

    def run(self, ctx: RunContext) -> JobStarted | None:
        with self.client(ctx, self.service) as client:
            asked = {**self.arguments(client), "ClientToken": ctx.remote_name}
            return self.result(ctx, client, getattr(client, self.operation)(**asked))


class JobFacts(JobStarted):
    """A job as it is."""

    job_name: Annotated[str | None, Prop("The name that its owner gave the job.")] = None
    message: Annotated[str | None, Prop("What the service says of it.")] = None
    submit_time: Annotated[str | None, Prop("When it was started, in ISO 8601.")] = None
    end_time: Annotated[str | None, Prop("When it ended, in ISO 8601.")] = None


class ExportFacts(JobFacts):
    """An export as it is."""

    output_s3_uri: Annotated[
        str | None, Prop("Where the export writes, as `s3://bucket/folder`.")
    ] = None


@plugin(
    "io.kestra.plugin.aws.healthlake.StartImportJob",
    title="Start an import into a store of HealthLake.",
    examples=[
        (
            f"{_STORE}\n"
            "inputS3Uri: s3://shop/patients/\n"
            "outputS3Uri: s3://shop/results/\n"
            "dataAccessRoleArn: arn:aws:iam::123456789012:role/health"
        )
    ],
)
class StartImportJob(Starting):
    """It does not wait for it."""

    operation = "start_fhir_import_job"
    input_s3_uri: Annotated[str, Prop("What is read: an address such as s3://bucket/folder/.")]
    output_s3_uri: Annotated[str, Prop("Where the report of the import goes.")]

    def arguments(self, client: Any) -> dict[str, Json]:
        return {
            **super().arguments(client),
            "InputDataConfig": {"S3Uri": self.input_s3_uri},
            "JobOutputDataConfig": place_in_s3(self.output_s3_uri, None),
        }


@plugin(
    "io.kestra.plugin.aws.healthlake.StartExportJob",
    title="Start an export of a store of HealthLake.",
    examples=[
        (
            f"{_STORE}\n"
            "outputS3Uri: s3://shop/export/\n"
            "dataAccessRoleArn: arn:aws:iam::123456789012:role/health"
        )
    ],
)
class StartExportJob(Starting):
    """It does not wait for it."""

    operation = "start_fhir_export_job"
    output_s3_uri: Annotated[str, Prop("Where it writes: an address such as s3://bucket/folder/.")]
    kms_key_id: Annotated[
        str | None, Prop("The key that encrypts what it writes; that of S3 by default.")
    ] = None

    def arguments(self, client: Any) -> dict[str, Json]:
        place = place_in_s3(self.output_s3_uri, self.kms_key_id)
        return {**super().arguments(client), "OutputDataConfig": place}


def place_in_s3(address: str, key: str | None) -> dict[str, Json]:
    """Where a job writes, as requests have it."""
    return {"S3Configuration": {"S3Uri": address, "KmsKeyId": key or _KEY}}


_JOB = f'{_STORE}\njobId: "{{{{ outputs.start.jobId }}}}"'


@plugin(
    "io.kestra.plugin.aws.healthlake.DescribeExportJob",
    title="Look at an export of a store of HealthLake.",
    examples=[_JOB],
)
class DescribeExportJob(OfJob, Call[ExportFacts]):
    """As it is now."""

    service = "healthlake"
    operation = "describe_fhir_export_job"

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> ExportFacts:
        found = answer["ExportJobProperties"]
        place = found.get("OutputDataConfig", {}).get("S3Configuration", {}).get("S3Uri")
        return made(ExportFacts, {**found, "outputS3Uri": place})


class JobEnded(Output):
    """A job that has ended."""

    job_id: JobId
    job_status: Annotated[str, Prop("How it ended, such as COMPLETED.")]


@plugin(
    "io.kestra.plugin.aws.healthlake.Trigger",
    title="Start an execution when an import or export of HealthLake has ended.",
    examples=[f"{_STORE}\njobType: IMPORT\ninterval: PT2M"],
)
class Trigger(Aws, PollingTrigger[JobEnded]):
    """One execution for each job; a key-value entry remembers which were seen."""

    datastore_id: DatastoreId
    job_type: Annotated[Literal["IMPORT", "EXPORT"], Prop("Which jobs to look for.")] = "IMPORT"

    def poll(self, ctx: RunContext) -> JobEnded | None:
        kind = self.job_type.lower()
        seen = Seen(ctx, f"{default_key(ctx)}_{kind}s", None)
        with self.client(ctx, "healthlake") as client:
            asked = {"DatastoreId": self.datastore_id}
            member = f"{kind.capitalize()}JobPropertiesList"
            for job in paged(client, f"list_fhir_{kind}_jobs", member, asked):
                status = job["JobStatus"]
                if status in _ENDS and seen.change_of(job["JobId"], status) is not None:
                    seen.add(job["JobId"], status)
                    seen.keep()
                    return JobEnded(job_id=job["JobId"], job_status=status)
        return None


TYPES = call_types(
    __name__,
    "healthlake",
    "io.kestra.plugin.aws.healthlake.",
    (
        CallRow(
            name="DeleteDatastore",
            title="Delete a store of HealthLake.",
            text="With all that is in it.",
            example=_STORE,
            operation="delete_fhir_datastore",
            of=OfDatastore,
            outputs=Datastore,
        ),
        CallRow(
            name="DescribeDatastore",
            title="Look at a store of HealthLake.",
            text="Its state and its address.",
            example=_STORE,
            operation="describe_fhir_datastore",
            of=OfDatastore,
            outputs=DatastoreFacts,
            inside="DatastoreProperties",
        ),
        CallRow(
            name="DescribeImportJob",
            title="Look at an import into a store of HealthLake.",
            text="As it is now.",
            example=_JOB,
            operation="describe_fhir_import_job",
            of=OfJob,
            outputs=JobFacts,
            inside="ImportJobProperties",
        ),
    ),
)
# The catalog finds classes by module and name.
globals().update(TYPES)
