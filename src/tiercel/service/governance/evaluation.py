"""What one policy would make of the flows that are stored, whether it is in force or not."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tiercel.flowlang.policies.conflicts import conflicts_among
from tiercel.flowlang.policies.judge import verdict_of
from tiercel.model.flow import Flow
from tiercel.model.policies.limits import POLICY_RESULTS_MAX
from tiercel.model.policies.policy import Policy, PolicyConflict, Verdict
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.flows import FlowService
from tiercel.service.off_loop import by_length


class Judged(msgspec.Struct, frozen=True):
    """A flow that a policy has something to say of."""

    namespace: str
    flow_id: str
    verdict: Verdict
    conflicts: tuple[PolicyConflict, ...] = ()


class Evaluation(msgspec.Struct, frozen=True):
    """How many flows a policy speaks of, and those of them that it changes or objects to.

    Shapes: `judged` by namespace and id, POLICY_RESULTS_MAX at most.
    """

    scanned: int
    judged: tuple[Judged, ...]

    @property
    def mutated(self) -> int:
        """How many of them it changes."""
        return sum(bool(each.verdict.mutations) for each in self.judged)

    @property
    def violating(self) -> int:
        """How many of them it objects to."""
        return sum(bool(each.verdict.violations) for each in self.judged)

    @property
    def conflicting(self) -> int:
        """How many another policy changes in the opposite way."""
        return sum(bool(each.conflicts) for each in self.judged)


class PolicyEvaluation:
    """Tries policies on all flows."""

    def __init__(self, flows: FlowService, flow_cache: FlowCache) -> None:
        self._flows = flows
        self._cache = flow_cache

    async def of(self, policy: Policy) -> Evaluation:
        """As if the policy were in force and no other."""
        flows = [each for each in await self._flows.all_latest() if policy.holds_in(each.namespace)]
        chars = sum(len(each.source) for each in flows)
        return await by_length(chars, self._evaluate, policy, flows)

    def _evaluate(self, policy: Policy, flows: list[Flow]) -> Evaluation:
        enforced = policy.enforcement if policy.enforcement == "REFERENCE" else "ACTIVE"
        alone = replace(policy, enforcement=enforced, is_elsewhere=False)
        rules = replace(self._cache.server_rules, policies=(alone,))
        others = [each for each in self._cache.policies.now if each.is_in_force]
        conflicts = [
            each for each in conflicts_among([alone, *others]) if alone in (each.adds, each.deletes)
        ]
        judged = []
        for flow in sorted(flows, key=lambda each: (each.namespace, each.id)):
            found = Judged(
                flow.namespace,
                flow.id,
                verdict_of(flow.document, rules, self._cache.catalog),
                tuple(
                    each
                    for each in conflicts
                    if each.adds.holds_in(flow.namespace) and each.deletes.holds_in(flow.namespace)
                ),
            )
            if found.verdict.mutations or found.verdict.violations or found.conflicts:
                judged.append(found)
        return Evaluation(len(flows), tuple(judged[:POLICY_RESULTS_MAX]))
