"""What policies of a folder make of its flows, without a server: `tiercel policy test`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tiercel.cli.flow_files import FlowFile, flow_files
from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.check_flow import check_document
from tiercel.flowlang.coerce import as_text, is_map
from tiercel.flowlang.policies.conflicts import conflicts_among
from tiercel.flowlang.policies.exported import read_exported
from tiercel.flowlang.policies.judge import verdict_of
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.flowlang.source import Document, parse
from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.policies.policy import Policy, Verdict, from_far_to_near


class FlowVerdict(msgspec.Struct, frozen=True):
    """What policies make of one flow; `name` is its namespace and id, or its file.

    Shapes: `refusals` are all for which a server would not save it, those of the flow language too:
    a policy may add what a plugin does not know.
    """

    name: str
    verdict: Verdict
    refusals: tuple[Violation, ...] = ()


class Trial(msgspec.Struct, frozen=True):
    """A folder: how many policies it has, what is wrong with them, and a verdict for each flow."""

    policies: int
    mistakes: tuple[tuple[str, Violation], ...]
    flows: tuple[FlowVerdict, ...]

    @property
    def exit_code(self) -> int:
        """1 when a flow is refused, or a policy can't be read."""
        return int(bool(self.mistakes) or any(each.refusals for each in self.flows))


def trial_of(folder: Path, rules: ServerRules, catalog: TypeCatalog) -> Trial:
    """Every document that has `rules` and no `tasks` is a policy, every other one a flow.

    `rules` are those of the configuration. A source that can't be read is a mistake.
    """
    policies: list[Policy] = []
    mistakes: list[tuple[str, Violation]] = []
    flows: list[tuple[FlowFile, Document]] = []
    for file in flow_files(folder):
        document = parse(file.source)
        try:
            if document.problems or not is_map(document.value):
                raise Invalid(document.problems or [Violation("", "must be a map")])
            if "rules" in document.value and "tasks" not in document.value:
                policies.append(read_exported(document.value))
            else:
                flows.append((file, document))
        except Invalid as error:
            mistakes.extend((file.path, each) for each in error.violations)
    everyone = from_far_to_near([*rules.policies, *policies])
    mistakes.extend(
        ("", Violation("rules", each.text))
        for each in conflicts_among([one for one in everyone if one.enforcement != "DISABLED"])
    )
    whole = replace(rules, policies=everyone)
    judged = [
        FlowVerdict(
            _name(file, document.value),
            verdict_of(document.value, whole, catalog),
            tuple(check_document(document, catalog, whole)),
        )
        for file, document in flows
    ]
    return Trial(len(policies), tuple(mistakes), tuple(judged))


def lines_of(found: FlowVerdict) -> Sequence[tuple[str, str]]:
    """A mark and a text for each thing that is said of a flow."""
    changed = [
        ("±", f"{each.target}: {each.action.lower()} by policy '{each.policy.id}'")
        for each in found.verdict.mutations
    ]
    said = [
        *(("✘", f"{each.path}: {each.message}") for each in found.refusals),
        *(
            ("⚠", f"{each.target or 'policy'}: {each.text}")
            for each in found.verdict.violations
            if not each.blocks
        ),
    ]
    return [*said, *changed]


def _name(file: FlowFile, plain: dict[str, Json]) -> str:
    namespace, flow_id = as_text(plain.get("namespace")), as_text(plain.get("id"))
    return f"{namespace}.{flow_id}" if namespace and flow_id else file.path
