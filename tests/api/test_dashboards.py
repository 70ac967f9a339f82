"""Dashboards over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from tests.api.client import HELLO, YAML, Api
from tests.build import an_execution
from tiercel.bootstrap import Application
from tiercel.model.label import Label
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.state import Change, State, StateType
from tiercel.service.flows.blueprint_files import bundled_blueprints

NOW = datetime.now(UTC)
CHARTS = "io.kestra.plugin.core.dashboard.chart"
DATA = "io.kestra.plugin.core.dashboard.data"
SERIES = f"""id: series
type: {CHARTS}.TimeSeries
chartOptions: {{displayName: Executions, column: date, colorByColumn: state}}
data:
  type: {DATA}.Executions
  columns:
    date: {{field: START_DATE}}
    state: {{field: STATE}}
    total: {{agg: COUNT, graphStyle: BARS}}
"""
TABLE = f"""id: table
type: {CHARTS}.Table
data:
  type: {DATA}.Executions
  columns:
    id: {{field: ID, displayName: Execution}}
    seconds: {{field: DURATION}}
    team: {{field: LABELS, labelKey: team}}
  orderBy:
    - {{column: seconds, order: DESC}}
"""
KPI = f"""id: kpi
type: {CHARTS}.KPI
chartOptions: {{displayName: Success, numberType: PERCENTAGE}}
data:
  type: {DATA}.ExecutionsKPI
  columns: {{field: ID, agg: COUNT}}
  numerator:
    - {{type: IN, field: STATE, values: [SUCCESS]}}
