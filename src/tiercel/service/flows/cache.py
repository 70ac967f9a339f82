"""Parsed and compiled flow revisions, kept while they are in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from msgspec.structs import replace

from tiercel.engine.expressions.review import (
    ExpressionRules,
    Review,
    mistakes_in,
    review_source,
)
from tiercel.engine.plan import FlowPlan
from tiercel.flowlang.constraints import constraints
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.flowlang.read import read_flow, read_valid_flow
from tiercel.flowlang.source import chars_to_read
from tiercel.flowlang.validate import SourceReport, validate_source
from tiercel.model.errors import IllegalArgument, Invalid
from tiercel.model.flow import Flow, PluginDefault
from tiercel.model.limits import FLOW_PLANS_MAX, SOURCE_INLINE_CHARS_MAX
from tiercel.model.policies.policy import Policy
from tiercel.model.stored.flow import StoredFlow
from tiercel.ports.store import Tx
from tiercel.service.flows.sources import InvalidSource
from tiercel.service.flows.template_inliner import FlowCatalog, TemplateInliner
from tiercel.service.governance.namespace_registry import NamespaceRegistry
from tiercel.service.governance.registry import PolicyRegistry, ReusableInputsRegistry
from tiercel.service.instance.worker_groups import WorkerGroupRegistry
from tiercel.service.off_loop import by_length, in_thread
from tiercel.service.turns import free_in_turns

Key = tuple[str, str, int, bool]
# Namespace, id and number of a revision.
Revision = tuple[str, str, int]


class FlowCache:
    """Revisions never change, so what was compiled once stays valid; least used ones go first."""

    def __init__(
        self,
        catalog: FlowCatalog,
        defaults: Sequence[PluginDefault] = (),
        rules: ExpressionRules | None = None,
        policies: Sequence[Policy] = (),
    ) -> None:
        self.catalog = catalog
        self._defaults = tuple(defaults)
        self.rules = ExpressionRules() if rules is None else rules
        self.worker_groups = WorkerGroupRegistry()
        self.policies = PolicyRegistry(policies)
        self.namespaces = NamespaceRegistry()
        self.reusable_inputs = ReusableInputsRegistry()
        self._plans: OrderedDict[Key, FlowPlan] = OrderedDict()
        self._newest: dict[tuple[str, str], StoredFlow | None] = {}
        self._version = -1
        self._forgotten = 0
        self._inliner = TemplateInliner(catalog)

    @property
    def server_rules(self) -> ServerRules:
        """What holds for every flow now."""
        return ServerRules(
            self._defaults,
            self.policies.now,
            self.worker_groups.now.keys,
            self.namespaces.defaults,
            self.reusable_inputs.now,
        )

    async def follow_rules(self, tx: Tx) -> None:
        """Hold flows to the policies that are stored; no save goes past one.

        So with plugin defaults and blocks of inputs.
        """
        registries = (self.policies, self.namespaces, self.reusable_inputs)
        if any([await each.look(tx) for each in registries]):
            self.forget_plans()

    def plan_of(self, stored: StoredFlow) -> FlowPlan:
        """The compiled form of a stored revision."""
        key = _key(stored)
        plan = self._plans.get(key)
        if plan is not None:
            self._plans.move_to_end(key)
            return plan
        return self._keep(key, self._compiled(stored))

    def _compiled(self, stored: StoredFlow) -> FlowPlan:
        return FlowPlan(self.read(stored), self.catalog)

    def _keep(self, key: Key, plan: FlowPlan) -> FlowPlan:
        self._plans[key] = plan
        if len(self._plans) > FLOW_PLANS_MAX:
            self._plans.popitem(last=False)
        return plan

    async def plans_of(self, stored: Sequence[StoredFlow]) -> list[FlowPlan]:
        """The compiled forms of stored revisions; what takes long is done in a thread."""
        new = {_key(each): each for each in stored if _key(each) not in self._plans}
        chars = sum(chars_to_read(each.source) for each in new.values())
        if chars <= SOURCE_INLINE_CHARS_MAX:
            return [self.plan_of(each) for each in stored]
        self.settle_catalog()
        forgotten = self._forgotten
        made = await in_thread(lambda: {key: self._compiled(each) for key, each in new.items()})
        # What was made while types or rules changed is not for whoever asks after that.
        for key, plan in made.items() if forgotten == self._forgotten else ():
            self._keep(key, plan)
        return [made.get(_key(each)) or self.plan_of(each) for each in stored]

    async def plans_at(self, tx: Tx, revisions: Sequence[Revision]) -> dict[Revision, FlowPlan]:
        """The compiled forms of revisions, without the tasks of templates; none of unknown ones."""
        plans = {each: plan for each in revisions if (plan := self._plans.get((*each, False)))}
        stored = [await tx.flows.get(*each) for each in revisions if each not in plans]
        new = [each for each in stored if each is not None]
        for each, plan in zip(new, await self.plans_of(new), strict=True):
            plans[each.namespace, each.id, each.revision] = plan
        return plans

    async def flows_of(self, stored: Sequence[StoredFlow]) -> list[Flow]:
        """The parsed forms of stored revisions."""
        return [plan.flow for plan in await self.plans_of(stored)]

    async def flow_of(self, stored: StoredFlow) -> Flow:
        """The parsed form of a stored revision."""
        return (await self._plan_soon(stored)).flow

    async def _plan_soon(self, stored: StoredFlow) -> FlowPlan:
        """As `plan_of`; what takes long is done in a thread."""
        is_kept = _key(stored) in self._plans
        if is_kept or chars_to_read(stored.source) <= SOURCE_INLINE_CHARS_MAX:
            return self.plan_of(stored)
        return (await self.plans_of([stored]))[0]

    def forget_plans(self) -> None:
        """Compile every revision anew when it is next needed: types or rules have changed."""
        gone, self._plans = self._plans, OrderedDict()
        free_in_turns(gone)
        self._inliner.forget_plans()
        self._forgotten += 1

    async def version(self, tx: Tx) -> tuple[int, int]:
        """Another one whenever a flow, or what is made of all of them, has changed."""
        return await tx.flows.version(), self._forgotten

    def settle_catalog(self) -> None:
        """Have the catalog look for packages now: two threads must not do so at once."""
        self.catalog.names("task")

    async def stored(
        self, tx: Tx, namespace: str, flow_id: str, revision: int | None = None
    ) -> StoredFlow | None:
        """That revision, deleted or not, or the newest one when it is not deleted."""
        if revision is not None:
            return await tx.flows.get(namespace, flow_id, revision)
        version = await tx.flows.version()
        if version != self._version:
            self._newest.clear()
            self._version = version
        key = (namespace, flow_id)
        if key not in self._newest:
            if len(self._newest) >= FLOW_PLANS_MAX:
                self._newest.clear()
            self._newest[key] = await tx.flows.get(namespace, flow_id)
        newest = self._newest[key]
        return None if newest is None or newest.deleted else newest

    async def plan(
        self, tx: Tx, namespace: str, flow_id: str, revision: int | None = None
    ) -> FlowPlan | None:
        """The compiled form of `stored`, or None."""
        if revision is not None:
            known = self._plans.get((namespace, flow_id, revision, False))
            if known is not None:
                return await self._whole(tx, known)
        found = await self.stored(tx, namespace, flow_id, revision)
        return None if found is None else await self._whole(tx, await self._plan_soon(found))

    async def _whole(self, tx: Tx, plan: FlowPlan) -> FlowPlan:
        """The plan with the tasks of its templates, as they are now."""
        if not plan.templates:
            return plan
        return await self._inliner.whole(tx, plan, self.server_rules)

    async def start_plan(
        self, tx: Tx, namespace: str, flow_id: str, revision: int | None = None
    ) -> FlowPlan | None:
        """What an execution starts with: the named revision, else the newest published one."""
        newest = await self.stored(tx, namespace, flow_id, revision)
        if newest is None or revision is not None or not newest.draft:
            if newest is None:
                return None
            return await self._whole(tx, await self._plan_soon(newest))
        published = [
            stored
            for stored in await tx.flows.revisions(namespace, flow_id)
            if not stored.draft and not stored.deleted
        ]
        if not published:
            return None
        return await self._whole(tx, await self._plan_soon(published[-1]))

    async def check_draft(self, flow: Flow) -> None:
        """Check a draft that is about to run; what it does not know of is no hindrance.

        Raises: IllegalArgument with everything that is wrong.
        """
        self.settle_catalog()
        report = await by_length(chars_to_read(flow.source), self.report, flow.source)
        wrong = [
            violation
            for violation in report.violations
            if not violation.message.startswith(("Unrecognized field", "Invalid type"))
        ]
        if wrong:
            text = constraints(wrong, report.document)
            raise IllegalArgument(
                f"Flow execution blocked: flow definition is invalid. {text.rstrip()}"
            )

    def report(self, source: str) -> SourceReport:
        """What the language says of a source that somebody wants to run. Never raises."""
        return validate_source(source, self.catalog, self.server_rules)

    def review(self, source: str) -> Review:
        """Everything there is to say on a source that somebody wants to save. Never raises."""
        return review_source(source, self.catalog, self.rules, self.server_rules)

    def read_strictly(
        self, source: str, *, takes_mistakes: bool = False, asks_policies: bool = True
    ) -> Flow:
        """The flow of a source that somebody wants to save. Raises: InvalidSource.

        `takes_mistakes`: whatever its expressions are, as from a server that does not check them.
        """
        rules = self.server_rules
        if not asks_policies:
            rules = replace(rules, policies=())
        try:
            flow = read_valid_flow(source, self.catalog, rules)
        except Invalid as error:
            raise InvalidSource(error.violations, source) from None
        if not takes_mistakes:
            found = mistakes_in(flow.document, source, self.catalog, self.rules)
            if found:
                raise InvalidSource(found, source)
        return flow

    async def read_soon(self, source: str) -> Flow:
        """As `read_strictly`, whatever the expressions are; a long source in a thread."""
        self.settle_catalog()
        return await by_length(chars_to_read(source), self._drawable, source)

    def _drawable(self, source: str) -> Flow:
        return self.read_strictly(source, takes_mistakes=True, asks_policies=False)

    def read(self, stored: StoredFlow) -> Flow:
        """The parsed form, not kept: for revisions that are not durable yet."""
        flow = read_flow(
            stored.source,
            self.catalog,
            self.server_rules,
            strict=False,
            revision=stored.revision,
        )
        return replace(
            flow,
            id=stored.id,
            namespace=stored.namespace,
            deleted=stored.deleted,
            draft=stored.draft,
            updated=stored.updated,
            author=stored.author,
            message=stored.message,
        )


def _key(stored: StoredFlow) -> Key:
    return (stored.namespace, stored.id, stored.revision, stored.deleted)
