"""The Helm chart: linted and rendered by Helm where it is installed, read by hand elsewhere.

`make deploy-check` builds Helm once, which takes some minutes, and keeps it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from release.chart import pack
from tiercel import __version__
from tiercel.settings import read_settings

ROOT = Path(__file__).parents[2]
CHART = ROOT / "deploy" / "helm" / "tiercel"
CACHED = ROOT / ".cache" / "bin" / "helm"
ROLES = ("webserver", "executor", "scheduler", "worker")
Documents = list[dict[str, Any]]


def helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = os.environ.get("TIERCEL_HELM") or shutil.which("helm")
    program = program or (str(CACHED) if CACHED.exists() else None)
    if program is None:
        pytest.skip("helm is not installed: make deploy-check builds it")
    command = [program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def rendered(*values: str, chart: Path = CHART) -> Documents:
    passwords = ("database.password=secret", "login.password=Secret-1234")
    given = [part for value in (*passwords, *values) for part in ("--set", value)]
    done = helm("template", "mine", str(chart), "--kube-version", "1.31.0", *given)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def of_kind(documents: Documents, kind: str) -> dict[str, dict[str, Any]]:
    return {
        document["metadata"]["name"]: document for document in documents if document["kind"] == kind
    }


def test_the_linter_has_nothing_to_say() -> None:
    passwords = "database.password=secret,login.password=Secret-1234"
    done = helm("lint", "--strict", str(CHART), "--set", passwords)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_chart_that_is_handed_out_renders_the_same(tmp_path: Path) -> None:
    assert rendered(chart=pack(tmp_path)) == rendered()


def test_every_role_is_a_deployment_with_probes_and_the_password() -> None:
    deployments = of_kind(rendered(), "Deployment")
    assert set(deployments) == {f"mine-tiercel-{role}" for role in ROLES}
    for name, deployment in deployments.items():
        spec = deployment["spec"]["template"]["spec"]
        (container,) = spec["containers"]
        role = name.rpartition("-")[2]
        assert container["args"][:2] == ["server", role]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            assert container[probe]["httpGet"]["port"] == "management"
        assert container["readinessProbe"]["httpGet"]["path"] == "/health/readiness"
        assert container["livenessProbe"]["httpGet"]["path"] == "/health/liveness"
        assert {"name": "management", "containerPort": 8081} in container["ports"]
        env = references(container)
        wanted = {"name": "mine-tiercel-database", "key": "password"}
        assert env["DATASOURCES_POSTGRES_PASSWORD"] == wanted
        assert ("KESTRA_SERVER_BASIC_AUTH_PASSWORD" in env) is (role == "webserver")
        assert spec["securityContext"]["runAsNonRoot"]
        assert container["image"] == f"tiercel:{__version__}"


def references(container: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Variables that come from secrets."""
    return {
        each["name"]: each["valueFrom"]["secretKeyRef"]
        for each in container["env"]
        if "valueFrom" in each
    }


