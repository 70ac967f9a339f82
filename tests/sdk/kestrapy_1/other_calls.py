"""Key-value pairs, namespaces and triggers of the 1.x client; Enterprise groups are absent."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from types import SimpleNamespace

from kestrapy import (
    ApiAutocomplete,
    Backfill,
    DeleteTriggersByQueryRequest,
    KVControllerApiDeleteBulkRequest,
    QueryFilterField,
    Trigger,
    TriggerControllerSetDisabledRequest,
)
from kestrapy_1.arguments import AT, FLOW_ID, IN, PAGE, QUERY, equals, of_namespace
from recorder import Json, Recorder
from sources import NAMESPACE

REFUSALS = (403, 404, 405, 422)


def run(recorder: Recorder) -> None:
    recorder.section(_pairs)
    recorder.section(_namespaces)
    recorder.section(_triggers)
    for name in ("groups", "roles", "service_account", "users", "namespaces"):
        recorder.section(_absent, name)


def _pairs(recorder: Recorder) -> None:
    kv = recorder.of("kv")
    values = {"text": '"x"', "number": "1", "flag": "true", "map": '{"a": 1}', "raw": "words"}
    for key, value in values.items():
        kv.set_key_value(**IN, key=key, body=value)
        found = kv.key_value(**IN, key=key)
        recorder.say(f"value {key}", found is not None and found.value is not None, str(found))
    kv.list_all_keys(**PAGE, sort=["key:asc"])
    kv.list_all_keys(**PAGE, filters=[equals(QUERY, "te")])
    found = kv.list_keys(**IN)
    recorder.say("keys", found is not None and len(found) == len(values), str(found))
    kv.list_keys_with_inheritence(**IN)
    kv.delete_key_value(**IN, key="text")
    kv.refused(404).key_value(**IN, key="text")
    request = KVControllerApiDeleteBulkRequest(keys=["number", "flag"])
    kv.delete_key_values(**IN, kv_controller_api_delete_bulk_request=request)


def _namespaces(recorder: Recorder) -> None:
    namespaces = recorder.of("namespaces")
    found = namespaces.namespace(**AT, id=NAMESPACE)
    recorder.say("namespace", found is not None and found.id == NAMESPACE, str(found))
    namespaces.search_namespaces(**PAGE, existing=True, q="sdk")
    found = namespaces.autocomplete_namespaces(**AT, api_autocomplete=ApiAutocomplete(q="sdk"))
    recorder.say("autocomplete", NAMESPACE in (found or []), str(found))
    namespaces.inherited_secrets(**IN)
    namespaces.inherited_variables(**AT, id=NAMESPACE)
    namespaces.inherited_plugin_defaults(**AT, id=NAMESPACE)
    found = namespaces.export_plugin_defaults(**AT, id=NAMESPACE)
    recorder.say("plugin defaults", bytes(found or b"") == b"[]\n", str(found))
    namespaces.import_plugin_defaults(**AT, id=NAMESPACE, file_upload=("defaults.yaml", found))
    namespaces.list_namespace_secrets(**PAGE, namespace=NAMESPACE, filters=[])


def _trigger(trigger_id: str, **more: Json) -> Trigger:
    names = {"namespace": NAMESPACE, "flowId": "triggered", "triggerId": trigger_id}
    return Trigger(**names, date=datetime(2026, 1, 1, tzinfo=UTC), **more)


def _triggers(recorder: Recorder) -> None:
    triggers = recorder.of("triggers")
    found = triggers.search_triggers(**PAGE, sort=["triggerId:asc"])
    recorder.say("triggers", found is not None and found.total >= 2, str(found))
    only = of_namespace(equals(FLOW_ID, "triggered"))
    triggers.search_triggers(**PAGE, filters=only["filters"])
    triggers.search_triggers_for_flow(**PAGE, namespace=NAMESPACE, flow_id="triggered", q="da")
    triggers.export_triggers(**only)
    # So long that it is under way still when it is paused, however slow the machine is.
    dates = {"start": datetime(2006, 1, 1, tzinfo=UTC), "end": datetime(2026, 2, 1, tzinfo=UTC)}
    triggers.update_trigger(**AT, trigger=_trigger("weekly", disabled=True))
    backfill = Backfill(**dates)
    triggers.update_trigger(**AT, trigger=_trigger("weekly", disabled=False, backfill=backfill))
    weekly = {"trigger": _trigger("weekly"), **AT}
    triggers.pause_backfill(**weekly)
    triggers.delete_backfill(**weekly)
    triggers.update_trigger(**AT, trigger=_trigger("weekly", disabled=False, backfill=backfill))
    several = {"trigger": [_trigger("weekly")], **AT}
    for action in ("pause", "unpause"):
        getattr(triggers, f"{action}_backfill")(**weekly)
        getattr(triggers, f"{action}_backfill_by_ids")(**several)
        getattr(triggers, f"{action}_backfill_by_query")(**only)
    triggers.delete_backfill_by_ids(**several)
    triggers.delete_backfill_by_query(**only)
    request = TriggerControllerSetDisabledRequest(triggers=[_trigger("daily")], disabled=True)
    triggers.disabled_triggers_by_ids(**AT, trigger_controller_set_disabled_request=request)
    triggers.disabled_triggers_by_query(**only, disabled=False)
    daily = {"flow_id": "triggered", "trigger_id": "daily", **IN}
    triggers.restart_trigger(**daily)
    triggers.refused(409).unlock_trigger(**daily)
    triggers.unlock_triggers_by_ids(**AT, trigger=[_trigger("daily")])
    triggers.unlock_triggers_by_query(**only)
    triggers.delete_trigger(**daily)
    triggers.delete_triggers_by_ids(**several)
    request = DeleteTriggersByQueryRequest(filters=[equals(QueryFilterField.FLOW_ID, "none")])
    triggers.delete_triggers_by_query(**AT, delete_triggers_by_query_request=request)


def _absent(recorder: Recorder, name: str) -> None:
    """Enterprise methods: refused as absent. Arguments go past the client's own checks."""
    group = recorder.of(name)
    for method in list(group.methods()):
        if f"{name}.{method}" in recorder.called:
            continue
        bound = getattr(getattr(recorder.client, name), method)
        bare = inspect.unwrap(bound).__get__(getattr(recorder.client, name))
        recorder.attempt(f"{name}.{method}", lambda call=bare: _call_bare(call), REFUSALS)


def _call_bare(call: Json) -> Json:
    found: dict[str, Json] = {}
    for parameter in inspect.signature(call).parameters.values():
        if parameter.default is parameter.empty:
            found[parameter.name] = _value(parameter.name)
    return call(**found)


def _value(name: str) -> Json:
    if name in ("page", "size"):
        return 1
    if name == "filters":
        return []
    is_text = name in ("id", "tenant", "namespace", "key", "user_id", "token_id", "auth")
    if is_text:
        return "main" if name == "tenant" else "nowhere"
    return SimpleNamespace(value="MEMBER") if name == "membership" else {"name": "x"}
