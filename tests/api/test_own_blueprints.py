"""Blueprints that people write: stored, listed, searched, changed, deleted."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json
from tiercel.service.flows import own_blueprints

LOG = "io.kestra.plugin.core.log.Log"
SOURCE = f"id: mine\nnamespace: company.team\ntasks:\n  - id: a\n    type: {LOG}\n    message: hi\n"
DRAFT = {"title": "Mine", "source": SOURCE, "description": "Says *hi*.", "tags": ["own", "log"]}


async def test_a_blueprint_is_written_read_changed_and_deleted(api: Api) -> None:
    made = (await api.post("/blueprints/flows", json=DRAFT)).json()
    assert made["includedTasks"] == [LOG]
    assert (made["kind"], made["tags"], made["source"]) == ("FLOW", ["own", "log"], SOURCE)
    one = made["id"]
    for path in (f"flows/{one}", f"flow/{one}", f"custom/{one}"):
        assert (await api.get(f"/blueprints/{path}")).json() == made
    source = await api.get(f"/blueprints/custom/{one}/source")
    assert (source.text, source.headers["content-type"]) == (SOURCE, "application/yaml")
    graph = (await api.get(f"/blueprints/custom/{one}/graph")).json()
    assert any(node["type"].endswith("GraphTask") for node in graph["nodes"])
    changed = await api.call("PUT", f"/blueprints/flows/{one}", json={**DRAFT, "title": "Ours"})
    assert changed.json() == {**made, "title": "Ours"}
    other = (await api.post("/blueprints/custom", json=DRAFT)).json()["id"]
    for path in (f"flows/{one}", f"custom/{other}"):
        assert (await api.call("DELETE", f"/blueprints/{path}")).status_code == 200
    assert (await api.get(f"/blueprints/flows/{one}")).status_code == 404


async def test_lists_are_searched_as_the_catalogue_is(api: Api) -> None:
    for title, tags in (("Alpha", ["a"]), ("Beta", ["b", "both"]), ("Gamma", ["both"])):
        await api.post("/blueprints/custom", json={**DRAFT, "title": title, "tags": tags})
    page = (await api.get("/blueprints/custom?sort=title:asc")).json()
    assert [one["title"] for one in page["results"]] == ["Alpha", "Beta", "Gamma"]
    assert "source" not in page["results"][0]
    tagged = (await api.get("/blueprints/custom?tags=both&sort=title:desc")).json()
    assert [one["title"] for one in tagged["results"]] == ["Gamma", "Beta"]
    assert (await api.get("/blueprints/custom?q=ALPH")).json()["total"] == 1
    assert (await api.get("/blueprints/custom?size=2&page=2")).json()["total"] == 3
    tags = (await api.get("/main/blueprints/custom/tags")).json()
    assert [tag["id"] for tag in tags] == ["a", "b", "both"]
    for path in ("custom", "custom/tags"):
        twice = await api.get(f"/blueprints/{path}?filters[q][EQUALS]=a&filters[q][EQUALS]=b")
        assert twice.status_code == 400
        assert (await api.get(f"/blueprints/{path}?kind=nope")).status_code == 422
    assert (await api.get("/blueprints/custom?sort=colour:asc")).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"source": ""}, "source"),
        ({"source": "just a text"}, "source"),
        ({"tags": [""]}, "tags"),
        ({"tags": [str(n) for n in range(30)]}, "tags"),
        ({"title": {}}, "title"),
        ({"tags": {}}, "tags"),
        ({"kind": "APP"}, "kind"),
        ({"description": "x" * 5_001}, "description"),
    ],
)
@pytest.mark.parametrize("base", ["flows", "custom"])
async def test_what_is_wrong_is_named(api: Api, change: Json, field: str, base: str) -> None:
    answer = await api.post(f"/blueprints/{base}", json={**DRAFT, **change})
    assert answer.status_code == 422
    assert field in answer.text


async def test_a_blueprint_of_a_dashboard_stays_one(api: Api) -> None:
    draft = {**DRAFT, "source": "title: Mine\ncharts: []\n", "kind": "DASHBOARD"}
    made = (await api.post("/blueprints/custom", json=draft)).json()
    await api.post("/blueprints/custom", json=DRAFT)
    for kind, title in (("dashboard", "title"), ("FLOW", "id")):
        page = (await api.get(f"/blueprints/custom?kind={kind}")).json()
        assert [one["kind"] for one in page["results"]] == [kind.upper()]
        source = await api.get(f"/blueprints/custom/{page['results'][0]['id']}/source")
        assert source.text.startswith(title)
    assert (await api.get(f"/blueprints/custom/{made['id']}/graph")).status_code == 404
    path = f"/blueprints/custom/{made['id']}"
    other = await api.call("PUT", path, json={**draft, "kind": "FLOW"})
    assert other.status_code == 422
    assert "it is DASHBOARD" in other.text
    assert (await api.call("PUT", path, json={**draft, "kind": None})).json()["kind"] == "DASHBOARD"


async def test_a_source_that_is_no_yaml_is_refused(api: Api) -> None:
    made = (await api.post("/blueprints/flows", json=DRAFT)).json()
    broken = {**DRAFT, "source": "id: [unclosed"}
    for path in (f"flows/{made['id']}", f"custom/{made['id']}"):
        assert (await api.call("PUT", f"/blueprints/{path}", json=broken)).status_code == 422
    draft = (await api.post("/blueprints/flows", json={**DRAFT, "source": "id: half\n"})).json()
    assert (await api.get(f"/blueprints/custom/{draft['id']}/graph")).status_code == 422


async def test_what_is_not_there_is_not_found(api: Api) -> None:
    for path in ("flows/nope", "custom/nope"):
        assert (await api.call("PUT", f"/blueprints/{path}", json=DRAFT)).status_code == 404
        assert (await api.call("DELETE", f"/blueprints/{path}")).status_code == 404
        assert (await api.get(f"/blueprints/{path}")).status_code == 404
    for path in ("flow/nope", "custom/nope/source", "custom/nope/graph"):
        assert (await api.get(f"/blueprints/{path}")).status_code == 404


async def test_there_are_so_many_at_most(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_blueprints, "OWN_BLUEPRINTS_MAX", 1)
    await api.post("/blueprints/flows", json=DRAFT)
    for base in ("flows", "custom"):
        answer = await api.post(f"/blueprints/{base}", json=DRAFT)
        assert answer.status_code == 409
        assert "already 1" in answer.json()["message"]


TEMPLATE = f"""# Greets.
id: greet_<< arg.who | lower >>
namespace: company.team
extend:
  templateArguments:
    - id: who
      type: STRING
    # How often.
    - id: times
      type: INT
      defaults: 2
      max: 3

