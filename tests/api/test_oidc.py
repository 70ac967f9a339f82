"""Sign-in by OpenID Connect, against a provider on this machine, honest and otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from http.cookies import SimpleCookie
from time import time
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from cryptography.fernet import Fernet
from joserfc.jwk import ECKey

from tests.api.client import Api
from tests.api.oidc_server import CLIENT_ID, CLIENT_SECRET, Change, OidcServer, back
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json

ADMIN = ("admin@example.org", "Secret-Password-1")
COOKIE = "tiercelSignIn"
REFUSED, UNAVAILABLE = "/ui/login?problem=refused", "/ui/login?problem=unavailable"


@pytest.fixture
async def provider() -> AsyncIterator[OidcServer]:
    async with OidcServer().running() as server:
        yield server


@pytest.fixture
async def other() -> AsyncIterator[OidcServer]:
    async with OidcServer().running() as server:
        yield server


@pytest.fixture
def rules() -> dict[str, Json]:
    """Settings of the provider that a test needs different."""
    return {}


def entry(server: OidcServer, **rules: Json) -> dict[str, Json]:
    own = {"issuer": server.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return {**own, **rules}


@pytest.fixture
def overrides(provider: OidcServer, rules: dict[str, Json]) -> dict[str, Json]:
    basic = {"username": ADMIN[0], "password": ADMIN[1]}
    return {"server": {"basic_auth": basic, "oidc": {"corp": entry(provider, **rules)}}}


class Browser:
    """Follows no redirect by itself, and keeps the cookie of the way there."""

    def __init__(self, api: Api) -> None:
        self._http = api.http
        self.cookie = ""

    async def get(self, path: str) -> httpx2.Response:
        # As a provider's page would send it: from another site.
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        if self.cookie:
            headers["Cookie"] = f"{COOKIE}={self.cookie}"
        self._http.cookies.clear()
        found = await self._http.get(path, headers=headers)
        self._http.cookies.clear()
        assert found.status_code == 302, found.text
        return found

    async def begin(self, name: str = "corp", target: str = "/flows") -> str:
        """The page of the provider."""
        self.cookie = ""
        found = await self.get(f"/oauth/login/{name}?from={target}")
        morsel = cookie_of(found, COOKIE)
        self.cookie = morsel.value
        assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "lax", "/oauth")
        return str(found.headers["location"])


def cookie_of(response: httpx2.Response, name: str):
    for text in response.headers.get_list("set-cookie"):
        jar: SimpleCookie = SimpleCookie(text)
        if name in jar:
            return jar[name]
    return None


def is_signed_in(response: httpx2.Response) -> bool:
    return cookie_of(response, "JWT") is not None


async def signed_in(api: Api, server: OidcServer, name: str = "corp", **claims: Json) -> str:
    """The e-mail address of whom a sign-in makes a session for; empty for nobody."""
    browser = Browser(api)
    answer = server.sign_in(await browser.begin(name), **claims)
    found = await browser.get(back(name, answer))
    if not is_signed_in(found):
        assert found.headers["location"] == REFUSED
        return ""
    assert found.headers["location"] == "/ui/flows"
    cookie = f"JWT={cookie_of(found, 'JWT').value}"
    me = await api.get("/me", headers={"Cookie": cookie})
    return str(me.json()["email"])


async def failures(api: Api) -> list[str]:
    found = (await api.get("/main/auditlogs/search?size=100", auth=ADMIN)).json()["results"]
    entries = [each["auditLog"] for each in found]
    return [each["ipAddress"] for each in entries if each["type"] == "LOGIN_FAILURE"]


async def test_the_page_of_the_sign_in_is_told_who_signs_people_in(api: Api) -> None:
    found = (await api.get("/auths")).json()
    assert found["oauths"] == ["corp"]
    assert found["providers"] == [{"name": "corp", "label": "corp"}]
    assert found["loginPassword"] is True


async def test_whom_the_provider_signs_in_has_a_session(api: Api, provider: OidcServer) -> None:
    assert await signed_in(api, provider) == "ann@example.org"
    assert provider.asked == 1
    # The address may change; who it is does not.
    later = await signed_in(api, provider, email="ann.smith@example.org")
    assert later == "ann@example.org"
    assert await signed_in(api, provider, sub="bob-1", email="bob@example.org") == "bob@example.org"
    logs = (await api.get("/main/auditlogs/search?size=100", auth=ADMIN)).json()["results"]
    signed = [each["auditLog"] for each in logs if each["auditLog"]["type"] == "LOGIN"]
    assert {each["via"] for each in signed} == {"OIDC"}


async def test_what_is_sent_to_the_provider(api: Api, provider: OidcServer) -> None:
    browser = Browser(api)
    first, second = [parse_qs(urlsplit(await browser.begin()).query) for _ in range(2)]
    assert first["redirect_uri"] == ["http://localhost/oauth/callback/corp"]
    assert first["scope"] == ["openid email profile"]
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name][0]) >= 43
    for text in (*first["nonce"], *first["state"]):
        assert text not in browser.cookie


WRONG: dict[str, Change] = {
    "another nonce": lambda claims: {**claims, "nonce": "x"},
    "no nonce": lambda claims: {name: claims[name] for name in claims if name != "nonce"},
    "another issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "no issuer": lambda claims: {name: claims[name] for name in claims if name != "iss"},
    "another audience": lambda claims: {**claims, "aud": "other"},
    "other audiences": lambda claims: {**claims, "aud": ["other", "another"]},
    "no audience": lambda claims: {name: claims[name] for name in claims if name != "aud"},
    "several audiences and no party": lambda claims: {**claims, "aud": [CLIENT_ID, "other"]},
    "another party": lambda claims: {**claims, "aud": [CLIENT_ID, "other"], "azp": "other"},
    "a party that is not the audience": lambda claims: {**claims, "azp": "other"},
    "expired": lambda claims: {**claims, "exp": int(time()) - 120},
    "never expires": lambda claims: {name: claims[name] for name in claims if name != "exp"},
    "expires at no number": lambda claims: {**claims, "exp": "later"},
    "of the future": lambda claims: {**claims, "iat": int(time()) + 600},
    "not yet good": lambda claims: {**claims, "nbf": int(time()) + 600},
    "nobody": lambda claims: {name: claims[name] for name in claims if name != "sub"},
    "a subject that is no text": lambda claims: {**claims, "sub": 7},
    "an address that is not proved": lambda claims: {**claims, "email_verified": False},
    "an address proved by a text": lambda claims: {**claims, "email_verified": "true"},
    "no address": lambda claims: {**claims, "email": "ann"},
    "a service account": lambda claims: {**claims, "email": "deploy-bot"},
}


@pytest.mark.parametrize("what", WRONG)
async def test_claims_that_prove_nobody(api: Api, provider: OidcServer, what: str) -> None:
    provider.change = WRONG[what]
    assert await signed_in(api, provider) == ""
    assert len(await failures(api)) == 1
    assert (await api.get("/users?q=ann", auth=ADMIN)).json()["total"] == 0


SIGNATURES: dict[str, Callable[[OidcServer, dict[str, Json]], str]] = {
    "none": OidcServer.unsigned,
    "the shared secret": OidcServer.by_secret,
    "the public key as a secret": OidcServer.by_public_key,
    "the key of another": OidcServer.by_another,
    "a key that it brings itself": OidcServer.by_own_header,
    "a key that nobody knows": lambda server, claims: server.signed(claims, kid="two"),
    "no token": lambda server, claims: "",
    "half a token": lambda server, claims: server.signed(claims).rpartition(".")[0],
}


@pytest.mark.parametrize("what", SIGNATURES)
async def test_signatures_that_prove_nothing(api: Api, provider: OidcServer, what: str) -> None:
    provider.sign = lambda claims: SIGNATURES[what](provider, claims)
    assert await signed_in(api, provider) == ""


async def test_claims_within_the_clocks_difference(api: Api, provider: OidcServer) -> None:
    now = int(time())
    provider.change = lambda claims: {
        **claims,
        "aud": [CLIENT_ID, "other"],
        "azp": CLIENT_ID,
        "exp": now - 20,
        "iat": now + 20,
    }
    assert await signed_in(api, provider) == "ann@example.org"


async def test_only_the_browser_that_began_it_ends_it(api: Api, provider: OidcServer) -> None:
    browser = Browser(api)
    first = provider.sign_in(await browser.begin())
    own = browser.cookie
    second = provider.sign_in(await browser.begin(), sub="eve-1", email="eve@example.org")
    for cookie, answer in (
        ("", first),
        ("x" * 40, first),
        (own[:-2] + "AA", first),
        # Somebody lets another sign in as themselves, or brings a code of another.
        (own, second),
        (own, {**first, "code": second["code"], "state": "x"}),
        (own, {**first, "state": ""}),
    ):
        browser.cookie = cookie
        found = await browser.get(back("corp", answer))
        assert found.headers["location"] == REFUSED
        assert not is_signed_in(found)


async def test_a_code_of_another_sign_in_is_refused(api: Api, provider: OidcServer) -> None:
    """Whoever has somebody's code has no verifier for it."""
    browser = Browser(api)
    stolen = provider.sign_in(await browser.begin())["code"]
    own = provider.sign_in(await browser.begin())
    found = await browser.get(back("corp", {**own, "code": stolen}))
    assert (found.headers["location"], is_signed_in(found)) == (REFUSED, False)


