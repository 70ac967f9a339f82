"""Queries, tables, jobs and clusters, with a server that speaks their protocols."""

from __future__ import annotations

import json
import urllib.request
from decimal import Decimal

import pytest

from tests.families.aws import Cloud
from tiercel.plugin import Json
from tiercel.plugin.rows import exact_row_of_text
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_aws import cloudwatch, dynamodb, emr, msk
from tiercel_aws.athena import Query, typed
from tiercel_aws.tokens import EksToken, GetAuthToken


def rows(ran: Ran) -> list[Json]:
    content = ran.context.blobs.stored[ran.outputs["uri"]]
    return [exact_row_of_text(line) for line in content.splitlines()]


def queue_result(cloud: Cloud, names: dict[str, str], values: list[list[str]]) -> None:
    """What the server answers to the next query."""
    columns = [{"Name": name, "Label": name, "Type": kind} for name, kind in names.items()]
    data = [{"Data": [{"VarCharValue": each} for each in row]} for row in values]
    content = {"results": [{"rows": data, "column_info": columns}], "region": "eu-west-1"}
    request = urllib.request.Request(
        f"{cloud.login['endpointOverride']}/moto-api/static/athena/query-results",
        data=json.dumps(content).encode(),
        method="POST",
    )
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()


@pytest.mark.parametrize("fetch_type", ["STORE", "FETCH", "FETCH_ONE", "NONE"])
def test_a_query_of_athena(cloud: Cloud, fetch_type: str) -> None:
    columns = {"id": "bigint", "total": "decimal", "name": "varchar"}
    queue_result(cloud, columns, [["id", "total", "name"], ["1", "2.50", "x"]])
    asked = {"database": "shop", "outputLocation": "s3://b/o/", "query": f"SELECT '{fetch_type}'"}
    ran = cloud.run(Query, {**asked, "fetchType": fetch_type})
    row = {"id": 1, "total": Decimal("2.50"), "name": "x"}
    assert ran.outputs.pop("queryExecutionId")
    assert ran.outputs.get("size") == {"NONE": None}.get(fetch_type, 1)
    found = rows(ran) if fetch_type == "STORE" else ran.outputs.get("rows")
    assert found == ([row] if fetch_type in ("STORE", "FETCH") else None)
    assert ran.outputs.get("row") == (row if fetch_type == "FETCH_ONE" else None)


def test_values_of_athena() -> None:
    given = [("true", "boolean"), ("1.5", "double"), ('{"a": 1}', "json"), ("x", "bigint")]
    assert [typed(*each) for each in given] == [True, 1.5, {"a": 1}, "x"]
    assert typed(None, "bigint") is None


