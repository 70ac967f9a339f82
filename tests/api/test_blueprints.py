"""The bundled catalogue: it is useful, valid, searchable, and what needs nothing runs."""

from __future__ import annotations

import shutil

import pytest

from tests.api.application import catalog
from tests.api.client import Api
from tests.families.catalog import whole_catalog
from tiercel.flowlang.read import read_flow
from tiercel.plugin.catalog.families import family_of
from tiercel.service.flows.blueprint_files import Blueprint, bundled_blueprints

BUNDLED = bundled_blueprints()
FLOWS = [each for each in BUNDLED if each.kind == "FLOW"]
# Those of families run with the tests of families.
ALONE = [
    each
    for each in FLOWS
    if each.runs_alone and all(catalog().find(name) for name in each.included)
]
NEEDED_TAGS = (
    "getting-started core cli data docker ingest inputs kestra notifications parallel python api"
    " git trigger schedule system-flow"
)


def test_there_are_many_flows_with_every_tag() -> None:
    assert len(FLOWS) >= 200
    tags = {tag for each in FLOWS for tag in each.tags}
    assert tags >= set(NEEDED_TAGS.split())
    assert len({each.title for each in FLOWS}) == len(FLOWS)


@pytest.mark.parametrize("blueprint", FLOWS, ids=lambda each: each.id)
def test_every_flow_is_valid(blueprint: Blueprint) -> None:
    flow = read_flow(blueprint.source, whole_catalog())

    assert flow.exception is None
    assert blueprint.included
    assert blueprint.description


@pytest.mark.parametrize("blueprint", ALONE, ids=lambda each: each.id)
async def test_flows_that_need_nothing_run(api: Api, blueprint: Blueprint) -> None:
    if "python" in blueprint.tags and shutil.which("python") is None:
        pytest.skip("no program `python` (on Debian: apt install python-is-python3)")
    flow = await api.create(blueprint.source)
    answer = await api.post(f"/executions/{flow['namespace']}/{flow['id']}?wait=true")

    assert answer.status_code == 200, answer.text
    execution = answer.json()
    logs = (await api.get(f"/logs/{execution['id']}")).json()
    await assert_drawn(api, f"/executions/{execution['id']}/graph")
    wanted = ("SUCCESS", "WARNING") if blueprint.id == "allow-failure" else ("SUCCESS",)
    assert execution["state"]["current"] in wanted, [line["message"] for line in logs]


@pytest.mark.parametrize("blueprint", FLOWS, ids=lambda each: each.id)
async def test_every_flow_is_drawn(api: Api, blueprint: Blueprint) -> None:
    path = f"/blueprints/community/flow/{blueprint.id}/graph"
    missing = {
        found.install_command
        for name in blueprint.included
        if (found := family_of(name)) is not None and catalog().find(name) is None
    }
    if missing:
        text = (await api.get(path)).text
        assert all(command in text for command in missing), text
    else:
        await assert_drawn(api, path)


async def assert_drawn(api: Api, path: str) -> None:
    """Nodes are unique, arrows lead from node to node, boxes hold what there is."""
    graph = (await api.get(path)).json()
    nodes = [node["uid"] for node in graph["nodes"]]
    assert len(set(nodes)) == len(nodes)
    boxes = {box["cluster"]["uid"] for box in graph["clusters"]}
    for edge in graph["edges"]:
        assert {edge["source"], edge["target"]} <= set(nodes)
    for box in graph["clusters"]:
        assert {box["start"], box["end"]} <= set(box["nodes"]) <= {*nodes, *boxes}
        assert set(box["parents"]) <= boxes


async def test_search_by_text_tags_and_page(api: Api) -> None:
    everything = (await api.get("/blueprints/community/flow?size=1000")).json()
    assert everything["total"] == len(FLOWS) == len(everything["results"])
    dates = [item["publishedAt"] for item in everything["results"]]
    assert dates == sorted(dates, reverse=True)
    assert (await api.get("/main/blueprints/community/FLOW")).json()["results"][0]["tags"]

    tagged = await api.get("/blueprints/community/flow?tags=docker&size=50")
    assert {"docker" in item["tags"] for item in tagged.json()["results"]} == {True}
    either = await api.get("/blueprints/community/flow?tags=docker,git&size=50")
    assert either.json()["total"] > tagged.json()["total"]
    text = await api.get("/blueprints/community/flow?q=SCHEDULE&sort=title:asc&size=50")
    titles = [item["title"] for item in text.json()["results"]]
    assert titles == sorted(titles)
    filtered = await api.get("/blueprints/community/flow?filters[tags][IN]=docker&size=50")
    assert filtered.json()["total"] == tagged.json()["total"]
    past = await api.get("/blueprints/community/flow?page=9&size=50")
    assert past.json() == {"results": [], "total": len(FLOWS)}


async def test_one_blueprint_in_both_generations(api: Api) -> None:
    new = (await api.get("/blueprints/community/flow/hello-world")).json()
    old = (await api.get("/blueprints/community/hello-world")).json()
    assert new == old
    assert new["source"] == new["flow"]
    assert new["kind"] == "FLOW"

    for path in ("flow/hello-world/source", "hello-world/flow"):
        source = await api.get(f"/blueprints/community/{path}")
        assert source.headers["content-type"] == "application/yaml"
        assert source.text == new["source"]
    for path in ("flow/hello-world/graph", "hello-world/graph"):
        graph = (await api.get(f"/blueprints/community/{path}")).json()
        assert len(graph["nodes"]) == 3


async def test_tags_are_sorted_by_name(api: Api) -> None:
    tags = (await api.get("/blueprints/community/flow/tags")).json()
    assert tags == (await api.get("/blueprints/community/tags")).json()
    names = [tag["name"] for tag in tags]
    assert names == sorted(names)
    assert "Getting Started" in names
    few = (await api.get("/blueprints/community/flow/tags?q=hello world")).json()
    assert {tag["id"] for tag in few} == {"getting-started", "core"}


async def test_dashboards_are_blueprints_too(api: Api) -> None:
    page = (await api.get("/blueprints/community/dashboard?size=20")).json()
    assert page["total"] >= 3
    assert (await api.get("/blueprints/community/dashboard/home-overview")).status_code == 200
    assert (await api.get("/blueprints/community/dashboard/home-overview/graph")).status_code == 404
    assert (await api.get("/blueprints/community/app")).json() == {"results": [], "total": 0}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("flow/nope", 404),
        ("flow/nope/source", 404),
        ("flow/nope/graph", 404),
        ("nope", 404),
        ("cake/hello-world/source", 422),
        ("flow?page=0", 422),
        ("flow?size=0", 422),
        ("flow?sort=colour:asc", 422),
        ("flow?filters[q][EQUALS]=a&filters[q][NOT_EQUALS]=b", 400),
    ],
)
async def test_refusals(api: Api, path: str, status: int) -> None:
    assert (await api.get(f"/blueprints/community/{path}")).status_code == status