def webserver(documents: Documents) -> dict[str, Any]:
    """The container that has the API."""
    deployment = of_kind(documents, "Deployment")["mine-tiercel-webserver"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    found: dict[str, Any] = container
    return found


def test_the_api_has_a_user() -> None:
    documents = rendered()
    made = of_kind(documents, "Secret")["mine-tiercel-login"]["stringData"]
    assert made == {"username": "admin@tiercel.dev", "password": "Secret-1234"}
    env = references(webserver(documents))
    for name, key in (("USERNAME", "username"), ("PASSWORD", "password")):
        wanted = {"name": "mine-tiercel-login", "key": key}
        assert env[f"KESTRA_SERVER_BASIC_AUTH_{name}"] == wanted


def test_the_user_may_come_from_elsewhere() -> None:
    theirs = rendered("login.existingSecret=theirs", "login.passwordKey=word")
    assert set(of_kind(theirs, "Secret")) == {"mine-tiercel-database"}
    env = references(webserver(theirs))
    assert env["KESTRA_SERVER_BASIC_AUTH_PASSWORD"] == {"name": "theirs", "key": "word"}
    set_by_name = "secretSettings.KESTRA_SERVER_BASIC_AUTH_PASSWORD"
    named = rendered(f"{set_by_name}.secret=old", f"{set_by_name}.key=k")
    env = references(webserver(named))
    assert env["KESTRA_SERVER_BASIC_AUTH_PASSWORD"] == {"name": "old", "key": "k"}
    nobody = webserver(rendered("login.insecureAnonymous=true"))
    assert {"name": "TIERCEL_SERVER_INSECURE_ANONYMOUS", "value": "true"} in nobody["env"]
    assert "KESTRA_SERVER_BASIC_AUTH_PASSWORD" not in references(nobody)
    first = rendered("login.setup=true", "login.password=")
    assert {"name": "TIERCEL_SERVER_SETUP", "value": "true"} in webserver(first)["env"]
    assert set(of_kind(first, "Secret")) == {"mine-tiercel-database"}


def test_selectors_find_their_pods_alone() -> None:
    documents = rendered()
    pods = {
        name: deployment["spec"]["template"]["metadata"]["labels"]
        for name, deployment in of_kind(documents, "Deployment").items()
    }

    def found(selector: dict[str, str]) -> set[str]:
        return {name for name, labels in pods.items() if selector.items() <= labels.items()}

    for name, deployment in of_kind(documents, "Deployment").items():
        assert found(deployment["spec"]["selector"]["matchLabels"]) == {name}
    for name, budget in of_kind(documents, "PodDisruptionBudget").items():
        assert found(budget["spec"]["selector"]["matchLabels"]) == {name}
    services = of_kind(documents, "Service")
    assert found(services["mine-tiercel"]["spec"]["selector"]) == {"mine-tiercel-webserver"}
    assert found(services["mine-tiercel-management"]["spec"]["selector"]) == set(pods)


def test_the_servers_understand_their_settings(tmp_path: Path) -> None:
    (configuration,) = of_kind(rendered(), "ConfigMap").values()
    path = tmp_path / "config.yml"
    path.write_text(configuration["data"]["config.yml"])
    settings = read_settings(config=path, environ={"DATASOURCES_POSTGRES_PASSWORD": "secret"})
    assert settings.store_type == "postgres"
    assert settings.postgres is not None
    assert settings.postgres.password == "secret"
    assert settings.endpoints.all.port == 8081
    assert settings.http.host == "0.0.0.0"
    assert str(settings.storage_path) == "/data/storage"
    assert settings.retention.default is not None
    spec = of_kind(rendered(), "Deployment")["mine-tiercel-worker"]["spec"]["template"]["spec"]
    grace = settings.server.termination_grace_period.total_seconds()
    assert spec["terminationGracePeriodSeconds"] > grace


def test_what_can_be_switched() -> None:
    plain = rendered()
    for kind in ("HorizontalPodAutoscaler", "Ingress", "ServiceMonitor"):
        assert not of_kind(plain, kind)
    documents = rendered(
        "roles.worker.autoscaling.enabled=true",
        "ingress.enabled=true",
        "ingress.tlsSecret=tls",
        "serviceMonitor.enabled=true",
        "persistence.enabled=false",
        "database.existingSecret=theirs",
        "secretSettings.SECRET_TOKEN.secret=s",
        "secretSettings.SECRET_TOKEN.key=k",
        "roles.scheduler.enabled=false",
        "migrate.enabled=false",
    )
    worker = of_kind(documents, "Deployment")["mine-tiercel-worker"]
    assert "replicas" not in worker["spec"]
    scaler = of_kind(documents, "HorizontalPodAutoscaler")["mine-tiercel-worker"]
    assert scaler["spec"]["scaleTargetRef"]["name"] == "mine-tiercel-worker"
    env = {
        each["name"]: each for each in worker["spec"]["template"]["spec"]["containers"][0]["env"]
    }
    assert env["DATASOURCES_POSTGRES_PASSWORD"]["valueFrom"]["secretKeyRef"]["name"] == "theirs"
    assert env["SECRET_TOKEN"]["valueFrom"]["secretKeyRef"] == {"name": "s", "key": "k"}
    assert set(of_kind(documents, "Secret")) == {"mine-tiercel-login"}
    assert not of_kind(documents, "PersistentVolumeClaim")
    assert not of_kind(documents, "Job")
    assert "mine-tiercel-scheduler" not in of_kind(documents, "Deployment")
    (monitor,) = of_kind(documents, "ServiceMonitor").values()
    assert monitor["spec"]["endpoints"][0]["path"] == "/prometheus"
    (job,) = of_kind(plain, "Job").values()
    assert job["spec"]["template"]["spec"]["containers"][0]["args"][:2] == ["sys", "migrate"]


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("database.password=", "database.password or database.existingSecret"),
        ("login.password=", "login.password or login.existingSecret"),
        ("database.url=jdbc:mysql://x/y", "database"),
        ("roles.indexer.enabled=true", "indexer"),
    ],
)
def test_wrong_values_are_refused(value: str, complaint: str) -> None:
    done = helm(
        *("template", "mine", str(CHART), "--kube-version", "1.31.0"),
        *("--set", "database.password=secret,login.password=Secret-1234", "--set", value),
    )
    assert done.returncode != 0
    assert complaint in done.stderr


def test_templates_use_values_that_there_are() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    for template in (CHART / "templates").iterdir():
        for path in re.findall(r"\.Values\.([\w.]+)", template.read_text()):
            found: Any = values
            for part in path.split("."):
                assert part in found, f"{template.name}: {path}"
                found = found[part]


def test_the_values_fit_their_schema_and_the_chart_its_version() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    jsonschema.validate(values, msgspec.json.decode((CHART / "values.schema.json").read_bytes()))
    assert set(values["roles"]) == set(ROLES)
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["appVersion"] == __version__
