"""Forty policies over all valid flows of the tests: offline they say what the server says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

from tests.api.client import Api
from tests.api.policies_of_tests import forty
from tests.cases.engine.case_files import all_cases
from tests.unit.engine.expressions.review_of import CATALOG
from tiercel.bootstrap import Application
from tiercel.cli.policy_verdicts import trial_of
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.flowlang.read import read_flow
from tiercel.flowlang.write import split_documents
from tiercel.model.errors import Invalid
from tiercel.model.flow import Flow
from tiercel.model.policies.policy import Verdict

ROOT = Path(__file__).resolve().parents[2]


def valid_flows() -> list[Flow]:
    sources = [source for case in all_cases() for source in case.flows]
    for path in sorted((ROOT / "src/tiercel/blueprints").glob("*.yaml")):
        sources += split_documents(path.read_text(encoding="utf-8"))
    found = []
    for source in dict.fromkeys(sources):
        try:
            found.append(read_flow(source, CATALOG))
        except Invalid:
            continue
    return found


def said_by(verdict: Verdict) -> list[tuple[str, str, str]]:
    """What a verdict says, with which policy says it."""
    changes = [(each.action, each.target, each.policy.id) for each in verdict.mutations]
    return [*changes, *((each.kind, each.target, each.text) for each in verdict.violations)]


async def refusals_of(application: Application, source: str) -> list[str]:
    """Why the server does not let the flow in."""
    try:
        await application.services.flows.read_stored(source)
    except Invalid as error:
        return [each.message for each in error.violations]
    return []


async def test_the_verdicts_of_the_command_line_are_those_of_the_server(
    api: Api, application: Application, tmp_path: Path
) -> None:
    flows = valid_flows()
    assert len(flows) > 350
    for document in forty():
        namespace = document.get("namespace")
        base = "/policies" if namespace is None else f"/namespaces/{namespace}/policies"
        sent = {
            name: value for name, value in document.items() if name not in ("scope", "namespace")
        }
        answer = await api.post(base, json=sent)
        assert answer.status_code == 200, (document, answer.text)
        (tmp_path / f"{document['id']}.yaml").write_text(yaml.safe_dump(document))
    for number, flow in enumerate(flows):
        (tmp_path / f"{number:04}.yml").write_text(flow.source, encoding="utf-8")
    trial = trial_of(tmp_path, ServerRules(), CATALOG)
    assert (trial.policies, trial.mistakes, len(trial.flows)) == (40, (), len(flows))
    refused: Counter[bool] = Counter()
    used: set[str] = set()
    for number, (flow, offline) in enumerate(zip(flows, trial.flows, strict=True)):
        preview = await application.services.policies.preview(flow.namespace, flow.source)
        assert said_by(preview.verdict) == said_by(offline.verdict), flow.source
        assert preview.verdict.document == offline.verdict.document
        refused[bool(offline.refusals)] += 1
        used |= {each.policy.id for each in offline.verdict.violations}
        used |= {each.policy.id for each in offline.verdict.mutations}
        if number % 4:
            continue
        # A draft is let in whatever it is, and judged once it is to run.
        expected = [] if flow.draft else [each.message for each in offline.refusals]
        assert await refusals_of(application, flow.source) == expected, flow.source
    assert min(refused[True], refused[False]) > 15
    assert len(used) > 25, sorted(used)
