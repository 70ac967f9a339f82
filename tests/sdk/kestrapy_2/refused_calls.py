"""Methods of Enterprise groups: the server refuses them as absent, and never breaks."""

from __future__ import annotations

import inspect

from recorder import Recorder

# 422 where the server has the route and the arguments, which mean nothing, do not fit.
REFUSALS = (403, 404, 405, 422, 503)
GROUPS = (
    "ai", "apps", "assets", "banners", "bindings", "blueprints", "case_templates",
    "cases", "credentials", "flows", "groups", "instance", "invitations", "kill_switches", "mcp",
    "misc", "namespaces", "policies", "promotion_targets", "quotas", "reusable_inputs", "roles",
    "service_account", "tenant_access", "tenants", "test_suites",
    "users", "worker_groups", "worker_queues",
)  # fmt: skip


def run(recorder: Recorder) -> None:
    for name in GROUPS:
        if not hasattr(recorder.client, name):
            recorder.say(f"group {name}", False, "the client has no such group")
            continue
        group = recorder.of(name)
        for method in list(group.methods()):
            if f"{name}.{method}" not in recorder.called:
                bound = getattr(getattr(recorder.client, name), method)
                getattr(group.refused(*REFUSALS), method)(**_arguments(bound))


def _arguments(bound: object) -> dict[str, object]:
    """Something for every parameter that must be there."""
    found: dict[str, object] = {}
    for parameter in inspect.signature(bound).parameters.values():
        if parameter.default is parameter.empty:
            found[parameter.name] = _value(parameter.name)
    return found


def _value(name: str) -> object:
    if name in ("body", "request", "details", "form_params"):
        return {"name": "x"}
    if name in ("ids", "requests", "filters", "plugins", "case_ids", "execution_ids"):
        return []
    if name in ("file_content", "logo"):
        return b"x"
    return "main" if name == "tenant" else "nowhere"
