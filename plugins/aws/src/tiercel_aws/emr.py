"""Clusters and applications of EMR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal

from tiercel.plugin import (
    Json,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.far_work import by_handle, by_name
from tiercel.plugin.services.waiting import begun, wait_for
from tiercel_aws.calls import without_none
from tiercel_aws.connection import AwsTask

_ENDS = {"TERMINATED", "WAITING"}
_STEP = (
    "steps:\n"
    "  - name: count\n"
    "    jar: command-runner.jar\n"
    "    actionOnFailure: CONTINUE\n"
    "    commands:\n"
    "      - spark-submit s3://shop/count.py\n"
)
ExecutionRole = Annotated[str, Prop("The ARN of the role that the job has.")]


class StepConfig(Part):
    """A step: a program that the cluster runs."""

    name: Annotated[str, Prop("The name of the step, as the console shows it.")]
    jar: Annotated[str, Prop("The JAR file, such as command-runner.jar or one in S3.")]
    main_class: Annotated[
        str | None, Prop("The class to run; that of the JAR's manifest by default.")
    ] = None
    commands: Annotated[
        list[str] | None, Prop("Arguments of the program; words of a line are arguments each.")
    ] = None
    action_on_failure: Annotated[
        Literal["TERMINATE_CLUSTER", "CANCEL_AND_WAIT", "CONTINUE", "TERMINATE_JOB_FLOW"],
        Prop("What becomes of the cluster and the further steps when this one fails."),
    ]

    def request(self) -> dict[str, Json]:
        """As requests have it."""
        words = [word for line in self.commands or () for word in line.split()]
        program = without_none(
            [("Jar", self.jar), ("MainClass", self.main_class), ("Args", words or None)]
        )
        return {
            "Name": self.name,
            "ActionOnFailure": self.action_on_failure,
            "HadoopJarStep": program,
        }


def requests_of(ctx: RunContext, steps: Sequence[StepConfig] | None) -> list[dict[str, Json]]:
    """Steps as requests have them, with their texts rendered."""
    found = []
    for each in steps or ():
        values = ctx.render_deep(each.model_dump(exclude_none=True))
        found.append(StepConfig.model_validate(values).request())
    return found


class Cluster(Output):
    """The cluster that was made."""

    job_flow_id: Annotated[str, Prop("The id of the cluster, such as `j-2AXXXXXXGAPLF`.")]


@plugin(
    "io.kestra.plugin.aws.emr.CreateClusterAndSubmitSteps",
    title="Make a cluster of EMR and run steps on it.",
    examples=[
        (
            "region: eu-west-1\n"
            "clusterName: orders\n"
            "releaseLabel: emr-7.1.0\n"
            "applications: [Spark]\n"
            "masterInstanceType: m5.xlarge\n"
            "slaveInstanceType: m5.xlarge\n"
            "instanceCount: 3\n"
            f"{_STEP}"
            "wait: true"
        )
    ],
)
class CreateClusterAndSubmitSteps(AwsTask, RunnableTask[Cluster]):
    """A kill while it waits ends the cluster."""

    far_work = by_handle("the id of the cluster")

    cluster_name: Annotated[str, Prop("The name of the new cluster, as the console shows it.")]
    release_label: Annotated[str, Prop("The release of EMR.")] = "emr-5.20.0"
    applications: Annotated[
        list[str] | None, Prop("Programs to install, such as Spark; none by default.")
    ] = None
    steps: Annotated[Static[list[StepConfig] | None], Prop("The steps, in their order.")] = None
    log_uri: Annotated[
        str | None, Prop("Where logs go: an address such as s3://bucket/logs/; nowhere by default.")
    ] = None
    keep_job_flow_alive_when_no_steps: Annotated[
        bool, Prop("Whether the cluster stays when its steps have ended.")
    ] = False
    ec2_key_name: Annotated[
        str | None, Prop("The key pair for signing in by SSH; none by default.")
    ] = None
    ec2_subnet_id: Annotated[
        str | None, Prop("The subnet of the machines; that of the account by default.")
    ] = None
    master_instance_type: Annotated[str, Prop("The kind of the main machine.")]
    slave_instance_type: Annotated[str, Prop("The kind of the other machines.")]
    instance_count: Annotated[int, Prop("How many machines there are, with the main one.")]
    job_flow_role: Annotated[str, Prop("The role that the machines have.")] = "EMR_EC2_DefaultRole"
    service_role: Annotated[str, Prop("The role with which EMR makes the machines.")] = (
        "EMR_DefaultRole"
    )
    visible_to_all_users: Annotated[
        bool, Prop("Whether everybody in the account sees the cluster.")
    ] = True
    wait: Annotated[bool, Prop("Whether to wait until the steps have ended.")] = False
    completion_check_interval: Annotated[
        timedelta, Prop("How often to look whether they have ended.")
    ] = timedelta(seconds=10)
    wait_until_completion: Annotated[
        timedelta, Prop("How long to wait at most; the cluster goes on after it.")
    ] = timedelta(hours=1)

    def run(self, ctx: RunContext) -> Cluster:
        """Raises: PluginError when the cluster ends with errors or takes too long."""
        with self.client(ctx, "emr") as client:
            number = begun(ctx, lambda: str(client.run_job_flow(**self._request(ctx))["JobFlowId"]))
            line = f"The cluster is {number}"
            ctx.log.info(line)
            if self.wait:
                wait_for(
                    ctx,
                    lambda: self._ended(client, number),
                    every=self.completion_check_interval,
                    at_most=self.wait_until_completion,
                    stop=lambda: client.terminate_job_flows(JobFlowIds=[number]),
                )
        return Cluster(job_flow_id=number)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """End the cluster."""
        with self.client(ctx, "emr") as client:
            client.terminate_job_flows(JobFlowIds=[handle["id"]])

    def _ended(self, client: Any, number: str) -> str | None:
        status = client.describe_cluster(ClusterId=number)["Cluster"]["Status"]
        state: str = status["State"]
        if state == "TERMINATED_WITH_ERRORS":
            reason = status.get("StateChangeReason", {}).get("Message", "without a reason")
            raise PluginError(f"The cluster {number} ended with errors: {reason}")
        return state if state in _ENDS else None

    def _request(self, ctx: RunContext) -> dict[str, Json]:
        machines = without_none(
            [
                ("MasterInstanceType", self.master_instance_type),
                ("SlaveInstanceType", self.slave_instance_type),
                ("InstanceCount", self.instance_count),
                ("KeepJobFlowAliveWhenNoSteps", self.keep_job_flow_alive_when_no_steps),
                ("Ec2KeyName", self.ec2_key_name),
                ("Ec2SubnetId", self.ec2_subnet_id),
            ]
        )
        return without_none(
            [
                ("Name", self.cluster_name),
                ("ReleaseLabel", self.release_label),
                ("Applications", [{"Name": each} for each in self.applications or ()]),
                ("Steps", requests_of(ctx, self.steps)),
                ("LogUri", self.log_uri),
                ("ServiceRole", self.service_role),
                ("JobFlowRole", self.job_flow_role),
                ("VisibleToAllUsers", self.visible_to_all_users),
                ("Instances", machines),
            ]
        )


@plugin(
    "io.kestra.plugin.aws.emr.SubmitSteps",
    title="Run steps on a cluster of EMR.",
    examples=[f"region: eu-west-1\nclusterId: j-ABCDEFGHIJ\n{_STEP.rstrip()}"],
)
class SubmitSteps(AwsTask, RunnableTask[Output]):
    """It does not wait for them."""

    far_work = by_handle("the ids of the steps")

    cluster_id: Annotated[str, Prop("The cluster that gets the steps: `j-…`.")]
    steps: Annotated[Static[list[StepConfig]], Prop("The steps, in their order.")]
    execution_role_arn: Annotated[
        str | None,
        Prop("The ARN of the steps' role; that of the machines by default."),
    ] = None

    def run(self, ctx: RunContext) -> None:
        asked = without_none(
            [
                ("JobFlowId", self.cluster_id),
                ("Steps", requests_of(ctx, self.steps)),
                ("ExecutionRoleArn", self.execution_role_arn),
            ]
        )
        with self.client(ctx, "emr") as client:
            numbers = begun(ctx, lambda: ", ".join(client.add_job_flow_steps(**asked)["StepIds"]))
        line = f"The steps are {numbers}"
        ctx.log.info(line)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the steps that have not begun or run."""
        steps = str(handle["id"]).split(", ")
        with self.client(ctx, "emr") as client:
            client.cancel_steps(ClusterId=self.cluster_id, StepIds=steps)


