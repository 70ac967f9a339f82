"""Pages of other sites: they write nothing, and read only what the settings let them."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, HOOK, YAML, Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json

EVIL = "http://evil.example"
FRIEND = "https://flows.example.com"
OWN = "http://localhost"
KV = "/namespaces/company.team/kv/k"
FOREIGN = [
    {"Origin": EVIL},
    {"Origin": "null"},
    {"Origin": "http://localhost:3000"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"},
    {"Origin": OWN, "Sec-Fetch-Site": "cross-site"},
    {"Origin": EVIL, "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": EVIL, "Host": "localhost", "X-Forwarded-Host": "flows.example.com"},
    {"Origin": ""},
]
OURS: list[dict[str, str]] = [
    {},
    {"Origin": OWN},
    {"Origin": "HTTP://LOCALHOST"},
    {"Origin": "http://localhost:8080", "Host": "localhost:8080"},
    {"Origin": "https://localhost", "Host": "localhost:443"},
    {"Origin": OWN, "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    # Behind a proxy, which has another name for the server than the browser.
    {"Origin": FRIEND, "Sec-Fetch-Site": "same-origin"},
    {"Origin": FRIEND, "X-Forwarded-Host": "flows.example.com"},
    {"Origin": FRIEND, "X-Forwarded-Host": "flows.example.com, inner"},
]


async def written(api: Api, headers: dict[str, str]) -> list[int]:
    """What the requests answer that a page may send without asking first, and some others."""
    plain = {"Content-Type": "text/plain", **headers}
    upload = {"fileContent": ("f.txt", b"x")}
    answers = [
        await api.post("/flows", content=HELLO, headers=plain),
        await api.post("/flows", content=HELLO.replace("hello", "other"), headers=headers),
        await api.post("/executions/company.team/hello", headers=headers),
        await api.put(KV, content="1", headers=plain),
        await api.post("/namespaces/company.team/files?path=/f", files=upload, headers=headers),
        await api.delete(KV, headers=headers),
        await api.http.post("/login", json={"username": "a", "password": "b"}, headers=headers),
    ]
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_pages_of_other_sites_write_nothing(api: Api, headers: dict[str, str]) -> None:
    assert set(await written(api, headers)) == {403}
    assert (await api.get("/flows/company.team/hello")).status_code == 404


async def test_the_refusal_names_the_ways_out(api: Api) -> None:
    answer = await api.put(KV, content="1", headers={"Origin": EVIL})
    assert EVIL in answer.json()["message"]
    assert "allowed-origins" in answer.json()["message"]
    assert "kestra.url" in answer.json()["message"]


@pytest.mark.parametrize("headers", OURS)
async def test_our_own_pages_and_programs_write(api: Api, headers: dict[str, str]) -> None:
    statuses = await written(api, headers)
    assert 403 not in statuses
    assert statuses[0] == 200


async def test_pages_of_other_sites_may_ask_what_changes_nothing(api: Api) -> None:
    for headers in FOREIGN:
        answer = await api.get("/flows/search", headers=headers)
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers


async def test_a_webhook_is_proved_by_its_key(api: Api) -> None:
    await api.create(HOOK)
    for prefix in ("", "/main"):
        path = f"{prefix}/executions/webhook/company.team/hook/k1234567"
        answer = await api.post(path, content="x", headers={"Origin": EVIL})
        assert answer.status_code == 200
    named = HELLO.replace("company.team", "webhook")
    assert (await api.post("/flows", content=named, headers=YAML)).status_code == 200
    answer = await api.post("/executions/webhook/hello", headers={"Origin": EVIL})
    assert answer.status_code == 403


@pytest.mark.parametrize("overrides", [{"url": f"{FRIEND}/ui"}])
async def test_the_address_of_the_settings_is_ours(api: Api) -> None:
    assert (await api.put(KV, content="1", headers={"Origin": FRIEND})).status_code == 200
    assert (await api.put(KV, content="1", headers={"Origin": EVIL})).status_code == 403
    assert (await api.get(KV, headers={"Host": "flows.example.com"})).status_code == 200


def cors(**rule: Json) -> dict[str, Json]:
    """Settings with one rule."""
    section: dict[str, Json] = {"enabled": True}
    if rule:
        section["configurations"] = {"ui": rule}
    return {"micronaut": {"server": {"cors": section}}}


NAMING = [
    cors(allowed_origins=[FRIEND]),
    cors(allowed_origins=f"{FRIEND}/,http://other.example"),
    cors(allowed_origins_regex=r"^https://[a-z]+\.example\.com$"),
    cors(allowed_origins=["*", FRIEND]),
]


@pytest.mark.parametrize("overrides", NAMING)
async def test_a_page_that_is_named_reads_and_writes_with_credentials(api: Api) -> None:
    for headers in ({"Origin": FRIEND}, {"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}):
        answer = await api.put(KV, content="1", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == FRIEND
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert "Origin" in answer.headers["vary"]
    asked = {"Origin": FRIEND, "Access-Control-Request-Method": "PUT"}
    asked["Access-Control-Request-Headers"] = "x-mine"
    answer = await api.call("OPTIONS", KV, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-methods"] == "PUT"
    assert answer.headers["access-control-allow-headers"] == "x-mine"


@pytest.mark.parametrize("overrides", NAMING[:3])
async def test_others_beside_it_get_nothing(api: Api) -> None:
    for origin in (EVIL, "null", "https://flows.example.com.evil.example", FRIEND + ":8443"):
        answer = await api.get("/flows/search", headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        assert (await api.put(KV, content="1", headers={"Origin": origin})).status_code == 403
        asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
        answer = await api.call("OPTIONS", KV, headers=asked)
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers


FOR_ALL = [
    cors(),
    cors(allowed_origins="*"),
    cors(allowed_origins_regex=".*"),
    cors(allowed_origins_regex=[r"^https?://.+$"]),
]


@pytest.mark.parametrize("overrides", FOR_ALL)
async def test_what_is_for_all_is_without_credentials_and_to_read(api: Api) -> None:
    answer = await api.get("/flows/search", headers={"Origin": EVIL})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert (await api.put(KV, content="1", headers={"Origin": EVIL})).status_code == 403
    spoofed = {"Origin": EVIL, "Access-Control-Request-Method": "POST"}
    spoofed["Access-Control-Request-Headers"] = "x-forwarded-host"
    assert (await api.call("OPTIONS", KV, headers=spoofed)).status_code == 403


@pytest.mark.parametrize(
    "overrides", [cors(allowed_origins=FRIEND, allow_credentials=False)], ids=["without"]
)
async def test_credentials_may_be_left_out(api: Api) -> None:
    answer = await api.put(KV, content="1", headers={"Origin": FRIEND})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == FRIEND
    assert "access-control-allow-credentials" not in answer.headers


LOCAL = ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "[::1]:8080", "app.localhost", "localhost."]
OTHER = [
    EVIL.removeprefix("http://"),
    "evil.example:8080",
    "127.0.0.1.evil.example",
    "192.0.2.1",
    "",
]


@pytest.mark.parametrize("host", LOCAL)
async def test_a_local_server_is_asked_by_the_names_of_this_machine(api: Api, host: str) -> None:
    for _ in range(2):
        assert (await api.get("/flows/search", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", OTHER)
async def test_other_names_are_misdirected(api: Api, host: str) -> None:
    for path in ("/api/v1/flows/search", "/ui/", "/ping"):
        answer = await api.http.get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert "tiercel.server.accepted-hosts" in answer.json()["message"]


@pytest.mark.parametrize("overrides", [{"server": {"accepted_hosts": "flows.example.com,b"}}])
async def test_names_may_be_added(api: Api) -> None:
    for host in ("flows.example.com", "Flows.Example.com:8080", "b", "localhost"):
        assert (await api.get("/flows/search", headers={"Host": host})).status_code == 200
    assert (await api.get("/flows/search", headers={"Host": "c"})).status_code == 421


@pytest.mark.parametrize(
    "overrides",
    [
        {"micronaut": {"server": {"host": "0.0.0.0"}}},
        {"server": {"accepted_hosts": ["*"]}},
    ],
)
async def test_a_server_for_others_takes_any_name(api: Api) -> None:
    for host in OTHER:
        assert (await api.get("/flows/search", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "overrides",
    [{"micronaut": {"server": {"host": "0.0.0.0"}}, "server": {"accepted_hosts": "flows"}}],
)
async def test_one_with_names_is_asked_by_addresses_too(api: Api) -> None:
    for host in ("flows", "192.0.2.1:8080", "[2001:db8::1]", "localhost"):
        assert (await api.get("/flows/search", headers={"Host": host})).status_code == 200
    assert (await api.get("/flows/search", headers={"Host": "evil.example"})).status_code == 421


async def test_the_management_port_is_no_way_around(application: Application) -> None:
    async with Api(application.management) as api:
        level = {"configuredLevel": "DEBUG"}
        answer = await api.http.post("/loggers/x", json=level, headers={"Origin": EVIL})
        assert answer.status_code == 403
        assert (await api.http.get("/health", headers={"Host": "evil.example"})).status_code == 421