async def test_an_answer_is_good_once(api: Api, provider: OidcServer) -> None:
    browser = Browser(api)
    answer = provider.sign_in(await browser.begin())
    assert is_signed_in(await browser.get(back("corp", answer)))
    found = await browser.get(back("corp", answer))
    assert (found.headers["location"], is_signed_in(found)) == (REFUSED, False)
    # A new sign-in with the old code is refused by the provider.
    renewed = provider.sign_in(await browser.begin())
    found = await browser.get(back("corp", {**renewed, "code": answer["code"]}))
    assert (found.headers["location"], is_signed_in(found)) == (REFUSED, False)


async def test_an_old_flow_is_over(
    api: Api, provider: OidcServer, application: Application
) -> None:
    browser = Browser(api)
    answer = provider.sign_in(await browser.begin())
    async with application.ports.store.transaction() as tx:
        seal = Fernet(await tx.settings.get("access.sign-in-key"))
    text = seal.decrypt(browser.cookie)
    for seconds, expected in ((601, False), (590, True)):
        browser.cookie = seal.encrypt_at_time(text, int(time()) - seconds).decode()
        assert is_signed_in(await browser.get(back("corp", answer))) == expected


@pytest.mark.parametrize("error", ["access_denied", "login_required"])
async def test_a_provider_that_refuses(api: Api, provider: OidcServer, error: str) -> None:
    browser = Browser(api)
    state = provider.sign_in(await browser.begin())["state"]
    for answer in ({"state": state, "error": error}, {"state": state}):
        found = await browser.get(back("corp", answer))
        assert (found.headers["location"], is_signed_in(found)) == (REFUSED, False)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie:%20x=y",
        "/%09/evil.example",
        "javascript:alert(1)",
        "/" + "x" * 3000,
        "",
    ],
)
async def test_nobody_is_led_elsewhere(api: Api, provider: OidcServer, target: str) -> None:
    browser = Browser(api)
    answer = provider.sign_in(await browser.begin(target=target))
    found = await browser.get(back("corp", answer))
    assert is_signed_in(found)
    assert found.headers["location"] == "/ui/"