@plugin(
    "io.kestra.plugin.aws.emr.DeleteCluster",
    title="End clusters of EMR.",
    examples=['region: eu-west-1\nclusterIds: ["{{ outputs.make.jobFlowId }}"]'],
)
class DeleteCluster(AwsTask, RunnableTask[Output]):
    """Their machines are given back."""

    cluster_ids: Annotated[list[str], Prop("The clusters that end, each `j-…`.")]

    def run(self, ctx: RunContext) -> None:
        with self.client(ctx, "emr") as client:
            client.terminate_job_flows(JobFlowIds=self.cluster_ids)


class Job(AwsTask):
    """What starts a job of an application without machines of its own."""

    far_work = by_name("its token")

    execution_role_arn: ExecutionRole
    job_name: Annotated[str, Prop("The name of the job, as the console shows it.")]
    entry_point: Annotated[str, Prop("The program: an address such as s3://bucket/count.py.")]

    def start(self, ctx: RunContext, client: Any, application: str) -> str:
        """The id of the run; another attempt of the task run finds the same one."""
        answer = client.start_job_run(
            applicationId=application,
            clientToken=ctx.remote_name,
            executionRoleArn=self.execution_role_arn,
            name=self.job_name,
            jobDriver={"sparkSubmit": {"entryPoint": self.entry_point}},
        )
        return str(answer["jobRunId"])