"""
TEXT = f"id: text\ntype: {CHARTS}.Markdown\nsource: {{type: Text, content: hi}}\n"


def indented(chart: str) -> str:
    first, *rest = chart.splitlines()
    return "\n".join([f"  - {first}", *(f"    {line}" for line in rest)]) + "\n"


def dashboard(*charts: str, head: str = "title: Overview\n") -> str:
    return head + ("charts:\n" + "".join(map(indented, charts)) if charts else "")


@pytest.fixture
async def filled(application: Application) -> None:
    async with application.ports.store.transaction() as tx:
        for number, state in enumerate(("SUCCESS", "SUCCESS", "FAILED"), 1):
            start = NOW - timedelta(hours=number)
            end = Change(StateType(state), start + timedelta(seconds=number / 2))
            labels = (Label("team", "red" if number < 3 else "blue"),)
            tx.executions.insert(
                replace(
                    an_execution(id=f"e{number}", namespace="company.team", labels=labels),
                    state=State((Change(StateType.CREATED, start), end)),
                )
            )
        tx.logs.add([LogEntry("company.team", "flow", NOW, Level.ERROR, "oh", execution_id="e1")])
        place = ("company.team", "flow", "e1", "task", "run", "counter", "rows")
        tx.metrics.add([MetricEntry(*place, value, NOW) for value in (2.0, 3.0)])


async def create(api: Api, source: str) -> dict[str, object]:
    answer = await api.post("/dashboards", headers=YAML, content=source)
    assert answer.status_code == 200, answer.text
    made: dict[str, object] = answer.json()
    return made


async def preview(api: Api, chart: str, **wanted: object) -> list[dict[str, object]]:
    answer = await api.post(
        "/dashboards/charts/preview", json={"chart": chart, "globalFilter": wanted}
    )
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, object]] = answer.json()["results"]
    return rows


async def test_create_read_update_delete(api: Api) -> None:
    source = dashboard(SERIES, head="title: Overview\ndescription: d\n")
    made = await create(api, source)
    assert len(str(made["id"])) == 22
    assert made["timeWindow"] == {"default": "PT720H", "max": "PT8784H"}
    assert made["sourceCode"] == source
    chart = made["charts"][0]  # type: ignore[index]
    assert chart["chartOptions"]["tooltip"] == "ALL"
    assert chart["chartOptions"]["legend"] == {"enabled": True}
    assert (await api.get(f"/dashboards/{made['id']}")).json() == made

    name = made["id"]
    one = f"/dashboards/{name}"
    same = (await api.put(one, headers=YAML, content=source)).json()
    assert same == made
    changed = (await api.put(one, headers=YAML, content=dashboard(head="title: Two\n"))).json()
    assert (changed["title"], changed["created"]) == ("Two", made["created"])
    assert changed["updated"] > made["updated"]
    other = await api.put(one, headers=YAML, content="id: other\ntitle: T\n")
    assert other.status_code == 422

    assert (await api.delete(one)).status_code == 204
    for answer in (
        await api.get(one),
        await api.delete(one),
        await api.put(one, headers=YAML, content=source),
    ):
        assert answer.status_code == 404
        assert answer.json()["message"] == f"Not Found: Dashboard '{name}' not found."


async def test_an_id_of_the_source_is_used_once(api: Api) -> None:
    made = await create(api, "id: mine\ntitle: T\n")
    assert made["id"] == "mine"
    again = await api.post("/dashboards", headers=YAML, content="id: mine\ntitle: T\n")
    assert again.status_code == 409
    await api.delete("/dashboards/mine")
    assert (await create(api, "id: mine\ntitle: T\n"))["id"] == "mine"
    assert (await api.get("/dashboards/default")).status_code == 404


async def test_search_sorts_and_pages(api: Api) -> None:
    for title in ("Beta", "alpha", "Gamma"):
        await create(api, f"title: {title}\n")

    async def titles(query: str) -> list[str]:
        return [d["title"] for d in (await api.get(f"/dashboards{query}")).json()["results"]]

    assert await titles("") == ["Beta", "Gamma", "alpha"]
    assert await titles("?q=ALP") == ["alpha"]
    assert await titles("?sort=title:desc&size=1") == ["alpha"]
    page = (await api.get("/main/dashboards?page=2&size=2")).json()
    assert (len(page["results"]), page["total"]) == (1, 3)
    for query in ("?page=0", "?size=0", "?sort=colour:asc"):
        assert (await api.get(f"/dashboards{query}")).status_code == 422


async def test_search_filters(api: Api) -> None:
    for name, title in (("a1", "Beta"), ("a2", "alpha"), ("b1", "Gamma")):
        await create(api, f"id: {name}\ntitle: {title}\n")
    created = (await api.get("/dashboards/a2")).json()["created"]

    async def ids(*pairs: tuple[str, str]) -> list[str]:
        answer = await api.get("/dashboards", params=pairs)
        assert answer.status_code == 200, answer.text
        return sorted(d["id"] for d in answer.json()["results"])

    assert await ids(("filters[q][EQUALS]", "GAM")) == ["b1"]
    assert await ids(("filters[q][CONTAINS]", "a1")) == ["a1"]
    assert await ids(("filters[q][NOT_EQUALS]", "GAM")) == ["a1", "a2"]
    assert await ids(("filters[id][STARTS_WITH]", "a")) == ["a1", "a2"]
    assert await ids(("filters[id][IN]", "a1,b1")) == ["a1", "b1"]
    for operation, expected in (
        ("GREATER_THAN", ["b1"]),
        ("GREATER_THAN_OR_EQUAL_TO", ["a2", "b1"]),
        ("LESS_THAN", ["a1"]),
        ("LESS_THAN_OR_EQUAL_TO", ["a1", "a2"]),
        ("EQUALS", ["a2"]),
        ("NOT_EQUALS", ["a1", "b1"]),
    ):
        assert await ids((f"filters[created][{operation}]", created)) == expected
    either = ("filters[or][0][id][EQUALS]", "a1"), ("filters[or][1][q][EQUALS]", "gamma")
    assert await ids(*either) == ["a1", "b1"]
    # With filters the older parameter does not count.
    assert await ids(("filters[q][EQUALS]", "GAM"), ("q", "Beta")) == ["b1"]
    for name in ("filters[namespace][EQUALS]", "filters[q][REGEX]", "filters[oh]"):
        assert (await api.get("/dashboards", params={name: "x"})).status_code == 400


COLUMNS = "data:\n  type: {}\n  columns:\n".format(f"{DATA}.Executions")
OPTIONS = "chartOptions: {displayName: x, column: date}\n"
WRONG = {
    "no title": ("charts: []", "title: must not be blank\ntitle: must not be null\n"),
    "unknown key": ("title: t\ncolour: red", 'Unrecognized field "colour"'),
    "window": (
        "title: t\ntimeWindow: {default: P400D, max: P500D}",
        "Time window can't be more than 1 year (366 days).",
    ),
    "default over max": (
        "title: t\ntimeWindow: {default: P30D, max: P1D}",
        "Invalid data chart: Default duration can't exceed max duration",
    ),
    "unknown chart": (dashboard("id: a\ntype: com.example.Nope\n"), "Invalid type: com.example"),
    "unknown data": (
        dashboard(SERIES.replace(f"{DATA}.Executions", f"{DATA}.Nope")),
        "Invalid type: ",
    ),
    "same id": (dashboard(TABLE, TABLE), "Duplicate chart id with name [table]"),
    "missing column": (
        dashboard(SERIES.replace("column: date", "column: day")),
        (
            "charts[0]: Invalid data chart: Column 'day' is requested by the chart but not"
            " present in `data.columns` keys.\n"
        ),
    ),
    "column that is a map": (
        dashboard(SERIES.replace("column: date", "column: {day: 1}")),
        "Column '{'day': 1}' is requested by the chart but not present",
    ),
    "fields that are lists": (
        dashboard(TABLE.replace("DURATION", "[ID]").replace("field: ID", "field: [ID]")),
        "Column 'seconds' has the unknown field '['ID']'.",
    ),
    "filter by a map": (
        dashboard(KPI.replace("field: STATE", "field: {a: b}")),
        "A filter has the unknown field '{'a': 'b'}'.",
    ),
    "order": (
        dashboard(TABLE.replace("column: seconds", "column: minutes")),
        "Column 'minutes' is used in `orderBy` but not present in `data.columns` keys.",
    ),
    "no field": (
        dashboard(TABLE.replace("field: DURATION", "agg: SUM")),
        "Column 'seconds' doesn't have a field to select from.",
    ),
    "no aggregation": (
        dashboard(SERIES.replace("agg: COUNT, graphStyle: BARS", "field: ID")),
        f"At least 1 aggregation is needed for {CHARTS}.TimeSeries.",
    ),
    "repeated": (
        dashboard(TABLE.replace("DURATION", "ID")),
        "Fields can only appear once in `data.columns`.",
    ),
    "style": (
        dashboard(SERIES.replace("field: STATE", "field: STATE, graphStyle: LINES")),
        (
            "Invalid TimeSeries chart: Only aggregations can have `graphStyle` specified and state"
            " is not one."
        ),
    ),
    "label": (
        dashboard(TABLE.replace(", labelKey: team", "")),
        "Invalid Chart: Column `team` must have a `labelKey`.",
    ),
    "filter": (
        dashboard(KPI.replace("values: [SUCCESS]", "values: []")),
        "A filter of type IN needs `values`.",
    ),
    "message": (
        dashboard(
            f"id: a\ntype: {CHARTS}.Table\ndata:\n  type: {DATA}.Logs\n  columns:\n"
            "    message: {field: MESSAGE}\n    total: {agg: COUNT}\n"
        ),
        "[MESSAGE] can't be used as or with aggregations.",
    ),
    "no data": (
        dashboard(f"id: a\ntype: {CHARTS}.Pie\ndata: []\n"),
        "data: must be a map",
    ),
    "expression": (
        dashboard(SERIES.replace("column: date,", "column: date, colour: '{{ x }}',")),
        'Unrecognized field "colour"',
    ),
    "or without filters": (
        dashboard(KPI.replace("{type: IN, field: STATE, values: [SUCCESS]}", "{type: OR}")),
        "A filter of type OR needs `values`.",
    ),
    "no yaml": ("title: [", "Illegal dashboard yaml"),
}


@pytest.mark.parametrize(("source", "text"), WRONG.values(), ids=WRONG)
async def test_what_is_wrong_is_reported(api: Api, source: str, text: str) -> None:
    report = await api.post("/dashboards/validate", headers=YAML, content=source)
    assert report.status_code == 200
    assert text in report.json()["constraints"]
    refused = await api.post("/dashboards", headers=YAML, content=source)
    assert refused.status_code == 422


async def test_reports_on_valid_sources(api: Api) -> None:
    fine = {"index": 0, "outdated": False}
    source = dashboard(SERIES, TABLE, KPI, TEXT)
    whole = await api.post("/dashboards/validate", headers=YAML, content=source)
    assert whole.json() == fine
    chart = await api.post("/dashboards/validate/chart", headers=YAML, content=KPI)
    assert chart.json() == fine
    wrong = await api.post("/dashboards/validate/chart", headers=YAML, content="id: a\ntype: x.y.Z")
    assert wrong.json()["constraints"] == "Invalid type: x.y.Z"
    assert (await api.post("/dashboards/validate", headers=YAML)).status_code == 422


@pytest.mark.usefixtures("filled")
async def test_rows_of_a_time_series(api: Api) -> None:
    made = await create(api, dashboard(SERIES))
    path = f"/dashboards/{made['id']}/charts/series"
    window = {
        "startDate": (NOW - timedelta(days=1)).isoformat(),
        "endDate": NOW.isoformat(),
    }
    answer = (await api.post(path, json=window)).json()
    assert answer["total"] == 3
    assert set(answer["results"][0]) == {"date", "state", "total"}
    hour = (NOW - timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    assert answer["results"][0] == {
        "date": hour.isoformat(timespec="milliseconds"),
        "state": "FAILED",
        "total": 1,
    }
    page = (await api.post(path, json={**window, "pageNumber": 2, "pageSize": 2})).json()
    assert (len(page["results"]), page["total"]) == (1, 3)
    assert (await api.post(path)).json()["total"] in (2, 3)


@pytest.mark.usefixtures("filled")
async def test_filters_of_the_request_replace_those_of_the_chart(api: Api) -> None:
    chart = TABLE.rstrip() + "\n  where:\n    - {type: EQUAL_TO, field: STATE, value: FAILED}\n"
    assert [row["id"] for row in await preview(api, chart)] == ["e3"]
    state = [{"field": "STATE", "operation": "IN", "value": ["SUCCESS"]}]
    rows = await preview(api, chart, filters=state)
    assert rows == [
        {"id": "e2", "seconds": 1.0, "team": "red"},
        {"id": "e1", "seconds": 0.5, "team": "red"},
    ]
    for wanted in (
        {"namespace": "company"},
        {"filters": [{"field": "namespace", "operation": "EQUALS", "value": "company"}]},
        {"labels": {"team": "blue"}},
        {"filters": [{"field": "timeRange", "operation": "EQUALS", "value": "PT4H"}]},
    ):
        assert [row["id"] for row in await preview(api, chart, **wanted)] == ["e3"]
    recent = [{"field": "TIME_RANGE", "operation": "EQUALS", "value": "PT2H"}]
    assert await preview(api, chart, filters=recent) == []
    assert await preview(api, chart, namespace="other") == []


async def test_a_number_of_triggers(api: Api) -> None:
    source = (
        "id: timed\nnamespace: company.team\ntasks:\n"
        "  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}\ntriggers:\n"
        "  - {id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: '0 9 * * *'}\n"
        "  - {id: hourly, type: io.kestra.plugin.core.trigger.Schedule, cron: '0 * * * *'}\n"
    )
    assert (await api.post("/flows", headers=YAML, content=source)).status_code == 200
    chart = (
        f"id: triggers\ntype: {CHARTS}.KPI\n"
        "chartOptions: {displayName: Triggers, numberType: FLAT}\n"
        f"data:\n  type: {DATA}.TriggersKPI\n  columns: {{field: TRIGGER_ID, agg: COUNT}}\n"
    )
    assert await preview(api, chart) == [{"value": 2.0}]


@pytest.mark.usefixtures("filled")
async def test_numbers(api: Api) -> None:
    assert await preview(api, KPI) == [{"value": 66.67}]
    assert await preview(api, KPI.replace("PERCENTAGE", "FLAT")) == [{"value": 2.0}]
    assert await preview(api, KPI, namespace="none") == [{"value": 0.0}]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("source", "columns", "row"),
    [
        ("Logs", "{level: {field: LEVEL}, n: {agg: COUNT}}", {"level": "ERROR", "n": 1}),
        ("Metrics", "{name: {field: NAME}, n: {field: VALUE, agg: SUM}}", {"name": "rows", "n": 5}),
        ("Flows", "{id: {field: ID}, r: {field: REVISION}}", {"id": "hello", "r": 1}),
        ("Triggers", "{id: {field: TRIGGER_ID}, f: {field: FLOW_ID}}", {"id": "t", "f": "hello"}),
    ],
)
async def test_every_source(api: Api, source: str, columns: str, row: dict[str, object]) -> None:
    trigger = "triggers: [{id: t, type: io.kestra.plugin.core.trigger.Schedule, cron: '@daily'}]\n"
    await api.create(HELLO + trigger)
    chart = f"id: a\ntype: {CHARTS}.Table\ndata:\n  type: {DATA}.{source}\n  columns: {columns}\n"
    assert await preview(api, chart) == [row]


async def test_a_description_is_a_row(api: Api) -> None:
    await api.create(HELLO + "description: says hello\n")
    chart = TEXT.replace("Text, content: hi", "FlowDescription, namespace: {}, flowId: hello")
    named = chart.replace("namespace: {}", "namespace: company.team")
    assert await preview(api, named) == [{"description": "says hello"}]
    missing = await api.post(
        "/dashboards/charts/preview", json={"chart": named.replace("hello", "nope")}
    )
    assert missing.json()["message"] == "Illegal argument: Flow not found"


@pytest.mark.usefixtures("filled")
async def test_csv(api: Api) -> None:
    made = await create(api, dashboard(TABLE))
    answer = await api.post(f"/dashboards/{made['id']}/charts/table/export/to-csv", json={})
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "table.csv" in answer.headers["content-disposition"]
    lines = answer.text.splitlines()
    assert lines[0] == "Execution,seconds,team"
    assert lines[1] == "e3,1.5,blue"
    other = await api.post("/dashboards/charts/export/to-csv", json={"chart": TABLE})
    assert other.text == answer.text


async def test_refusals_of_queries(api: Api) -> None:
    made = await create(api, dashboard(SERIES, TEXT, head="title: t\ntimeWindow: {max: P60D}\n"))
    path = f"/dashboards/{made['id']}/charts"
    assert (await api.post(f"{path}/none", json={})).status_code == 404
    assert (await api.post("/dashboards/none/charts/series", json={})).status_code == 404

    async def message(chart: str, **body: object) -> str:
        answer = await api.post(f"{path}/{chart}", json=body)
        assert answer.status_code == 422
        text: str = answer.json()["message"]
        return text

    late, early = NOW.isoformat(), (NOW - timedelta(days=100)).isoformat()
    assert await message("series", startDate=late, endDate=early) == (
        "Illegal argument: `endDate` must be after `startDate`."
    )
    assert await message("series", startDate=early, endDate=late) == (
        "Illegal argument: The queried window is larger than the max allowed one."
    )
    assert await message("text") == "Illegal argument: Only data charts can be generated."
    assert "startDate" in await message("series", startDate="x")
    for body in ({}, {"chart": TEXT}, {"chart": "id: a"}, {"chart": SERIES, "globalFilter": 1}):
        answer = await api.post("/dashboards/charts/preview", json=body)
        assert answer.status_code == 422
    for bad in (
        {"field": "COLOUR", "operation": "EQUALS", "value": 1},
        {"field": "namespace", "operation": "EQUALS", "value": []},
        {"field": "namespace", "operation": "EQUALS", "value": {}},
    ):
        assert (await api.post(f"{path}/series", json={"filters": [bad]})).status_code == 400
    far = {"field": "timeRange", "operation": "EQUALS", "value": "P99999999D"}
    assert "timeRange" in await message("series", filters=[far])
    first, last = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
    for date in (first, last):
        assert (await api.post(f"{path}/series", json={"endDate": date})).status_code == 200
    assert (await api.get("/dashboards/settings/default-dashboards")).json() == {}


@pytest.mark.usefixtures("filled")
async def test_the_built_in_dashboards_are_valid_and_answer(api: Api) -> None:
    await api.create(HELLO + "description: says hello\n")
    flow = [
        {"field": "namespace", "operation": "EQUALS", "value": "company.team"},
        {"field": "flowId", "operation": "EQUALS", "value": "hello"},
    ]
    found = [each for each in bundled_blueprints() if each.kind == "DASHBOARD"]
    assert len(found) >= 3
    for each in found:
        made = await create(api, each.source)
        for chart in made["charts"]:  # type: ignore[attr-defined]
            path = f"/dashboards/{made['id']}/charts/{chart['id']}"
            answer = await api.post(path, json={"filters": flow})
            assert answer.status_code == 200, (each.id, chart["id"], answer.text)
            shown = msgspec.json.encode(chart).decode()
            body = {"chart": shown, "globalFilter": {"filters": flow}}
            previewed = await api.post("/dashboards/charts/preview", json=body)
            assert previewed.json() == answer.json()


@pytest.mark.usefixtures("filled")
async def test_several_charts_are_answered_each_for_itself(api: Api) -> None:
    charts = [{"chart": each} for each in (KPI, TEXT, "id: a")]
    page = {"chart": TABLE, "pageNumber": 2, "pageSize": 2}
    body = {"charts": [*charts, page], "globalFilter": {"filters": []}}
    number, text, wrong, table = (await api.post("/dashboards/charts/previews", json=body)).json()[
        "results"
    ]
    assert (number["results"], number["total"]) == ([{"value": 66.67}], 1)
    assert text == {"results": [], "total": 0, "message": "Chart is not an instance of DataChart."}
    assert wrong["message"].startswith("Invalid type")
    assert (len(table["results"]), table["total"]) == (1, 3)
    assert "message" not in table


async def test_several_charts_are_refused_as_a_whole(api: Api) -> None:
    bad = {"field": "COLOUR", "operation": "EQUALS", "value": 1}
    one = {"chart": KPI}
    for status, body in (
        (422, {}),
        (422, {"charts": []}),
        (422, {"charts": "id: a"}),
        (422, {"charts": [KPI]}),
        (422, {"charts": [one] * 51}),
        (422, {"charts": [one, {"chart": " "}]}),
        (422, {"charts": [{**one, "pageSize": 0}]}),
        (422, {"charts": [one], "globalFilter": 1}),
        (400, {"charts": [one], "globalFilter": {"filters": [bad]}}),
    ):
        answer = await api.post("/dashboards/charts/previews", json=body)
        assert answer.status_code == status, (body, answer.text)


@pytest.mark.usefixtures("filled")
async def test_the_dashboard_of_a_page_comes_with_its_rows(api: Api) -> None:
    usual = (await api.get("/dashboards/built-in/home")).json()
    body = {"page": "home", "pageSize": 2, "globalFilter": {"filters": []}}
    found = (await api.post("/dashboards/charts/previews", json=body)).json()
    assert found["dashboard"] == usual
    paged = {"pageNumber": 1, "pageSize": 2}
    sent = [
        {"chart": msgspec.json.encode(chart).decode(), **(paged if is_table else {})}
        for chart in usual["charts"]
        for is_table in (chart["type"] == f"{CHARTS}.Table",)
    ]
    assert 0 < sum("pageSize" in each for each in sent) < len(sent)
    alone = {"charts": sent, "globalFilter": {"filters": []}}
    asked = (await api.post("/dashboards/charts/previews", json=alone)).json()
    assert found["results"] == asked["results"]


@pytest.mark.usefixtures("filled")
async def test_the_dashboard_of_a_page_is_the_one_that_is_named_if_there_is_one(api: Api) -> None:
    whole = f"{TABLE}chartOptions: {{displayName: All, pagination: {{enabled: false}}}}\n"
    await create(api, dashboard(KPI, TEXT, whole, head="id: mine\ntitle: Mine\n"))
    body = {"page": "home", "dashboard": "mine", "pageSize": 1}
    found = (await api.post("/dashboards/charts/previews", json=body)).json()
    assert found["dashboard"]["id"] == "mine"
    number, text, table = found["results"]
    assert number["results"] == [{"value": 66.67}]
    assert text["message"]
    # Its author wants it as a whole.
    assert len(table["results"]) == table["total"] == 3
    gone = {**body, "dashboard": "gone"}
    found = (await api.post("/dashboards/charts/previews", json=gone)).json()
    assert found["dashboard"]["id"] == "home-overview"
    assert len(found["results"]) == len(found["dashboard"]["charts"])


async def test_the_dashboard_of_a_page_is_asked_for_as_such(api: Api) -> None:
    for body, words in (
        ({"page": "elsewhere"}, "elsewhere"),
        ({"page": "home", "charts": [{"chart": KPI}]}, "not both"),
        ({"page": "home", "pageSize": 0}, "[pageSize]"),
        ({"dashboard": "mine"}, "[page] must name a page"),
    ):
        refused = await api.post("/dashboards/charts/previews", json=body)
        assert refused.status_code == 422, (body, refused.text)
        assert words in refused.json()["message"], refused.text


async def test_each_page_has_a_built_in_dashboard(api: Api) -> None:
    for page in ("home", "flow", "namespace"):
        found = (await api.get(f"/dashboards/built-in/{page}")).json()
        assert found["id"] == f"{page}-overview"
        assert len(found["charts"]) >= 10
        assert found["created"] is None
        assert (await api.get(f"/dashboards/{found['id']}")).status_code == 404
    refused = await api.get("/dashboards/built-in/elsewhere")
    assert refused.status_code == 422
    assert "elsewhere" in refused.json()["message"]
