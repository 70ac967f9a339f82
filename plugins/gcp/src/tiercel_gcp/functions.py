"""Functions that are called by HTTP, and facts of clusters of GKE."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

import msgspec

from tiercel.plugin import Json, Output, Part, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService
from tiercel.plugin.services.far_work import again
from tiercel_gcp.connection import Gcp
from tiercel_gcp.logins import check_token_host, key_of, library, signing_in
from tiercel_gcp.rest import part


class Called(Output):
    """The answer."""

    response_body: Annotated[Json, Prop("What it says: a value of JSON, else a text.")] = None


@plugin(
    "io.kestra.plugin.gcp.function.HttpFunction",
    title="Call a function of Google Cloud.",
    examples=[
        (
            "url: https://europe-west1-shop.cloudfunctions.net/total\nhttpMethod: POST\n"
            "httpBody:\n  order: 7\nserviceAccount: \"{{ secret('GCP_KEY') }}\""
        )
    ],
)
class HttpFunction(HttpService, Gcp, RunnableTask[Called]):
    """Who calls is told by a token for its address."""

    far_work = again("a call has no name there")

    service = "Google Cloud function"

    url: Annotated[str, Prop("The address of the function.")]
    http_method: Annotated[str, Prop("The method, such as POST.")]
    http_body: Annotated[dict[str, Json], Prop("What it is given.")] = {}  # noqa: RUF012
    max_duration: Annotated[timedelta, Prop("How long it may take.")] = timedelta(hours=1)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """Raises: PluginError for credentials that can't be had."""
        check_token_host(ctx, self.service_account)
        request = library("google.auth.transport.requests").Request()
        with signing_in(self.service_account):
            return {"Authorization": f"Bearer {self._token(request)}"}

    def _token(self, request: Any) -> str:
        if not self.service_account:
            return str(library("google.oauth2.id_token").fetch_id_token(request, self.url))
        kind = library("google.oauth2.service_account").IDTokenCredentials
        key = key_of(self.service_account)
        found = kind.from_service_account_info(key, target_audience=self.url)
        found.refresh(request)
        return str(found.token)

    def run(self, ctx: RunContext) -> Called:
        """Raises: PluginError for what the function refuses, or when it takes too long."""
        method = self.http_method.upper()
        is_sent = method not in {"GET", "HEAD"}
        request = HttpRequest(
            url=self.url,
            method=method,
            json=self.http_body if is_sent else msgspec.UNSET,
            timeout=self.max_duration,
            read_timeout=self.max_duration,
        )
        return Called(response_body=self.answer(ctx, method, request).json_or_text())


class MasterAuth(Part):
    """How its control plane is trusted; both spellings of the reference."""

    client_certificat: Annotated[
        str | None, Prop("As `clientCertificate`, in the spelling of older flows.")
    ] = None
    client_certificate: Annotated[
        str | None, Prop("The certificate of a client, PEM in Base64, where the cluster has one.")
    ] = None
    client_key: Annotated[
        str | None, Prop("The private key of a client, PEM in Base64, where the cluster has one.")
    ] = None
    cluster_certificat: Annotated[
        str | None, Prop("As `clusterCertificate`, in the spelling of older flows.")
    ] = None
    cluster_certificate: Annotated[str | None, Prop("The certificate of its authority.")] = None


class NodePool(Part):
    """A pool of nodes."""

    name: Annotated[str, Prop("The name of the pool, unique in its cluster.")]
    status: Annotated[Json, Prop("The state of the pool, such as RUNNING or ERROR.")] = None


class Cluster(Output):
    """The cluster."""

    name: Annotated[str, Prop("The name of the cluster.")]
    description: Annotated[str | None, Prop("What it is for.")] = None
    project: Annotated[str, Prop("The id of the project that the cluster belongs to.")]
    zone: Annotated[str | None, Prop("The zone of the cluster; of a regional one its region.")] = (
        None
    )
    location: Annotated[str | None, Prop("Its zone or region.")] = None
    endpoint: Annotated[str | None, Prop("The address of its control plane.")] = None
    link: Annotated[str | None, Prop("Its address in the API.")] = None
    network: Annotated[str | None, Prop("The name of the network that the cluster is in.")] = None
    sub_network: Annotated[str | None, Prop("Its part of the network.")] = None
    cluster_ipv4_cidr: Annotated[str | None, Prop("Addresses of its pods.")] = None
    create_time: Annotated[str | None, Prop("When it was made.")] = None
    logging_service: Annotated[str | None, Prop("Where its logs go.")] = None
    monitoring_service: Annotated[str | None, Prop("Where its metrics go.")] = None
    node_pools_count: Annotated[int, Prop("How many pools of nodes it has.")]
    node_pools: Annotated[
        list[NodePool] | None, Prop("Its pools of nodes, each with name and state.")
    ] = None
    master_auth: Annotated[MasterAuth | None, Prop("How its control plane is trusted.")] = None


_SAME = ("name", "description", "zone", "location", "endpoint", "network", "createTime")
_RENAMED = {
    "link": "selfLink",
    "subNetwork": "subnetwork",
    "clusterIpv4Cidr": "clusterIpv4Cidr",
    "loggingService": "loggingService",
    "monitoringService": "monitoringService",
}


@plugin(
    "io.kestra.plugin.gcp.gke.ClusterMetadata",
    title="Read the facts of a cluster of GKE.",
    examples=["projectId: shop\nclusterId: main\nclusterZone: europe-west1-b"],
)
class ClusterMetadata(Gcp, RunnableTask[Cluster]):
    """For the login of other tasks."""

    cluster_id: Annotated[str, Prop("The name of the cluster.")]
    cluster_zone: Annotated[str | None, Prop("Its zone or region; in any by default.")] = None
    cluster_project_id: Annotated[str | None, Prop("Its project; that of the task.")] = None

    def run(self, ctx: RunContext) -> Cluster:
        """Raises: PluginError for a cluster that is not there."""
        project = self.cluster_project_id or self.project(ctx)
        rest = self.rest(ctx, "container", "https://container.googleapis.com/v1")
        place = f"/projects/{part(project)}/locations/{part(self.cluster_zone or '-')}/clusters"
        found = self._found(
            rest.get(place if self.cluster_zone is None else f"{place}/{part(self.cluster_id)}")
        )
        trust = found.get("masterAuth") or {}
        pools = found.get("nodePools") or []
        facts = {name: found.get(name) for name in _SAME}
        facts |= {name: found.get(theirs) for name, theirs in _RENAMED.items()}
        return Cluster.model_validate(
            {
                **facts,
                "project": project,
                "nodePoolsCount": len(pools),
                "nodePools": [{"name": e["name"], "status": e.get("status")} for e in pools],
                "masterAuth": {
                    "clientCertificat": trust.get("clientCertificate"),
                    "clientCertificate": trust.get("clientCertificate"),
                    "clientKey": trust.get("clientKey"),
                    "clusterCertificat": trust.get("clusterCaCertificate"),
                    "clusterCertificate": trust.get("clusterCaCertificate"),
                },
            }
        )

    def _found(self, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """The cluster of an answer, which may be a list of all zones."""
        if "clusters" not in answer and self.cluster_zone is not None:
            return answer
        named = [e for e in answer.get("clusters") or () if e["name"] == self.cluster_id]
        if len(named) != 1:
            raise PluginError(f"GKE: {len(named)} clusters have the name {self.cluster_id}")
        found: Mapping[str, Any] = named[0]
        return found