def test_items_of_dynamodb(cloud: Cloud) -> None:
    cloud.client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[
            {"AttributeName": "who", "KeyType": "HASH"},
            {"AttributeName": "id", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "who", "AttributeType": "S"},
            {"AttributeName": "id", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    table = {"tableName": "orders"}
    first = {"who": "ann", "id": 1, "amount": 2.5, "tags": ["a"], "more": {"x": None, "y": True}}
    cloud.run(dynamodb.PutItem, {**table, "item": first})
    for number in range(2, 5):
        cloud.run(dynamodb.PutItem, {**table, "item": json.dumps({"who": "ann", "id": number})})
    key: dict[str, Json] = {**table, "key": {"who": "ann", "id": 1}}
    assert cloud.run(dynamodb.GetItem, key).outputs["row"] == first
    asked: dict[str, Json] = {
        **table,
        "keyConditionExpression": "who = :who AND id > :id",
        "expressionAttributeValues": {":who": "ann", ":id": 1},
    }
    ran = cloud.run(dynamodb.Query, {**asked, "limit": 2})
    assert rows(ran) == [{"who": "ann", "id": 2}, {"who": "ann", "id": 3}]
    assert [(each.name, each.value) for each in ran.metrics] == [("records", 2)]
    scan = {**table, "filterExpression": "amount > :t", "expressionAttributeValues": {":t": 1}}
    assert cloud.run(dynamodb.Scan, {**scan, "fetchType": "FETCH"}).outputs["size"] == 1
    cloud.run(dynamodb.DeleteItem, key)
    assert cloud.run(dynamodb.GetItem, key).outputs == {}
    assert "`key` must be" in str(run_task(dynamodb.GetItem, {**cloud.login, **table}).error)
    wrong = run_task(dynamodb.PutItem, {**cloud.login, **table, "item": "[1]"}).error
    assert "a map" in str(wrong)


def test_values_of_metrics(cloud: Cloud) -> None:
    context = FakeContext()
    place = {"namespace": "Shop", "dimensions": [{"name": "stage", "value": "live"}]}
    value = {"metricName": "orders", "value": 42, "dimensions": {"stage": "live"}}
    sent = cloud.run(cloudwatch.Push, {"namespace": "Shop", "metrics": [value]})
    assert sent.outputs == {"count": 1}
    asked = {**place, "metricName": "orders", "statistic": "Sum", "window": "PT1H"}
    trigger = cloudwatch.Trigger.model_validate({**cloud.login, **asked})
    cloud.run(cloudwatch.Query, {**asked, "metricName": "none"})
    assert trigger.poll(context) is None or trigger.poll(context).series[0]["value"] == 42


STEP = {
    "name": "{{ flow.id }}",
    "jar": "command-runner.jar",
    "actionOnFailure": "CONTINUE",
    "commands": ["spark-submit s3://b/a.py", "--day"],
}


def test_clusters_of_emr(cloud: Cloud) -> None:
    machines = {"masterInstanceType": "m5.xlarge", "slaveInstanceType": "m5.xlarge"}
    asked = {"clusterName": "c", "instanceCount": 2, **machines, "steps": [STEP], "wait": True}
    number = cloud.run(emr.CreateClusterAndSubmitSteps, asked).outputs["jobFlowId"]
    cloud.run(emr.SubmitSteps, {"clusterId": number, "steps": [STEP]})
    client = cloud.client("emr")
    steps = client.list_steps(ClusterId=number)["Steps"]
    assert {each["Name"] for each in steps} == {"a-flow"}
    assert steps[0]["Config"]["Args"] == ["spark-submit", "s3://b/a.py", "--day"]
    begun = {"id": ", ".join(each["Id"] for each in steps)}
    again = {"clusterId": number, "steps": [STEP]}
    cloud.run(emr.SubmitSteps, again, World(remembered=begun))
    assert len(client.list_steps(ClusterId=number)["Steps"]) == len(steps)
    cloud.run(emr.DeleteCluster, {"clusterIds": [number]})
    state = client.describe_cluster(ClusterId=number)["Cluster"]["Status"]["State"]
    assert state.startswith("TERMINAT")


def test_applications_of_emr(cloud: Cloud) -> None:
    job = {
        "executionRoleArn": "arn:aws:iam::123456789012:role/r",
        "jobName": "count",
        "entryPoint": "s3://b/a",
    }
    made = {"releaseLabel": "emr-7.1.0", "applicationType": "SPARK", **job}
    first = cloud.run(emr.CreateServerlessApplicationAndStartJob, made).outputs
    application = first["applicationId"]
    assert cloud.run(emr.StartServerlessJobRun, {"applicationId": application, **job}).outputs
    cloud.client("emr-serverless").stop_application(applicationId=application)
    cloud.run(emr.DeleteServerlessApplication, {"applicationIds": [application]})


def test_clusters_of_kafka(cloud: Cloud) -> None:
    asked = {
        "clusterName": "orders",
        "kafkaVersion": "3.6.0",
        "instanceType": "kafka.m5.large",
        "numberOfBrokerNodes": 3,
        "clientSubnets": ["subnet-1"],
        "securityGroups": ["sg-1"],
        "ebsVolumeSize": 100,
    }
    arn = cloud.run(msk.CreateCluster, asked).outputs["clusterArn"]
    found = cloud.run(msk.DescribeCluster, {"clusterArn": arn}).outputs
    assert (found["clusterName"], found["kafkaVersion"]) == ("orders", "3.6.0")
    assert cloud.run(msk.ListClusters, {}).outputs["total"] == 1
    context = FakeContext()
    polled = {**cloud.login, "clusterArn": arn, "targetState": found["state"]}
    trigger = msk.Trigger.model_validate(polled)
    reached = trigger.poll(context)
    assert reached is not None
    assert (reached.cluster_state, trigger.poll(context)) == (found["state"], None)
    assert cloud.run(msk.TYPES["DeleteCluster"], {"clusterArn": arn}).outputs["clusterArn"] == arn


def test_tokens(cloud: Cloud) -> None:
    assert len(cloud.run(GetAuthToken, {}).outputs["token"]) > 10
    token = cloud.run(EksToken, {"clusterName": "shop"}).outputs["token"]
    assert token["tokenValue"].startswith("k8s-aws-v1.")
    assert token["expirationTime"] == "2030-01-02T03:14:05Z"


def test_a_role_is_assumed(cloud: Cloud) -> None:
    role = {
        "stsRoleArn": "arn:aws:iam::123456789012:role/reader",
        "stsRoleExternalId": "outside",
        "stsEndpointOverride": cloud.login["endpointOverride"],
    }
    assert cloud.run(GetAuthToken, role).outputs["token"]


def test_a_forbidden_network_is_refused(cloud: Cloud) -> None:
    from ipaddress import ip_network

    from tiercel.plugin import NetworkRules

    world = World(networks=NetworkRules(deny=(ip_network("127.0.0.0/8"),)))
    error = run_task(GetAuthToken, {**cloud.login}, world).error
    assert "AWS ecr at 127.0.0.1" in str(error)
    assert "tiercel.http-tasks.deny" in str(error)