async def test_unknown_providers(api: Api) -> None:
    for path in ("/oauth/login/none", "/oauth/callback/none?code=x&state=y"):
        assert (await Browser(api).get(path)).headers["location"] == REFUSED


async def test_new_keys_are_found(api: Api, provider: OidcServer) -> None:
    assert await signed_in(api, provider) == "ann@example.org"
    provider.key = ECKey.generate_key("P-256", {"kid": "two"})
    provider.sign = lambda claims: provider.signed(claims, kid="two")
    # Not asked for again within a minute, whatever tokens say.
    assert await signed_in(api, provider) == ""


async def test_a_user_who_is_disabled_stays_outside(
    api: Api, provider: OidcServer, application: Application
) -> None:
    assert await signed_in(api, provider) == "ann@example.org"
    user = (await api.get("/users?q=ann@example.org", auth=ADMIN)).json()["results"][0]
    await application.services.users.update(user["id"], is_disabled=True)
    assert await signed_in(api, provider) == ""


async def test_a_user_who_was_deleted_comes_as_somebody_new(api: Api, provider: OidcServer) -> None:
    assert await signed_in(api, provider) == "ann@example.org"
    user = (await api.get("/users?q=ann@example.org", auth=ADMIN)).json()["results"][0]
    assert (await api.delete(f"/users/{user['id']}", auth=ADMIN)).is_success
    assert await signed_in(api, provider) == "ann@example.org"
    again = (await api.get("/users?q=ann@example.org", auth=ADMIN)).json()["results"][0]
    assert again["id"] != user["id"]


async def test_a_known_user_comes_by_a_proved_address(api: Api, provider: OidcServer) -> None:
    assert await signed_in(api, provider, email=ADMIN[0], email_verified=False) == ""
    assert await signed_in(api, provider, email=ADMIN[0]) == ADMIN[0]


async def test_what_the_token_does_not_say_is_asked_for(api: Api, provider: OidcServer) -> None:
    provider.change = lambda claims: {
        name: value for name, value in claims.items() if not name.startswith("email")
    }
    provider.info = {"sub": "eve-1", "email": "ann@example.org", "email_verified": True}
    assert await signed_in(api, provider) == ""
    provider.info = {**provider.info, "sub": "ann-1", "nonce": "x", "iss": "x", "aud": "x"}
    assert await signed_in(api, provider) == "ann@example.org"


