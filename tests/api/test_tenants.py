"""Records of tenants, of which one holds flows."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound, made
from tiercel.model.json_types import Json


async def test_a_tenant_is_written_found_changed_and_forgotten(api: Api) -> None:
    sent = {
        "id": "acme", "name": "Acme",
        "concurrency": {"limit": 5, "behavior": "QUEUE"},
        "quotas": [{"duration": "PT1H", "limit": 0, "behavior": "FAIL"}],
        "requireExistingNamespace": True, "settings": {"dashboard": {"defaultHomeDashboard": "d"}},
    }  # fmt: skip
    secret = {"secretConfiguration": {"vault": {"token": "s3cr3t"}}, "logo": "x"}
    made = await api.post("/tenants", json={**sent, **secret})
    assert (made.status_code, made.json()) == (200, {**sent, "deleted": False})
    one = "/tenants/acme"
    assert (await api.get(one)).json() == made.json()
    assert (await api.post("/tenants", json=sent)).status_code == 409
    found = (await api.get("/tenants/search?q=Acme&sort=name:asc")).json()
    assert found == {"results": [made.json()], "total": 1}
    changed = await api.put(one, json={"id": "acme", "name": "Other"})
    assert changed.json() == {"id": "acme", "name": "Other", "deleted": False}
    assert (await api.put(one, json={"id": "else", "name": "Other"})).status_code == 422
    gone = await api.delete(one)
    assert (gone.status_code, gone.content) == (204, b"")
    for method in ("GET", "PUT", "DELETE"):
        refused = await api.call(method, one, json=sent)
        assert refused.status_code == 404, method


async def test_the_tenant_of_the_flows_is_always_there(api: Api) -> None:
    main = {"id": "main", "name": "main", "deleted": False}
    assert (await api.get("/tenants/main")).json() == main
    assert main in (await api.get("/tenants/search?size=100")).json()["results"]
    assert (await api.delete("/tenants/main")).status_code == 409
    assert (await api.put("/tenants/main", json={"name": "Ours"})).json()["name"] == "Ours"
    assert (await api.get("/tenants/main")).json()["name"] == "Ours"
    assert (await api.post("/tenants", json=main)).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"id": None}, "id"),
        ({"id": "No Name"}, "[a-z0-9]"),
        ({"id": "search"}, "path of the list"),
        ({"name": ""}, "name"),
        ({"concurrency": {"limit": 0, "behavior": "QUEUE"}}, "concurrency.limit"),
        ({"concurrency": {"limit": 1, "behavior": "WAIT"}}, "QUEUE, CANCEL, FAIL"),
        ({"concurrency": 5}, "concurrency"),
        ({"quotas": {}}, "quotas"),
        ({"quotas": [5]}, "quotas[0]"),
        ({"quotas": [{"limit": -1, "duration": "PT1H", "behavior": "FAIL"}]}, "quotas[0].limit"),
        ({"quotas": [{"limit": 1, "duration": "x", "behavior": "FAIL"}]}, "quotas[0].duration"),
        ({"quotas": [{"limit": 1, "behavior": "QUEUE"}]}, "quotas[0].behavior"),
        ({"requireExistingNamespace": "yes"}, "requireExistingNamespace"),
        ({"settings": []}, "settings"),
        ({"settings": {"a": "x" * 70_000}}, "65,536"),
    ],
)
async def test_what_is_wrong_is_said(api: Api, wrong: dict[str, Json], text: str) -> None:
    answer = await api.post("/tenants", json={"id": "wrong", "name": "Wrong", **wrong})
    assert (answer.status_code, text in answer.text) == (422, True), answer.text
    assert (await api.put("/tenants/main", json={"name": "x", "quotas": 1})).status_code == 422


async def test_a_bad_list_is_refused(api: Api) -> None:
    assert (await api.get("/tenants/search?sort=colour:asc")).status_code == 422
    assert (await api.get("/tenants/search?filters[nothing][EQUALS]=x")).status_code == 400


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


def logo(content: bytes) -> dict[str, Json]:
    return {"files": {"logo": ("logo", content)}}


async def test_a_tenant_has_pictures_and_a_catalogue_that_its_record_keeps(api: Api) -> None:
    await api.post("/tenants", json={"id": "looks", "name": "Looks"})
    one, catalog = "/tenants/looks", "/tenants/looks/apps-catalog"
    pictured = (await api.post(f"{one}/logo", **logo(PNG))).json()
    assert pictured["logo"].startswith("data:image/png;base64,iVBOR")
    assert (await api.get(catalog)).json() == {}
    colors = {"title": "Ours", "primaryColor": "#1a2b3c", "tileColor": "rgb(1, 2, 3)"}
    assert (await api.post(catalog, json=colors)).json() == colors
    shown = (await api.post(f"{catalog}/logo", **logo(SVG))).json()
    assert shown["logo"].startswith("data:image/svg+xml;base64,")
    # Other colours leave the picture, and so does all of the record.
    assert (await api.post(catalog, json={"title": "New"})).json() == {
        "title": "New",
        "logo": shown["logo"],
    }
    changed = (await api.put(one, json={"id": "looks", "name": "Other"})).json()
    assert (changed["logo"], changed["appCatalogConfig"]["title"]) == (pictured["logo"], "New")
    assert (await api.delete(f"{catalog}/logo")).status_code == 204
    assert (await api.get(catalog)).json() == {"title": "New"}


async def test_default_dashboards_are_settings_of_the_tenant(api: Api) -> None:
    await api.post("/tenants", json={"id": "boards", "name": "B", "settings": {"a": 1}})
    path = "/tenants/boards/settings/default-dashboards"
    assert (await api.get(path)).json() == {}
    sent = {"defaultHomeDashboard": "d", "defaultFlowOverviewDashboard": "e"}
    assert (await api.post(path, json=sent)).json() == sent
    assert (await api.get(path)).json() == sent
    settings = (await api.get("/tenants/boards")).json()["settings"]
    assert settings == {"a": 1, "dashboard": sent}
    assert (await api.post(path, json={"defaultHomeDashboard": "x" * 200})).status_code == 422


async def test_the_configuration_says_how_the_tenant_of_the_flows_looks(api: Api) -> None:
    async def shown() -> Json:
        return (await api.get("/configs")).json()["tenant"]

    assert await shown() == {"name": "main", "dashboards": {}}
    await api.put("/tenants/main", json={"name": "Acme"})
    picture = (await api.post("/tenants/main/logo", **logo(SVG))).json()["logo"]
    chosen = {"defaultNamespaceOverviewDashboard": "d"}
    await api.post("/tenants/main/settings/default-dashboards", json=chosen)
    assert await shown() == {"name": "Acme", "logo": picture, "dashboards": chosen}
    # Others only tell of themselves.
    await api.post("/tenants", json={"id": "beside", "name": "Beside"})
    assert (await shown())["name"] == "Acme"


@pytest.mark.parametrize(
    "content",
    [
        b"text",
        b"GIF89a",
        b"<svg><script>alert(1)</script></svg>",
        b'<svg onload="alert(1)"></svg>',
        b'<svg><image href="http://example.org/x"/></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>',
        b"<svg><style>@import 'x'</style></svg>",
        PNG + bytes(40_000),
    ],
)
async def test_what_is_no_harmless_picture_is_refused(api: Api, content: bytes) -> None:
    for path in ("/tenants/main/logo", "/tenants/main/apps-catalog/logo"):
        assert (await api.post(path, **logo(content))).status_code == 422


async def test_settings_of_no_tenant_are_not_found(api: Api) -> None:
    none = "/tenants/none"
    for path in (f"{none}/logo", f"{none}/apps-catalog/logo"):
        assert (await api.post(path, **logo(PNG))).status_code == 404
    assert (await api.delete(f"{none}/apps-catalog/logo")).status_code == 404
    for path in (f"{none}/apps-catalog", f"{none}/settings/default-dashboards"):
        assert (await api.get(path)).status_code == 404
        assert (await api.post(path, json={})).status_code == 404
        assert (await api.post(path, content=b"[]")).status_code in (415, 422)
    wrong = await api.post("/tenants/main/apps-catalog", json={"titleColor": "red;x"})
    assert (wrong.status_code, "titleColor" in wrong.text) == (422, True)
    long = await api.post("/tenants/main/apps-catalog", json={"title": "x" * 300})
    assert (long.status_code, "title" in long.text) == (422, True)


class TestWithAccounts:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}

    async def test_members_see_their_own_and_those_with_the_right_choose(self, api: Api) -> None:
        user, ann = await a_user(api, "ann@example.org"), ("ann@example.org", PASSWORD)
        await made(api, "/tenants", {"id": "other", "name": "Other"})
        chosen, catalog = "settings/default-dashboards", "apps-catalog"

        async def statuses(tenant: str) -> list[int]:
            base = f"/tenants/{tenant}"
            return [
                (await api.get(f"{base}/{catalog}", auth=ann)).status_code,
                (await api.get(f"{base}/{chosen}", auth=ann)).status_code,
                (await api.post(f"{base}/{chosen}", json={}, auth=ann)).status_code,
                (await api.post(f"{base}/{catalog}", json={}, auth=ann)).status_code,
                (await api.post(f"{base}/logo", auth=ann, **logo(PNG))).status_code,
            ]

        assert await statuses("main") == [200, 200, 403, 403, 403]
        await bound(api, user, "admin")
        assert await statuses("main") == [200, 200, 200, 403, 403]
        assert await statuses("other") == [403] * 5
