"""Puts the tasks of stored templates into the flows that name them (templates.md)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Protocol

from msgspec.structs import replace

from tiercel.engine.plan import FlowPlan, PluginClasses
from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.flowlang.read import read_template
from tiercel.flowlang.write import generate
from tiercel.model.flow import Flow, Listener
from tiercel.model.json_types import Json
from tiercel.model.limits import FLOW_PLANS_MAX, TEMPLATE_DEPTH_MAX
from tiercel.model.stored.codec import encode_json
from tiercel.model.stored.records import TEMPLATES
from tiercel.model.task import Task
from tiercel.ports.store import Tx
from tiercel.service.turns import free_in_turns

TemplateId = tuple[str, str]
Key = tuple[str, str, int, bytes]


class FlowCatalog(TypeCatalog, PluginClasses, Protocol):
    """What reading and compiling ask of the registry of plugins."""


class TemplateInliner:
    """Templates have no revisions, so a plan holds for the content that it was made of."""

    def __init__(self, catalog: FlowCatalog) -> None:
        self._catalog = catalog
        self._plans: OrderedDict[Key, FlowPlan] = OrderedDict()

    def forget_plans(self) -> None:
        """Read every template anew: policies have changed."""
        gone, self._plans = self._plans, OrderedDict()
        free_in_turns(gone)

    async def whole(self, tx: Tx, plan: FlowPlan, rules: ServerRules) -> FlowPlan:
        """The plan with the tasks of all templates, also of those inside templates."""
        for _ in range(TEMPLATE_DEPTH_MAX):
            documents = {
                template_id: await tx.records(TEMPLATES).get(*template_id)
                for template_id in sorted(set(plan.templates.values()))
            }
            larger = self._plan(plan, documents, rules)
            if larger.templates.keys() == plan.templates.keys():
                return larger
            plan = larger
        return plan

    def _plan(
        self, plan: FlowPlan, documents: Mapping[TemplateId, Json], rules: ServerRules
    ) -> FlowPlan:
        flow = plan.flow
        content = encode_json([*documents.values()])
        key = (flow.namespace, flow.id, flow.revision, content)
        known = self._plans.get(key)
        if known is None:
            templates = {
                template_id: read_template(generate(document), self._catalog, rules, strict=False)
                for template_id, document in documents.items()
                if document is not None
            }
            by_task = {
                task_id: templates[template_id]
                for task_id, template_id in plan.templates.items()
                if template_id in templates
            }
            known = self._plans[key] = FlowPlan(_filled(flow, by_task), self._catalog)
            if len(self._plans) > FLOW_PLANS_MAX:
                self._plans.popitem(last=False)
        self._plans.move_to_end(key)
        return known


def _filled(flow: Flow, templates: Mapping[str, Flow]) -> Flow:
    """The flow with the tasks of templates as children of the tasks with these ids."""

    def filled(tasks: tuple[Task, ...], depth: int = 0) -> tuple[Task, ...]:
        return tuple(one(task, depth) for task in tasks)

    def one(task: Task, depth: int) -> Task:
        branches = {name: filled(children, depth) for name, children in task.branches.items()}
        template = templates.get(task.id)
        # A template that holds itself ends here; its innermost task fails.
        if template is not None and depth < TEMPLATE_DEPTH_MAX:
            branches["tasks"] = filled(template.tasks, depth + 1)
            if template.errors:
                branches.setdefault("errors", filled(template.errors, depth + 1))
        return replace(task, branches=branches)

    return replace(
        flow,
        tasks=filled(flow.tasks),
        errors=filled(flow.errors),
        finally_=filled(flow.finally_),
        after_execution=filled(flow.after_execution),
        listeners=tuple(
            Listener(filled(listener.tasks), listener.conditions) for listener in flow.listeners
        ),
    )