tasks:
<% for number in range(1, arg.times) %>
  - id: hello_<< number >>
    type: {LOG}
    message: "{{{{ flow.id }}}} << arg.who >> {{% raw %}}x{{% endraw %}} >> log"
<% endfor %>
"""


async def test_a_template_makes_a_source_of_arguments(api: Api) -> None:
    made = (await api.post("/blueprints/flows", json={**DRAFT, "source": TEMPLATE})).json()
    assert made["includedTasks"] == [LOG]
    assert made["source"] == TEMPLATE
    asked = made["template"]["templateArguments"]
    assert asked["who"] == {"id": "who", "type": "STRING"}
    assert asked["times"]["defaults"] == 2
    assert "extend" not in made["template"]["source"]
    use = f"/blueprints/flows/{made['id']}/use-template"
    answer = await api.post(use, json={"templateArgumentsInputs": {"who": "ADA"}})
    older = await api.post(
        f"/blueprints/custom/{made['id']}/use-template",
        json={"templateArgumentsInputs": {"who": "ADA"}},
    )
    assert older.json() == answer.json()
    source = answer.json()["generatedFlowSource"]
    assert "extend" not in source
    assert source.startswith("# Greets.\nid: greet_ada\nnamespace: company.team\n")
    assert "id: hello_1\n" in source
    assert "id: hello_2\n" in source
    line = 'message: "{{ flow.id }} ADA {% raw %}x{% endraw %} >> log"'
    assert source.count(line) == 2
    created = await api.call(
        "POST", "/flows", content=source.encode(), headers={"Content-Type": "application/x-yaml"}
    )
    assert created.json()["id"] == "greet_ada"


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "who"), ({"who": "a", "times": 4}, "times"), ({"who": "a", "times": "x"}, "times")],
)
async def test_arguments_are_checked_as_inputs_are(api: Api, given: Json, field: str) -> None:
    made = (await api.post("/blueprints/custom", json={**DRAFT, "source": TEMPLATE})).json()
    use = f"/blueprints/custom/{made['id']}/use-template"
    refused = await api.post(use, json={"templateArgumentsInputs": given})
    assert refused.status_code == 422
    assert field in refused.text


async def test_a_blueprint_without_arguments_or_with_bad_ones_is_no_template(api: Api) -> None:
    plain = (await api.post("/blueprints/flows", json=DRAFT)).json()
    assert "template" not in plain
    sent: Json = {"templateArgumentsInputs": {}}
    refused = await api.post(f"/blueprints/flows/{plain['id']}/use-template", json=sent)
    assert refused.status_code == 422
    assert (await api.post("/blueprints/flows/none/use-template", json=sent)).status_code == 404
    wrong: Json = {"templateArgumentsInputs": []}
    path = f"/blueprints/flows/{plain['id']}/use-template"
    assert (await api.post(path, json=wrong)).status_code in (400, 422)
    for source in ("extend: text\nid: a\n", "extend:\n  templateArguments:\n    - type: INT\n"):
        bad = await api.post("/blueprints/flows", json={**DRAFT, "source": source})
        assert bad.status_code == 422
        assert "templateArguments" in bad.text
    for body in ("id: << secret('x') >>", "id: << arg.none >>", "- << 1 >>", "id: <% if %>"):
        source = f"extend:\n  templateArguments: []\n{body}\n"
        made = (await api.post("/blueprints/flows", json={**DRAFT, "source": source})).json()
        refused = await api.post(f"/blueprints/flows/{made['id']}/use-template", json=sent)
        assert refused.status_code == 422, body