class ServerlessRun(Output):
    """The run that was started."""

    job_run_id: Annotated[str, Prop("The id of the run that was started.")]


class ServerlessApplication(ServerlessRun):
    """The application that was made, and its run."""

    application_id: Annotated[str, Prop("The id of the application that was made.")]


_JOB = (
    "executionRoleArn: arn:aws:iam::123456789012:role/orders\n"
    "jobName: count\n"
    "entryPoint: s3://shop/count.py"
)


@plugin(
    "io.kestra.plugin.aws.emr.CreateServerlessApplicationAndStartJob",
    title="Make an application of EMR Serverless and run a job in it.",
    examples=[f"region: eu-west-1\nreleaseLabel: emr-7.1.0\napplicationType: SPARK\n{_JOB}"],
)
class CreateServerlessApplicationAndStartJob(Job, RunnableTask[ServerlessApplication]):
    """The application is named after the job."""

    release_label: Annotated[str, Prop("The release of EMR, such as emr-7.1.0.")]
    application_type: Annotated[str, Prop("What it runs: SPARK or HIVE.")]

    def run(self, ctx: RunContext) -> ServerlessApplication:
        with self.client(ctx, "emr-serverless") as client:
            application = client.create_application(
                name=self.job_name,
                releaseLabel=self.release_label,
                type=self.application_type,
                clientToken=ctx.remote_name,
            )["applicationId"]
            number = self.start(ctx, client, application)
        return ServerlessApplication(application_id=application, job_run_id=number)


@plugin(
    "io.kestra.plugin.aws.emr.StartServerlessJobRun",
    title="Run a job in an application of EMR Serverless.",
    examples=[f"region: eu-west-1\napplicationId: 00abcdefghijklmn\n{_JOB}"],
)
class StartServerlessJobRun(Job, RunnableTask[ServerlessRun]):
    """It does not wait for it."""

    application_id: Annotated[str, Prop("The application that runs the job, by its id.")]

    def run(self, ctx: RunContext) -> ServerlessRun:
        with self.client(ctx, "emr-serverless") as client:
            return ServerlessRun(job_run_id=self.start(ctx, client, self.application_id))


@plugin(
    "io.kestra.plugin.aws.emr.DeleteServerlessApplication",
    title="Delete applications of EMR Serverless.",
    examples=['region: eu-west-1\napplicationIds: ["{{ outputs.make.applicationId }}"]'],
)
class DeleteServerlessApplication(AwsTask, RunnableTask[Output]):
    """They must be stopped, or never have been started."""

    application_ids: Annotated[list[str], Prop("The applications that go, by their ids.")]

    def run(self, ctx: RunContext) -> None:
        with self.client(ctx, "emr-serverless") as client:
            for each in self.application_ids:
                client.delete_application(applicationId=each)
