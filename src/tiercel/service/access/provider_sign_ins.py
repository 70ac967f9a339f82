"""Sign-in by providers: a browser goes there and comes back, and proves that it is the same one."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping

import msgspec

from tiercel.model.authorization.limits import (
    SIGN_IN_FLOW_SECONDS,
    SIGN_IN_FLOWS_MAX,
    SIGN_IN_GROUPS_MAX,
)
from tiercel.model.authorization.people import User
from tiercel.model.authorization.sign_in import Person, SignInFlow
from tiercel.model.errors import NotAllowed, NotFound
from tiercel.ports.ports import Ports
from tiercel.ports.sign_in import IdentityProvider
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.provisioning import Assertion, Provisioning, Subject
from tiercel.service.access.shared_seal import SharedSeal
from tiercel.settings.sign_in_sections import OidcSection

_KEY = "access.sign-in-key"
_RANDOM_BYTES = 32


class OfferedProvider(msgspec.Struct, frozen=True):
    """A provider that people may choose; `label` is what its button says."""

    name: str
    label: str


class BegunSignIn(msgspec.Struct, frozen=True):
    """Where the browser goes, and the text that it has to bring back with the answer."""

    page: str
    proof: str


class ProviderAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser brings back: `proof` as it was given, the others from the provider."""

    proof: str
    state: str
    code: str
    issuer: str | None = None
    error: str = ""


class ProviderSignIns:
    """A flow is kept by its browser, sealed, for SIGN_IN_FLOW_SECONDS, and is good once."""

    def __init__(
        self,
        ports: Ports,
        changes: AccessChanges,
        provisioning: Provisioning,
        providers: Mapping[str, IdentityProvider],
        settings: Mapping[str, OidcSection],
    ) -> None:
        self._clock = ports.clock
        self._provisioning = provisioning
        self._providers = providers
        self._settings = settings
        self._seal = SharedSeal(changes, _KEY)
        self._used: OrderedDict[str, None] = OrderedDict()

    @property
    def offered(self) -> list[OfferedProvider]:
        """In the order of the settings."""
        return [
            OfferedProvider(name, self._settings[name].label or name) for name in self._providers
        ]

    async def begin(self, name: str, callback: str, target: str) -> BegunSignIn:
        """Raises: NotFound for an unknown provider, Unavailable."""
        provider = self._provider(name)
        state, nonce, verifier = (secrets.token_urlsafe(_RANDOM_BYTES) for _ in range(3))
        flow = SignInFlow(
            provider=name,
            state=state,
            nonce=nonce,
            verifier=verifier,
            callback=callback,
            target=target,
        )
        page = await provider.page(flow)
        seal, now = await self._seal.get(), int(self._clock.now().timestamp())
        return BegunSignIn(page, seal.encrypt_at_time(msgspec.json.encode(flow), now).decode())

    async def finish(self, name: str, answer: ProviderAnswer) -> tuple[User, SignInFlow]:
        """Who has signed in there. Raises: NotFound, NotAllowed, Unavailable."""
        provider = self._provider(name)
        flow = await self._flow(answer.proof)
        if flow.provider != name:
            raise NotAllowed("the sign-in began with another provider")
        if not hmac.compare_digest(flow.state.encode(), answer.state.encode()):
            raise NotAllowed("the state is not that of the sign-in")
        self._use_once(flow.state)
        if answer.error or not answer.code:
            raise NotAllowed("the provider gave no code")
        person = await provider.person(flow, answer.code, answer.issuer)
        user = await self._provisioning.user_of(self._assertion(name, person))
        if user is None:
            raise NotAllowed("the person is nobody who may sign in here")
        return user, flow

    def _provider(self, name: str) -> IdentityProvider:
        found = self._providers.get(name)
        if found is None:
            raise NotFound.of("Provider", name)
        return found

    def _assertion(self, name: str, person: Person) -> Assertion:
        rules = self._settings[name]
        is_proved = person.is_email_verified or rules.trust_email
        links = (
            rules.link_by_email if rules.link_by_email is not None else len(self._providers) == 1
        )
        groups = person.groups
        if groups is not None and rules.group_mapping:
            groups = tuple(
                rules.group_mapping[each] for each in groups if each in rules.group_mapping
            )
        return Assertion(
            provider=f"oidc:{name}",
            username=person.email if is_proved else "",
            groups=None if groups is None else groups[:SIGN_IN_GROUPS_MAX],
            creates_user=rules.create_users,
            subject=Subject(person.issuer, person.subject),
            links=links,
        )

    async def _flow(self, proof: str) -> SignInFlow:
        """Raises: NotAllowed for one that this server did not give, or that is too old."""
        from cryptography.fernet import InvalidToken

        now = int(self._clock.now().timestamp())
        try:
            text = (await self._seal.get()).decrypt_at_time(proof, SIGN_IN_FLOW_SECONDS, now)
        except InvalidToken:
            raise NotAllowed("the browser did not begin a sign-in lately") from None
        return msgspec.json.decode(text, type=SignInFlow)

    def _use_once(self, state: str) -> None:
        """Raises: NotAllowed for an answer that came before."""
        if state in self._used:
            raise NotAllowed("the answer was used already")
        self._used[state] = None
        if len(self._used) > SIGN_IN_FLOWS_MAX:
            self._used.popitem(last=False)