async def test_a_provider_that_says_another_issuer_is_not_used(
    api: Api, provider: OidcServer
) -> None:
    for document in (
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"jwks_uri": None},
    ):
        provider.document = document
        found = await Browser(api).get("/oauth/login/corp")
        assert found.headers["location"] == UNAVAILABLE


class TestGroups:
    @pytest.fixture
    def rules(self) -> dict[str, Json]:
        return {"groups_claim": "realm.roles"}

    async def test_groups_are_as_the_provider_says(self, api: Api, provider: OidcServer) -> None:
        for roles in (["Builders", "Readers"], "Readers", []):
            assert await signed_in(api, provider, realm={"roles": roles})
            assert await names(api) == sorted([roles] if isinstance(roles, str) else roles)

    async def test_claims_that_are_no_groups(self, api: Api, provider: OidcServer) -> None:
        for realm in (None, "x", {"roles": {"a": 1}}, {"roles": [1, None, {"b": 2}]}):
            assert await signed_in(api, provider, realm=realm)
            assert await names(api) == []


class TestMappedGroups:
    @pytest.fixture
    def rules(self) -> dict[str, Json]:
        return {"groups_claim": "groups", "group_mapping": {"0a-1": "Builders"}}

    async def test_only_groups_of_the_mapping(self, api: Api, provider: OidcServer) -> None:
        assert await signed_in(api, provider, groups=["0a-1", "Admins"])
        assert await names(api) == ["Builders"]


class TestOnlyKnownUsers:
    @pytest.fixture
    def rules(self) -> dict[str, Json]:
        return {"create_users": False, "trust_email": True}

    async def test_others_stay_outside(self, api: Api, provider: OidcServer) -> None:
        assert await signed_in(api, provider) == ""
        assert await signed_in(api, provider, email=ADMIN[0], email_verified=None) == ADMIN[0]


class TestSeveralProviders:
    @pytest.fixture
    def overrides(self, provider: OidcServer, other: OidcServer) -> dict[str, Json]:
        basic = {"username": ADMIN[0], "password": ADMIN[1]}
        both = {"corp": entry(provider, label="Our own"), "partner": entry(other)}
        return {"server": {"basic_auth": basic, "oidc": both}}

    async def test_one_does_not_speak_for_the_other(
        self, api: Api, provider: OidcServer, other: OidcServer
    ) -> None:
        assert await signed_in(api, provider) == "ann@example.org"
        # The same subject and address at another provider is somebody else.
        assert await signed_in(api, other, "partner") == ""
        assert await signed_in(api, other, "partner", email="pat@example.org") == "pat@example.org"
        assert await signed_in(api, other, "partner", sub="x", email=ADMIN[0]) == ""

    async def test_answers_that_are_mixed_up(
        self, api: Api, provider: OidcServer, other: OidcServer
    ) -> None:
        browser = Browser(api)
        answer = provider.sign_in(await browser.begin())
        assert not is_signed_in(await browser.get(back("partner", answer)))
        told = {**answer, "iss": other.issuer}
        assert not is_signed_in(await browser.get(back("corp", told)))
        provider.document = {"authorization_response_iss_parameter_supported": True}
        other.document = provider.document
        # A token of the one is none of the other, although both know this client.
        other.sign = lambda claims: provider.signed({**claims, "iss": provider.issuer})
        assert await signed_in(api, other, "partner") == ""


class TestAProviderThatIsDown:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        basic = {"username": ADMIN[0], "password": ADMIN[1]}
        away = {"issuer": "http://127.0.0.1:9", "client_id": CLIENT_ID}
        return {"server": {"basic_auth": basic, "oidc": {"corp": away}}}

    async def test_passwords_work(self, api: Api) -> None:
        found = await Browser(api).get("/oauth/login/corp")
        assert found.headers["location"] == UNAVAILABLE
        body = {"username": ADMIN[0], "password": ADMIN[1]}
        assert (await api.post("/login", json=body)).status_code == 204


class TestBeforeTheServerHasAnOwner:
    @pytest.fixture
    def overrides(self, provider: OidcServer) -> dict[str, Json]:
        return {"server": {"oidc": {"corp": entry(provider)}}}

    async def test_nobody_comes_in(self, api: Api) -> None:
        assert (await api.get("/flows/search")).status_code == 401
        assert (await api.get("/auths")).json()["oauths"] == ["corp"]
        assert (await Browser(api).get("/oauth/login/corp")).headers["location"] == REFUSED


async def names(api: Api) -> list[str]:
    """The groups of Ann."""
    found = (await api.get("/main/tenant-access?q=ann@example.org", auth=ADMIN)).json()["results"]
    return sorted(each["name"] for user in found for each in user["groups"])
