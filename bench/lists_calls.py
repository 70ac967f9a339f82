"""The calls that the benchmark of lists makes: every list, search and statistic of the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from bench.lists_fill import DAYS, START

PAGE_SIZE = 25
LAST_DAY = START + timedelta(days=DAYS - 1)
LAST_WEEK = START + timedelta(days=DAYS - 7)
END = START + timedelta(days=DAYS)
DASHBOARDS = ("home-overview", "namespace-overview", "flow-overview", "data-quality")


class ListCall(msgspec.Struct, frozen=True):
    """One request; a `body` makes it a POST of JSON."""

    group: str
    name: str
    path: str
    body: Any = None


def filters(**members: Any) -> dict[str, str]:
    """Query parameters: `field__OPERATION=value`; a dict value has one parameter a key."""
    found = {}
    for name, value in members.items():
        field, _, operation = name.partition("__")
        start = f"filters[{field.replace('_', '.')}][{operation or 'EQUALS'}]"
        if isinstance(value, dict):
            found.update({f"{start}[{key}]": part for key, part in value.items()})
        else:
            found[start] = str(value)
    return found


def since(date: Any) -> dict[str, str]:
    """From that date on."""
    return filters(startDate__GREATER_THAN_OR_EQUAL_TO=date.isoformat())


def listed(path: str, rows: dict[str, dict[str, str]]) -> list[ListCall]:
    """One call for each set of query parameters, the first page unless they say another."""
    return [
        ListCall(path, name, f"{path}?{query_of({'page': '1', 'size': str(PAGE_SIZE), **query})}")
        for name, query in rows.items()
    ]


def query_of(parameters: dict[str, str]) -> str:
    """As a query string."""
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in parameters.items())


NAMESPACE = filters(namespace__PREFIX="company.team7")
FLOW = filters(namespace="company.team7", flowId="flow_7_3")
USERS = filters(scope="USER")
# As the pages of lists ask for a window that is in the past.
MONTH = {**since(START), **filters(endDate__LESS_THAN_OR_EQUAL_TO=END.isoformat())}
PROD = filters(labels={"env": "prod"})
RARE = filters(labels={"customer": "c17"})

EXECUTIONS: dict[str, dict[str, str]] = {
    "all": {},
    "all, late page": {"page": "20000"},
    "user scope": USERS,
    "last day, user scope": {**since(LAST_DAY), **USERS},
    "last week": since(LAST_WEEK),
    "last week, late page": {**since(LAST_WEEK), "page": "5000"},
    "namespace": NAMESPACE,
    "namespace, late page": {**NAMESPACE, "page": "500"},
    "all namespaces": filters(namespace__PREFIX="company"),
    "namespace contains": filters(namespace__CONTAINS="team7"),
    "flow": FLOW,
    "flow id alone": filters(flowId="flow_7_3"),
    "flow, failed": {**FLOW, **filters(state__IN="FAILED")},
    "failed": filters(state__IN="FAILED"),
    "failed, late page": {**filters(state__IN="FAILED"), "page": "2000"},
    "failed or warning, last week": {
        **filters(state__IN="FAILED,WARNING"),
        **since(LAST_WEEK),
    },
    "failed, user scope": {**filters(state__IN="FAILED"), **USERS},
    "success": filters(state__IN="SUCCESS"),
    "not success": filters(state__NOT_IN="SUCCESS"),
    "running": filters(state__IN="RUNNING,CREATED,QUEUED"),
    "running, user scope": {**filters(state__IN="RUNNING,CREATED,QUEUED"), **USERS},
    "common label": PROD,
    "common label, last week": {**PROD, **since(LAST_WEEK)},
    "common label, late page": {**PROD, "page": "5000"},
    "common label, namespace": {**PROD, **NAMESPACE},
    "rare label": RARE,
    "two labels": filters(labels={"customer": "c17", "env": "prod"}),
    "without a label": filters(labels__NOT_EQUALS={"env": "prod"}),
    "common label, failed": {**PROD, **filters(state__IN="FAILED")},
    "search flow": filters(q="flow 7 3"),
    "search one flow": filters(q="flow_17_3"),
    "search nothing": filters(q="nosuchthing"),
    "search, last week": {**filters(q="team7"), **since(LAST_WEEK)},
    "children": filters(childFilter="CHILD"),
    "main": filters(childFilter="MAIN"),
    "trigger": filters(triggerExecutionId="x"),
    "kind": filters(kind="TEST"),
    "by end": {"sort": "state.endDate:desc"},
    "by end, ascending": {"sort": "state.endDate:asc"},
    "by end, failed": {"sort": "state.endDate:desc", **filters(state__IN="FAILED")},
    "by end, last week": {"sort": "state.endDate:desc", **since(LAST_WEEK)},
    "by start, ascending": {"sort": "state.startDate:asc"},
    "by duration": {"sort": "state.duration:desc"},
    "by state": {"sort": "state.current:asc"},
    "by namespace": {"sort": "namespace:asc"},
    "by flow": {"sort": "flowId:asc"},
    "by id": {"sort": "id:asc"},
    "by id, late page": {"sort": "id:desc", "page": "20000"},
}
LOGS: dict[str, dict[str, str]] = {
    "all": {},
    "all, late page": {"page": "20000"},
    "info and above": filters(level="INFO"),
    "info and above, last day": {**filters(level="INFO"), **since(LAST_DAY)},
    "info and above, last week": {**filters(level="INFO"), **since(LAST_WEEK)},
    "error": filters(level="ERROR"),
    "error, user scope": {**filters(level="ERROR"), **USERS},
    "namespace": NAMESPACE,
    "namespace, last day": {**NAMESPACE, **since(LAST_DAY)},
    "namespace, error": {**NAMESPACE, **filters(level="ERROR")},
    "all namespaces": filters(namespace__PREFIX="company"),
    "flow": FLOW,
    "flow, info and above": {**FLOW, **filters(level="INFO")},
    "oldest first": {"sort": "timestamp:asc"},
    "by level": {"sort": "level:desc"},
    "search": filters(q="hello line"),
    "search, last day": {**filters(q="hello line"), **since(LAST_DAY)},
    "search, last week": {**filters(q="hello line"), **since(LAST_WEEK)},
    "search, info, user scope": {**filters(q="hello", level="INFO"), **USERS},
    "search nothing": filters(q="nosuchthing"),
    "search a flow": filters(q="flow_17_3"),
    "search a flow, error": filters(q="flow_17_3", level="ERROR"),
    "search, late page": {**filters(q="hello line"), "page": "1000"},
    "search, oldest first": {**filters(q="hello line"), "sort": "timestamp:asc"},
}
SMALL: dict[str, dict[str, dict[str, str]]] = {
    "/taskruns/search": {
        "all": {},
        "namespace": {"namespace": "company.team7"},
        "failed": {"state": "FAILED"},
        "by duration": {"sort": "state.duration:desc"},
        "of a type": {"taskType": "io.kestra.plugin.core.log.Log"},
        "long": {"least": "60"},
        "user scope": USERS,
        "thirty days, user scope": {**MONTH, **USERS},
        "failed, thirty days, user scope": {**filters(state__IN="FAILED"), **MONTH, **USERS},
        "last week, user scope": {**since(LAST_WEEK), **USERS},
        "search, user scope": {**filters(q="flow_17_3"), **USERS},
        "common label": PROD,
        "rare label, failed": {**filters(state__IN="FAILED"), **RARE},
        "of a type, by duration": {
            **USERS,
            "taskType": "io.kestra.plugin.core.log.Log",
            "sort": "state.duration:desc",
        },
    },
    "/flows/search": {
        "all": {},
        "namespace": NAMESPACE,
        "search": filters(q="flow_7"),
        "label": filters(labels={"team": "company.team7"}),
        "late page": {"page": "20"},
    },
    "/flows/source": {"text": {"q": "Hello"}},
    "/triggers/search": {
        "all": {},
        "namespace": NAMESPACE,
        "search": filters(q="flow_7"),
        "enabled": filters(triggerState="enabled"),
        "has error": filters(hasError="true"),
        "overdue": filters(overdue="true"),
        "by next date": {"sort": "nextExecutionDate:asc"},
    },
    "/triggers/company.team7/flow_7_3": {"of a flow": {}},
    "/namespaces/search": {"all": {}, "search": {"q": "team7"}},
    "/kv": {"all": {}, "search": filters(q="key_17"), "namespace": NAMESPACE},
    "/namespaces/company.team7/kv": {"of a namespace": {}},
    "/dashboards": {"all": {}},
    "/templates/search": {"all": {}},
    "/concurrency-limit/search": {"all": {}},
    "/executions": {"of a flow": {"namespace": "company.team7", "flowId": "flow_7_3"}},
    "/executions/namespaces": {"all": {}},
    "/executions/namespaces/company.team7/flows": {"all": {}},
    "/executions/distinct-field-values": {"states": {"field": "state"}},
    "/flows/distinct-namespaces": {"all": {}},
    "/flows/company.team7/flow_7_3/dependencies": {"all": {}},
    "/flows/deprecated": {"all": {}},
    "/namespaces/company.team7/dependencies": {"all": {}},
    "/usages/all": {"all": {}},
    "/metrics/names/company.team7/flow_7_3": {"all": {}},
    "/metrics/tasks/company.team7/flow_7_3": {"all": {}},
    "/metrics/aggregates/company.team7/flow_7_3/rows": {
        "thirty days": {"startDate": START.isoformat(), "endDate": END.isoformat()}
    },
}
WINDOW = {"startDate": START.isoformat(), "endDate": END.isoformat()}
ODD = {
    "startDate": (START + timedelta(hours=7, minutes=13)).isoformat(),
    "endDate": (END - timedelta(hours=5, minutes=41)).isoformat(),
}
WEEK = {"startDate": LAST_WEEK.isoformat(), "endDate": END.isoformat()}
DAY = {"startDate": LAST_DAY.isoformat(), "endDate": END.isoformat()}
COUNTS: dict[str, dict[str, str]] = {
    "all": {},
    "last week": since(LAST_WEEK),
    "namespace": NAMESPACE,
    "flow": FLOW,
    "common label": PROD,
    "common label, last week": {**since(LAST_WEEK), **PROD},
}
PLACES: dict[str, dict[str, Any]] = {
    "thirty days": WINDOW,
    "thirty days, odd minutes": ODD,
    "week": WEEK,
    "day": DAY,
    "namespace": {**WINDOW, "namespace": "company.team7"},
    "flow": {**WINDOW, "namespace": "company.team7", "flowId": "flow_7_3"},
}
FEW_FLOWS = [{"namespace": "company.team7", "id": f"flow_7_{number}"} for number in range(10)]
STATISTICS: dict[str, dict[str, dict[str, Any]]] = {
    "/stats/summary": {"all": {}, "namespace": {"namespace": "company.team7"}},
    "/stats/executions/daily": {
        **PLACES,
        "user scope": {**WINDOW, "scope": ["USER"]},
        "failed": {**WINDOW, "state": ["FAILED"]},
        "search": {**WINDOW, "q": "flow_7"},
    },
    "/stats/executions/daily/group-by-flow": {
        **PLACES,
        "page of flows": {**WINDOW, "flows": FEW_FLOWS},
        "namespaces only": {**WINDOW, "namespaceOnly": True},
    },
    "/stats/executions/daily/group-by-namespace": PLACES,
    "/stats/executions/latest/group-by-flow": {"all": {}, "page of flows": {"flows": FEW_FLOWS}},
    "/stats/taskruns/daily": PLACES,
    "/stats/logs/daily": {**PLACES, "error": {**WINDOW, "logLevel": "ERROR"}},
}


def calls() -> list[ListCall]:
    """All of them but those that need ids of the store."""
    found = listed("/executions/search", EXECUTIONS) + listed("/logs/search", LOGS)
    for path, rows in SMALL.items():
        found.extend(listed(path, rows))
    for path, bodies in STATISTICS.items():
        found.extend(ListCall(path, name, path, body) for name, body in bodies.items())
    found.extend(page_calls())
    names = {"query": "", "existing": []}
    found.append(ListCall("/namespaces/autocomplete", "all", "/namespaces/autocomplete", names))
    return found


def page_calls() -> list[ListCall]:
    """What the pages of the UI ask beside lists."""
    week = since(LAST_WEEK)
    failed = {**filters(state__IN="FAILED"), "view": "slim"}
    listed_calls = listed("/executions/search", {"slim": {"view": "slim"}, "slim, failed": failed})
    errors = listed("/executions/errors", {"last week": week, "all": since(START)})
    flows = [
        {"namespace": f"company.team{team}", "id": f"flow_{team}_{number}"}
        for team in range(1, 26)
        for number in range(2)
    ]
    latest = "/executions/latest?limit=14"
    of_flow = "/flows/company.team7/flow_7_3/durations"
    counts = "/executions/counts"
    return [
        *listed_calls,
        *errors,
        *(ListCall(counts, name, f"{counts}?{query_of(each)}") for name, each in COUNTS.items()),
        ListCall("/executions/latest", "14 of 50 flows", latest, flows),
        ListCall("/flows/{namespace}/{id}/durations", "of a flow", of_flow),
        ListCall("/search", "a flow", "/search?q=flow_7_3"),
        ListCall("/search", "an execution", "/search?q=0a"),
        ListCall("/references", "a key", "/references?kind=kv&name=key_1"),
        ListCall("/triggers/calendar", "a day", "/triggers/calendar"),
        ListCall("/attention", "now", "/attention"),
    ]


def calls_of_execution(execution_id: str) -> list[ListCall]:
    """What pages of one execution ask."""
    return [
        ListCall("/logs/{id}", "all", f"/logs/{execution_id}"),
        ListCall("/metrics/{id}", "all", f"/metrics/{execution_id}"),
        ListCall("/executions/{id}", "one", f"/executions/{execution_id}"),
        ListCall("/executions/{id}/changes", "one", f"/executions/{execution_id}/changes"),
        ListCall("/executions/{id}/iterations", "none", f"/executions/{execution_id}/iterations"),
        ListCall("/logs/{id}", "a window", f"/logs/{execution_id}?offset=1&limit=100"),
        ListCall("/logs/{id}/stats", "all", f"/logs/{execution_id}/stats"),
    ]


def chart_call(chart: str, source: str, members: dict[str, Any]) -> ListCall:
    """The rows of a chart of a built-in dashboard over all of the store."""
    body = {"chart": source, "globalFilter": {**WINDOW, **members}}
    return ListCall("/dashboards/charts/preview", chart, "/dashboards/charts/preview", body)
